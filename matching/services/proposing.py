"""Proposals: made, withdrawn, and pairs that are not to be proposed at all."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from matching.models import ForbiddenPair, Match, MatchingRun
from matching.pool import read_pair
from matching.services.moves import (
    back_to_waiting,
    check_reason,
    constraints_in_words,
    day,
    lock_match,
    moment,
    move,
    no_place_left,
)
from matching.signals import match_state_changed
from matching.states import OCCUPYING_STATES, MatchAction, MatchState
from mentorship.errors import DomainError
from mentorship.models import Mentor, Programme, Refugee, User
from mentorship.programmes.document import programme_document
from mentorship.trail import record_act

PROPOSE = "propose"  # the action told for a match that had no state before


@transaction.atomic
def propose_match(
    *,
    programme: Programme,
    refugee: Refugee,
    mentor: Mentor,
    by: User,
    run: MatchingRun | None = None,
    score: float | None = None,
    because: Sequence[Mapping[str, Any]] = (),
    on: datetime.date | None = None,
    answer_by_on: datetime.date | None = None,
) -> Match:
    """Propose the pair, if every rule of the programme allows it on that day.

    Without `score` the pair's points and sentences are worked out here. Raises DomainError naming the
    rule that is in the way, NoPlaceLeft where all the mentor's places are taken. 12 queries or so.
    """
    on = day(on)
    if refugee.programme_id != programme.pk or mentor.programme_id != programme.pk:
        raise DomainError(_("Both must take part in this programme."))
    refugee = (
        Refugee.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person", "profile")
        .get(pk=refugee.pk)
    )
    if Match.objects.open().filter(refugee=refugee).exists():
        raise DomainError(_("This person already has an open match. Close it before proposing another."))
    if Match.objects.filter(mentor=mentor, state__in=OCCUPYING_STATES).count() >= mentor.capacity:
        raise no_place_left()
    verdict = read_pair(programme, refugee=refugee, mentor=mentor, on=on)
    if verdict.obstacles:
        raise DomainError(
            _("The pair can't be proposed: %(why)s")
            % {"why": " ".join(obstacle["text"] for obstacle in verdict.obstacles)}
        )
    return create_proposal(
        programme=programme,
        refugee=refugee,
        mentor=mentor,
        by=by,
        run=run,
        score=verdict.score if score is None else score,
        because=because or verdict.because,
        on=on,
        answer_by_on=answer_by_on,
    )


def create_proposal(
    *,
    programme: Programme,
    refugee: Refugee,
    mentor: Mentor,
    by: User,
    run: MatchingRun | None,
    score: float | None,
    because: Sequence[Mapping[str, Any]],
    on: datetime.date,
    answer_by_on: datetime.date | None,
) -> Match:
    """Write a proposal whose rules have been checked, with the versions of both profiles it rests on."""
    match = Match(
        programme=programme,
        refugee=refugee,
        mentor=mentor,
        run=run,
        score=score,
        because=list(because),
        created_at=moment(on),
        created_by=by,
        answer_by_on=answer_by_on,
        refugee_profile_version=_profile_version(refugee),
        mentor_profile_version=_profile_version(mentor),
    )
    with constraints_in_words(), transaction.atomic():
        match.save(force_insert=True)
    record_act(
        kind="match.propose",
        subject=match,
        by=by,
        programme=programme,
        before="",
        after=match.state,
        on=on.isoformat(),
        refugee=refugee.pk,
        mentor=mentor.pk,
        **({"run": run.pk} if run else {}),
    )
    match_state_changed.send(Match, match=match, before="", action=PROPOSE, by=by, on=on)
    return match


def _profile_version(enrolment: Mentor | Refugee) -> int | None:
    profile = getattr(enrolment, "profile", None)
    return profile.version if profile else None


@transaction.atomic
def withdraw_match(*, match: Match, by: User, on: datetime.date | None = None, note: str = "") -> Match:
    """Take a proposal, or a match not yet started, back; the pair may be proposed again."""
    on = day(on)
    match = lock_match(match)
    changes = {
        "place": None,
        "closed_at": moment(on),
        "closed_by": by,
        "close_reason": "withdrawn",
        "close_note": note.strip(),
    }
    move(match, MatchAction.WITHDRAW, by=by, on=on, changes=changes)
    back_to_waiting(match)
    return match


@transaction.atomic
def forbid_pair(*, refugee: Refugee, mentor: Mentor, by: User, reason: str) -> ForbiddenPair:
    """Never propose these two, for one of the programme's reasons. A second call changes nothing.

    A proposal of the two that is still open is withdrawn; a match that has a place is left: DomainError.
    """
    if refugee.programme_id != mentor.programme_id:
        raise DomainError(_("Both must take part in this programme."))
    check_reason(reason, programme_document(refugee.programme).matching.decline_reasons)
    open_match = Match.objects.open().filter(refugee=refugee, mentor=mentor).first()
    if open_match and open_match.state not in (MatchState.PROPOSED, MatchState.BACKED):
        raise DomainError(_("The two have a match. End or withdraw it first."))
    if open_match:
        withdraw_match(match=open_match, by=by)
    pair, made = ForbiddenPair.objects.get_or_create(
        refugee=refugee, mentor=mentor, defaults={"reason": reason, "by": by}
    )
    if made:
        record_act(
            kind="pair.forbid",
            subject=refugee,
            by=by,
            programme=refugee.programme,
            mentor=mentor.pk,
            reason=reason,
        )
    return pair


@transaction.atomic
def allow_pair(*, refugee: Refugee, mentor: Mentor, by: User) -> None:
    """Undo `forbid_pair`."""
    gone, _by_model = ForbiddenPair.objects.filter(refugee=refugee, mentor=mentor).delete()
    if gone:
        record_act(kind="pair.allow", subject=refugee, by=by, programme=refugee.programme, mentor=mentor.pk)
