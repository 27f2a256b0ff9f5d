"""How a match changes: the row locked, the arrow checked, the change signed and told."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from matching.models import Match
from matching.signals import match_state_changed
from matching.states import OCCUPYING_STATES, MatchAction, MatchState, next_state
from mentorship.clock import moment_on, now, today
from mentorship.errors import DomainError, NoPlaceLeft
from mentorship.models import Mentor, User
from mentorship.people.waiting import waiting_from
from mentorship.programmes.schema.base import Entry
from mentorship.trail import record_act

LARGEST_CAPACITY = 5


def lock_match(match: Match) -> Match:
    """The row as it is now, held until the transaction ends; the caller's copy may be stale."""
    return (
        Match.objects.select_for_update(of=("self",), no_key=True)
        .select_related("programme", "mentor", "refugee")
        .get(pk=match.pk)
    )


def lock_mentor(match: Match) -> Mentor:
    """Hold the mentor's row: whoever takes one of the mentor's places waits here for his turn."""
    return Mentor.objects.select_for_update(of=("self",), no_key=True).get(pk=match.mentor_id)


def move(
    match: Match,
    action: MatchAction,
    *,
    by: User | None,
    on: datetime.date,
    changes: dict[str, Any] | None = None,
    reason: str = "",
) -> Match:
    """Take one arrow with a locked `match`, set `changes` with it, sign it, and tell the floors above.

    `by` None: a person has answered by his or her own link.
    Raises IllegalTransition; constraints of the database come back as refusals in the user's words.
    """
    before = match.state
    match.state = next_state(match.state, action)
    fields = changes or {}
    for name, value in fields.items():
        setattr(match, name, value)
    match.version += 1
    with constraints_in_words():
        match.save(update_fields=["state", "version", *fields])
    record_act(
        kind=f"match.{action}",
        subject=match,
        by=by,
        programme=match.programme,
        before=before,
        after=match.state,
        on=on.isoformat(),
        **({"reason": reason} if reason else {}),
    )
    match_state_changed.send(Match, match=match, before=before, action=action, by=by, on=on)
    return match


@contextmanager
def constraints_in_words() -> Iterator[None]:
    """Let what the database refuses come out as what it means."""
    try:
        yield
    except IntegrityError as error:
        raise _refusal(str(error)) from error


def _refusal(message: str) -> DomainError:
    if "match_one_in_a_place" in message or "matching_match.place" in message:
        return no_place_left()
    if "match_one_open_per_refugee" in message or "matching_match.refugee_id" in message:
        return DomainError(_("This person already has an open match. Close it before proposing another."))
    if "illegal transition" in message:
        return DomainError(
            _("The match was changed by somebody else. Load the page again to see where it stands.")
        )
    return DomainError(_("The dates or the state of the match do not fit together. Nothing was saved."))


def no_place_left() -> NoPlaceLeft:
    return NoPlaceLeft(
        _(
            "All the mentor's places are taken, perhaps by somebody a moment ago. Nothing is lost: "
            "answers already given are kept. Try again when a place is free, or propose another mentor."
        )
    )


def free_place(mentor: Mentor) -> int:
    """The lowest free place of a locked `mentor`; raises NoPlaceLeft. Lowered capacity ends no match."""
    taken = set(
        Match.objects.filter(mentor=mentor, state__in=OCCUPYING_STATES).values_list("place", flat=True)
    )
    if len(taken) >= mentor.capacity:
        raise no_place_left()
    return min(set(range(1, LARGEST_CAPACITY + 1)) - taken)


def day(on: datetime.date | None) -> datetime.date:
    """The day something happened: today unless told; never one that is still to come."""
    if on is None:
        return today()
    if on > today():
        raise DomainError(_("The date lies in the future. Write the day it happened."))
    return on


def moment(on: datetime.date) -> datetime.datetime:
    """Now for what is told on the day it happens, else noon of that day."""
    return now() if on == today() else moment_on(on)


def not_before(on: datetime.date, earliest: datetime.date | None, what: Any) -> None:
    """Refuse `on` when it lies before `earliest`; `what` says in words what happened then."""
    if earliest and on < earliest:
        raise DomainError(
            _("The date lies before %(what)s on %(earliest)s. Correct the date.")
            % {"what": what, "earliest": f"{earliest:%d-%m-%Y}"}
        )


def check_reason(reason: str, entries: tuple[Entry, ...]) -> None:
    """Refuse a reason the programme does not list."""
    if reason not in {entry.key for entry in entries}:
        raise DomainError(_("Choose one of the programme's reasons."))


def back_to_waiting(match: Match, *, since: datetime.date | None = None) -> None:
    """Let the refugee wait again: since the day given, else since the day already counted from.

    Where no day was counted from, the programme's rule says which (the registration, the selection, …).
    """
    refugee = match.refugee
    refugee.waiting_since = since or refugee.waiting_since or waiting_from(refugee)
    refugee.save(update_fields=["waiting_since"])


def record(match: Match, kind: str, *, by: User | None, subject: Model | None = None, **detail: Any) -> None:
    """A line of the match's trail for what is no change of state."""
    record_act(kind=f"match.{kind}", subject=subject or match, by=by, programme=match.programme, **detail)


def is_open(match: Match) -> bool:
    return match.state in (MatchState.PROPOSED, MatchState.BACKED)
