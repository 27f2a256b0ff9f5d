"""How well everybody fits everybody. Pure: people as arrays in, score matrix out; no database, no clock."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matching.criteria.facts import PAIR_RULES, Rules
from matching.criteria.fits import CRITERIA, Criterion
from matching.criteria.people import Mentors, Refugees
from matching.criteria.reason import Reason, because
from matching.criteria.reasons import failing, fitting
from matching.criteria.rules import RULES, Rule
from matching.wording import render

SPARSE_FROM = 4_000_000
"""More pairs than this, and the total is a CSR of the allowed ones instead of an array of all."""
BLOCK = 1_000_000
"""Pairs looked at together: what bounds the memory."""

Say = Callable[[Reason], str]
IntArray = npt.NDArray[np.int64]


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
        today = self.refugees.today
        failures = tuple(
            Failure(rule, failing(rule, one, other, self.rules, today), self.say)
            for rule, table in _failures(self.refugees, self.mentors, self.rules, rows, cols)
            if table[0, 0]
        )
        fits = {name: float(table[0, 0]) for name, table, _, _ in _fits(self, rows, cols)}
        known = sum(self.weights[name] for name, fit in fits.items() if not np.isnan(fit))
        parts = []
        for name, fit in fits.items():
            weight, reason = self.weights[name], fitting(name, one, other, today)
            told = None if np.isnan(fit) else fit
            points = 100 * weight * told / known if told is not None and known else 0.0
            parts.append(Part(name, weight, told, points, reason, self.say))
        parts.sort(key=lambda part: -part.points)
        total = None if failures else sum(part.points for part in parts)
        return Explanation(total, tuple(parts), failures)

    def ruled_out(self, r: int) -> tuple[RuledOut, ...]:
        """How many mentors each rule rules out for the refugee at `r`, the rule that bars most first."""
        everyone = np.arange(len(self.mentors))
        if not len(everyone):
            return ()
        counts = [
            (rule, int(table.sum()))
            for rule, table in _failures(self.refugees, self.mentors, self.rules, np.array([r]), everyone)
        ]
        return tuple(
            RuledOut(rule, because(f"out.{rule}", count=count, of=len(everyone)), self.say, count)
            for rule, count in sorted(counts, key=lambda each: -each[1])
            if count
        )


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
    scores = Scores(np.empty((0, 0)), refugees, mentors, _read_weights(weights), rules or Rules(), say)
    shape = (len(refugees), len(mentors))
    found = list(_blocks(scores, block))
    row, col, value = (
        (np.concatenate([each[at] for each in found]) for at in range(3)) if found else ([], [], [])
    )
    if as_csr or (as_csr is None and shape[0] * shape[1] > SPARSE_FROM):
        total = sparse.csr_matrix((value, (row, col)), shape=shape, dtype=np.float64)
    else:
        total = np.full(shape, np.nan)
        total[np.asarray(row, int), np.asarray(col, int)] = value
    return Scores(total, refugees, mentors, scores.weights, scores.rules, say)


def _read_weights(weights: Mapping[str, float]) -> dict[str, float]:
    if strange := sorted(set(weights) - set(CRITERIA)):
        raise ValueError(f"weights: {', '.join(strange)} not among {', '.join(CRITERIA)}")
    for name, weight in weights.items():
        if not isfinite(weight) or weight < 0:
            raise ValueError(f"weights: {name} must be a number from 0 up, got {weight}")
    return {name: float(weight) for name, weight in weights.items() if weight > 0}


def _blocks(scores: Scores, block: int) -> Iterator[tuple[IntArray, IntArray, npt.NDArray[np.float64]]]:
    """Positions and points of the allowed pairs, block after block."""
    for people, cols in _groups(scores):
        if not len(cols):
            continue
        step = max(1, block // len(cols))
        for start in range(0, len(people), step):
            rows = people[start : start + step]
            allowed = np.ones((len(rows), len(cols)), bool)
            for _, table in _failures(scores.refugees, scores.mentors, scores.rules, rows, cols):
                allowed &= ~table
            i, j = np.nonzero(allowed)
            yield rows[i], cols[j], _points(scores, rows, cols, i, j)


def _groups(scores: Scores) -> Iterator[tuple[IntArray, IntArray]]:
    """Refugees and the mentors to try them with: where the municipality must be the same, each on its own."""
    everyone = np.arange(len(scores.refugees)), np.arange(len(scores.mentors))
    if not scores.rules.same_municipality:
        yield everyone
        return
    here, there = (side.columns["municipality"] for side in (scores.refugees, scores.mentors))
    of_refugee, of_mentor = here.values[here.index, 0], there.values[there.index, 0]
    for town in np.intersect1d(of_refugee, of_mentor):
        yield np.flatnonzero(of_refugee == town), np.flatnonzero(of_mentor == town)


def _points(
    scores: Scores, rows: IntArray, cols: IntArray, i: IntArray, j: IntArray
) -> npt.NDArray[np.float64]:
    """Points of the pairs (rows[i], cols[j])."""
    points, known = np.zeros(len(i)), np.zeros(len(i))
    for name, table, at, there in _fits(scores, rows, cols):
        weight, where = scores.weights[name], at[i] * table.shape[1] + there[j]
        points += np.nan_to_num(weight * table).ravel()[where]
        known += (weight * ~np.isnan(table)).ravel()[where]
    return np.clip(100 * points / np.where(known > 0, known, 1.0), 0.0, 100.0)


def _fits(
    scores: Scores, rows: IntArray, cols: IntArray
) -> Iterator[tuple[str, npt.NDArray[np.float64], IntArray, IntArray]]:
    """For each weighted criterion the table of fits, and its row and column for each of `rows` and `cols`."""
    for name in scores.weights:
        criterion = CRITERIA[name]
        one, at, other, there = _values(scores.refugees, scores.mentors, criterion, rows, cols)
        yield name, criterion.fit(one, other, scores.refugees.words), at, there


def _failures(
    refugees: Refugees, mentors: Mentors, rules: Rules, rows: IntArray, cols: IntArray
) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    """For each demanded rule that bars anybody, the (rows, cols) table of the pairs it rules out."""
    for rule in RULES.values():
        if rule.demanded(rules):
            one, at, other, there = _values(refugees, mentors, rule, rows, cols)
            table = rule.fails(one, other, rules)
            if table.any():
                yield rule.name, table[np.ix_(at, there)]
    for name in PAIR_RULES:
        pairs = refugees.excluded[name]
        if len(pairs) and not (name == "earlier_pair" and rules.old_pairs_again):
            barred = np.zeros((len(rows), len(cols)), bool)
            among = pairs[np.isin(pairs[:, 0], rows) & np.isin(pairs[:, 1], cols)]
            barred[np.searchsorted(rows, among[:, 0]), np.searchsorted(cols, among[:, 1])] = True
            yield name, barred


def _values(
    refugees: Refugees, mentors: Mentors, read: Criterion | Rule, rows: IntArray, cols: IntArray
) -> tuple[npt.NDArray[np.float64], IntArray, npt.NDArray[np.float64], IntArray]:
    """The different values among `rows` and among `cols`, each with which one every person has."""
    one, other = refugees.columns[read.of_refugee], mentors.columns[read.of_mentor]
    mine, at = np.unique(one.index[rows], return_inverse=True)
    theirs, there = np.unique(other.index[cols], return_inverse=True)
    return one.values[mine], at, other.values[theirs], there
