"""Database rows to what scoring reads, for any number of people in a fixed number of queries."""

import datetime
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, TextField, When
from django.db.models.functions import Cast

from matching.criteria.facts import MentorFacts, RefugeeFacts, Rules
from matching.models import ForbiddenPair, Match
from matching.states import OCCUPYING_STATES, MatchState
from mentorship.models import Clearance, Consent, Mentor, Programme, Refugee
from mentorship.programmes.document import programme_document
from mentorship.vocabulary import ConsentScope

Pair = tuple[int, int]
Only = Mapping[str, int]  # where one side is a single person, nothing is read of the others of that side
PENDING_STATES = (MatchState.PROPOSED, MatchState.BACKED)
TRIED_STATES = (
    MatchState.DECLINED,
    MatchState.ACCEPTED,
    MatchState.ACTIVE,
    MatchState.PAUSED,
    MatchState.ENDED,
)

_JSON = ("languages", "interests", "availability", "needs", "children_birth_years", "personality")
_SHARED = (
    "pk",
    "person_id",
    "municipality__name",
    "done_interview",
    "done_intro_course",
    "hidden",
    "person__gender",
    "person__birth_year",
    "person__postcode",
    "person__email",
    *(f"text_{name}" for name in _JSON),
    "profile__occupation",
    "profile__education",
    "profile__household",
    "profile__wants_gender",
    "profile__wants_same_background",
    "profile__own_transport",
)
_REFUGEE = (*_SHARED, "country", "done_selected", "waiting_since", "consultant__email")
_MENTOR = (*_SHARED, "capacity", "done_trained", "organisation__name", "local_ties")
_KEPT = 20_000  # answers as they are stored, read once each


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
    refugee_rows = _rows(refugees, _REFUGEE, on)
    mentor_rows = _rows(mentors, _MENTOR, on)
    only = {"refugee": refugee_rows[0].pk} if len(refugee_rows) == 1 else {}
    only |= {"mentor": mentor_rows[0].pk} if len(mentor_rows) == 1 else {}
    taken, pending = _places_in_use(programme, only)
    demanded = {side: document.consent_scopes_required(side) for side in ("refugee", "mentor")}
    needed = {side: scopes - {ConsentScope.PARTNER} for side, scopes in demanded.items()}
    consents = {side: _consents(programme, side, on, demanded[side], only) for side in demanded}
    return Rows(
        refugees=_refugee_facts(refugee_rows, consents["refugee"], needed["refugee"], on),
        mentors=_mentor_facts(
            mentor_rows,
            consents["mentor"],
            needed["mentor"],
            clearances=_clearances(programme, on, only),
            used=taken + pending if count_pending else taken,
        ),
        excluded={
            "earlier_pair": _earlier_pairs(programme, only),
            "forbidden_pair": _forbidden_pairs(programme, only) | set(without),
            "conflict_of_interest": _conflicts(refugee_rows, mentor_rows),
        },
        rules=rules_of(programme),
        weights=dict(document.matching.weights),
        on=on,
        taken=taken,
        pending=pending,
    )


def rules_of(programme: Programme) -> Rules:
    """What the programme demands of a pair: its file's rules, and the consents a match needs."""
    document = programme_document(programme)
    rules = document.matching.rules
    demanded = {side: document.consent_scopes_required(side) for side in ("refugee", "mentor")}
    return Rules.from_programme(
        rules.model_dump() if rules else {},
        consent_refugee=bool(demanded["refugee"] - {ConsentScope.PARTNER}),
        consent_mentor=bool(demanded["mentor"] - {ConsentScope.PARTNER}),
        partner_consent=ConsentScope.PARTNER in demanded["refugee"],
    )


def _rows(people: QuerySet[Any], columns: tuple[str, ...], on: datetime.date) -> list[Any]:
    """Named tuples by key. What is asked of a day is answered by the database; JSON comes as its text."""
    hidden = Q(person__protected_until=None) | Q(person__protected_until__gte=on)
    asked: dict[str, Any] = {
        "hidden": _holds(Q(person__protected=True) & hidden),
        "done_interview": _holds(Q(interviewed_on__lte=on)),
        "done_intro_course": _holds(Q(intro_course_on__lte=on)),
    }
    if "done_selected" in columns:
        asked["done_selected"] = _holds(Q(selected_on__lte=on))
    if "done_trained" in columns:
        asked["done_trained"] = _holds(Q(trained_on__isnull=False))
    asked |= {f"text_{name}": Cast(f"profile__{name}", TextField()) for name in _JSON}
    return list(people.order_by("pk").annotate(**asked).values_list(*columns, named=True))


def _holds(condition: Q) -> Case:
    """1 or 0: as a boolean SQLite would have Python look at each."""
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def _refugee_facts(
    rows: list[Any],
    consents: Mapping[int, set[str]],
    needed: Set[str],
    on: datetime.date,
) -> list[RefugeeFacts]:
    return [
        RefugeeFacts(
            **_facts(row),
            consent=needed <= consents[row.pk],
            partner_consent=ConsentScope.PARTNER in consents[row.pk],
            country=row.country,
            selected=bool(row.done_selected),
            waiting_days=max(0, (on - row.waiting_since).days) if row.waiting_since else 0,
        )
        for row in rows
    ]


