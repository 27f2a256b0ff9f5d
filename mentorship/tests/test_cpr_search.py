"""Searching by CPR number: in a form of its own, logged, and silent of whom one may not see."""

import pytest
from django.urls import reverse

from mentorship.models import Act, LookUp
from mentorship.people.cpr_search import MISSES_A_DAY
from mentorship.people.identity import cpr_fields
from mentorship.people.roster.cpr import parse_cpr
from mentorship.permissions import Role
from mentorship.testing.factories import RefugeeFactory
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db
NUMBER, UNUSED = "120392-1234", "1303921234"


@pytest.fixture
def world():
    return people_world()


@pytest.fixture
def me(world, client):
    user = world.consultant()
    client.force_login(user)
    return user


def carrier(world, municipality):
    row = RefugeeFactory(programme=world.programme, municipality=municipality)
    for name, value in cpr_fields(parse_cpr(NUMBER)).items():
        setattr(row.person, name, value)
    row.person.save()
    return row


def search(client, world, number):
    return client.post(reverse("people:cpr_search", args=[world.programme.key]), {"number": number})


@pytest.mark.parametrize("number", [NUMBER, "1203921234", " 120392 1234 "])
def test_it_leads_to_the_case_and_is_logged(client, world, me, number):
    row = carrier(world, world.soroe)
    assert search(client, world, number).url == reverse("people:refugee", args=[world.programme.key, row.pk])
    assert LookUp.objects.get().what == "cpr_search"
    assert Act.objects.get(kind="cpr.searched").detail == {"found": True}


def test_a_foreign_number_and_an_unknown_one_answer_alike(client, world, me):
    carrier(world, world.ringsted)
    foreign, unknown = search(client, world, NUMBER), search(client, world, UNUSED)
    assert foreign.status_code == unknown.status_code == 400
    said = [response.context["form"].errors.as_text() for response in (foreign, unknown)]
    assert said[0] == said[1]
    assert not LookUp.objects.exists()


@pytest.mark.parametrize("number", [NUMBER, "120392-12"])
def test_the_number_is_not_written_back(client, world, me, number):
    assert number not in search(client, world, number).content.decode()


def test_numbers_are_not_tried_one_by_one(client, world, me):
    row = carrier(world, world.soroe)
    for _time in range(MISSES_A_DAY):
        search(client, world, UNUSED)
    assert "mange numre" in search(client, world, NUMBER).content.decode()
    assert not LookUp.objects.filter(person_id=row.person_id).exists()
    assert str(NUMBER) not in str(list(Act.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize("role", [Role.STEERING_GROUP, Role.TASK_GROUP])
def test_who_sees_no_numbers_searches_none(client, world, role):
    client.force_login(world.in_role(role))
    assert search(client, world, NUMBER).status_code == 403


@pytest.mark.parametrize("listed", ["refugees", "mentors", "lookups"])
@pytest.mark.parametrize("number", [NUMBER, "1203921234", "navn 120392 1234"])
def test_a_number_in_an_address_is_dropped_before_any_page(client, world, listed, number):
    client.force_login(world.leader)
    url = reverse(f"people:{listed}", args=[world.programme.key])
    response = client.get(url, {"q": number, "kommune": "340"})
    assert (response.status_code, response.url) == (302, f"{url}?kommune=340")
    assert "CPR-nummer" in client.get(response.url).content.decode()


def test_a_script_is_led_on_too(client, world):
    client.force_login(world.leader)
    url = reverse("people:refugees", args=[world.programme.key])
    response = client.get(url, {"q": NUMBER}, headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == url


@pytest.mark.parametrize("text", ["B-0012", "2016123456", "20 11 22 33", "ab120392-1234-4a2f"])
def test_other_searches_are_left_alone(client, world, text):
    client.force_login(world.leader)
    url = reverse("people:refugees", args=[world.programme.key])
    assert client.get(url, {"q": text}).status_code == 200
