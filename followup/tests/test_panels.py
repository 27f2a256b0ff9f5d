"""Follow-up on the pages of the floors below."""

import datetime

import pytest
from django.test import RequestFactory
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from followup.panels import day_card, match_panel, person_panel
from followup.tests.conftest import TODAY
from matching.models import Match
from mentorship.permissions import Role

pytestmark = pytest.mark.django_db


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_a_match_shows_what_comes_and_what_was_found(world, client):
    world.followup(
        step="opening_talk_01", due_on=TODAY - datetime.timedelta(days=7), done=True, changed="Fik praktik"
    )
    world.followup(step="status_6", due_on=TODAY + datetime.timedelta(days=30))
    client.force_login(world.leader)
    page = client.get(reverse("matching:match", args=[world.programme.key, world.soroe.pk]))
    assertContains(page, "Fik praktik")
    assertContains(page, reverse("followup:extra", args=[world.programme.key, world.soroe.pk]))


def test_a_partner_sees_its_own_side_of_the_match(world):
    world.followup(side="mentor")
    world.followup(side="refugee")
    panel = match_panel(request_of(world.partner), world.soroe)
    assert len(panel["coming"]) == 1


def test_a_proposal_has_no_follow_ups_to_show(world):
    assert match_panel(request_of(world.leader), Match(state="proposed", programme=world.programme)) is None


@pytest.mark.parametrize(
    ("fields", "tone"),
    [
        pytest.param({"done": True}, "ok", id="went well"),
        pytest.param({"done": True, "concern_level": 1}, "warn", id="keep an eye on it"),
        pytest.param({"done": True, "concern_level": 2, "concern": "Aflyst"}, "stop", id="serious"),
    ],
)
def test_a_concern_shows(world, fields, tone):
    world.followup(**fields)
    (event,) = match_panel(request_of(world.leader), world.soroe)["latest"]
    assert event["tag"]["tone"] == tone


def test_a_person_shows_all_that_was_found_in_the_programme(world):
    world.followup(side="mentor", done=True)
    for row in (world.soroe.mentor, world.soroe.refugee):
        panel = person_panel(request_of(world.leader), row)
        assert len(panel["latest"]) == 1
    assert person_panel(request_of(world.leader), world.ringsted.mentor) is None
    assert person_panel(request_of(world.user(Role.STEERING_GROUP)), world.soroe.mentor) is None


def test_the_start_page_says_what_waits(world, client):
    world.followup(step="opening_talk_01", due_on=TODAY)
    world.followup(step="status_6", due_on=TODAY - datetime.timedelta(days=3))
    card = day_card(world.leader, world.programme)
    assert card["figure"] == "2"
    assert "1" in card["sentence"]
    assert day_card(world.consultant, world.programme)["figure"] == "0"
    assert day_card(world.user(Role.STEERING_GROUP), world.programme) is None
    client.force_login(world.leader)
    assertContains(client.get("/"), reverse("followup:day", args=[world.programme.key]))
    client.force_login(world.user(Role.EVALUATOR))
    assertNotContains(client.get("/"), reverse("followup:day", args=[world.programme.key]))


def test_an_overdue_step_is_to_be_done_first_on_the_persons_page(world):
    late = world.followup(due_on=TODAY - datetime.timedelta(days=5), side="refugee")
    world.followup(step="status_12", due_on=TODAY + datetime.timedelta(days=5), side="refugee")
    panel = person_panel(request_of(world.leader), world.soroe.refugee)
    assert [item["url"] for item in panel["todo"]] == [
        reverse("followup:log", args=[world.programme.key, late.pk])
    ]
    assert "27-02-2026" in panel["todo"][0]["text"]
    assert panel["coming"][0]["tag"]["tone"] == "stop"


def test_a_talk_overtaken_by_a_later_one_presses_nobody(world):
    world.followup(step="opening_talk_01", kind="talk", due_on=TODAY - datetime.timedelta(days=9))
    world.followup(step="opening_talk_02", kind="talk", due_on=TODAY - datetime.timedelta(days=2), done=True)
    panel = person_panel(request_of(world.leader), world.soroe.refugee)
    assert (panel["todo"], panel["coming"]) == ([], [])
    assert [event["day"] for event in panel["history"]] == [TODAY - datetime.timedelta(days=2)]
