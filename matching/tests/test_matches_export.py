"""The list of matches as a spreadsheet: what stands in it, for whom, and what is written of it."""

import pytest
from django.urls import reverse

from matching.testing.factories import MatchFactory
from mentorship.models import Act, LookUp
from mentorship.testing.sheets import read_sheet, whole
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return people_world()


def match(world, *, mentor="Kanarie Mentorsen", refugee="Kanarie Borgersen", **fields):
    fields.setdefault("refugee__municipality", world.soroe)
    return MatchFactory(
        programme=world.programme,
        mentor__programme=world.programme,
        refugee__programme=world.programme,
        mentor__person__name=mentor,
        refugee__person__name=refugee,
        created_by=world.leader,
        **fields,
    )


def fetch(client, world, user, **query):
    client.force_login(user)
    return client.post(reverse("matching:export", args=[world.programme.key], query=query))


def test_the_sheet_holds_the_matches_of_the_list(client, world):
    active, proposed = match(world, active=True), match(world)
    rows = read_sheet(fetch(client, world, world.leader))
    assert [row["Mentor"] for row in rows] == [m.mentor.case_number for m in (proposed, active)]
    assert rows[1]["Borger"] == active.refugee.case_number
    assert rows[1]["Borgers navn"] == "Kanarie Borgersen"
    assert rows[1]["Start"].date() == active.started_on
    narrowed = read_sheet(fetch(client, world, world.leader, stade="active"))
    assert [row["Mentor"] for row in narrowed] == [active.mentor.case_number]


def test_a_protected_name_is_left_out(client, world):
    match(world, active=True, refugee__person__protected=True, mentor__person__protected=True)
    row = read_sheet(fetch(client, world, world.leader))[0]
    assert (row["Borgers navn"], row["Mentors navn"]) == (None, None)


def test_a_partner_gets_its_own_and_no_whole_names(client, world):
    match(world, active=True, mentor__organisation=world.partner)
    match(world, active=True, mentor="Kanarie Fremmed")
    rows = read_sheet(fetch(client, world, world.partner_user()))
    assert [row["Mentors navn"] for row in rows] == ["Kanarie Mentorsen"]
    assert "Borgersen" not in str(rows)


def test_a_consultant_gets_the_municipalitys(client, world):
    match(world, active=True, refugee__municipality=world.ringsted)
    assert read_sheet(fetch(client, world, world.consultant())) == []


def test_the_trail_says_how_many_and_the_look_ups_whom(client, world):
    row = match(world, active=True)
    whole(fetch(client, world, world.leader, q="Kanarie", stade="active"))
    assert Act.objects.get(kind="list.exported").detail == {
        "list": "matches",
        "rows": 1,
        "filters": ["q", "stade"],
    }
    seen = set(LookUp.objects.filter(what="export").values_list("person_id", flat=True))
    assert seen == {row.mentor.person_id, row.refugee.person_id}


def test_the_list_leads_to_it_and_only_a_form_takes_it_out(client, world):
    match(world, active=True)
    client.force_login(world.leader)
    listed = client.get(reverse("matching:matches", args=[world.programme.key], query={"stade": "active"}))
    address = listed.context["export_url"]
    assert f'action="{address}"' in listed.content.decode()
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("rows", [1, 20])
def test_it_costs_the_same_whatever_its_length(client, world, rows, django_assert_num_queries):
    for _ in range(rows):
        match(world, active=True)
    whole(fetch(client, world, world.leader))
    with django_assert_num_queries(16):
        whole(fetch(client, world, world.leader))
