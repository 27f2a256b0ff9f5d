"""Reminders that come once. A due row is the truth; sweepers find what is unsent; Celery only wakes them.

Three steps, each of which may be killed at any point and run again, by any number of sweepers at once:

1. `lay_out_notices`: a row for each reminder whose day has come; the unique key makes it happen once.
2. `queue_messages`: the notices of one person become one queued mail, in one transaction, under locks.
3. `send_queued`: each mail is claimed, written, handed over and marked at once. Only a kill between the
   mail server's 250 and the commit of that mark repeats a mail, with the same Message-ID.
"""

import datetime
import hashlib
import logging
import smtplib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from followup.letters import deliver, write_letter
from followup.models import FollowUp, FollowUpState, Message, MessageState, Notice, NoticeChannel, NoticeState
from followup.only_sender import only_sender, while_sending
from followup.services.planning import Staff
from mentorship.clock import now, today
from mentorship.models import Programme, User
from mentorship.people.standing_in import covering
from mentorship.programmes.document import programme_document

log = logging.getLogger(__name__)

BATCH = 500
RETRY_AFTER = datetime.timedelta(minutes=4)  # and a sweep a minute: sent within five of the server's return
MOST_PATIENCE = 15  # times RETRY_AFTER: a letter refused again and again is tried once an hour
LATE_AFTER_DAYS = 1
_DUE = Q(state=NoticeState.DUE, message=None)


@dataclass(frozen=True, slots=True)
class Rule:
    """One reminder of a step: `kind` before its colon, and so many days from the day it is due."""

    kind: str
    offset_days: int


@dataclass(slots=True)
class Counts:
    """What a run did. `sent` counts mails, `notices` what they told of."""

    laid_out: int = 0
    queued: int = 0
    sent: int = 0
    notices: int = 0
    dropped: int = 0
    failed: int = 0
    by_error: dict[str, int] = field(default_factory=dict)


def remind(*, on: datetime.date | None = None) -> Counts:
    """What the scheduler runs: lay out, queue and send what is due `on` a day; twice sends none twice."""
    on = on or today()
    counts = Counts(laid_out=lay_out_notices(on=on), queued=queue_messages(on=on))
    return send_queued(counts)


def rules_of(programme: Programme) -> list[Rule]:
    """The reminders the programme's document asks for, earliest first."""
    wanted = programme_document(programme).follow_up.reminders
    rules = [Rule(f"before_{days}", -days) for days in wanted.days_before]
    rules += [Rule(f"after_{days}", days) for days in wanted.days_after]
    if wanted.escalate_after_days:
        rules.append(Rule(f"escalate_{wanted.escalate_after_days}", wanted.escalate_after_days))
    return sorted(rules, key=lambda rule: rule.offset_days)


def lay_out_notices(*, on: datetime.date) -> int:
    """A row for each reminder whose day is `on` or earlier and that has none yet; returns how many are new.

    What came due before its step existed (a match that arrived with its history) gets no reminder.
    """
    before = Notice.objects.count()
    for programme in Programme.objects.all():
        try:
            _lay_out(programme, on)
        except Exception:  # whatever ails one programme must not keep back the reminders of the others
            log.exception("reminders not laid out", extra={"programme": programme.key})
    return Notice.objects.count() - before


def _lay_out(programme: Programme, on: datetime.date) -> None:
    """In batches read to the end before they are written: on SQLite an open cursor would forbid writing."""
    staff = Staff.of(programme)
    escalate_to = programme_document(programme).follow_up.reminders.escalate_to
    for rule in rules_of(programme):
        after = 0
        while batch := list(_without_notice(programme, rule, on).filter(pk__gt=after)[:BATCH]):
            notices = [
                _notice(followup, rule, recipient=_addressee(followup, rule, staff, escalate_to), on=on)
                for followup in batch
            ]
            Notice.objects.bulk_create(notices, ignore_conflicts=True)
            after = batch[-1].pk


def _without_notice(programme: Programme, rule: Rule, on: datetime.date) -> QuerySet[FollowUp]:
    has_one = Notice.objects.filter(followup=OuterRef("pk"), kind__startswith=f"{rule.kind}:")
    due_by = on - datetime.timedelta(days=rule.offset_days)
    needed = FollowUp.objects.due_by(due_by).with_overtaken().filter(Q(overtaken=False))
    without = needed.filter(~Exists(has_one), match__programme=programme)
    around = ("responsible", "match__mentor", "match__refugee__consultant")
    return without.select_related(*around).order_by("pk")


def _addressee(followup: FollowUp, rule: Rule, staff: Staff, escalate_to: str) -> User | None:
    """Who is told: the responsible person; of what has waited too long whoever the programme names.

    The leader of what is nobody's, and where nobody has the part the programme names.
    """
    if followup.responsible is None or not followup.responsible.is_active:
        return staff.leader
    if rule.kind.startswith("escalate"):
        return staff.responsible(escalate_to, followup.match)
    return followup.responsible


def _notice(followup: FollowUp, rule: Rule, *, recipient: User | None, on: datetime.date) -> Notice:
    send_on = followup.counts_from + datetime.timedelta(days=rule.offset_days)
    of_the_past = send_on < timezone.localdate(followup.created_at)
    overtaken = rule.offset_days < 0 and followup.counts_from < on
    return Notice(
        match_id=followup.match_id,
        followup=followup,
        side=followup.side,
        kind=f"{rule.kind}:{followup.step}",
        due_on=followup.due_on,
        channel=NoticeChannel.MAIL,
        send_on=send_on,
        recipient=recipient,
        late=(on - send_on).days > LATE_AFTER_DAYS,
        state=NoticeState.DROPPED if of_the_past or overtaken else NoticeState.DUE,
    )


