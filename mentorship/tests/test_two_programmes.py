"""One leader with two programmes, and one person in both: what is shared, what is not, and who is told."""

import datetime

import pytest
from django.urls import reverse

from mentorship.models import Consent, LookUp, Person
from mentorship.people.papers import give_consent
from mentorship.permissions import Role
from mentorship.testing.factories import MentorFactory, RefugeeFactory, RoleBindingFactory, UserFactory
from mentorship.testing.programmes import loaded_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def programmes(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 22, 9, 4, tzinfo=datetime.UTC))
    return loaded_programme("holdbart-match"), loaded_programme("vaertsprogram")


@pytest.fixture
def person(programmes):
    """A refugee of the first programme who has become a host in the second."""
    first, second = programmes
    refugee = RefugeeFactory(
        programme=first, municipality=first.municipalities.first(), person__name="Kanarie Begge", papers=False
    )
    mentor = MentorFactory(
        programme=second, municipality=second.municipalities.first(), person=refugee.person, papers=False
    )
    return refugee, mentor


@pytest.fixture
def leader(client, programmes):
    user = UserFactory(name="Lene Bach")
    for programme in programmes:
        RoleBindingFactory(user=user, role=Role.PROJECT_LEADER, programme=programme)
    client.force_login(user)
    return client


def page(row):
    return reverse(f"people:{row.side}", args=[row.programme.key, row.pk])


def also_in(response):
    parts = [panel["context"]["parts"] for panel in response.context["panels"] if panel["key"] == "elsewhere"]
    return [(one["programme"], one["part"], one["url"]) for one in parts[0]] if parts else []


def test_each_page_leads_to_the_other_part(leader, person):
    refugee, mentor = person
    assert also_in(leader.get(page(refugee))) == [(mentor.programme.name, "vært", page(mentor))]
    assert also_in(leader.get(page(mentor))) == [(refugee.programme.name, "borger", page(refugee))]


def test_who_does_not_see_the_other_part_is_told_nothing(client, person):
    refugee, mentor = person
    consultant = RoleBindingFactory(
        role=Role.CONSULTANT, programme=refugee.programme, municipality=refugee.municipality
    ).user
    client.force_login(consultant)
    response = client.get(page(refugee))
    assert also_in(response) == []
    assert mentor.programme.name not in response.content.decode()
    assert mentor.case_number not in response.content.decode()


def test_the_other_side_of_the_same_programme_is_another_part(leader, programmes):
    first, _second = programmes
    refugee = RefugeeFactory(programme=first, municipality=first.municipalities.first())
    MentorFactory(programme=first, municipality=first.municipalities.first(), person=refugee.person)
    assert [part for _programme, part, _url in also_in(leader.get(page(refugee)))] == ["mentor"]


def test_what_is_said_of_the_person_is_seen_in_both(leader, person):
    refugee, mentor = person
    edit = reverse("people:refugee_edit", args=[refugee.programme.key, refugee.pk])
    form = leader.get(edit).context["form"]
    data = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    leader.post(edit, data | {"name": "Kanarie Nyt", "phone": "20 30 40 50", "protected": ""})
    assert Person.objects.get(pk=refugee.person_id).name == "Kanarie Nyt"
    html = leader.get(page(mentor)).content.decode()
    assert "Kanarie Nyt" in html
    assert "20 30 40 50" in html


def test_a_consent_in_one_is_none_in_the_other(leader, person):
    refugee, mentor = person
    on = datetime.date(2026, 11, 1)
    give_consent(enrolment=refugee, scope="participation", given_on=on, language="da", by=UserFactory())
    assert Consent.objects.get().refugee == refugee
    states = {one["label"]: one["tag"]["label"] for one in leader.get(page(mentor)).context["consents"]}
    assert set(states.values()) == {"Mangler"}


def test_a_look_up_is_logged_under_the_programme_it_was_made_in(leader, person):
    for row in person:
        leader.get(page(row))
        assert LookUp.objects.latest("pk").programme_key == row.programme.key
    assert LookUp.objects.filter(what="page").count() == 2


def test_the_start_page_keeps_the_two_apart(leader, programmes):
    first, second = programmes
    RefugeeFactory(programme=second, municipality=second.municipalities.first(), interviewed_on=None)
    response = leader.get("/", {"program": first.key})
    tabs = [(tab["label"], tab["current"]) for tab in response.context["switch"]]
    assert set(tabs) == {(first.name, True), (second.name, False)}
    (other,) = response.context["elsewhere"]
    assert (other["name"], other["waiting"], other["late"]) == (second.name, 1, 0)
    assert f"?program={second.key}" in other["url"]
    opened = leader.get(other["url"])
    assert [tab["label"] for tab in opened.context["switch"] if tab["current"]] == [second.name]
    assert [one["name"] for one in opened.context["elsewhere"]] == [first.name]


def test_one_programme_has_no_elsewhere(client, programmes):
    client.force_login(UserFactory(leader_of=programmes[0]))
    assert client.get("/").context["elsewhere"] == []


def test_a_foreign_part_answers_as_one_that_is_not_there(client, person):
    refugee, mentor = person
    client.force_login(UserFactory(leader_of=refugee.programme))
    assert client.get(page(mentor)).status_code == 404
    wrong = reverse("people:mentor", args=[refugee.programme.key, mentor.pk])
    assert client.get(wrong).status_code == 404
