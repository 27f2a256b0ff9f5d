"""Database rows to what scoring reads, for any number of people in a fixed number of queries."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from matching.criteria.facts import MentorFacts, RefugeeFacts, Rules
from matching.models import ForbiddenPair, Match
from matching.states import OCCUPYING_STATES, MatchState
from mentorship.models import Clearance, Consent, Mentor, Programme, Refugee
from mentorship.programmes.document import programme_document
from mentorship.vocabulary import ConsentScope

Pair = tuple[int, int]
PENDING_STATES = (MatchState.PROPOSED, MatchState.BACKED)
TRIED_STATES = (
    MatchState.DECLINED,
    MatchState.ACCEPTED,
    MatchState.ACTIVE,
    MatchState.PAUSED,
    MatchState.ENDED,
)

_PROFILE = (
    "languages",
    "interests",
    "availability",
    "needs",
    "children_birth_years",
    "personality",
    "occupation",
    "education",
    "household",
    "wants_gender",
    "wants_same_background",
    "own_transport",
)
_SHARED = (
    "pk",
    "person_id",
    "municipality__name",
    "interviewed_on",
    "intro_course_on",
    "person__gender",
    "person__birth_year",
    "person__postcode",
    "person__protected",
    "person__protected_until",
    "person__email",
    *(f"profile__{name}" for name in _PROFILE),
)
_REFUGEE = (*_SHARED, "country", "selected_on", "waiting_since", "consultant__email")
_MENTOR = (*_SHARED, "capacity", "trained_on", "organisation__name", "local_ties")


@dataclass(frozen=True, slots=True)
class Rows:
    """People as facts, in the order of their keys, and the pairs some earlier decision rules out."""

    refugees: list[RefugeeFacts]
    mentors: list[MentorFacts]
    excluded: Mapping[str, set[Pair]]
    rules: Rules
    weights: Mapping[str, float]
    on: datetime.date
    taken: Mapping[int, int] = field(default_factory=dict)
    pending: Mapping[int, int] = field(default_factory=dict)


def read_rows(
    programme: Programme,
    *,
    refugees: QuerySet[Refugee],
    mentors: QuerySet[Mentor],
    on: datetime.date,
    without: Iterable[Pair] = (),
    count_pending: bool = True,
) -> Rows:
    """Facts of both sides as they are on the day `on`; 8 queries.

    `count_pending`: whether a proposal that waits for answers keeps its place free for itself.
    """
    document = programme_document(programme)
    taken, pending = _places_in_use(programme)
    rules = document.matching.rules
    refugee_rows = list(refugees.order_by("pk").values(*_REFUGEE))
    mentor_rows = list(mentors.order_by("pk").values(*_MENTOR))
    demanded = {side: document.consent_scopes_required(side) for side in ("refugee", "mentor")}
    needed = {side: scopes - {ConsentScope.PARTNER} for side, scopes in demanded.items()}
    consents = {side: _consents(programme, side, on, demanded[side]) for side in demanded}
    clearances = _clearances(programme, on)
    used = {pk: taken[pk] + (pending[pk] if count_pending else 0) for pk in taken | pending}
    return Rows(
        refugees=[
            RefugeeFacts(
                **_facts(row, on),
                consent=needed["refugee"] <= consents["refugee"][row["pk"]],
                partner_consent=ConsentScope.PARTNER in consents["refugee"][row["pk"]],
                country=row["country"],
                selected=row["selected_on"] is not None and row["selected_on"] <= on,
                waiting_days=max(0, (on - row["waiting_since"]).days) if row["waiting_since"] else 0,
            )
            for row in refugee_rows
        ],
        mentors=[
            MentorFacts(
                **_facts(row, on),
                consent=needed["mentor"] <= consents["mentor"][row["pk"]],
                trained=row["trained_on"] is not None,
                clearances=clearances[row["pk"]],
                places=max(0, row["capacity"] - used.get(row["pk"], 0)),
                organisation=row["organisation__name"] or "",
                local_ties=row["local_ties"],
            )
            for row in mentor_rows
        ],
        excluded={
            "earlier_pair": _earlier_pairs(programme),
            "forbidden_pair": _forbidden_pairs(programme) | set(without),
            "conflict_of_interest": _conflicts(refugee_rows, mentor_rows),
        },
        rules=Rules.from_programme(
            rules.model_dump() if rules else {},
            consent_refugee=bool(needed["refugee"]),
            consent_mentor=bool(needed["mentor"]),
            partner_consent=ConsentScope.PARTNER in demanded["refugee"],
        ),
        weights=dict(document.matching.weights),
        on=on,
        taken=taken,
        pending=pending,
    )


def _facts(row: Mapping[str, Any], on: datetime.date) -> dict[str, Any]:
    """What both sides have; what no profile says is not known."""
    profile = {name: row[f"profile__{name}"] for name in _PROFILE}
    until = row["person__protected_until"]
    return {
        "id": row["pk"],
        "municipality": row["municipality__name"],
        "languages": profile["languages"],
        "gender": row["person__gender"],
        "wants_gender": profile["wants_gender"] or "",
        "birth_year": row["person__birth_year"],
        "availability": _set(profile["availability"]),
        "interests": _set(profile["interests"]),
        "occupation": profile["occupation"] or "",
        "education": profile["education"] or "",
        "household": profile["household"] or "",
        "children_birth_years": None
        if profile["children_birth_years"] is None
        else tuple(profile["children_birth_years"]),
        "needs": _set(profile["needs"]),
        "personality": profile["personality"],
        "own_transport": profile["own_transport"],
        "postcode": row["person__postcode"],
        "wants_same_background": bool(profile["wants_same_background"]),
        "protected": row["person__protected"] and (until is None or until >= on),
        "interviewed": row["interviewed_on"] is not None and row["interviewed_on"] <= on,
        "intro_course": row["intro_course_on"] is not None and row["intro_course_on"] <= on,
    }


def _set(values: Iterable[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


def _consents(
    programme: Programme, side: str, on: datetime.date, scopes: frozenset[str]
) -> dict[int, set[str]]:
    """Which of `scopes` each person has agreed to by the day `on`, and not withdrawn."""
    given: dict[int, set[str]] = defaultdict(set)
    found = Consent.objects.valid().filter(
        given_on__lte=on, scope__in=sorted(scopes), **{f"{side}__programme": programme}
    )
    for pk, scope in found.order_by().values_list(f"{side}_id", "scope"):
        given[pk].add(scope)
    return given


def _clearances(programme: Programme, on: datetime.date) -> dict[int, set[str]]:
    seen: dict[int, set[str]] = defaultdict(set)
    found = Clearance.objects.valid_on(on).filter(mentor__programme=programme)
    for pk, kind in found.order_by().values_list("mentor_id", "kind"):
        seen[pk].add(kind)
    return seen


def _places_in_use(programme: Programme) -> tuple[Counter[int], Counter[int]]:
    """Places taken, and proposals waiting for answers, by mentor."""
    taken, pending = Counter[int](), Counter[int]()
    states = (*OCCUPYING_STATES, *PENDING_STATES)
    found = Match.objects.filter(programme=programme, state__in=states)
    for mentor_id, state in found.order_by().values_list("mentor_id", "state"):
        (pending if state in PENDING_STATES else taken)[mentor_id] += 1
    return taken, pending


def _earlier_pairs(programme: Programme) -> set[Pair]:
    """Pairs that have been tried: refused by a side, or met. A proposal withdrawn before that is none."""
    found = Match.objects.filter(programme=programme, state__in=TRIED_STATES)
    return set(found.order_by().values_list("refugee_id", "mentor_id"))


def _forbidden_pairs(programme: Programme) -> set[Pair]:
    found = ForbiddenPair.objects.filter(refugee__programme=programme)
    return set(found.order_by().values_list("refugee_id", "mentor_id"))


def _conflicts(refugees: list[dict[str, Any]], mentors: list[dict[str, Any]]) -> set[Pair]:
    """One human being on both sides, and a mentor who is the refugee's own consultant."""
    by_person = {row["person_id"]: row["pk"] for row in mentors}
    by_email = {row["person__email"].lower(): row["pk"] for row in mentors if row["person__email"]}
    conflicts = {
        (row["pk"], by_person[row["person_id"]]) for row in refugees if row["person_id"] in by_person
    }
    for row in refugees:
        mentor = by_email.get((row["consultant__email"] or "").lower())
        if mentor is not None:
            conflicts.add((row["pk"], mentor))
    return conflicts
