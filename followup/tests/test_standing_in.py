"""Follow-ups of somebody who is away: in the stand-in's day, and the reminders with the stand-in, once."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse

from followup.models import FollowUp, Message, Notice
from followup.reminders import remind
from followup.services.logging import Log, log_followup
from mentorship.models import Act, StandIn, User
from mentorship.people.standing_in import end_stand_in
from mentorship.permissions import Role

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 3, 4)
DUE = {"due_on": TODAY, "created_at": datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)}


@pytest.fixture
def away(world):
    """The consultant of Sorø is away; the one of Ringsted stands in."""
    world.colleague = world.user(Role.CONSULTANT, municipality=world.programme.municipalities.get(code="329"))
    world.row = StandIn.objects.create(
        absent=world.consultant,
        stand_in=world.colleague,
        starts_on=TODAY,
        ends_on=TODAY + datetime.timedelta(days=5),
        made_by=world.leader,
    )
    world.step = world.followup(responsible=world.consultant, **DUE)
    return world


def day(client, world, user):
    client.force_login(user)
    return client.get(reverse("followup:day", args=[world.programme.key]))


def test_they_stand_in_the_day_of_the_stand_in_marked_for_whom(away, client):
    own = away.followup(away.ringsted, responsible=away.colleague, **DUE)
    today = next(s for s in day(client, away, away.colleague).context["sections"] if s["key"] == "today")
    assert {row.pk for row in today["followups"]} == {away.step.pk, own.pk}
    marked = {row["url"]: f"for {away.consultant}" in row["detail"] for row in today["rows"]}
    for row, expected in ((away.step, True), (own, False)):
        assert marked[reverse("followup:log", args=[away.programme.key, row.pk])] is expected


def test_ended_they_are_gone(away, client):
    end_stand_in(row=away.row, by=away.consultant)
    assert day(client, away, away.colleague).context["sections"][1]["count"] == 0
    assert day(client, away, away.consultant).context["sections"][1]["count"] == 1


def test_what_is_logged_is_signed_by_the_stand_in_for_the_absent(away):
    colleague = User.objects.get(pk=away.colleague.pk)
    log_followup(followup=away.step, log=Log(state="missed", reason="ill"), by=colleague)
    act = Act.objects.get(kind="followup.missed")
    assert (act.by_id, act.detail["for"]) == (colleague.pk, away.consultant.pk)
    assert FollowUp.objects.get(pk=away.step.pk).logged_by == colleague


def test_the_reminder_goes_to_the_stand_in_and_once(away, mailoutbox):
    for _ in range(3):
        remind(on=TODAY)
    (message,) = mailoutbox
    assert message.to == [away.colleague.email]
    assert "som vikar for en kollega" in message.body
    assert str(away.consultant) not in message.body
    assert Notice.objects.get(state="sent").recipient == away.consultant


def test_own_and_the_absents_come_in_one_mail(away):
    away.followup(away.ringsted, responsible=away.colleague, **DUE)
    remind(on=TODAY)
    (message,) = mail.outbox
    lines = [line for line in message.body.splitlines() if " · " in line]
    assert sorted("som vikar" in line for line in lines) == [False, True]


def test_before_and_after_it_goes_to_whoever_is_responsible(away):
    StandIn.objects.update(ended_at=datetime.datetime(2026, 3, 4, 8, tzinfo=datetime.UTC))
    remind(on=TODAY)
    assert [message.to for message in mail.outbox] == [[away.consultant.email]]


def test_a_stand_in_whose_account_is_closed_keeps_no_reminder_back(away):
    User.objects.filter(pk=away.colleague.pk).update(is_active=False)
    remind(on=TODAY)
    assert [message.to for message in mail.outbox] == [[away.consultant.email]]


@pytest.mark.parametrize("rows", [1, 20])
def test_a_round_asks_for_stand_ins_once_a_batch(away, rows, django_assert_max_num_queries):
    for number in range(rows):
        away.followup(step=f"week_{number:02d}", responsible=away.consultant, **DUE)
    with django_assert_max_num_queries(60):
        remind(on=TODAY)
    assert Message.objects.count() == 1
