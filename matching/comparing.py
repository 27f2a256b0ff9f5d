"""Two plans side by side: what each reaches, and whose mentor differs. Pure: keys and numbers in and out."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Side:
    """A plan by keys. `scores`, `days` (of waiting) and `towns` by refugee; `towns` has all who waited."""

    mentors: Mapping[int, int]
    scores: Mapping[int, float] = field(default_factory=dict)
    days: Mapping[int, int] = field(default_factory=dict)
    towns: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """`weakest`: points of the weakest pair, None where there is no pair. `days`: of waiting that end."""

    matched: int
    total: float
    weakest: float | None
    days: int


@dataclass(frozen=True, slots=True)
class Town:
    """Matched of waiting in one municipality, in each of two plans."""

    name: str
    matched: tuple[int, int]
    waiting: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Move:
    """One refugee whose mentor differs; None: without a pair. `kind`: gained, lost or other."""

    refugee: int
    before: int | None
    after: int | None

    @property
    def kind(self) -> str:
        if self.before is None:
            return "gained"
        return "lost" if self.after is None else "other"


def figures(side: Side) -> Figures:
    scores = [side.scores[refugee] for refugee in side.mentors]
    return Figures(
        matched=len(side.mentors),
        total=sum(scores),
        weakest=min(scores, default=None),
        days=sum(side.days.get(refugee, 0) for refugee in side.mentors),
    )


def by_town(one: Side, other: Side) -> list[Town]:
    """Each municipality anybody waits in, in either plan, by name."""
    served = [Counter(side.towns[refugee] for refugee in side.mentors) for side in (one, other)]
    waiting = [Counter(side.towns.values()) for side in (one, other)]
    return [
        Town(name, (served[0][name], served[1][name]), (waiting[0][name], waiting[1][name]))
        for name in sorted(waiting[0] | waiting[1])
    ]


ORDER = {"lost": 0, "gained": 1, "other": 2}


def moves(before: Mapping[int, int], after: Mapping[int, int]) -> list[Move]:
    """Who has another mentor, loses or gains a place: those who lose first, then by key."""
    found = [
        Move(refugee, before.get(refugee), after.get(refugee))
        for refugee in sorted(before.keys() | after.keys())
        if before.get(refugee) != after.get(refugee)
    ]
    return sorted(found, key=lambda move: (ORDER[move.kind], move.refugee))


def differing(
    one: Mapping[Any, Any], other: Mapping[Any, Any], *, alike: Iterable[Hashable] = ()
) -> list[tuple[Any, Any, Any]]:
    """(key, here, there) where the two say different things; what is missing says None, and so do `alike`."""
    nothing = {None, *alike}

    def said(value: Any) -> Any:
        return None if isinstance(value, Hashable) and value in nothing else value

    return [
        (key, one.get(key), other.get(key))
        for key in sorted(one.keys() | other.keys(), key=str)
        if said(one.get(key)) != said(other.get(key))
    ]