def queue_messages(*, on: datetime.date) -> int:
    """Gather what is due into one queued mail for each person and programme; returns how many mails.

    A notice is in one mail at most: it is locked, and marked in the transaction that queues the mail.
    """
    queued = 0
    while True:
        with transaction.atomic():
            batch = list(_locked(Notice.objects.filter(_DUE, send_on__lte=on).order_by("pk"))[:BATCH])
            if not batch:
                return queued
            queued += _queue(batch, on)


def _queue(batch: list[Notice], on: datetime.date) -> int:
    """The mails go to the stand-ins of those who are away; a notice keeps whose it is."""
    programmes = dict(
        Notice.objects.filter(pk__in=[n.pk for n in batch]).values_list("pk", "match__programme_id")
    )
    away = covering(set(programmes.values()), on=on)
    groups: dict[tuple[int | None, int], list[int]] = defaultdict(list)
    for notice in batch:
        programme_id = programmes[notice.pk]
        reader = away.get((programme_id, notice.recipient_id or 0), notice.recipient_id)
        groups[reader, programme_id].append(notice.pk)
    for (recipient_id, programme_id), pks in groups.items():
        message = Message.objects.create(programme_id=programme_id, recipient_id=recipient_id, key=_key(pks))
        Notice.objects.filter(pk__in=pks).update(message=message)
    return len(groups)


def _key(notice_pks: Iterable[int]) -> str:
    return hashlib.sha256(",".join(str(pk) for pk in sorted(notice_pks)).encode()).hexdigest()


def send_queued(counts: Counts | None = None) -> Counts:
    """Send every queued mail whose time has come, each in a transaction of its own.

    A letter that fails is put off and the next one tried; a server that is not to be had ends the round.
    """
    counts = counts or Counts()
    with only_sender() as alone:
        if alone:
            _send_waiting(counts)
    return counts


def _send_waiting(counts: Counts) -> None:
    waiting = Message.objects.filter(state=MessageState.QUEUED).exclude(not_before__gt=timezone.now())
    # What failed before comes last, so that it never keeps the others waiting.
    for pk in list(waiting.order_by("attempts", "queued_at", "pk").values_list("pk", flat=True)):
        try:
            _send_one(pk, counts)
        except (OperationalError, InterfaceError):
            raise  # the database: nothing could be noted; the next sweep finds the row as it was
        except Exception as error:  # whatever it is, it concerns this letter
            _put_off(pk, error, counts)
            if _unreachable(error):
                return


def _unreachable(error: Exception) -> bool:
    """The server itself, not the letter: the rest would meet the same, ten seconds of time-out each."""
    refused = smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError | smtplib.SMTPNotSupportedError
    return isinstance(error, OSError) and not isinstance(error, refused)


def _send_one(pk: int, counts: Counts) -> None:
    with while_sending():
        message = _locked(Message.objects.filter(pk=pk, state=MessageState.QUEUED)).first()
        if message is None:
            return  # another sweeper has it, or has sent it
        notices = _still_needed(message, counts)
        if not notices or message.recipient is None or not message.recipient.is_active:
            _drop(message, notices, counts)
            return
        write_letter(message, notices)
        deliver(message)
        _mark_sent(message)
    counts.sent += 1
    counts.notices += len(notices)


@transaction.atomic
def _mark_sent(message: Message) -> None:
    message.state, message.sent_at = MessageState.SENT, timezone.now()
    message.save()
    Notice.objects.filter(message=message, state=NoticeState.DUE).update(
        state=NoticeState.SENT, sent_at=message.sent_at
    )


def _still_needed(message: Message, counts: Counts) -> list[Notice]:
    """The notices whose step is still to be done: asked again just before sending. The others are dropped."""
    notices = list(
        message.notices.filter(state=NoticeState.DUE)
        .select_related("followup__match__refugee", "match__programme")
        .order_by("due_on", "pk")
    )
    needed = set(
        FollowUp.objects.due_by(datetime.date.max)
        .filter(pk__in=[notice.followup_id for notice in notices], state=FollowUpState.PLANNED)
        .values_list("pk", flat=True)
    )
    over = [notice.pk for notice in notices if notice.followup_id not in needed]
    counts.dropped += Notice.objects.filter(pk__in=over).update(state=NoticeState.DROPPED)
    return [notice for notice in notices if notice.followup_id in needed]


@transaction.atomic
def _drop(message: Message, notices: list[Notice], counts: Counts) -> None:
    message.state = MessageState.DROPPED
    message.save(update_fields=["state"])
    counts.dropped += Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(
        state=NoticeState.DROPPED
    )


def _put_off(pk: int, error: Exception, counts: Counts) -> None:
    """Try again in a while, later each time; the row stays queued."""
    name = type(error).__name__
    log.warning("letter put off", extra={"mail": pk}, exc_info=error)
    with transaction.atomic():
        message = _locked(Message.objects.filter(pk=pk, state=MessageState.QUEUED)).first()
        if message is None:
            return  # another sweeper has it in hand meanwhile
        message.attempts = min(message.attempts + 1, 30_000)
        message.last_error = name[:60]
        patience = 1 if _unreachable(error) else min(message.attempts, MOST_PATIENCE)
        message.not_before = now() + RETRY_AFTER * patience
        message.save(update_fields=["attempts", "last_error", "not_before"])
    counts.failed += 1
    counts.by_error[name] = counts.by_error.get(name, 0) + 1


def _locked(rows: Any) -> Any:
    """Rows nobody else has in hand. SQLite has one writer at a time: the transaction itself is the lock."""
    return rows.select_for_update(skip_locked=True, of=("self",)) if connection.vendor != "sqlite" else rows
