"""From proposal to yes or no: the task group's word, both sides' answers, the place that is taken."""

import datetime
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from matching.answering import find_link, may_say
from matching.models import AnswerLink, Match, MatchAnswer, MatchComment
from matching.services.answer_links import ask_next
from matching.services.moves import (
    back_to_waiting,
    check_reason,
    day,
    free_place,
    is_open,
    lock_match,
    lock_mentor,
    moment,
    move,
    record,
)
from matching.states import MatchAction, MatchState, next_state
from mentorship.clock import now
from mentorship.errors import DomainError, NoPlaceLeft
from mentorship.models import User
from mentorship.programmes.document import programme_document

AnswerSide = Literal["mentor", "refugee"]
SIDES: tuple[AnswerSide, ...] = ("mentor", "refugee")


@transaction.atomic
def back_match(*, match: Match, by: User, text: str = "", on: datetime.date | None = None) -> Match:
    """The task group backs a proposal; answers given meanwhile then count.

    Raises IllegalTransition. A mentor without a place left leaves the match backed, to be accepted later.
    """
    on = day(on)
    match = lock_match(match)
    move(match, MatchAction.BACK, by=by, on=on, changes={"backed_at": moment(on), "backed_by": by})
    MatchComment.objects.create(
        match=match, by=by, stance=MatchComment.Stance.BACKS, text=text, at=moment(on)
    )
    if _says(match) == {"mentor": "yes", "refugee": "yes"}:
        try:
            with transaction.atomic():
                _take_place(match, by=by, on=on)
        except NoPlaceLeft:
            match = lock_match(match)
    return match


@transaction.atomic
def advise_against(*, match: Match, by: User, text: str) -> MatchComment:
    """The task group says no with its reason; the project leader decides what comes of it."""
    if not text.strip():
        raise DomainError(_("Write why you advise against the match."))
    return _comment(match, by=by, stance=MatchComment.Stance.ADVISES_AGAINST, text=text)


@transaction.atomic
def comment_match(*, match: Match, by: User, text: str) -> MatchComment:
    """A remark on a proposal, without taking sides."""
    if not text.strip():
        raise DomainError(_("Write your comment."))
    return _comment(match, by=by, stance=MatchComment.Stance.COMMENTS, text=text)


def _comment(match: Match, *, by: User, stance: str, text: str) -> MatchComment:
    match = lock_match(match)
    if not is_open(match):
        raise DomainError(_("The proposal is no longer open, so it can't be commented on."))
    comment = MatchComment.objects.create(match=match, by=by, stance=stance, text=text.strip())
    record(match, "comment", by=by, stance=stance)
    return comment


def answer_by_link(*, secret: str, says: str, reason: str = "") -> Match:
    """The person's own answer, by a personal link; signed by nobody else. Raises as `record_answer`."""
    link = find_link(secret)
    if link is None:
        raise DomainError(no_longer_good())
    side: AnswerSide = "mentor" if link.side == "mentor" else "refugee"
    return record_answer(match=link.match, side=side, says=says, by=None, reason=reason, link=link)


def no_longer_good() -> Any:
    return _("The link can no longer be used. Ask the person who sent it to you.")


def record_answer(
    *,
    match: Match,
    side: AnswerSide,
    says: str,
    by: User | None,
    reason: str = "",
    on: datetime.date | None = None,
    link: AnswerLink | None = None,
) -> Match:
    """One side's yes or no. Two yeses take a place of the mentor's; a no declines, with its coded reason.

    `link`: the personal link the person answers by; `by` is None then. Raises NoPlaceLeft when both say yes
    and the last place has gone: the answer is kept, the match stays as it was and can be accepted later
    (`accept_match`). Raises DomainError or IllegalTransition otherwise.
    """
    if side not in SIDES or says not in MatchAnswer.Says.values:
        raise DomainError(_("Choose whose answer it is, and yes or no."))
    left_out: NoPlaceLeft | None = None
    with transaction.atomic():
        on = day(on)
        match = lock_match(match)
        if link and not may_say(AnswerLink.objects.get(pk=link.pk), says, match):
            raise DomainError(no_longer_good())
        if says == MatchAnswer.Says.NO:
            return _decline(match, side=side, by=by, reason=reason, on=on)
        if not is_open(match):
            next_state(match.state, MatchAction.ACCEPT)  # says in words why it can't be answered any more
        _write_answer(match, side=side, says=says, by=by, reason="", on=on)
        if _may_be_accepted(match):
            try:
                with transaction.atomic():
                    _take_place(match, by=by, on=on)
            except NoPlaceLeft as error:
                left_out = error
        else:
            ask_next(match, side=side, by=by)
    if left_out:
        raise left_out
    return match


@transaction.atomic
def accept_match(*, match: Match, by: User, on: datetime.date | None = None) -> Match:
    """Take a place for a match both sides have said yes to, or whose programme asks neither.

    Raises NoPlaceLeft, IllegalTransition, or DomainError saying what is still missing.
    """
    on = day(on)
    match = lock_match(match)
    next_state(match.state, MatchAction.ACCEPT)
    if missing := what_acceptance_lacks(match):
        raise DomainError(missing)
    return _take_place(match, by=by, on=on)


def what_acceptance_lacks(match: Match) -> Any:
    """Why `match` can't be accepted yet, in words; None when nothing is missing. One query."""
    document = programme_document(match.programme)
    if document.task_group.part == "required" and match.state == MatchState.PROPOSED:
        return _("The task group has not backed the match yet.")
    if document.matching.both_sides_answer and _says(match) != {"mentor": "yes", "refugee": "yes"}:
        return _("Both sides must have said yes first.")
    return None


def _may_be_accepted(match: Match) -> bool:
    said = _says(match)
    return len(said) == len(SIDES) and set(said.values()) == {"yes"} and what_acceptance_lacks(match) is None


def _take_place(match: Match, *, by: User | None, on: datetime.date) -> Match:
    place = free_place(lock_mentor(match))
    return move(match, MatchAction.ACCEPT, by=by, on=on, changes={"place": place, "accepted_at": moment(on)})


def _decline(match: Match, *, side: AnswerSide, by: User | None, reason: str, on: datetime.date) -> Match:
    next_state(match.state, MatchAction.DECLINE)
    check_reason(reason, programme_document(match.programme).matching.decline_reasons)
    _write_answer(match, side=side, says=MatchAnswer.Says.NO, by=by, reason=reason, on=on)
    changes = {"place": None, "closed_at": moment(on), "closed_by": by, "close_reason": reason}
    move(match, MatchAction.DECLINE, by=by, on=on, changes=changes, reason=reason)
    back_to_waiting(match)
    return match


def _write_answer(
    match: Match, *, side: AnswerSide, says: str, by: User | None, reason: str, on: datetime.date
) -> None:
    """Written over the side's earlier answer; a link that waits for it waits no longer, whoever wrote it."""
    MatchAnswer.objects.update_or_create(
        match=match,
        side=side,
        defaults={
            "says": says,
            "reason": reason,
            "answered_on": on,
            "recorded_by": by,
            "recorded_at": now(),
        },
    )
    links = AnswerLink.objects.filter(match=match, side=side, revoked_at=None, answered_at=None)
    links.update(answered_at=now())
    record(match, "answer", by=by, side=side, says=says, on=on.isoformat())


def _says(match: Match) -> dict[str, str]:
    return dict(MatchAnswer.objects.filter(match=match).values_list("side", "says"))
