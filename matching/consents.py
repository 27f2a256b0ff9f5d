"""What a match rests on of consents: what is missing of either side, and what a withdrawal takes with it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from matching.models import Match
from matching.states import OPEN_STATES, MatchState
from mentorship.models import Consent, Mentor, Refugee
from mentorship.models.person import RefugeeQuerySet
from mentorship.programmes.document import programme_document
from mentorship.vocabulary import ConsentScope

PENDING = (MatchState.PROPOSED, MatchState.BACKED)


@dataclass(frozen=True, slots=True)
class Gap:
    """A consent that is missing of one side, and whether it was given once and taken back."""

    side: str
    scope: ConsentScope
    withdrawn: bool


def scopes_of_match(match: Match) -> Mapping[str, frozenset[str]]:
    """{side: scopes} that this match shares something under, or must have to be proposed."""
    document = programme_document(match.programme)
    found = {}
    for side in ("refugee", "mentor"):
        scopes = document.consent_scopes_required(side) | document.consent_scopes_shared(side)
        if match.mentor.organisation_id is None:
            scopes -= {ConsentScope.PARTNER}
        if match.state != MatchState.PROPOSED:
            scopes -= {ConsentScope.TASK_GROUP}  # the group has had its say
        found[side] = scopes
    return found


def gaps(match: Match) -> list[Gap]:
    """What an open match lacks of both sides' consents, in the order of the scopes. One query."""
    if match.state not in OPEN_STATES:
        return []
    given: dict[tuple[str, str], bool] = {}
    rows = Consent.objects.filter(refugee=match.refugee_id) | Consent.objects.filter(mentor=match.mentor_id)
    for of_refugee, scope, withdrawn_on in rows.values_list("refugee_id", "scope", "withdrawn_on"):
        key = ("refugee" if of_refugee else "mentor", scope)
        given[key] = given.get(key, False) or withdrawn_on is None
    return [
        Gap(side, scope, withdrawn=(side, scope) in given)
        for side, scopes in scopes_of_match(match).items()
        for scope in ConsentScope
        if scope in scopes and not given.get((side, scope), False)
    ]


def resting_on(enrolment: Mentor | Refugee, scope: str) -> list[Match]:
    """Open proposals of the person that cannot stand without a consent to `scope`.

    What the task group sees is hidden without its consent, so a proposal it has before it may stand,
    unless the programme demands that consent before proposing.
    """
    rows = Match.objects.filter(**{str(enrolment.side): enrolment}, state__in=PENDING)
    found = []
    for match in rows.select_related("programme", "mentor"):
        document = programme_document(match.programme)
        needed = document.consent_scopes_required(enrolment.side) | {
            ConsentScope.PARTICIPATION,
            ConsentScope.COUNTERPART,
        }
        if scope == ConsentScope.PARTNER:
            needed |= {ConsentScope.PARTNER}
        if scope in needed & scopes_of_match(match)[enrolment.side]:
            found.append(match)
    return found


def agreed_to_partners(rows: RefugeeQuerySet, *, on: datetime.date) -> RefugeeQuerySet:
    """Of `rows` those who have agreed, by the day `on`, that a partner is told of them.

    Asked for whatever the programme's own list of consents: nobody is shown to a partner without it.
    """
    agreed = Consent.objects.valid().filter(
        refugee=OuterRef("pk"), scope=ConsentScope.PARTNER, given_on__lte=on
    )
    return rows.filter(Exists(agreed))


def refugee_is_told(match: Match) -> bool:
    """Whether the other side may be told who the refugee is: where the programme asks for that consent.

    Once they have met they know. One query, where the list has not brought the answer along.
    """
    known: bool | None = getattr(match, "refugee_shares", None)
    return bool(match.started_on) or _shares(match, "refugee", known)


def may_be_told_of(match: Match, side: str) -> bool:
    """Whether the person on `side` has agreed that the other side is told of him or her; one query."""
    return _shares(match, side, None)


def _shares(match: Match, side: str, known: bool | None) -> bool:
    """`known`: the answer, where a list has brought it along."""
    if ConsentScope.COUNTERPART not in programme_document(match.programme).consent_scopes_shared(side):
        return True
    if known is None:
        given = Consent.objects.valid().filter(**{side: getattr(match, f"{side}_id")})
        known = given.filter(scope=ConsentScope.COUNTERPART).exists()
    return known
