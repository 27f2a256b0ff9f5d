"""From start to end: started, paused, resumed, ended, and an end undone."""

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
)
from matching.states import MatchAction, next_state
from mentorship.models import Programme, User
from mentorship.programmes.document import programme_document


@transaction.atomic
def start_match(
    *,
    match: Match,
    by: User,
    on: datetime.date,
    mentor_expectations: str = "",
    refugee_expectations: str = "",
    joint_plan: str = "",
    agreement_signed_on: datetime.date | None = None,
) -> Match:
    """The start meeting was held on the day `on`: the match runs from then, and its follow-ups are laid out.

    Raises IllegalTransition, or DomainError for a day to come or before the programme.
    """
    on = day(on)
    match = lock_match(match)
    next_state(match.state, MatchAction.START)
    not_before(on, match.refugee.registered_on, _("the registration"))
    held = {
        "held_on": on,
        "held_by": by,
        "mentor_expectations": mentor_expectations,
        "refugee_expectations": refugee_expectations,
        "joint_plan": joint_plan,
    }
    if agreement_signed_on:
        held["agreement_signed_on"] = day(agreement_signed_on)
    StartMeeting.objects.update_or_create(
        match=match, defaults=held | {"version": F("version") + 1}, create_defaults=held
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

    Where the reason says that contact broke off or never fitted, the refugee waits again, from the day the
    programme says (`matching.waiting_again`); otherwise the waiting is over.
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
    """The waiting clock: set where the refugee needs another mentor, stopped where not."""
    if needs_another(match.programme, reason):
        back_to_waiting(match, since=None if counts_from_first(match.programme, reason) else on)
        return
    match.refugee.waiting_since = None
    match.refugee.save(update_fields=["waiting_since"])


def needs_another(programme: Programme, reason: str) -> bool:
    """Whether whoever ended for `reason` waits again: contact broke off, and not by the refugee's wish."""
    ending = programme_document(programme).end_reason(reason)
    return ending is not None and ending.counts_as == "broke_off" and ending.side != "refugee"


def counts_from_first(programme: Programme, reason: str) -> bool:
    """Whether who waits again keeps the day first counted from, rather than begin with the end."""
    document = programme_document(programme)
    if document.matching.waiting_again == "by_reason":
        ending = document.end_reason(reason)
        return ending is not None and ending.side == "mentor"
    return document.matching.waiting_again == "from_first"


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
