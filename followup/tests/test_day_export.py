"""The day's lists as a spreadsheet: the same rows as on the page, for whom the page shows them."""

import datetime

import pytest
from django.urls import reverse

from followup.tests.conftest import TODAY
from mentorship.models import Act, LookUp
from mentorship.testing.sheets import read_sheet, whole

pytestmark = pytest.mark.django_db


def day(count):
    return TODAY + datetime.timedelta(days=count)


def fetch(client, world, user, **query):
    client.force_login(user)
    return client.post(reverse("followup:export", args=[world.programme.key], query=query))


def three_lists(world):
    for number, offset in enumerate((6, 0, -2, 8), start=1):
        world.followup(step=f"opening_talk_{number:02}", due_on=day(offset))


def test_the_three_lists_of_the_day_in_one_sheet(client, world):
    three_lists(world)
    rows = read_sheet(fetch(client, world, world.leader))
    assert [(row["Liste"], row["Frist"].date()) for row in rows] == [
        ("Overskredet", day(-2)),
        ("I dag", day(0)),
        ("De næste syv dage", day(6)),
    ]


def test_one_list_alone(client, world):
    three_lists(world)
    rows = read_sheet(fetch(client, world, world.leader, liste="coming"))
    assert [row["Frist"].date() for row in rows] == [day(6)]


def test_mine_unless_everybodys(client, world):
    world.followup(due_on=TODAY, responsible=world.consultant)
    assert read_sheet(fetch(client, world, world.leader)) == []
    assert len(read_sheet(fetch(client, world, world.leader, hvem="alle"))) == 1


def test_narrow_hats_get_their_rows_and_no_more_of_a_name(client, world):
    world.followup(world.ringsted, due_on=TODAY, side="refugee")
    world.followup(due_on=TODAY, side="refugee")
    world.followup(due_on=TODAY, side="mentor")
    theirs = read_sheet(fetch(client, world, world.consultant, hvem="alle"))
    assert {row["Borgers sagsnr."] for row in theirs} == {world.soroe.refugee.case_number}
    partners = read_sheet(fetch(client, world, world.partner, hvem="alle"))
    assert [row["Med hvem"] for row in partners] == ["mentoren"]
    assert "Opdigtet" not in partners[0]["Borger"]


def test_a_protected_person_is_a_number_without_a_phone(client, world):
    person = world.soroe.refugee.person
    person.protected = True
    person.save()
    world.followup(due_on=TODAY, side="refugee")
    row = read_sheet(fetch(client, world, world.leader))[0]
    assert (row["Borger"], row["Telefon"]) == (world.soroe.refugee.case_number, None)


def test_the_trail_and_the_look_ups(client, world):
    world.followup(due_on=TODAY)
    whole(fetch(client, world, world.leader, hvem="alle", liste="today"))
    act = Act.objects.get(kind="list.exported")
    assert act.detail == {"list": "followups", "rows": 1, "filters": ["hvem", "liste"]}
    assert LookUp.objects.filter(what="export").count() == 2


@pytest.mark.parametrize("rows", [1, 20])
def test_it_costs_the_same_whatever_its_length(client, world, rows, django_assert_num_queries):
    for number in range(rows):
        world.followup(step=f"opening_talk_{number:02}", due_on=TODAY)
    whole(fetch(client, world, world.leader))
    with django_assert_num_queries(18):
        whole(fetch(client, world, world.leader))


@pytest.mark.parametrize("query", ["", "?hvem=alle"])
def test_both_pages_lead_to_it(client, world, query):
    world.followup(due_on=TODAY)
    client.force_login(world.leader)
    key = world.programme.key
    there = reverse("followup:export", args=[key])
    page = client.get(reverse("followup:day", args=[key]) + query)
    assert f'action="{there}{query}"' in page.content.decode()
    listed = client.get(reverse("followup:list", args=[key, "today"]) + query)
    assert listed.context["export_url"].startswith(f"{there}?liste=today")
    assert ("hvem=alle" in listed.context["export_url"]) == bool(query)
    assert client.get(there).status_code == 405
