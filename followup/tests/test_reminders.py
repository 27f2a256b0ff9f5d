"""Reminders come once, to the right person, and only while they are needed."""

import copy
import datetime
import smtplib

import pytest
import time_machine
from django.core import mail
from django.db import OperationalError
from django.utils import timezone

from followup import letters, reminders
from followup.models import FollowUp, Message, Notice
from followup.testing.factories import FollowUpFactory
from matching.models import Match
from matching.testing.factories import MatchFactory
from mentorship.clock import moment_on
from mentorship.models import Refugee
from mentorship.programmes.catalogue import read_programme
from mentorship.programmes.services import load_programme
from mentorship.testing.factories import ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db
DUE = datetime.date(2026, 3, 2)


def days(count):
    return DUE + datetime.timedelta(days=count)


@pytest.fixture
def programme():
    return load_programme(document=read_programme("holdbart-match")).programme


@pytest.fixture
def leader(programme):
    return UserFactory(leader_of=programme)


@pytest.fixture
def match(programme, leader):
    return MatchFactory(active=True, programme=programme, created_by=leader)


@pytest.fixture
def followup(match):
    colleague = UserFactory()
    return FollowUpFactory(
        match=match, step="status_6", responsible=colleague, created_at=moment_on(days(-30))
    )


def send(on):
    return reminders.remind(on=on)


def test_nothing_goes_out_before_its_day(followup):
    assert send(days(-4)).sent == 0
    assert mail.outbox == []


def test_the_responsible_person_is_told_three_days_before(followup):
    counts = send(days(-3))
    assert (counts.laid_out, counts.sent, counts.notices) == (1, 1, 1)
    (letter,) = mail.outbox
    assert letter.to == [followup.responsible.email]
    assert followup.match.refugee.case_number in letter.body
    assert "02-03-2026" in letter.body


def test_a_letter_carries_no_name_address_or_free_text(followup):
    send(days(-3))
    text = mail.outbox[0].subject + mail.outbox[0].body
    for person in (followup.match.refugee.person, followup.match.mentor.person):
        assert person.name not in text
        assert person.email not in text
    assert followup.match.refugee.case_number not in mail.outbox[0].subject


def test_running_it_twice_sends_nothing_twice(followup):
    for _ in range(3):
        send(days(-3))
    assert len(mail.outbox) == 1
    assert Notice.objects.count() == 1


def test_every_reminder_of_a_step_that_is_never_done_and_then_the_leader(followup, leader):
    for on in range(-5, 30):
        send(days(on))
    told = [(letter.to[0], letter.subject) for letter in mail.outbox]
    assert [to for to, _subject in told] == [followup.responsible.email] * 3 + [leader.email]
    assert Notice.objects.filter(state="sent").count() == 4


@pytest.mark.parametrize(
    ("doer", "told"),
    [
        pytest.param("consultant", "consultant", id="the-refugees-consultant"),
        pytest.param("partner", "leader", id="nobody-has-that-part"),
    ],
)
def test_what_waits_too_long_goes_to_whom_the_programme_names(programme, match, followup, leader, doer, told):
    document = copy.deepcopy(programme.document)
    document["follow_up"]["reminders"]["escalate_to"] = doer
    programme.document = document
    programme.save()
    people = {"leader": leader, "consultant": UserFactory()}
    Refugee.objects.filter(pk=match.refugee_id).update(consultant=people["consultant"])
    send(days(14))
    escalated = Notice.objects.get(kind__startswith="escalate")
    assert escalated.recipient == people[told]
    assert Notice.objects.get(kind__startswith="after_7").recipient == followup.responsible


def test_what_is_nobodys_goes_to_the_leader_whoever_is_named(programme, match, followup, leader):
    document = copy.deepcopy(programme.document)
    document["follow_up"]["reminders"]["escalate_to"] = "consultant"
    programme.document = document
    programme.save()
    Refugee.objects.filter(pk=match.refugee_id).update(consultant=UserFactory())
    FollowUp.objects.update(responsible=None)
    send(days(14))
    assert Notice.objects.get(kind__startswith="escalate").recipient == leader


def test_steps_of_one_person_on_one_day_come_in_one_letter(followup):
    FollowUpFactory(
        match=followup.match,
        step="status_6",
        side="mentor",
        responsible=followup.responsible,
        created_at=moment_on(days(-30)),
    )
    counts = send(days(-3))
    assert (counts.sent, counts.notices) == (1, 2)
    assert len(mail.outbox) == 1


