"""The registers: who is listed, found, sorted and counted, and at what cost."""

import datetime

import pytest
from django.urls import reverse

from mentorship.models import Clearance, LookUp, Refugee
from mentorship.testing.factories import MentorFactory, ProgrammeFactory, RefugeeFactory, UserFactory
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 22, 9, 4, tzinfo=datetime.UTC))
    return people_world()


@pytest.fixture
def leader(client, world):
    client.force_login(world.leader)
    return client


def refugee(world, name="Kanarie Opdigtet", **fields):
    fields.setdefault("municipality", world.soroe)
    return RefugeeFactory(programme=world.programme, person__name=name, **fields)


def mentor(world, name="Kanarie Mentorsen", **fields):
    fields.setdefault("municipality", world.soroe)
    return MentorFactory(programme=world.programme, person__name=name, **fields)


def names(response):
    return [entry["name"] for entry in response.context["entries"]]


@pytest.mark.parametrize("route", ["people:refugees", "people:mentors"])
def test_an_empty_register_says_what_to_do(leader, world, route):
    response = leader.get(reverse(route, args=[world.programme.key]))
    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize(
    ("route", "make"), [("people:refugees", refugee), ("people:mentors", mentor)], ids=["refugees", "mentors"]
)
def test_a_register_costs_the_same_whatever_its_length(
    leader, world, route, make, rows, django_assert_num_queries
):
    partner = {"organisation": world.partner} if make is mentor else {}
    for number in range(rows):
        make(world, name=f"Kanarie {number}", **partner)
    url = reverse(route, args=[world.programme.key])
    leader.get(url)
    with django_assert_num_queries(12 if make is mentor else 10):
        response = leader.get(url)
    assert len(names(response)) == rows


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("øst", ["Åse Østergård"], id="small-letter-of-ours"),
        pytest.param("ØSTERGÅRD", ["Åse Østergård"], id="capitals"),
        pytest.param("  åse  ", ["Åse Østergård"], id="spaces"),
        pytest.param("tesfay", ["Rahwa Tesfay"], id="plain-letters"),
        pytest.param("b44", ["Rahwa Tesfay"], id="case-number"),
        pytest.param("%", [], id="wildcard-is-text"),
    ],
)
def test_search_finds_by_part_of_name_or_number(leader, world, query, found):
    refugee(world, "Åse Østergård", case_number="A-1")
    refugee(world, "Rahwa Tesfay", case_number="B44-0017")
    response = leader.get(reverse("people:refugees", args=[world.programme.key]), {"q": query})
    assert names(response) == found


def test_a_protected_person_is_listed_and_found_by_number_alone(leader, world):
    refugee(world, "Hemmelig Person", case_number="B-77", person__protected=True)
    url = reverse("people:refugees", args=[world.programme.key])
    listed = leader.get(url)
    assert names(listed) == ["B-77"]
    assert "Hemmelig" not in listed.content.decode()
    assert names(leader.get(url, {"q": "Hemmelig"})) == []
    assert names(leader.get(url, {"q": "b-77"})) == ["B-77"]


def test_a_protection_that_has_expired_hides_nothing(leader, world):
    refugee(
        world,
        "Aaben Person",
        person__protected=True,
        person__protected_until=datetime.date(2026, 11, 21),
    )
    response = leader.get(reverse("people:refugees", args=[world.programme.key]), {"q": "aaben"})
    assert names(response) == ["Aaben Person"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param({"kommune": "340"}, ["Anna", "Bo"], id="municipality"),
        pytest.param({"stade": "waiting"}, ["Anna"], id="waiting"),
        pytest.param({"stade": "to_interview"}, ["Cilla"], id="to-interview"),
        pytest.param({"stade": "left"}, ["Dan"], id="left"),
        pytest.param({"mangler": "samtale"}, ["Cilla"], id="no-interview"),
        pytest.param({"mangler": "samtykke"}, ["Bo"], id="no-consent"),
        pytest.param({"mangler": "sprog"}, ["Bo"], id="no-languages"),
        pytest.param({}, ["Anna", "Bo", "Cilla"], id="all-but-those-who-left"),
    ],
)
def test_filters_narrow_the_list(leader, world, query, found):
    refugee(world, "Anna")
    bo = refugee(world, "Bo", papers=False, selected_on=None, waiting_since=None)
    bo.profile.languages = None
    bo.profile.save()
    refugee(
        world, "Cilla", interviewed_on=None, selected_on=None, waiting_since=None, municipality=world.ringsted
    )
    refugee(world, "Dan", left_on=datetime.date(2026, 6, 1), municipality=world.ringsted)
    response = leader.get(reverse("people:refugees", args=[world.programme.key]), query)
    assert names(response) == found
    assert response.context["total"] == 3


