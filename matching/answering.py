"""Links to answer by, as read: the secret of one, whose it is, and what can still be done with it.

The secret is not kept: it is worked out from the row and the house's key when a letter is written, so that a
letter that could not leave can be written again. A copy of the database alone opens no link.
"""

import base64
import hashlib
from enum import StrEnum, auto

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.crypto import salted_hmac

from matching.models import AnswerLink, Match, MatchAnswer
from matching.states import OCCUPYING_STATES, MatchState
from mentorship.clock import now
from mentorship.programmes.document import programme_document

SIDES = ("refugee", "mentor")
# Whoever is written to in one of these reads Danish more easily than English.
READ_DANISH = {"da", "fo", "kl", "nb", "nn", "no", "sv"}
SECRET_LENGTH = 26
PENDING = (MatchState.PROPOSED, MatchState.BACKED)


class Standing(StrEnum):
    """What a link is good for now."""

    OPEN = auto()  # yes or no
    YES = auto()  # a yes is given; it can be taken back until the match is made
    MADE = auto()  # both have said yes
    ANSWERED = auto()  # a no: nothing more to say
    EXPIRED = auto()
    OVER = auto()  # revoked, or the proposal is no longer open


def secret_of(link: AnswerLink) -> str:
    """What stands in the address; row number, match and moment together are never used twice.

    26 letters and digits (130 bits) that can be typed from paper: 0 and 1 are not among them.
    """
    facts = f"{link.pk}:{link.match_id}:{link.side}:{link.made_at.timestamp():.6f}"
    digest = salted_hmac("matching.answer_link", facts, algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:SECRET_LENGTH]


def fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def find_link(secret: str) -> AnswerLink | None:
    """The link behind a secret, however it was typed, and whatever has become of it; one query."""
    rows = AnswerLink.objects.select_related(
        "match__programme",
        "match__mentor__person",
        "match__mentor__profile",
        "match__mentor__municipality",
        "match__refugee__person",
        "match__refugee__profile",
        "match__refugee__municipality",
    )
    return rows.filter(token_hash=fingerprint(secret.lower())).first()


def standing_of(link: AnswerLink, match: Match | None = None) -> Standing:
    """What `link` is good for; `match`: the row as it is now, where the caller holds it. One query."""
    match = match or link.match
    if link.revoked_at is not None:
        return Standing.OVER
    says = MatchAnswer.objects.filter(match=match, side=link.side).values_list("says", flat=True).first()
    if says == MatchAnswer.Says.NO:
        return Standing.ANSWERED
    if match.state in OCCUPYING_STATES and says:
        return Standing.MADE
    if match.state not in PENDING:
        return Standing.OVER
    if link.expires_at <= now():
        return Standing.YES if says else Standing.EXPIRED
    return Standing.YES if says else Standing.OPEN


def may_say(link: AnswerLink, says: str, match: Match) -> bool:
    """Whether this answer may be given by `link` now: yes once; a yes may become a no until it expires."""
    standing = standing_of(link, match)
    if standing == Standing.YES:
        return says == MatchAnswer.Says.NO and link.expires_at > now()
    return standing == Standing.OPEN


def order_of(match: Match) -> tuple[str, ...]:
    """The sides in the order they are asked; both at once where the programme has no order."""
    first = programme_document(match.programme).matching.answers
    return ("mentor", "refugee") if first == "mentor_first" else SIDES


def in_turn(match: Match) -> bool:
    return programme_document(match.programme).matching.answers != "at_once"


def language_of(match: Match, side: str) -> str:
    """The language a side is written to in, as it stands on the person; else a mentor reads Danish.

    Empty: nobody has asked the refugee, who is written to in both Danish and English.
    """
    code: str = getattr(match, side).person.contact_language
    return code or ("da" if side == "mentor" else "")


def page_language(code: str) -> str:
    """The language of the product's own sentences for somebody who is written to in `code`."""
    return "da" if not code or code in READ_DANISH else "en"


def unanswered_in_time() -> Q:
    """Matches with a link in force that ran out without an answer."""
    return Q(state__in=PENDING) & Q(Exists(_waiting_links().filter(expires_at__lte=now())))


def asked_and_waiting() -> Q:
    """Matches with a link in force that may still be answered."""
    return Q(state__in=PENDING) & Q(Exists(_waiting_links().filter(expires_at__gt=now())))


def _waiting_links() -> QuerySet[AnswerLink]:
    return AnswerLink.objects.filter(match=OuterRef("pk"), revoked_at=None, answered_at=None)
