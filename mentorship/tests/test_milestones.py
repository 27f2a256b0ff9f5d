"""Yes/no milestones: who says that one is reached, and that it can be taken back."""

import datetime

import pytest
from django.urls import reverse

from mentorship.errors import DomainError
from mentorship.models import Act, MilestoneMark, SuccessCriterion
from mentorship.permissions import Role
from mentorship.programmes.milestones import mark_milestone, unmark_milestone
from mentorship.testing.factories import RoleBindingFactory, UserFactory
from mentorship.testing.programmes import loaded_programme

pytestmark = pytest.mark.django_db
MARCH = datetime.date(2026, 3, 12)


@pytest.fixture
def programme(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 22, 9, 4, tzinfo=datetime.UTC))
    return loaded_programme("vaertsprogram", start_on=datetime.date(2026, 1, 1))


@pytest.fixture
def milestone(programme):
    return SuccessCriterion.objects.get(programme=programme, key="project_plan")


@pytest.fixture
def leader(client, programme):
    client.force_login(UserFactory(leader_of=programme))
    return client


def address(milestone):
    return reverse("people:milestone", args=[milestone.programme.key, milestone.pk])


def rows(client, programme):
    response = client.get(reverse("people:programme", args=[programme.key]))
    return {row["label"]: row for row in response.context["milestones"]}


def test_reached_and_taken_back(leader, programme, milestone):
    assert rows(leader, programme)["Projektplan udarbejdet"]["tag"]["label"] == "Ikke nået endnu"
    leader.post(address(milestone), {"act": "reach", "on": "12-03-2026"})
    assert milestone.mark.reached_on == MARCH
    row = rows(leader, programme)["Projektplan udarbejdet"]
    assert (row["tag"]["label"], row["form"]) == ("Nået 12-03-2026", None)
    leader.post(address(milestone), {"act": "undo"})
    assert not MilestoneMark.objects.exists()
    kinds = set(Act.objects.values_list("kind", flat=True))
    assert kinds >= {"milestone.reached", "milestone.taken_back"}


@pytest.mark.parametrize("on", ["", "i går", "01-12-2026"])
def test_a_day_that_has_been_is_needed(leader, milestone, on):
    answer = leader.post(address(milestone), {"act": "reach", "on": on}, follow=True)
    assert [str(message.level_tag) for message in answer.context["messages"]] == ["error"]
    assert not MilestoneMark.objects.exists()


def test_past_the_deadline_it_says_so(client, programme, time_machine):
    time_machine.move_to(datetime.datetime(2027, 1, 2, 9, tzinfo=datetime.UTC))
    client.force_login(UserFactory(leader_of=programme))
    tags = {row["tag"]["label"] for row in rows(client, programme).values()}
    assert tags == {"Ikke nået, fristen er overskredet"}


def test_others_read_it_and_mark_nothing(client, programme, milestone):
    client.force_login(RoleBindingFactory(role=Role.STEERING_GROUP, programme=programme).user)
    assert {row["url"] for row in rows(client, programme).values()} == {""}
    assert client.post(address(milestone), {"act": "reach", "on": "12-03-2026"}).status_code == 403
    assert not MilestoneMark.objects.exists()


def test_a_counted_criterion_is_not_marked(leader, programme):
    counted = SuccessCriterion.objects.get(programme=programme, key="registered_year_1")
    assert leader.post(address(counted), {"act": "reach", "on": "12-03-2026"}).status_code == 404
    with pytest.raises(DomainError):
        mark_milestone(criterion=counted, reached_on=MARCH, by=UserFactory())


def test_marked_once(milestone):
    by = UserFactory()
    mark_milestone(criterion=milestone, reached_on=MARCH, by=by)
    with pytest.raises(DomainError):
        mark_milestone(criterion=milestone, reached_on=MARCH, by=by)
    unmark_milestone(criterion=milestone, by=by)
    with pytest.raises(DomainError):
        unmark_milestone(criterion=milestone, by=by)


def test_it_is_counted_nowhere_among_the_targets(leader, programme):
    response = leader.get(reverse("people:programme", args=[programme.key]))
    assert "Projektplan udarbejdet" not in [row[0]["text"] for row in response.context["targets"]]


def test_a_programme_without_milestones_shows_none(client):
    programme = loaded_programme("holdbart-match")
    client.force_login(UserFactory(leader_of=programme))
    assert rows(client, programme) == {}
