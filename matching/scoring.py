"""How well everybody fits everybody. Pure: people as arrays in, score matrix out; no database, no clock."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, isnan

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matching.criteria.facts import Rules
from matching.criteria.fits import CRITERIA
from matching.criteria.people import Mentors, Refugees
from matching.criteria.reason import Reason, because
from matching.criteria.reasons import failing, fitting
from matching.rule_counts import rule_counts
from matching.scoring_blocks import Block, Sides, blocks, failures, fits
from matching.wording import render

SPARSE_FROM = 1_000_000
"""More pairs than this, and the total is a CSR of the allowed ones instead of an array of all."""
BLOCK = 200_000
"""Pairs looked at together: what bounds the memory, and what fits a processor's cache."""
EXPLAINED_TOGETHER = 64

Say = Callable[[Reason], str]


@dataclass(frozen=True, slots=True)
class Part:
    """One criterion of one pair. `fit` in [0, 1], None for not known; `points` add up to the pair's total."""

    criterion: str
    weight: float
    fit: float | None
    points: float
    reason: Reason
    say: Say

    @property
    def text(self) -> str:
        """The reason in words, in the language of the moment."""
        return self.say(self.reason)


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that keeps a pair apart; its text says what would help."""

    rule: str
    reason: Reason
    say: Say

    @property
    def text(self) -> str:
        return self.say(self.reason)


@dataclass(frozen=True, slots=True)
class RuledOut(Failure):
    """How many mentors one rule rules out for a refugee, whatever other rules do."""

    mentors: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a pair has its score: parts by falling points. `total` is None where a rule fails."""

    total: float | None
    parts: tuple[Part, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """`total`: (R, M) points in [0, 100], NaN where a rule fails; or a CSR with the allowed pairs stored."""

    total: npt.NDArray[np.float64] | sparse.csr_matrix
    refugees: Refugees
    mentors: Mentors
    weights: Mapping[str, float]
    rules: Rules
    say: Say

    def explain(self, r: int, m: int) -> Explanation:
        """Explanation of the pair at positions `r` and `m`."""
        rows, cols = np.array([r]), np.array([m])
        one, other = self.refugees.rows[r], self.mentors.rows[m]
        against = tuple(
            Failure(rule, failing(rule, one, other, self.rules, self.refugees.today), self.say)
            for rule, table in failures(self._sides, rows, cols)
            if table[0, 0]
        )
        parts = self._parts(r, m, {name: float(fit[0]) for name, fit in fits(self._sides, rows, cols)})
        return Explanation(None if against else sum(part.points for part in parts), parts, against)

    def explain_allowed(self, pairs: Sequence[tuple[int, int]]) -> Iterator[Explanation]:
        """Explanations of many pairs that are known to be allowed, in their order: no rule is asked again."""
        for start in range(0, len(pairs), EXPLAINED_TOGETHER):
            some = np.array(pairs[start : start + EXPLAINED_TOGETHER], np.int64)
            found = {name: fit.tolist() for name, fit in fits(self._sides, some[:, 0], some[:, 1])}
            for at, (r, m) in enumerate(some.tolist()):
                parts = self._parts(r, m, {name: fit[at] for name, fit in found.items()})
                yield Explanation(sum(part.points for part in parts), parts, ())

    def _parts(self, r: int, m: int, fit_of: Mapping[str, float]) -> tuple[Part, ...]:
        """What each criterion gives the pair, by falling points; a fit of NaN is not known."""
        one, other, today = self.refugees.rows[r], self.mentors.rows[m], self.refugees.today
        known = sum(self.weights[name] for name, fit in fit_of.items() if not isnan(fit))
        parts = []
        for name, fit in fit_of.items():
            weight, told = self.weights[name], None if isnan(fit) else fit
            points = 100 * weight * told / known if told is not None and known else 0.0
            parts.append(Part(name, weight, told, points, fitting(name, one, other, today), self.say))
        parts.sort(key=lambda part: -part.points)
        return tuple(parts)

    def ruled_out(self, r: int) -> tuple[RuledOut, ...]:
        """How many mentors each rule rules out for the refugee at `r`, the rule that bars most first."""
        return self.ruled_out_of([r])[0]

    def ruled_out_of(self, some: Sequence[int]) -> list[tuple[RuledOut, ...]]:
        """The same for many refugees, worked out together."""
        counts = rule_counts(self.refugees, self.mentors, self.rules)
        told = []
        for r in some:
            mine = sorted(((rule, int(of[r])) for rule, of in counts.items()), key=lambda each: -each[1])
            told.append(tuple(self._out(rule, count) for rule, count in mine if count))
        return told

    def _out(self, rule: str, count: int) -> RuledOut:
        return RuledOut(rule, because(f"out.{rule}", count=count, of=len(self.mentors)), self.say, count)

    @property
    def _sides(self) -> Sides:
        return Sides(self.refugees, self.mentors, self.rules, self.weights)


def score_people(
    refugees: Refugees,
    mentors: Mentors,
    weights: Mapping[str, float],
    *,
    rules: Rules | None = None,
    say: Say = render,
    as_csr: bool | None = None,
    block: int = BLOCK,
) -> Scores:
    """Scores of all pairs under a programme's weights and rules.

    Args:
        weights: criterion -> number >= 0; only their proportions count. What is not known of a pair is left
            out for that pair and the rest make up the 100.
        rules: None for the defaults of Rules.
        say: puts a reason into words.
        as_csr: None: by size, see SPARSE_FROM.

    Raises:
        ValueError: a weight of no criterion, or below 0, or not finite.
    """
    sides = Sides(refugees, mentors, rules or Rules(), _read_weights(weights))
    shape = len(refugees), len(mentors)
    if as_csr is None:
        as_csr = shape[0] * shape[1] > SPARSE_FROM
    total = _csr(shape, blocks(sides, block)) if as_csr else _dense(shape, blocks(sides, block))
    return Scores(total, refugees, mentors, sides.weights, sides.rules, say)


def _dense(shape: tuple[int, int], found: Iterable[Block]) -> npt.NDArray[np.float64]:
    total = np.full(shape, np.nan)
    for each in found:
        each.points[~each.allowed] = np.nan
        whole_rows = len(each.cols) == shape[1]
        total[each.rows if whole_rows else np.ix_(each.rows, each.cols)] = each.points
    return total


def _csr(shape: tuple[int, int], found: Iterable[Block]) -> sparse.csr_matrix:
    """The allowed pairs, put together block by block and then in the order of the refugees."""
    order, lengths, columns, values = [], [], [], []
    for each in found:
        order.append(each.rows)
        lengths.append(np.count_nonzero(each.allowed, axis=1))
        columns.append(np.broadcast_to(each.cols.astype(np.int32), each.allowed.shape)[each.allowed])
        values.append(each.points[each.allowed])
    if not order:
        return sparse.csr_matrix(shape, dtype=np.float64)
    start = np.concatenate([[0], *lengths]).cumsum()
    rows = np.concatenate(order)
    made = sparse.csr_matrix(
        (np.concatenate(values), np.concatenate(columns), start), shape=(len(rows), shape[1])
    )
    place = np.full(shape[0], -1)
    place[rows] = np.arange(len(rows))
    if len(rows) == shape[0]:
        return made if (place == np.arange(shape[0])).all() else made[place]
    return _with_empty_rows(made, place)


def _with_empty_rows(made: sparse.csr_matrix, place: npt.NDArray[np.int64]) -> sparse.csr_matrix:
    """Rows of `made` by `place`; those at -1 were in no block, and have no allowed pair."""
    some = made[place[place >= 0]]
    lengths = np.zeros(len(place), np.int64)
    lengths[place >= 0] = np.diff(some.indptr)
    start = np.concatenate([[0], lengths]).cumsum()
    return sparse.csr_matrix((some.data, some.indices, start), shape=(len(place), made.shape[1]))


def _read_weights(weights: Mapping[str, float]) -> dict[str, float]:
    if strange := sorted(set(weights) - set(CRITERIA)):
        raise ValueError(f"weights: {', '.join(strange)} not among {', '.join(CRITERIA)}")
    for name, weight in weights.items():
        if not isfinite(weight) or weight < 0:
            raise ValueError(f"weights: {name} must be a number from 0 up, got {weight}")
    return {name: float(weight) for name, weight in weights.items() if weight > 0}