def test_what_was_done_meanwhile_is_asked_again_just_before_sending(followup):
    reminders.lay_out_notices(on=days(-3))
    reminders.queue_messages(on=days(-3))
    FollowUp.objects.filter(pk=followup.pk).update(
        state="done",
        held_on=DUE,
        channel="telephone",
        logged_at=moment_on(DUE),
        logged_by=followup.match.created_by,
    )
    counts = reminders.send_queued()
    assert (counts.sent, counts.dropped) == (0, 1)
    assert Message.objects.get().state == "dropped"
    assert mail.outbox == []


def test_an_ended_match_is_not_reminded_of(followup, leader):
    Match.objects.filter(pk=followup.match_id).update(
        state="ended", place=None, ended_on=days(1), closed_at=moment_on(days(1)), closed_by=leader
    )
    assert send(days(3)).sent == 0


def test_history_gets_no_reminders(match):
    FollowUpFactory(match=match, step="status_6", created_at=moment_on(days(60)))
    assert send(days(60)).sent == 0
    assert set(Notice.objects.values_list("state", flat=True)) == {"dropped"}


def test_after_a_long_silence_each_comes_once_and_is_marked_late(followup):
    counts = send(days(40))
    assert Notice.objects.filter(state="sent", late=True).count() == counts.notices == 3
    assert Notice.objects.get(state="dropped").kind == "before_3:status_6"
    assert send(days(41)).sent == 0


def test_a_postponed_step_is_reminded_of_from_its_new_day_under_its_old_key(followup):
    FollowUp.objects.filter(pk=followup.pk).update(postponed_to=days(10))
    assert send(days(3)).sent == 0
    assert send(days(7)).sent == 1
    assert Notice.objects.get().due_on == DUE


def test_a_refusing_server_puts_the_letter_off_and_loses_nothing(followup, monkeypatch):
    def refuse(message):
        raise smtplib.SMTPServerDisconnected

    with time_machine.travel(moment_on(days(-3)), tick=False) as clock:
        monkeypatch.setattr(reminders, "deliver", refuse)
        counts = send(days(-3))
        assert (counts.sent, counts.failed) == (0, 1)
        assert Message.objects.get().last_error == "SMTPServerDisconnected"
        monkeypatch.setattr(reminders, "deliver", letters.deliver)
        assert send(days(-3)).sent == 0
        clock.shift(reminders.RETRY_AFTER)
        assert send(days(-3)).sent == 1
    assert Notice.objects.get().state == "sent"


def test_a_repeat_carries_the_same_message_id(followup, monkeypatch):
    def killed(message):
        letters.deliver(message)
        raise SystemExit

    monkeypatch.setattr(reminders, "deliver", killed)
    with pytest.raises(SystemExit):
        send(days(-3))
    assert Message.objects.get().state == "queued"
    monkeypatch.setattr(reminders, "deliver", letters.deliver)
    send(days(-3))
    first, second = (letter.extra_headers["Message-ID"] for letter in mail.outbox)
    assert first == second


def leave(user):
    user.is_active = False
    user.save()


def test_nobody_inactive_is_written_to(followup):
    reminders.lay_out_notices(on=days(-3))
    leave(followup.responsible)
    assert send(days(-3)).sent == 0
    assert Message.objects.get().state == "dropped"
    assert Notice.objects.get().state == "dropped"


@pytest.mark.parametrize(
    "let_go",
    [
        pytest.param(lambda followup: leave(followup.responsible), id="left"),
        pytest.param(lambda followup: FollowUp.objects.update(responsible=None), id="nobody"),
    ],
)
def test_the_leader_is_told_of_a_step_that_is_nobodys(followup, leader, let_go):
    let_go(followup)
    assert send(days(-3)).sent == 1
    assert mail.outbox[0].to == [leader.email]