def test_mentors_are_filtered_by_partner_and_by_what_they_lack(leader, world):
    mentor(world, "Hel", organisation=world.partner)
    lacking = mentor(world, "Mangler")
    Clearance.objects.filter(mentor=lacking, kind="child_certificate").update(seen_on=None)
    expired = mentor(world, "Udloebet")
    Clearance.objects.filter(mentor=expired, kind="child_certificate").update(
        expires_on=datetime.date(2026, 11, 21)
    )
    url = reverse("people:mentors", args=[world.programme.key])
    assert names(leader.get(url, {"mangler": "attest"})) == ["Mangler", "Udloebet"]
    assert names(leader.get(url, {"forening": world.partner.pk})) == ["Hel"]
    assert leader.get(url).context["entries"][1]["missing"] == ["børneattest"]


@pytest.mark.parametrize(
    ("order", "found"),
    [
        pytest.param("navn", ["Anna", "Bo"], id="name"),
        pytest.param("-navn", ["Bo", "Anna"], id="name-backwards"),
        pytest.param("venter", ["Bo", "Anna"], id="waiting"),
        pytest.param("-venter", ["Anna", "Bo"], id="waiting-backwards"),
        pytest.param("nonsens", ["Anna", "Bo"], id="unknown"),
    ],
)
def test_a_column_sorts_both_ways(leader, world, order, found):
    refugee(world, "Anna", waiting_since=datetime.date(2026, 6, 1))
    refugee(world, "Bo", waiting_since=datetime.date(2026, 5, 1))
    response = leader.get(reverse("people:refugees", args=[world.programme.key]), {"sorter": order})
    assert names(response) == found


def test_pages_keep_filters_and_sorting(leader, world):
    for number in range(30):
        refugee(world, f"Kanarie {number:02}")
    url = reverse("people:refugees", args=[world.programme.key])
    response = leader.get(url, {"kommune": "340", "sorter": "-navn"})
    assert "kommune=340&amp;sorter=-navn&amp;page=2" in response.content.decode()
    second = leader.get(url, {"kommune": "340", "sorter": "-navn", "page": 2})
    assert names(second) == [f"Kanarie {number:02}" for number in range(4, -1, -1)]


def test_an_unknown_page_number_is_404(leader, world):
    assert (
        leader.get(reverse("people:refugees", args=[world.programme.key]), {"page": "x"}).status_code == 404
    )


def test_a_filter_value_nobody_offers_is_told_and_narrows_nothing(leader, world):
    refugee(world, "Anna")
    response = leader.get(reverse("people:refugees", args=[world.programme.key]), {"kommune": "999"})
    assert response.status_code == 200
    assert names(response) == ["Anna"]


def test_whose_names_a_list_shows_is_logged(leader, world):
    shown = refugee(world, "Anna")
    refugee(world, "Bo")
    leader.get(reverse("people:refugees", args=[world.programme.key]), {"q": "anna"})
    logged = LookUp.objects.values_list("person_id", "what", "programme_key", "user_id")
    assert list(logged) == [(shown.person_id, "list", world.programme.key, world.leader.pk)]


def test_a_consultant_sees_the_own_municipality_only(client, world):
    refugee(world, "Anna")
    refugee(world, "Fremmed", municipality=world.ringsted)
    client.force_login(world.consultant())
    response = client.get(reverse("people:refugees", args=[world.programme.key]))
    assert names(response) == ["Anna"]
    assert response.context["total"] == 1


def test_a_partner_sees_its_own_mentors_and_no_refugees(client, world):
    mentor(world, "Egen", organisation=world.partner)
    mentor(world, "Fremmed")
    client.force_login(world.partner_user())
    assert names(client.get(reverse("people:mentors", args=[world.programme.key]))) == ["Egen"]
    assert client.get(reverse("people:refugees", args=[world.programme.key])).status_code == 403


def test_another_programme_does_not_exist(leader, world):
    other = ProgrammeFactory()
    assert leader.get(reverse("people:refugees", args=[other.key])).status_code == 404


def test_lists_are_read_only(leader, world):
    assert leader.post(reverse("people:refugees", args=[world.programme.key])).status_code == 405


def test_htmx_gets_the_list_alone(htmx_client, world):
    htmx_client.force_login(world.leader)
    html = htmx_client.get(reverse("people:refugees", args=[world.programme.key])).content.decode()
    assert "<html" not in html


def test_the_words_are_the_programmes_own(leader, world):
    html = leader.get(reverse("people:refugees", args=[world.programme.key])).content.decode()
    assert "<h1>Borgere" in html


def test_a_user_of_no_programme_gets_404(client, world):
    client.force_login(UserFactory())
    assert client.get(reverse("people:refugees", args=[world.programme.key])).status_code == 404
    assert Refugee.objects.count() == 0
