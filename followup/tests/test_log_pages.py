"""Logging in the browser: quick, safe against a colleague, undone in one go."""

import datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from followup.models import FollowUp, Message
from followup.services.logging import Log, log_followup
from followup.tests.conftest import TODAY
from mentorship.clock import now
from mentorship.models import Draft, LookUp, Person
from mentorship.permissions import Role

pytestmark = pytest.mark.django_db
ANSWERS = {
    "state": "done",
    "held_on": "04-03-2026",
    "channel": "telephone",
    "rating": "4",
    "pair_met": "few",
    "areas": ["work", "language"],
    "changed": "Har fået praktik",
    "concern_level": "1",
    "concern": "Sover dårligt",
    "next_step": "Ringer igen fredag",
}


def url(world, name, *args):
    return reverse(f"followup:{name}", args=[world.programme.key, *args])


@pytest.fixture
def followup(world):
    return world.followup(due_on=TODAY)


def post(client, world, followup, **answers):
    return client.post(url(world, "log", followup.pk), {**ANSWERS, "version": followup.version, **answers})


def test_a_follow_up_is_logged_and_what_was_saved_is_shown(world, client, followup):
    client.force_login(world.consultant)
    response = post(client, world, followup)
    assertRedirects(response, url(world, "saved", followup.pk))
    followup.refresh_from_db()
    assert (followup.state, followup.held_on, followup.rating) == ("done", TODAY, 4)
    assert (followup.areas, followup.concern_level, followup.pair_met) == (["work", "language"], 1, "few")
    assertContains(client.get(url(world, "saved", followup.pk)), "Har fået praktik")


def test_the_page_is_filled_in_for_a_call_today(world, client, followup):
    client.force_login(world.consultant)
    form = client.get(url(world, "log", followup.pk)).context["form"]
    assert form["channel"].value() == "telephone"
    assert form["held_on"].value() == TODAY
    assert LookUp.objects.filter(what="followup.log").count() == 2


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        pytest.param({"state": ""}, "state", id="no result"),
        pytest.param({"held_on": ""}, "held_on", id="no day"),
        pytest.param({"channel": ""}, "channel", id="no channel"),
        pytest.param({"held_on": "05-03-2026"}, "held_on", id="tomorrow"),
        pytest.param({"rating": "7"}, "rating", id="rating out of range"),
        pytest.param({"concern": ""}, "concern", id="a concern without words"),
        pytest.param({"held_on": "01-01-2026"}, None, id="before the match"),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_lost(world, client, followup, answers, field):
    client.force_login(world.consultant)
    response = post(client, world, followup, **answers)
    assert response.status_code == 422
    assert response.context["form"].has_error(field or "__all__")
    assertContains(response, "Har fået praktik", status_code=422)
    followup.refresh_from_db()
    assert followup.state == "planned"


def test_no_answer_needs_nothing_else(world, client, followup):
    client.force_login(world.consultant)
    client.post(url(world, "log", followup.pk), {"state": "missed", "version": followup.version})
    followup.refresh_from_db()
    assert followup.state == "missed"


def test_the_second_of_two_sees_both_and_keeps_the_text(world, client, followup):
    log_followup(followup=followup, log=Log(state="missed", next_step="Prøver på tirsdag"), by=world.leader)
    client.force_login(world.consultant)
    response = post(client, world, followup)
    assertContains(response, "Prøver på tirsdag", status_code=409)
    assertContains(response, "Har fået praktik", status_code=409)
    followup.refresh_from_db()
    assert followup.state == "missed"
    again = post(client, world, followup, version=response.context["form"].data["version"])
    assert again.status_code == 302
    followup.refresh_from_db()
    assert followup.changed == "Har fået praktik"


def test_a_draft_is_filled_in_again_and_gone_when_saved(world, client, followup):
    client.force_login(world.consultant)
    Draft.objects.create(
        user=world.consultant,
        key=f"followup-{followup.pk}",
        data={"changed": ["Halvt skrevet"], "areas": ["work"], "version": [str(followup.version)]},
    )
    response = client.get(url(world, "log", followup.pk))
    assertContains(response, "Halvt skrevet")
    assert response.context["form"]["areas"].value() == ["work"]
    post(client, world, followup)
    assert not Draft.objects.exists()


def test_what_was_logged_can_be_corrected(world, client, followup):
    client.force_login(world.consultant)
    post(client, world, followup)
    assertContains(client.get(url(world, "log", followup.pk)), "Har fået praktik")


def test_earlier_talks_with_the_same_side_are_shown(world, client, followup):
    world.followup(
        step="opening_talk_01", due_on=datetime.date(2026, 2, 9), done=True, changed="Var syg i en uge"
    )
    client.force_login(world.consultant)
    assertContains(client.get(url(world, "log", followup.pk)), "Var syg i en uge")


