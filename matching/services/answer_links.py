"""Asking the two by a personal link: made, renewed, revoked. The answer is `deciding.answer_by_link`."""

import datetime
import secrets
from enum import StrEnum, auto

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.answering import fingerprint, in_turn, language_of, order_of, secret_of
from matching.models import AnswerLink, Match, MatchAnswer
from matching.services.letters import queue_letter
from matching.services.moves import is_open, lock_match, record
from matching.states import MatchState
from mentorship.clock import now, today
from mentorship.errors import DomainError
from mentorship.models import User
from mentorship.programmes.document import programme_document

SIDES = ("mentor", "refugee")


class Way(StrEnum):
    """How a link reaches the person: by mail, or on paper, handed over by whoever asks."""

    MAIL = auto()
    LETTER = auto()


@transaction.atomic
def ask_by_link(*, match: Match, side: str, way: Way, by: User) -> AnswerLink:
    """A new link for one side; an earlier one stops at once. By mail it leaves when the row is written.

    DomainError says why that side can't be asked now: see `why_not_asked`.
    """
    match = lock_match(match)
    if why := why_not_asked(match, side, way):
        raise DomainError(why)
    _in_force(match, side).update(revoked_at=now())
    days = programme_document(match.programme).matching.answer_within_days
    link = AnswerLink.objects.create(
        match=match,
        side=side,
        token_hash=secrets.token_hex(32),  # until the row has its number, which the secret is made of
        language=language_of(match, side),
        made_at=now(),
        made_by=by,
        expires_at=_end_of(today() + datetime.timedelta(days=days)),
        sent_at=now() if way == Way.LETTER else None,
    )
    link.token_hash = fingerprint(secret_of(link))
    link.save(update_fields=["token_hash"])
    record(match, "ask", by=by, side=side, way=str(way))
    if way == Way.MAIL:
        queue_letter(what="ask", programme=match.programme, by=by, link=link.pk)
    return link


@transaction.atomic
def revoke_link(*, match: Match, side: str, by: User) -> bool:
    """The side's link opens nothing any more; False where there was none in force."""
    match = lock_match(match)
    if not _in_force(match, side).update(revoked_at=now()):
        return False
    record(match, "revoke_link", by=by, side=side)
    return True


def ask_next(match: Match, *, side: str, by: User | None) -> None:
    """The other side's turn, where the programme asks one after the other and this one was asked by a link.

    Call with the match locked, after a yes. Who has no e-mail address is left to the leader to ask.
    """
    asked = _in_force(match, side).select_related("made_by").first()
    if asked is None or not in_turn(match) or order_of(match)[0] != side:
        return
    other = order_of(match)[1]
    if _in_force(match, other).exists() or why_not_asked(match, other, Way.MAIL):
        return
    ask_by_link(match=match, side=other, way=Way.MAIL, by=by or asked.made_by)


def why_not_asked(match: Match, side: str, way: Way | None = None) -> str:
    """Why `side` can't be asked by a link now, in words; empty where it can. Two queries at most."""
    document = programme_document(match.programme)
    if side not in SIDES:
        return str(_("Choose whom to ask."))
    if not is_open(match):
        return str(_("The proposal is no longer open."))
    if document.task_group.part == "required" and match.state == MatchState.PROPOSED:
        return str(_("The task group has not backed the match yet."))
    said = dict(MatchAnswer.objects.filter(match=match).values_list("side", "says"))
    if side in said:
        return str(_("The answer is recorded already."))
    first, second = order_of(match)
    if in_turn(match) and side == second and said.get(first) != MatchAnswer.Says.YES:
        return str(_("The programme asks the other side first."))
    if way == Way.MAIL and not getattr(match, side).person.email:
        return str(_("There is no e-mail address. Print a letter, or ask by telephone."))
    return ""


def _in_force(match: Match, side: str) -> QuerySet[AnswerLink]:
    return AnswerLink.objects.filter(match=match, side=side, revoked_at=None)


def _end_of(day: datetime.date) -> datetime.datetime:
    """The last moment of a local day: a date that is told is meant with the day itself."""
    return datetime.datetime.combine(day, datetime.time.max, tzinfo=timezone.get_default_timezone())
