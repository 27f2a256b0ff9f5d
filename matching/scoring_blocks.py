"""The points of all pairs, block after block: what rules out is asked first, and of each answer once.

Pure. A rule or criterion is worked out for each pair of different answers among the people of a block, and
spread out to the pairs of people from there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.criteria.facts import Rules
from matching.criteria.fits import CRITERIA, Criterion
from matching.criteria.people import Mentors, Refugees
from matching.criteria.rules import RULES, Rule

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
WORTH_NARROWING = 0.8
"""Where fewer of a block's rows and columns than this have an allowed pair, only those are given points."""


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Two sides under a programme's rules and weights: what every block is read from."""

    refugees: Refugees
    mentors: Mentors
    rules: Rules
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """`allowed`, `points`: (rows, cols), of the refugees and mentors at those positions."""

    rows: IntArray
    cols: IntArray
    allowed: BoolArray
    points: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The different values of one column among some people, and which one each of them has."""

    values: FloatArray
    at: IntArray


def blocks(sides: Sides, pairs: int) -> Iterator[Block]:
    """All pairs that could be allowed, about `pairs` at a time; each refugee in one block alone."""
    for people, cols in _groups(sides):
        if not len(cols):
            continue
        theirs = _Answers(sides.mentors, cols)
        step = max(1, pairs // len(cols))
        for start in range(0, len(people), step):
            rows = people[start : start + step]
            mine = _Answers(sides.refugees, rows)
            allowed = _allowed(sides, mine, theirs)
            yield Block(rows, cols, allowed, _points_where(sides, mine, theirs, allowed))


def failures(sides: Sides, rows: IntArray, cols: IntArray) -> Iterator[tuple[str, BoolArray]]:
    """For each demanded rule that bars anybody, the (rows, cols) table of the pairs it rules out."""
    mine, theirs = _Answers(sides.refugees, rows), _Answers(sides.mentors, cols)
    for rule in _demanded(sides.rules):
        one, other = mine[rule.of_refugee], theirs[rule.of_mentor]
        table = rule.fails(one.values, other.values, sides.rules)
        if table.any():
            yield rule.name, table[np.ix_(one.at, other.at)]
    for name, among in _pairs_out(sides, rows, cols):
        barred = np.zeros((len(rows), len(cols)), bool)
        barred[among[:, 0], among[:, 1]] = True
        yield name, barred


def fits(sides: Sides, rows: IntArray, cols: IntArray) -> Iterator[tuple[str, FloatArray]]:
    """For each weighted criterion the fits of the pairs (rows[k], cols[k]); NaN where not known."""
    mine, theirs = _Answers(sides.refugees, rows), _Answers(sides.mentors, cols)
    for criterion in _weighted(sides.weights):
        one, other = mine[criterion.of_refugee], theirs[criterion.of_mentor]
        table = criterion.fit(one.values, other.values, sides.refugees.words)
        yield criterion.name, table[one.at, other.at]


class _Answers:
    """The columns of some people of one side, each read when first asked for."""

    def __init__(self, people: Refugees | Mentors, who: IntArray):
        self._people, self._who = people, who
        self._read: dict[str, Answers] = {}

    def __len__(self) -> int:
        return len(self._who)

    @property
    def who(self) -> IntArray:
        return self._who

    def __getitem__(self, column: str) -> Answers:
        if column not in self._read:
            whole = self._people.columns[column]
            index = whole.index[self._who]
            if len(index) == 1:
                found, at = index, np.zeros(1, np.int64)
            else:
                found, at = _different(index, len(whole.values))
            self._read[column] = Answers(whole.values[found].astype(np.float64), at)
        return self._read[column]


def _different(index: IntArray, of: int) -> tuple[IntArray, IntArray]:
    """np.unique with its inverse, without sorting: the numbers lie below `of`."""
    there = np.zeros(of, bool)
    there[index] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[index]


def _groups(sides: Sides) -> Iterator[tuple[IntArray, IntArray]]:
    """Refugees and the mentors to try them with: where the municipality must be the same, each on its own."""
    everyone = np.arange(len(sides.refugees)), np.arange(len(sides.mentors))
    if not sides.rules.same_municipality:
        yield everyone
        return
    here, there = (side.columns["municipality"] for side in (sides.refugees, sides.mentors))
    of_refugee, of_mentor = here.values[here.index, 0], there.values[there.index, 0]
    for town in np.intersect1d(of_refugee, of_mentor):
        yield np.flatnonzero(of_refugee == town), np.flatnonzero(of_mentor == town)


def _demanded(rules: Rules) -> Iterable[Rule]:
    return (rule for rule in RULES.values() if rule.demanded(rules))


def _weighted(weights: Mapping[str, float]) -> Iterable[Criterion]:
    return (CRITERIA[name] for name in weights)


def _pairs_out(sides: Sides, rows: IntArray, cols: IntArray) -> Iterator[tuple[str, IntArray]]:
    """For each rule that names pairs, those among `rows` and `cols` (rising), as places in them."""
    for name, pairs in sides.refugees.excluded.items():
        if not len(pairs) or (name == "earlier_pair" and sides.rules.old_pairs_again):
            continue
        of_row, of_col = np.searchsorted(rows, pairs[:, 0]), np.searchsorted(cols, pairs[:, 1])
        inside = (of_row < len(rows)) & (of_col < len(cols))
        inside[inside] = (rows[of_row[inside]] == pairs[inside, 0]) & (
            cols[of_col[inside]] == pairs[inside, 1]
        )
        if inside.any():
            yield name, np.column_stack([of_row[inside], of_col[inside]])


def _allowed(sides: Sides, mine: _Answers, theirs: _Answers) -> BoolArray:
    """The pairs no rule is against. Rules that read the same columns are put together before they spread."""
    barred = np.zeros((len(mine), len(theirs)), bool)
    tables: dict[tuple[str, str], BoolArray] = {}
    for rule in _demanded(sides.rules):
        one, other = mine[rule.of_refugee], theirs[rule.of_mentor]
        table = rule.fails(one.values, other.values, sides.rules)
        of = rule.of_refugee, rule.of_mentor
        tables[of] = tables[of] | table if of in tables else table
    for (of_refugee, of_mentor), table in tables.items():
        if table.any():
            barred |= np.take(table[:, theirs[of_mentor].at], mine[of_refugee].at, axis=0)
    for _name, among in _pairs_out(sides, mine.who, theirs.who):
        barred[among[:, 0], among[:, 1]] = True
    return ~barred


def _points_where(sides: Sides, mine: _Answers, theirs: _Answers, allowed: BoolArray) -> FloatArray:
    """Points of all pairs of the block, or of those rows and columns alone that have an allowed pair."""
    rows, cols = np.flatnonzero(allowed.any(axis=1)), np.flatnonzero(allowed.any(axis=0))
    if len(rows) * len(cols) > WORTH_NARROWING * allowed.size:
        return _points(sides, mine, theirs)
    points = np.zeros(allowed.shape)
    if len(rows):
        points[np.ix_(rows, cols)] = _points(
            sides, _Answers(sides.refugees, mine.who[rows]), _Answers(sides.mentors, theirs.who[cols])
        )
    return points


def _points(sides: Sides, mine: _Answers, theirs: _Answers) -> FloatArray:
    """100 × the weighted mean of the known fits; 0 where nothing is known."""
    points = np.zeros((len(mine), len(theirs)))
    spread = np.empty_like(points)
    always, known = 0.0, None
    for criterion in _weighted(sides.weights):
        weight = sides.weights[criterion.name]
        one, other = mine[criterion.of_refugee], theirs[criterion.of_mentor]
        table = criterion.fit(one.values, other.values, sides.refugees.words)
        told = ~np.isnan(table)
        if told.all():
            always += weight
        else:
            known = np.zeros_like(points) if known is None else known
            known += _spread(weight * told, one.at, other.at, spread)
            table = np.where(told, table, 0.0)
        points += _spread(weight * table, one.at, other.at, spread)
    if known is None:
        points *= 100 / always if always else 0.0
    else:
        known += always
        np.divide(points, known, out=points, where=known > 0)
        points *= 100
    return np.clip(points, 0.0, 100.0, out=points)


def _spread(table: FloatArray, at: IntArray, there: IntArray, out: FloatArray) -> FloatArray:
    """From each pair of answers to each pair of people."""
    return np.take(table[:, there], at, axis=0, out=out, mode="clip")  # clip: raise would copy once more
