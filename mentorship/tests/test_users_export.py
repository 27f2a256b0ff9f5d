"""The users as a spreadsheet, for the administrator."""

import pytest
from django.urls import reverse

from mentorship.models import Act, LookUp
from mentorship.permissions import Role
from mentorship.testing.factories import RoleBindingFactory, UserFactory
from mentorship.testing.sheets import read_sheet, whole
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(RoleBindingFactory(role=Role.ADMINISTRATOR, programme=None).user)
    return client


def fetch(client, **query):
    return client.post(reverse("people:users_export", query=query))


def test_the_sheet_holds_the_users_found_with_their_roles(office):
    world = people_world()
    world.consultant()
    UserFactory(name="Lene Uden", is_active=False)
    rows = read_sheet(fetch(office, q="lene"))
    assert [(row["Navn"], row["Adgang"]) for row in rows] == [
        ("Lene Bach", "Aktiv"),
        ("Lene Uden", "Lukket ude"),
    ]
    assert rows[0]["Roller"] == f"Projektleder ({world.programme.name})"
    assert rows[1]["Roller"] is None


def test_the_trail_says_so_and_nobodys_case_was_seen(office):
    whole(fetch(office, q="x"))
    act = Act.objects.get(kind="list.exported")
    assert act.detail == {"list": "users", "rows": 0, "filters": ["q"]}
    assert not LookUp.objects.exists()


def test_the_list_leads_to_it(office):
    html = office.get(reverse("people:users", query={"q": "bruger"})).content.decode()
    assert f'action="{reverse("people:users_export")}?q=bruger"' in html


def test_nobody_else_takes_them_out(client):
    client.force_login(people_world().leader)
    assert fetch(client).status_code == 403


@pytest.mark.parametrize("rows", [1, 20])
def test_it_costs_the_same_whatever_its_length(office, rows, django_assert_num_queries):
    world = people_world()
    for _ in range(rows):
        world.consultant()
    with django_assert_num_queries(10):
        whole(fetch(office))
