"""From yes to end: the start meeting, running, pausing, ending, and undoing an end."""

import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from matching.models import Match, StartMeeting
from matching.services.moves import (
    back_to_waiting,
    check_reason,
    day,
    free_place,
    lock_match,
    lock_mentor,
    moment,
    move,
    not_before,
    record,
)
from matching.states import MatchAction, MatchState, next_state
from mentorship.errors import DomainError, EditConflict
from mentorship.models import Programme, User
from mentorship.programmes.document import programme_document


@transaction.atomic
def plan_start_meeting(
    *,
    match: Match,
    by: User,
    planned_at: datetime.datetime,
    meeting_place: str = "",
    version: int | None = None,
) -> StartMeeting:
    """When and where the pair and whoever holds the meeting are to meet; may be moved until it is held.

    `version`: of the meeting as the caller saw it; raises EditConflict if somebody has changed it since.
    """
    match = lock_match(match)
    if match.state != MatchState.ACCEPTED:
        raise DomainError(
            _("A start meeting is planned once both sides have said yes, and until it is held.")
        )
    meeting, _made = StartMeeting.objects.get_or_create(match=match)
    if version is not None and version != meeting.version:
        raise EditConflict(
            _("Somebody else has just changed the start meeting. Look at it before you save yours.")
        )
    meeting.planned_at, meeting.meeting_place = planned_at, meeting_place.strip()
    meeting.version += 1
    meeting.save(update_fields=["planned_at", "meeting_place", "version"])
    record(match, "plan_start_meeting", by=by, planned_at=planned_at.isoformat())
    return meeting


@transaction.atomic
def start_match(
    *,
    match: Match,
    by: User,
    on: datetime.date,
    mentor_expectations: str = "",
    refugee_expectations: str = "",
    joint_plan: str = "",
) -> Match:
    """The start meeting was held on the day `on`: the match runs from then, and its follow-ups are laid out.

    Raises IllegalTransition, or DomainError for a day to come or before the programme.
    """
    on = day(on)
    match = lock_match(match)
    next_state(match.state, MatchAction.START)
    not_before(on, match.refugee.registered_on, _("the registration"))
    StartMeeting.objects.update_or_create(
        match=match,
        defaults={
            "held_on": on,
            "held_by": by,
            "mentor_expectations": mentor_expectations,
            "refugee_expectations": refugee_expectations,
            "joint_plan": joint_plan,
            "version": F("version") + 1,
        },
        create_defaults={
            "held_on": on,
            "held_by": by,
            "mentor_expectations": mentor_expectations,
            "refugee_expectations": refugee_expectations,
            "joint_plan": joint_plan,
        },
    )
    return move(match, MatchAction.START, by=by, on=on, changes={"started_on": on})


@transaction.atomic
def pause_match(*, match: Match, by: User, on: datetime.date | None = None) -> Match:
    """Let the match rest from the day `on`; the place stays taken."""
    on = day(on)
    match = lock_match(match)
    next_state(match.state, MatchAction.PAUSE)
    not_before(on, match.started_on, _("the start"))
    return move(match, MatchAction.PAUSE, by=by, on=on, changes={"paused_on": on})


@transaction.atomic
def resume_match(*, match: Match, by: User, on: datetime.date | None = None) -> Match:
    """Take a paused match up again on the day `on`."""
    on = day(on)
    match = lock_match(match)
    next_state(match.state, MatchAction.RESUME)
    not_before(on, match.paused_on, _("the pause"))
    return move(match, MatchAction.RESUME, by=by, on=on, changes={"paused_on": None})


@transaction.atomic
def end_match(
    *, match: Match, by: User, on: datetime.date | None = None, reason: str, note: str = ""
) -> Match:
    """End the match on the day `on` with one of the programme's end reasons; the mentor's place is free.

    Where the reason says that contact broke off or never fitted, the refugee waits again from that day;
    otherwise the waiting is over.
    """
    on = day(on)
    match = lock_match(match)
    next_state(match.state, MatchAction.END)
    document = programme_document(match.programme)
    check_reason(reason, document.end_reasons)
    not_before(on, match.started_on, _("the start"))
    not_before(on, match.paused_on, _("the pause"))
    changes = {
        "place": None,
        "paused_on": None,
        "ended_on": on,
        "closed_at": moment(on),
        "closed_by": by,
        "close_reason": reason,
        "close_note": note.strip(),
    }
    move(match, MatchAction.END, by=by, on=on, changes=changes, reason=reason)
    _after_the_end(match, reason=reason, on=on)
    return match


def _after_the_end(match: Match, *, reason: str, on: datetime.date) -> None:
    """The waiting clock: from the end where the refugee needs another mentor, stopped where not."""
    if needs_another(match.programme, reason):
        back_to_waiting(match, since=on)
        return
    match.refugee.waiting_since = None
    match.refugee.save(update_fields=["waiting_since"])


def needs_another(programme: Programme, reason: str) -> bool:
    """Whether whoever ended for `reason` waits again: contact broke off, and not by the refugee's wish."""
    ending = programme_document(programme).end_reason(reason)
    return ending is not None and ending.counts_as == "broke_off" and ending.side != "refugee"


@transaction.atomic
def reopen_match(*, match: Match, by: User, on: datetime.date | None = None) -> Match:
    """Undo an end: the match runs on as if it had not ended, in a place that is free.

    Raises NoPlaceLeft, or DomainError where the refugee has an open match by now.
    """
    on = day(on)
    match = lock_match(match)
    next_state(match.state, MatchAction.REOPEN)
    changes = {
        "place": free_place(lock_mentor(match)),
        "ended_on": None,
        "closed_at": None,
        "closed_by": None,
        "close_reason": "",
        "close_note": "",
    }
    return move(match, MatchAction.REOPEN, by=by, on=on, changes=changes)
