"""Logging what was found at a follow-up, and changing or undoing what was logged."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from followup.labels import EXTRA
from followup.models import Concern, FollowUp, FollowUpState
from matching.models import Match
from mentorship.clock import now, today
from mentorship.errors import DomainError, EditConflict
from mentorship.models import Act, User
from mentorship.programmes.document import programme_document
from mentorship.trail import act_fields, record_act

OVERTAKEN = "overtaken"
LOGGED_STATES = (FollowUpState.DONE, FollowUpState.MISSED, FollowUpState.EXCUSED)
LOG_FIELDS = (
    "state",
    "held_on",
    "channel",
    "rating",
    "changed",
    "pair_met",
    "areas",
    "concern_level",
    "concern",
    "next_step",
    "reason",
    "logged_at",
    "logged_by",
    "version",
)


@dataclass(frozen=True, slots=True)
class Log:
    """What the page asks. state: done, missed or excused. rating: 1 (badly) to 5 (very well) or None.

    areas: codes of vocabulary.Need in which something has moved. pair_met, concern_level: see the model.
    """

    state: str
    held_on: datetime.date | None = None
    channel: str = ""
    rating: int | None = None
    pair_met: str = ""
    areas: tuple[str, ...] = ()
    changed: str = ""
    concern_level: int = Concern.NONE
    concern: str = ""
    next_step: str = ""
    reason: str = ""


@transaction.atomic
def log_followup(*, followup: FollowUp, log: Log, by: User, version: int | None = None) -> FollowUp:
    """Write what was found at one planned step, or correct it; the row is re-read under a lock.

    `version` is the one the user's page showed: if somebody logged meanwhile, EditConflict, and nothing
    is overwritten. Raises DomainError where a done step lacks its day or channel.
    """
    followup = (
        FollowUp.objects.select_for_update(of=("self",))
        .select_related("match__programme")
        .get(pk=followup.pk)
    )
    if version is not None and version != followup.version:
        raise EditConflict(
            _("A colleague has logged this follow-up since you opened it. Your text is kept below.")
        )
    if followup.state == FollowUpState.CANCELLED:
        raise DomainError(_("This follow-up was cancelled when the match ended. Reopen the match to log it."))
    _check(followup.match, log)
    _write(followup, log, by)
    followup.save(update_fields=[*LOG_FIELDS])
    record_act(kind=f"followup.{log.state}", subject=followup, by=by, **_trail(followup, log))
    return followup


@transaction.atomic
def log_extra(*, match: Match, side: str, log: Log, by: User) -> FollowUp:
    """Log contact outside the plan; a second one on the same day and side gets a number of its own."""
    match = Match.objects.select_for_update(of=("self",)).select_related("programme").get(pk=match.pk)
    _check(match, log)
    on = log.held_on or today()
    taken = match.followups.filter(step__startswith=EXTRA, side=side, due_on=on).count()
    followup = FollowUp(
        match=match,
        step=f"{EXTRA}_{taken + 1:02d}" if taken else EXTRA,
        side=side,
        kind="talk",
        nominal_on=on,
        due_on=on,
        responsible=by,
    )
    _write(followup, log, by)
    followup.save()
    record_act(
        kind="followup.extra",
        subject=followup,
        by=by,
        programme=match.programme,
        match=match.pk,
        side=side,
        concern=log.concern_level,
    )
    return followup


@transaction.atomic
def undo_log(*, followup: FollowUp, by: User) -> FollowUp:
    """Take a log back: the step is as if never logged; the trail keeps that it was.

    Only who logged it, and only while it is the same day, so that a statistic never changes under a reader.
    """
    followup = (
        FollowUp.objects.select_for_update(of=("self",))
        .select_related("match__programme")
        .get(pk=followup.pk)
    )
    if followup.logged_by_id != by.pk or followup.logged_at is None:
        raise DomainError(_("Only the colleague who logged this can undo it."))
    if timezone.localdate(followup.logged_at) != today():
        raise DomainError(_("This was logged on an earlier day. Correct it instead of undoing it."))
    record_act(
        kind="followup.undone",
        subject=followup,
        by=by,
        programme=followup.match.programme,
        before=followup.state,
    )
    if followup.step.startswith(EXTRA):
        followup.delete()
        return followup
    _write(followup, Log(state=followup.unlogged_state), None)
    followup.save(update_fields=[*LOG_FIELDS])
    return followup


@transaction.atomic
def postpone_followup(*, followup: FollowUp, to: datetime.date, by: User, reason: str = "") -> FollowUp:
    """Move the day it is done; the plan's own date, and the notices' key, stay."""
    followup = (
        FollowUp.objects.select_for_update(of=("self",))
        .select_related("match__programme")
        .get(pk=followup.pk)
    )
    if followup.state != FollowUpState.PLANNED:
        raise DomainError(_("Only a planned follow-up can be postponed."))
    if to < today():
        raise DomainError(_("Choose a day from today on."))
    followup.postponed_to, followup.reason, followup.version = to, reason, followup.version + 1
    followup.save(update_fields=["postponed_to", "reason", "version"])
    record_act(
        kind="followup.postponed",
        subject=followup,
        by=by,
        programme=followup.match.programme,
        to=to.isoformat(),
    )
    return followup


@transaction.atomic
def log_in_bulk(entries: Sequence[tuple[FollowUp, Log, User]]) -> int:
    """`log_followup` for many planned steps at once: the same checks, the same rows, the same trail.

    For imports and simulations, where nobody else writes meanwhile: no row is locked, no version is
    compared, and the field trail (which sees single saves only) is left out. Each step's match and its
    programme must be loaded. Raises DomainError, and then nothing is written.
    """
    for followup, log, by in entries:
        if followup.state != FollowUpState.PLANNED:
            raise DomainError(_("Only planned follow-ups can be logged in bulk."))
        _check(followup.match, log)
        _write(followup, log, by)
    FollowUp.objects.bulk_update([followup for followup, _log, _by in entries], LOG_FIELDS, batch_size=200)
    Act.objects.bulk_create(
        Act(**act_fields(kind=f"followup.{log.state}", subject=followup, by=by, **_trail(followup, log)))
        for followup, log, by in entries
    )
    return len(entries)


def _trail(followup: FollowUp, log: Log) -> dict[str, Any]:
    return {
        "programme": followup.match.programme,
        "match": followup.match_id,
        "step": followup.step,
        "side": followup.side,
        "concern": log.concern_level,
    }


def _check(match: Match, log: Log) -> None:
    if log.state not in LOGGED_STATES:
        raise DomainError(_("Say whether the follow-up was done, missed or excused."))
    if log.state == FollowUpState.DONE:
        channels = {entry.key for entry in programme_document(match.programme).follow_up.channels}
        if log.held_on is None or log.channel not in channels:
            raise DomainError(_("A follow-up that was done needs its day and its channel."))
        if log.held_on > today():
            raise DomainError(_("The day lies ahead. Log the follow-up when it has been held."))
        if match.started_on and log.held_on < match.started_on:
            raise DomainError(_("The day lies before the match started."))
    if log.rating is not None and not 1 <= log.rating <= 5:
        raise DomainError(_("How it goes is a number from 1 to 5."))


def _write(followup: FollowUp, log: Log, by: User | None) -> None:
    followup.state = log.state
    done = log.state == FollowUpState.DONE
    followup.held_on = log.held_on if done else None
    followup.channel = log.channel if done else ""
    followup.rating = log.rating if done else None
    followup.changed = log.changed
    followup.pair_met, followup.areas = log.pair_met, list(log.areas)
    followup.concern_level = log.concern_level
    followup.concern = log.concern if log.concern_level else ""
    followup.next_step, followup.reason = log.next_step, log.reason
    followup.logged_at, followup.logged_by = (now(), by) if by else (None, None)
    followup.version = (followup.version or 0) + 1