def _mentor_facts(
    rows: list[Any],
    consents: Mapping[int, set[str]],
    needed: Set[str],
    *,
    clearances: Mapping[int, set[str]],
    used: Mapping[int, int],
) -> list[MentorFacts]:
    return [
        MentorFacts(
            **_facts(row),
            consent=needed <= consents[row.pk],
            trained=bool(row.done_trained),
            clearances=clearances[row.pk],
            places=max(0, row.capacity - used.get(row.pk, 0)),
            organisation=row.organisation__name or "",
            local_ties=row.local_ties,
        )
        for row in rows
    ]


def _facts(row: Any) -> dict[str, Any]:
    """What both sides have; what no profile says is not known."""
    return {
        "id": row.pk,
        "municipality": row.municipality__name,
        "languages": _levels(row.text_languages),
        "gender": row.person__gender,
        "wants_gender": row.profile__wants_gender or "",
        "birth_year": row.person__birth_year,
        "availability": _words(row.text_availability),
        "interests": _words(row.text_interests),
        "occupation": row.profile__occupation or "",
        "education": row.profile__education or "",
        "household": row.profile__household or "",
        "children_birth_years": _years(row.text_children_birth_years),
        "needs": _words(row.text_needs),
        "personality": _levels(row.text_personality),
        "own_transport": row.profile__own_transport,
        "postcode": row.person__postcode,
        "wants_same_background": bool(row.profile__wants_same_background),
        "protected": bool(row.hidden),
        "interviewed": bool(row.done_interview),
        "intro_course": bool(row.done_intro_course),
    }


@lru_cache(maxsize=_KEPT)
def _words(text: str | None) -> frozenset[str] | None:
    found = json.loads(text) if text else None
    return None if found is None else frozenset(found)


@lru_cache(maxsize=_KEPT)
def _years(text: str | None) -> tuple[int, ...] | None:
    found = json.loads(text) if text else None
    return None if found is None else tuple(found)


@lru_cache(maxsize=_KEPT)
def _levels(text: str | None) -> Mapping[str, int] | None:
    found = json.loads(text) if text else None
    return None if found is None else MappingProxyType(found)


def _consents(
    programme: Programme, side: str, on: datetime.date, scopes: frozenset[str], only: Only
) -> dict[int, set[str]]:
    """Which of `scopes` each person has agreed to by the day `on`, and not withdrawn."""
    given: dict[int, set[str]] = defaultdict(set)
    found = Consent.objects.valid().filter(
        given_on__lte=on, scope__in=sorted(scopes), **{f"{side}__programme": programme}
    )
    found = found.filter(**{each: pk for each, pk in only.items() if each == side})
    for pk, scope in found.order_by().values_list(f"{side}_id", "scope"):
        given[pk].add(scope)
    return given


def _clearances(programme: Programme, on: datetime.date, only: Only) -> dict[int, set[str]]:
    seen: dict[int, set[str]] = defaultdict(set)
    found = Clearance.objects.valid_on(on).filter(mentor__programme=programme)
    found = found.filter(**{each: pk for each, pk in only.items() if each == "mentor"})
    for pk, kind in found.order_by().values_list("mentor_id", "kind"):
        seen[pk].add(kind)
    return seen


def _places_in_use(programme: Programme, only: Only) -> tuple[Counter[int], Counter[int]]:
    """Places taken, and proposals waiting for answers, by mentor."""
    taken, pending = Counter[int](), Counter[int]()
    states = (*OCCUPYING_STATES, *PENDING_STATES)
    found = Match.objects.filter(programme=programme, state__in=states)
    found = found.filter(**{each: pk for each, pk in only.items() if each == "mentor"})
    for mentor_id, state in found.order_by().values_list("mentor_id", "state"):
        (pending if state in PENDING_STATES else taken)[mentor_id] += 1
    return taken, pending


def _earlier_pairs(programme: Programme, only: Only) -> set[Pair]:
    """Pairs that have been tried: refused by a side, or met. A proposal withdrawn before that is none."""
    found = Match.objects.filter(programme=programme, state__in=TRIED_STATES, **only)
    return set(found.order_by().values_list("refugee_id", "mentor_id"))


def _forbidden_pairs(programme: Programme, only: Only) -> set[Pair]:
    found = ForbiddenPair.objects.filter(refugee__programme=programme, **only)
    return set(found.order_by().values_list("refugee_id", "mentor_id"))


def _conflicts(refugees: list[Any], mentors: list[Any]) -> set[Pair]:
    """One human being on both sides, and a mentor who is the refugee's own consultant."""
    by_person = {row.person_id: row.pk for row in mentors}
    by_email = {row.person__email.lower(): row.pk for row in mentors if row.person__email}
    conflicts = {(row.pk, by_person[row.person_id]) for row in refugees if row.person_id in by_person}
    for row in refugees:
        mentor = by_email.get((row.consultant__email or "").lower())
        if mentor is not None:
            conflicts.add((row.pk, mentor))
    return conflicts