def test_undo_puts_the_step_back(world, client, followup):
    client.force_login(world.consultant)
    post(client, world, followup)
    assertRedirects(client.post(url(world, "undo", followup.pk)), url(world, "day"))
    followup.refresh_from_db()
    assert followup.state == "planned"


def test_undoing_a_colleagues_log_is_refused_in_words(world, client, followup):
    log_followup(followup=followup, log=Log(state="missed"), by=world.leader)
    client.force_login(world.consultant)
    response = client.post(url(world, "undo", followup.pk), follow=True)
    followup.refresh_from_db()
    assert followup.state == "missed"
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_the_other_side_is_one_tap_away(world, client, followup):
    other = world.followup(due_on=TODAY, side="mentor")
    client.force_login(world.consultant)
    post(client, world, followup)
    assertContains(client.get(url(world, "saved", followup.pk)), url(world, "log", other.pk))


def test_postponing(world, client, followup):
    client.force_login(world.consultant)
    page = url(world, "postpone", followup.pk)
    assert client.get(page).status_code == 200
    assert client.post(page, {"to": "03-03-2026"}).status_code == 422
    assertRedirects(client.post(page, {"to": "11-03-2026"}), url(world, "day"))
    followup.refresh_from_db()
    assert followup.postponed_to == datetime.date(2026, 3, 11)
    assertContains(
        client.get(url(world, "list", "coming") + "?hvem=alle"), followup.match.refugee.case_number
    )


def test_contact_outside_the_plan(world, client):
    client.force_login(world.consultant)
    page = url(world, "extra", world.soroe.pk)
    assert client.get(page).status_code == 200
    assert client.post(page, ANSWERS).status_code == 422
    client.post(page, {**ANSWERS, "side": "mentor"})
    extra = FollowUp.objects.get(step="extra")
    assert (extra.match, extra.side, extra.logged_by) == (world.soroe, "mentor", world.consultant)
    assert client.post(page, {**ANSWERS, "side": "mentor", "held_on": "01-01-2026"}).status_code == 422
    assert client.get(url(world, "saved", extra.pk)).status_code == 200


def test_a_partner_logs_its_mentors_side_only(world, client):
    client.force_login(world.partner)
    choices = client.get(url(world, "extra", world.soroe.pk)).context["form"]["side"].field.choices
    assert [value for value, _label in choices] == ["mentor", "both"]
    refugees = world.followup(side="refugee")
    assert client.get(url(world, "log", refugees.pk)).status_code == 404


@pytest.mark.parametrize("name", ["log", "saved", "postpone"])
def test_every_page_that_names_the_two_is_a_look_up(world, client, followup, name):
    client.force_login(world.consultant)
    client.get(url(world, name, followup.pk))
    assert LookUp.objects.filter(what="followup.log").count() == 2


@pytest.mark.parametrize("name", ["log", "saved", "postpone", "day"])
def test_a_protected_persons_number_is_not_on_the_page(world, client, followup, name):
    Person.objects.filter(pk=followup.match.refugee.person_id).update(protected=True, phone="99 88 77 66")
    client.force_login(world.consultant)
    page = url(world, name, *([] if name == "day" else [followup.pk]))
    assert "99887766" not in client.get(page).content.decode().replace(" ", "")


@pytest.mark.parametrize("name", ["log", "saved", "postpone"])
def test_a_follow_up_of_another_municipality_does_not_exist(world, client, name):
    foreign = world.followup(world.ringsted)
    client.force_login(world.consultant)
    assert client.get(url(world, name, foreign.pk)).status_code == 404
    assert client.get(url(world, name, 10**9)).status_code == 404
    assert client.post(url(world, "undo", foreign.pk)).status_code == 404
    assert client.get(url(world, "extra", world.ringsted.pk)).status_code == 404


@pytest.mark.parametrize("role", [Role.TASK_GROUP, Role.STEERING_GROUP, Role.EVALUATOR])
def test_those_who_do_not_follow_up_are_refused(world, client, followup, role):
    client.force_login(world.user(role))
    for page in (url(world, "day"), url(world, "log", followup.pk), url(world, "messages")):
        assert client.get(page).status_code == 403


def test_sent_messages_show_what_left_and_what_waits(world, client):
    client.force_login(world.leader)
    assert client.get(url(world, "messages")).status_code == 200
    fields = {"programme": world.programme, "recipient": world.leader, "to": world.leader.email}
    Message.objects.create(
        key="a", state="sent", sent_at=now(), subject="2 opfølgninger", body="B-0001", **fields
    )
    Message.objects.create(key="b", state="queued", last_error="SMTPServerDisconnected", **fields)
    Message.objects.create(key="c", state="dropped", **fields)
    response = client.get(url(world, "messages"))
    assertContains(response, "2 opfølgninger")
    assertContains(response, "SMTPServerDisconnected")
    client.force_login(world.consultant)
    assertNotContains(client.get(url(world, "messages")), "2 opfølgninger", status_code=403)
