"""The start meeting: planned, moved, cancelled, who is invited to it, and the agreement that is signed."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.invitees import EVERYBODY, invitees
from matching.models import Match, StartMeeting
from matching.services.letters import queue_letter
from matching.services.moves import day, lock_match, not_before, record
from matching.states import RUNNING_STATES, MatchState
from mentorship.clock import now
from mentorship.errors import DomainError, EditConflict
from mentorship.models import User
from mentorship.programmes.document import programme_document
from mentorship.programmes.schema.casework import StartMeeting as MeetingRules


@dataclass(frozen=True, slots=True)
class Invited:
    """The parts a mail has gone to, and those that can't be written to."""

    written: tuple[str, ...]
    without_address: tuple[str, ...]


@transaction.atomic
def plan_start_meeting(
    *,
    match: Match,
    by: User,
    planned_at: datetime.datetime,
    ends_at: datetime.datetime | None = None,
    meeting_place: str = "",
    takes_part: Sequence[str] | None = None,
    interpreter: bool = False,
    agenda: str = "",
    version: int | None = None,
) -> StartMeeting:
    """When and where the pair and whoever holds the meeting are to meet; may be moved until it is held.

    `takes_part`: of `invitees.EVERYBODY`; left out: those of the programme. `version`: of the meeting as the
    caller saw it; raises EditConflict if somebody has changed it since.
    """
    match = lock_match(match)
    if match.state != MatchState.ACCEPTED:
        raise DomainError(
            _("A start meeting is planned once both sides have said yes, and until it is held.")
        )
    if ends_at is not None and ends_at <= planned_at:
        raise DomainError(_("The meeting ends before it begins. Correct the time."))
    meeting, _made = StartMeeting.objects.get_or_create(match=match)
    if version is not None and version != meeting.version:
        raise EditConflict(
            _("Somebody else has just changed the start meeting. Look at it before you save yours.")
        )
    rules = meeting_rules(match)
    meeting.planned_at, meeting.meeting_place = planned_at, meeting_place.strip()
    meeting.ends_at = ends_at or planned_at + datetime.timedelta(minutes=rules.minutes if rules else 60)
    wanted = takes_part if takes_part is not None else (rules.takes_part if rules else ())
    left = set(meeting.takes_part) - set(wanted)
    meeting.takes_part = [part for part in EVERYBODY if part in wanted]
    meeting.interpreter, meeting.agenda = interpreter, agenda.strip()
    meeting.cancelled_at = None
    meeting.version += 1
    meeting.save()
    record(match, "plan_start_meeting", by=by, planned_at=planned_at.isoformat())
    if left and meeting.invitation:  # whoever had an invitation and comes no more takes it out again
        _write(match, meeting, left, by=by, cancelled=True)
    return meeting


def meeting_rules(match: Match) -> MeetingRules | None:
    return programme_document(match.programme).start_meeting


@transaction.atomic
def invite_to_start_meeting(*, match: Match, by: User) -> Invited:
    """Write to all who take part, with the meeting for their calendars; a later one takes its place there."""
    match = lock_match(match)
    meeting = _planned(match)
    meeting.invitation += 1
    meeting.save(update_fields=["invitation"])
    invited = _write(match, meeting, meeting.takes_part, by=by)
    record(match, "invite", by=by, sequence=meeting.invitation, written=len(invited.written))
    return invited


@transaction.atomic
def cancel_start_meeting(*, match: Match, by: User | None) -> StartMeeting:
    """The meeting is not held; whoever was invited is told, and it goes out of their calendars."""
    match = lock_match(match)
    meeting = _planned(match)
    meeting.cancelled_at = now()
    meeting.version += 1
    if meeting.invitation:
        meeting.invitation += 1
        _write(match, meeting, meeting.takes_part, by=by, cancelled=True)
    meeting.save(update_fields=["cancelled_at", "invitation", "version"])
    record(match, "cancel_start_meeting", by=by)
    return meeting


@transaction.atomic
def sign_agreement(*, match: Match, by: User, on: datetime.date) -> StartMeeting:
    """The day both signed the agreement; may be corrected."""
    on = day(on)
    match = lock_match(match)
    if match.state not in (MatchState.ACCEPTED, *RUNNING_STATES):
        raise DomainError(_("The agreement is signed while the match runs, or just before."))
    said_yes = timezone.localdate(match.accepted_at) if match.accepted_at else None
    not_before(on, said_yes, _("the day both said yes"))
    meeting, _made = StartMeeting.objects.get_or_create(match=match)
    meeting.agreement_signed_on = on
    meeting.version += 1
    meeting.save(update_fields=["agreement_signed_on", "version"])
    record(match, "sign_agreement", by=by, on=on.isoformat())
    return meeting


def is_planned(meeting: StartMeeting | None) -> bool:
    """A day is set, and it is neither held nor cancelled."""
    return bool(meeting and meeting.planned_at and meeting.held_on is None and meeting.cancelled_at is None)


def _planned(match: Match) -> StartMeeting:
    meeting = StartMeeting.objects.filter(match=match).first()
    if meeting is None or not is_planned(meeting):
        raise DomainError(_("No start meeting is planned. Plan it first."))
    return meeting


def _write(
    match: Match, meeting: StartMeeting, parts: Iterable[str], *, by: User | None, cancelled: bool = False
) -> Invited:
    """A letter on its way to each of the parts that has an address."""
    rows = invitees(match, list(parts))
    for row in rows:
        if row.email:
            queue_letter(
                what="meeting",
                programme=match.programme,
                by=by,
                meeting=meeting.pk,
                to=row.key,
                sequence=meeting.invitation,
                cancelled=cancelled,
            )
    written = {row.part for row in rows if row.email}
    return Invited(
        tuple(part for part in EVERYBODY if part in written),
        tuple(part for part in EVERYBODY if part in parts and part not in written),
    )
