"""Two people side by side: what fits, what is not known, what is in the way, what has been between them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from matching.models import ForbiddenPair, Match
from matching.people_rows import read_rows
from matching.pool import Because, Obstacle, Pool
from matching.states import OPEN_STATES
from mentorship.models import Consent, Mentor, Programme, Refugee, User
from mentorship.programmes.document import programme_document
from mentorship.vocabulary import ConsentScope

# The fact of each side that a criterion reads; none where a side has no say in it.
READS = {
    "language": ("languages", "languages"),
    "interests": ("interests", "interests"),
    "occupation": ("occupation", "occupation"),
    "needs": ("needs", "needs"),
    "travel": ("postcode", "postcode"),
    "age": ("birth_year", "birth_year"),
    "family": ("children_birth_years", "children_birth_years"),
    "availability": ("availability", "availability"),
    "education": ("education", "education"),
    "personality": ("personality", "personality"),
    "background": ("country", "country"),
    "local_ties": ("", "local_ties"),
}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A criterion nobody can judge yet: whom to ask, and between which points the answer puts the pair."""

    criterion: str
    ask: tuple[str, ...]
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class PairReading:
    """`places`: all, taken and put forward, of the mentor."""

    pool: Pool
    points: float | None
    because: list[Because]
    obstacles: list[Obstacle]
    unknown: list[Unknown]
    matches: list[Match]
    forbidden: ForbiddenPair | None
    places: tuple[int, int, int]

    @property
    def open_match(self) -> Match | None:
        return next((match for match in self.matches if match.state in OPEN_STATES), None)


def read_facts(
    programme: Programme, refugee: Refugee, mentor: Mentor, *, on: datetime.date, guarded: bool = False
) -> Pool:
    """The two alone, as they are on the day `on`. `guarded`: distances by band, whoever it is."""
    rows = read_rows(
        programme,
        refugees=Refugee.objects.filter(pk=refugee.pk),
        mentors=Mentor.objects.filter(pk=mentor.pk),
        on=on,
        count_pending=False,
    )
    if guarded:
        rows = replace(rows, mentors=[replace(row, protected=True) for row in rows.mentors])
    return Pool(rows, programme)


def read_whole_pair(
    programme: Programme, refugee: Refugee, mentor: Mentor, *, user: User, on: datetime.date
) -> PairReading:
    """Everything the page of the pair tells; matches as far as `user` may see them."""
    pool = read_facts(programme, refugee, mentor, on=on)
    because, obstacles = pool.because(refugee.pk, mentor.pk), pool.obstacles(refugee.pk, mentor.pk)
    taken, pending = pool.rows.taken.get(mentor.pk, 0), pool.rows.pending.get(mentor.pk, 0)
    rows = Match.objects.filter(refugee=refugee, mentor=mentor).visible_to(user)
    return PairReading(
        pool=pool,
        points=sum(part["points"] for part in because) if any(_known(part) for part in because) else None,
        because=because,
        obstacles=obstacles,
        unknown=_unknown(pool, because),
        matches=list(rows.select_related("programme").order_by("-created_at", "-pk")),
        forbidden=ForbiddenPair.objects.filter(refugee=refugee, mentor=mentor).select_related("by").first(),
        places=(mentor.capacity, taken, pending),
    )


def _known(part: Mapping[str, Any]) -> bool:
    return part["fit"] is not None


def _unknown(pool: Pool, because: list[Because]) -> list[Unknown]:
    """What is worth asking, whatever moves the points most first."""
    known = [part for part in because if _known(part)]
    weight = sum(part["weight"] for part in known)
    reached = sum(part["weight"] * (part["fit"] or 0.0) for part in known)
    found = []
    for part in because:
        ask = _whom_to_ask(pool, part["criterion"])
        if _known(part) or not ask:
            continue
        whole = weight + part["weight"]
        least, most = 100 * reached / whole, 100 * (reached + part["weight"]) / whole
        found.append(Unknown(part["criterion"], ask, least, most))
    return sorted(found, key=lambda each: (each.least - each.most, each.criterion))


def _whom_to_ask(pool: Pool, criterion: str) -> tuple[str, ...]:
    """The sides that have not told what the criterion reads; nobody where nobody has wished it."""
    one, other = pool.rows.refugees[0], pool.rows.mentors[0]
    if criterion == "background" and not (one.wants_same_background or other.wants_same_background):
        return ()
    if criterion == "needs" and one.needs is not None and not one.needs:
        return ()  # no needs is an answer
    sides = (("refugee", one), ("mentor", other))
    return tuple(
        side
        for (side, person), fact in zip(sides, READS[criterion], strict=True)
        if fact and getattr(person, fact) in (None, "", {})
    )


def may_be_told_of(enrolment: Mentor | Refugee) -> bool:
    """Whether the other side of a pair may be told of the person: where the programme asks, if agreed to."""
    shared = programme_document(enrolment.programme).consent_scopes_shared(enrolment.side)
    if ConsentScope.COUNTERPART not in shared:
        return True
    rows = Consent.objects.valid().filter(**{str(enrolment.side): enrolment})
    return rows.filter(scope=ConsentScope.COUNTERPART).exists()