class TestOneThatFails:
    """A letter, a programme or a refusal that goes wrong never keeps the others back."""

    @pytest.fixture
    def two(self, match, followup):
        other = FollowUpFactory(
            match=match,
            step="status_6",
            side="mentor",
            responsible=UserFactory(),
            created_at=moment_on(days(-30)),
        )
        return [followup.responsible.email, other.responsible.email]

    @staticmethod
    def failing(monkeypatch, address, error):
        def deliver(message):
            if message.to == address:
                raise error
            letters.deliver(message)

        monkeypatch.setattr(reminders, "deliver", deliver)

    @pytest.mark.parametrize(
        "error",
        [
            pytest.param(smtplib.SMTPRecipientsRefused({}), id="refused"),
            pytest.param(smtplib.SMTPDataError(554, b"no"), id="spam"),
            pytest.param(KeyError("a template's mistake"), id="template"),
            pytest.param(UnicodeEncodeError("ascii", "ø", 0, 1, "no"), id="address"),
        ],
    )
    def test_a_letter(self, two, monkeypatch, error):
        self.failing(monkeypatch, two[0], error)
        counts = send(days(-3))
        assert (counts.sent, counts.failed) == (1, 1)
        assert counts.by_error == {type(error).__name__: 1}
        assert mail.outbox[0].to == [two[1]]
        assert Message.objects.get(state="queued").attempts == 1

    def test_a_letter_the_database_refuses(self, two, monkeypatch):
        def deliver(message):
            letters.deliver(message)
            if message.to == two[0]:
                message.programme_id = None
                message.key = None

        monkeypatch.setattr(reminders, "deliver", deliver)
        assert send(days(-3)).by_error == {"IntegrityError": 1}
        assert Message.objects.filter(state="sent").count() == 1

    def test_the_database_itself_ends_the_round(self, two, monkeypatch):
        self.failing(monkeypatch, two[0], OperationalError())
        with pytest.raises(OperationalError):
            send(days(-3))
        assert set(Message.objects.values_list("state", "attempts")) == {("queued", 0)}

    def test_a_server_that_is_not_there_is_asked_once_a_round(self, two, monkeypatch):
        tried = []

        def refuse(message):
            tried.append(message.to)
            raise ConnectionRefusedError

        monkeypatch.setattr(reminders, "deliver", refuse)
        with time_machine.travel(moment_on(days(-3)), tick=False) as clock:
            assert send(days(-3)).failed == 1
            assert tried == two[:1]
            clock.shift(reminders.RETRY_AFTER)
            send(days(-3))
            assert tried == two, "what failed before comes last"

    def test_patience_grows_to_an_hour(self, two, monkeypatch):
        self.failing(monkeypatch, two[0], smtplib.SMTPDataError(554, b"no"))
        with time_machine.travel(moment_on(days(-3)), tick=False) as clock:
            for attempt in range(1, 18):
                send(days(-3))
                letter = Message.objects.get(state="queued")
                waits = letter.not_before - timezone.now()
                assert letter.attempts == attempt
                assert waits == reminders.RETRY_AFTER * min(attempt, 15)
                clock.shift(waits)
        assert waits == datetime.timedelta(hours=1)

    def test_a_letter_sent_by_another_meanwhile_is_not_put_off(self, two, monkeypatch):
        def deliver(message):
            raise smtplib.SMTPDataError(554, b"no")

        monkeypatch.setattr(reminders, "deliver", deliver)
        reminders.lay_out_notices(on=days(-3))
        reminders.queue_messages(on=days(-3))
        Message.objects.update(state="sent", sent_at=timezone.now())
        counts = reminders.Counts()
        reminders._put_off(Message.objects.first().pk, KeyError(), counts)
        assert counts.failed == 0
        assert set(Message.objects.values_list("attempts", flat=True)) == {0}

    def test_a_programme(self, followup):
        broken = ProgrammeFactory(key="a-broken-one", document={"format": "none of ours"})
        FollowUpFactory(match__programme=broken, created_at=moment_on(days(-30)))
        assert send(days(-3)).sent == 1
        assert mail.outbox[0].to == [followup.responsible.email]

    def test_a_step_the_plan_no_longer_has(self, followup):
        FollowUp.objects.update(step="given_up_since")
        assert send(days(-3)).sent == 1
        assert followup.match.refugee.case_number in mail.outbox[0].body


def test_more_than_a_batch_is_laid_out_and_queued(match, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH", 2)
    for number in range(5):
        FollowUpFactory(match=match, step=f"opening_talk_{number + 1:02}", created_at=moment_on(days(-30)))
    assert reminders.lay_out_notices(on=days(-3)) == 5
    reminders.queue_messages(on=days(-3))
    assert reminders.send_queued().notices == 5


def test_a_row_left_between_two_steps_is_found_by_the_next_round(followup):
    reminders.lay_out_notices(on=days(-3))
    assert send(days(-3)).sent == 1
    reminders.lay_out_notices(on=days(3))
    reminders.queue_messages(on=days(3))
    counts = send(days(3))
    assert (counts.laid_out, counts.queued, counts.sent) == (0, 0, 1)


@pytest.mark.parametrize("rows", [1, 20])
def test_sending_costs_the_same_whatever_the_letter_lists(match, rows, django_assert_max_num_queries):
    colleague = UserFactory()
    for number in range(rows):
        FollowUpFactory(
            match=match,
            step=f"opening_talk_{number % 12 + 1:02}",
            side=("mentor", "refugee")[number // 12],
            responsible=colleague,
            created_at=moment_on(days(-30)),
        )
    reminders.lay_out_notices(on=days(-3))
    reminders.queue_messages(on=days(-3))
    with django_assert_max_num_queries(12):
        assert reminders.send_queued().notices == rows
