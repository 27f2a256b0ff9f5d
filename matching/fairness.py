"""How places fall among groups of people, and whom the rules leave behind. Pure: rows in, figures out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median

from matching.shares import Effect, difference_pp

LEAST = 5  # people in a group and beside it, before the two are held against each other


@dataclass(frozen=True, slots=True)
class Row:
    """One person who has waited. `groups`: dimension -> the one group the person is in.

    days: waited, until the pair or until now; None: not known. score: of the pair. possible: mentors every
    rule allows, None where not worked out; ruled_out: rule -> mentors it rules out, of `mentors` in all.
    """

    groups: Mapping[str, str]
    paired: bool
    days: int | None = None
    score: float | None = None
    possible: int | None = None
    ruled_out: Mapping[str, int] = field(default_factory=dict)
    mentors: int = 0


@dataclass(frozen=True, slots=True)
class Spread:
    """Of so many, the median and the largest; None where there is nobody."""

    n: int
    median: float | None
    largest: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """One group. `nobody`: without a pair, and no mentor is possible; `looked_at`: of so many.

    rules: (rule, mean share of the mentors it rules out for those without a pair), the highest share first.
    """

    key: str
    n: int
    paired: int
    waited: Spread
    waiting: Spread
    score: Spread
    nobody: int
    looked_at: int
    possible: Spread
    rules: tuple[tuple[str, float], ...]

    @property
    def rate(self) -> float | None:
        return self.paired / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Gap:
    """A group's match rate less everybody else's; its interval allows for the `tried` comparisons."""

    dimension: str
    key: str
    effect: Effect
    tried: int

    @property
    def beyond_chance(self) -> bool:
        lower, upper = self.effect.lower, self.effect.upper
        return lower is not None and upper is not None and (lower > 0 or upper < 0)


def spread(values: Iterable[float | None]) -> Spread:
    known = [value for value in values if value is not None]
    return Spread(len(known), median(known) if known else None, max(known, default=None))


def figures_of(key: str, rows: Sequence[Row]) -> Group:
    with_pair, without = [row for row in rows if row.paired], [row for row in rows if not row.paired]
    looked_at = [row for row in without if row.possible is not None]
    return Group(
        key=key,
        n=len(rows),
        paired=len(with_pair),
        waited=spread(row.days for row in with_pair),
        waiting=spread(row.days for row in without),
        score=spread(row.score for row in with_pair),
        nobody=sum(row.possible == 0 for row in looked_at),
        looked_at=len(looked_at),
        possible=spread(row.possible for row in looked_at),
        rules=_rules(looked_at),
    )


def _rules(rows: Sequence[Row]) -> tuple[tuple[str, float], ...]:
    rows = [row for row in rows if row.mentors]
    names = {rule for row in rows for rule in row.ruled_out}
    shares = {rule: fmean(row.ruled_out.get(rule, 0) / row.mentors for row in rows) for rule in names}
    return tuple(sorted(shares.items(), key=lambda each: (-each[1], each[0])))


def by_group(rows: Iterable[Row], dimension: str, *, at_most: int = 8, rest: str = "other") -> list[Group]:
    """The groups of one dimension, the largest first; beyond `at_most` they are counted as `rest`."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.groups[dimension]].append(row)
    named = sorted(found, key=lambda key: (-len(found[key]), key))
    kept = named if len(named) <= at_most else named[: at_most - 1]
    for key in named[len(kept) :]:
        found[rest].extend(found.pop(key))
    keys = sorted(found, key=lambda key: (key == rest, -len(found[key]), key))
    return [figures_of(key, found[key]) for key in keys]


def largest_gap(tables: Mapping[str, Sequence[Group]]) -> Gap | None:
    """The group whose match rate lies furthest from everybody else's; None where no two can be compared.

    Whoever looks at many differences finds a large one: the interval is as wide as the number of groups held
    against the others makes it (Bonferroni).
    """
    pairs = [
        (dimension, group, total)
        for dimension, groups in tables.items()
        for total in [(sum(each.n for each in groups), sum(each.paired for each in groups))]
        for group in groups
        if group.n >= LEAST and total[0] - group.n >= LEAST
    ]
    if not pairs:
        return None
    level = 1 - 0.05 / len(pairs)
    gaps = [
        Gap(
            dimension,
            group.key,
            difference_pp(group.paired, group.n, total[1] - group.paired, total[0] - group.n, level),
            len(pairs),
        )
        for dimension, group, total in pairs
    ]
    return max(gaps, key=_size)


def _size(gap: Gap) -> tuple[bool, float]:
    """Those beyond chance first: a large difference of a handful tells less than a smaller one of many."""
    return gap.beyond_chance, abs(gap.effect.pp or 0)
