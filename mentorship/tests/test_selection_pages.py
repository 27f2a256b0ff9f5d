"""The pages of the selection: quotas, candidates, the decision, whom it leaves out."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentorship.models import LookUp, Mentor, Refugee
from mentorship.permissions import Role
from mentorship.selectors.selection import Breakdown, Group, most_left_out
from mentorship.testing.factories import MentorFactory, OrganisationFactory, RefugeeFactory
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


def url(world, name="people:selection", **arguments):
    return reverse(name, kwargs={"key": world.programme.key, **arguments})


def candidate(world, name="Kanarie Opdigtet", **fields):
    fields = {"selected_on": None, "waiting_since": None, "municipality": world.soroe} | fields
    return RefugeeFactory(programme=world.programme, person__name=name, **fields)


def names(response):
    return [entry["name"] for entry in response.context["entries"]]


def quota_of(response, place):
    return next(row for row in response.context["quotas"] if row["name"] == place)


def decision(*rows, **fields):
    return {"pick": [row.pk for row in rows], "grounds": ["network"], "on": "20-11-2026"} | fields


def test_quotas_are_counted_by_municipality(leader, world):
    world.programme.municipality_parts.update(quota_on=datetime.date(2026, 12, 1))
    candidate(world)
    candidate(world, selected_on=datetime.date(2026, 11, 1))
    candidate(world, selected_on=datetime.date(2026, 11, 1), left_on=datetime.date(2026, 11, 2))
    candidate(world, left_on=datetime.date(2026, 11, 2))
    response = leader.get(url(world))
    soroe = quota_of(response, "Sorø")
    assert (soroe["quota"], soroe["selected"], soroe["left"], soroe["candidates"]) == (45, 2, 43, 1)
    assert soroe["tone"] == "warn"
    total = response.context["quotas"][-1]
    assert (total["quota"], total["left"]) == (70, 43 + 25)


def test_one_municipality_past_its_quota_fills_no_place_of_another(leader, world):
    world.programme.municipality_parts.update(quota=1)
    for _number in range(3):
        candidate(world, selected_on=datetime.date(2026, 11, 1))
    response = leader.get(url(world))
    assert (quota_of(response, "Sorø")["over"], response.context["quotas"][-1]["left"]) == (2, 1)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param({}, {"Ung", "Voksen"}, id="all"),
        pytest.param({"kommune": "340"}, {"Ung"}, id="municipality"),
        pytest.param({"alder": "u25"}, {"Ung"}, id="age"),
        pytest.param({"alder": "40-54"}, {"Voksen"}, id="age-of-the-other"),
        pytest.param({"koen": "male"}, {"Voksen"}, id="gender"),
        pytest.param({"uddannelse": "unknown"}, {"Ung"}, id="no-education-stated"),
        pytest.param({"erfaring": "ja"}, {"Voksen"}, id="experience"),
        pytest.param({"erfaring": "unknown"}, {"Ung"}, id="no-experience"),
        pytest.param({"samtale": "nej"}, {"Ung"}, id="no-interview"),
        pytest.param({"samtykke": "ja"}, {"Voksen"}, id="consent"),
        pytest.param({"ankommet": "1"}, {"Ung"}, id="arrived-lately"),
        pytest.param({"ankommet": "unknown"}, {"Voksen"}, id="arrival-unknown"),
        pytest.param({"q": "vok"}, {"Voksen"}, id="name"),
    ],
)
def test_the_candidates_are_narrowed_by_the_address(leader, world, query, found):
    young = candidate(
        world,
        "Ung",
        papers=False,
        person__birth_year=2003,
        interviewed_on=None,
        arrived_on=datetime.date(2026, 3, 1),
    )
    young.profile.education = young.profile.occupation = ""
    young.profile.save()
    candidate(world, "Voksen", municipality=world.ringsted, person__birth_year=1980, person__gender="male")
    candidate(world, "Udvalgt", selected_on=datetime.date(2026, 11, 1))
    candidate(world, "Stoppet", left_on=datetime.date(2026, 11, 1))
    assert set(names(leader.get(url(world), query))) == found


def test_sorting_by_age_puts_the_unknown_last(leader, world):
    for name, year in (("A", 1990), ("B", None), ("C", 1970)):
        candidate(world, name, person__birth_year=year)
    assert names(leader.get(url(world), {"sorter": "alder"})) == ["C", "A", "B"]


def test_the_consultant_sees_and_selects_in_the_own_municipality(client, world):
    own, other = candidate(world, "Egen"), candidate(world, "Anden", municipality=world.ringsted)
    client.force_login(world.consultant())
    response = client.get(url(world))
    assert names(response) == ["Egen"]
    assert [row["name"] for row in response.context["quotas"]] == ["Sorø"]
    refused = client.post(url(world), decision(own, other))
    assert refused.status_code == 400
    assert not Refugee.objects.filter(selected_on__isnull=False).exists()
    assert client.post(url(world), decision(own)).status_code == 302
    own.refresh_from_db()
    assert own.selected_on == datetime.date(2026, 11, 20)


def test_the_grounds_are_kept_in_words(leader, world):
    row = candidate(world)
    leader.post(url(world), decision(row, grounds=["network", "own_wish"], words="Søger praktik"))
    row.refresh_from_db()
    assert row.selection_grounds == "Mangler netværk uden for familien; Ønsker selv en mentor. Søger praktik"
    assert LookUp.objects.filter(what="list").count() == 0, "nobody is looked at by selecting"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"grounds": []}, id="no-grounds"),
        pytest.param({"pick": []}, id="nobody"),
        pytest.param({"on": "24-11-2026"}, id="ahead"),
    ],
)
def test_what_is_missing_is_told_and_the_ticks_stay(leader, world, fields):
    row = candidate(world)
    response = leader.post(url(world), decision(row) | fields)
    assert response.status_code == 400
    assert "data-error-summary" in response.content.decode()
    assert response.context["entries"][0]["ticked"] == bool((decision(row) | fields)["pick"])
    row.refresh_from_db()
    assert row.selected_on is None


def test_past_the_quota_is_asked_first_and_done_when_confirmed(leader, world):
    world.programme.municipality_parts.filter(municipality=world.soroe).update(quota=1)
    rows = [candidate(world, "En"), candidate(world, "To")]
    asked = leader.post(url(world) + "?kommune=340", decision(*rows, words="Begge"))
    assert asked.status_code == 200
    assert "Sorø: 2 udvalgte mod en kvote på 1" in asked.content.decode()
    assert not Refugee.objects.filter(selected_on__isnull=False).exists()
    again: dict[str, list[str]] = {}
    for field in asked.context["fields"]:
        again.setdefault(field["name"], []).append(field["value"])
    done = leader.post(asked.context["action"], again)
    assert (done.status_code, done.url) == (302, url(world) + "?kommune=340")
    assert Refugee.objects.filter(selected_on__isnull=False, selection_grounds__contains="Begge").count() == 2


def test_the_limits_of_the_programme_are_told_beside_the_candidate(leader, world):
    candidate(world, person__birth_year=1950, residence_basis="student", papers=False, interviewed_on=None)
    notes = [note["label"] for note in leader.get(url(world)).context["entries"][0]["notes"]]
    assert notes == [
        "ingen samtale",
        "intet samtykke",
        "uden for programmets alder",
        "uden for målgruppen",
    ]


def test_the_composition_follows_the_municipality_chosen(leader, world):
    candidate(world, selected_on=datetime.date(2026, 11, 1))
    candidate(world, municipality=world.ringsted)
    tables = {table["key"]: table for table in leader.get(url(world)).context["composition"]["tables"]}
    assert set(tables) == {"age", "gender", "education", "experience"}
    assert [(r["group"].whole, r["group"].selected) for r in tables["gender"]["rows"]] == [(2, 1)]
    narrowed = leader.get(url(world), {"kommune": "340"}).context["composition"]
    assert (narrowed["place"], narrowed["whole"], narrowed["selected"]) == ("Sorø", 1, 1)


def test_the_group_furthest_behind_is_named_where_it_is_no_accident():
    def breakdown(*groups):
        whole, selected = sum(g.whole for g in groups), sum(g.selected for g in groups)
        return Breakdown("age", "Age", groups, whole, selected)

    old = Group("old", 20, 2)
    assert most_left_out([breakdown(Group("young", 20, 18), old)])[1] is old
    assert most_left_out([breakdown(Group("young", 20, 10), Group("old", 20, 10))]) is None
    assert most_left_out([breakdown(Group("young", 20, 2), Group("old", 20, 0))]) is None, "two say nothing"
    unknown = Group("unknown", 20, 0, known=False)
    assert most_left_out([breakdown(Group("young", 20, 20), unknown)]) is None


@pytest.mark.parametrize("shows", ["", "udvalgte"])
@pytest.mark.parametrize("name", ["people:selection", "people:selection_mentors"])
def test_the_page_costs_the_same_whatever_its_length(leader, world, name, shows):
    make = RefugeeFactory if name == "people:selection" else MentorFactory
    facts = {} if make is RefugeeFactory else {"organisation": OrganisationFactory()}
    day = datetime.date(2026, 11, 1) if shows else None
    costs = []
    for more in (1, 19):
        for number in range(more):
            make(
                programme=world.programme,
                municipality=world.soroe,
                selected_on=day,
                person__name=f"K {number}",
                **facts,
            )
        leader.get(url(world, name), {"vis": shows})
        with CaptureQueriesContext(connection) as queries:
            response = leader.get(url(world, name), {"vis": shows})
        costs.append(len(queries))
    assert len(names(response)) == 20
    assert costs[0] == costs[1] <= 21


def test_mentors_are_selected_against_the_programmes_target(leader, world):
    mentor = MentorFactory(programme=world.programme, municipality=world.soroe, selected_on=None)
    page = leader.get(url(world, "people:selection_mentors"))
    assert quota_of(page, "I alt")["quota"] == 70
    assert (
        leader.post(
            url(world, "people:selection_mentors"), {"pick": [mentor.pk], "on": "20-11-2026"}
        ).status_code
        == 302
    )
    assert Mentor.objects.get().selected_on == datetime.date(2026, 11, 20)


def test_a_selection_is_taken_back_on_a_page_of_its_own(leader, world):
    row = candidate(world, selected_on=datetime.date(2026, 11, 1), selection_grounds="Netværk")
    page = url(world, "people:deselect", pk=row.pk)
    assert "Netværk" in leader.get(page).content.decode()
    assert leader.post(page, {"reason": "other", "words": ""}).status_code == 400
    done = leader.post(page, {"reason": "moved", "words": "Til Odense"})
    assert (done.status_code, done.url) == (302, url(world) + "?vis=udvalgte")
    row.refresh_from_db()
    assert (row.selected_on, row.selection_grounds) == (None, "Fravalgt: Flytter. Til Odense")
    assert leader.post(page, {"reason": "moved"}).status_code == 400, "taken back already"
    candidates = leader.get(url(world)).context["entries"]
    assert candidates[0]["notes"][-1]["text"] == "Fravalgt: Flytter. Til Odense"


def test_a_mentor_is_taken_back_by_reason_alone(leader, world):
    mentor = MentorFactory(programme=world.programme, municipality=world.soroe)
    assert (
        leader.post(url(world, "people:deselect_mentor", pk=mentor.pk), {"reason": "declined"}).status_code
        == 302
    )
    assert Mentor.objects.get().selected_on is None


@pytest.mark.parametrize("role", [Role.TASK_GROUP, Role.STEERING_GROUP, Role.EVALUATOR])
def test_other_roles_select_nobody(client, world, role):
    row = candidate(world)
    client.force_login(world.in_role(role))
    assert client.get(url(world)).status_code == 403
    assert client.post(url(world), decision(row)).status_code == 403
    row.refresh_from_db()
    assert row.selected_on is None
