"""Who has seen the case: for the leader and the consultant responsible, with purposes, by name."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentorship.models import LookUp
from mentorship.testing.factories import MentorFactory, RefugeeFactory, UserFactory
from mentorship.tests.people_world import people_world
from mentorship.trail import record_lookup

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return people_world()


@pytest.fixture
def case(world):
    return RefugeeFactory(programme=world.programme, municipality=world.soroe, consultant=world.consultant())


def url(row, query=""):
    return reverse(f"people:{row.side}_lookups", args=[row.programme.key, row.pk]) + query


def seen(client, row, query=""):
    return [line[1:] for line in client.get(url(row, query)).context["rows"]]


def look(row, user, what="page", **more):
    return record_lookup(user=user, person=row.person, what=what, programme=row.programme, **more)


def test_it_says_who_what_and_why_by_name(client, world, case):
    look(case, UserFactory(name="Karla Vest", email="kv@kommune.test"), "cpr", purpose="Brev til sprogskolen")
    client.force_login(world.leader)
    assert seen(client, case) == [["Karla Vest", "Fik vist CPR-nummeret", "Brev til sprogskolen"]]
    assert "kv@kommune.test" not in client.get(url(case)).content.decode()


def test_the_ground_stands_before_the_words(client, world, case):
    row = look(case, world.leader, purpose="flytter samtalen")
    LookUp.objects.filter(pk=row.pk).update(ground="cover")
    client.force_login(world.leader)
    assert seen(client, case)[0][2] == "Vikar for en kollega: flytter samtalen"


def test_lists_are_shown_when_asked_for(client, world, case):
    look(case, world.leader, "list")
    client.force_login(world.leader)
    assert seen(client, case) == []
    assert len(seen(client, case, "?vis=alt")) == 1


def test_it_is_filtered_by_user(client, world, case):
    other = UserFactory(name="Anders And")
    look(case, world.leader)
    look(case, other)
    client.force_login(world.leader)
    assert [line[0] for line in seen(client, case, f"?bruger={other.pk}")] == ["Anders And"]
    assert len(seen(client, case, "?bruger=nonsens")) == 2


def test_another_person_and_another_programme_stay_out(client, world, case):
    look(RefugeeFactory(programme=world.programme, municipality=world.soroe), world.leader)
    LookUp.objects.create(
        user_id=world.leader.pk, user_label="x", person_id=case.person_id, what="page", programme_key="andet"
    )
    client.force_login(world.leader)
    assert seen(client, case) == []


def test_it_is_for_the_leader_and_the_responsible_consultant_alone(client, world, case):
    mentor = MentorFactory(programme=world.programme, municipality=world.soroe, organisation=world.partner)
    client.force_login(case.consultant)
    assert client.get(url(case)).status_code == 200
    client.force_login(world.consultant())
    asked = client.get(url(case))
    assert "Hvem har set sagen" not in asked.content.decode()  # asked why, before anything else
    client.post(
        reverse("people:refugee_purpose", args=[case.programme.key, case.pk]),
        {"ground": "cover", "purpose": "Sygdom"},
    )
    assert client.get(url(case)).status_code == 404
    client.force_login(world.partner_user())
    assert client.get(url(mentor)).status_code == 404
    client.force_login(world.leader)
    assert client.get(url(mentor)).status_code == 200


def test_the_case_page_leads_here_for_those_who_may(client, world, case):
    page = reverse("people:refugee", args=[case.programme.key, case.pk])
    client.force_login(world.leader)
    assert url(case) in client.get(page).content.decode()
    case.consultant = None
    case.save()
    client.force_login(world.consultant())
    assert url(case) not in client.get(page).content.decode()


def queries(client, case):
    with CaptureQueriesContext(connection) as captured:
        client.get(url(case))
    return len(captured)


def test_one_line_and_twenty_cost_the_same(client, world, case):
    client.force_login(world.leader)
    look(case, UserFactory())
    client.get(url(case))
    one = queries(client, case)
    for _number in range(19):
        look(case, UserFactory())
    assert queries(client, case) == one
