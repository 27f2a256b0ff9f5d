"""What someone with the published figures and a solver could work out. Pure; tried before anything is shown.

The attacker knows that every rounded figure lies less than the base from the truth, that counts are never
negative, which exact totals are published beside the breakdowns, and, where so, that a later quarter counts
everyone the earlier one did. A cell, or the change of one from quarter to quarter, is *recovered* when its
possible range is a single whole number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from reporting.rounding import Table

Floats = NDArray[np.float64]

_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Recovered:
    """A figure that is no secret: the count of a cell, or how much it changed since the quarter before.

    quarter : index into the tables given.  row, column : labels.
    change : whether `value` is the change from the table before rather than the count.
    """

    quarter: int
    row: str
    column: str
    change: bool
    value: int


@dataclass(frozen=True, eq=False)
class _Knowledge:
    """Linear constraints on the (k,) unknown cells of all tables, one after the other."""

    matrix: csr_array
    upper: Floats
    bounds: Floats

    def extreme(self, goal: Floats) -> Floats:
        """A (k,) table that makes `goal` as small as it can be."""
        answer = linprog(goal, A_ub=self.matrix, b_ub=self.upper, bounds=self.bounds, method="highs")
        if answer.x is None:
            raise ValueError("no counts agree with the published tables and totals")
        return np.asarray(answer.x)


def _knowledge(
    tables: Sequence[Table], base: int, totals: Sequence[int | None], cumulative: bool
) -> _Knowledge:
    published = np.array([table.cells for table in tables], dtype=np.int64)
    numbers = np.arange(published.size).reshape(published.shape)
    left: list[Floats] = []
    right: list[float] = []

    def within(members: Any, low: float, high: float) -> None:
        row = np.zeros(published.size)
        row[members] = 1
        left.extend((row, -row))
        right.extend((high, -low))

    for figures, unknown, total in zip(published, numbers, totals, strict=True):
        sums = [(unknown[i], figures[i].sum()) for i in range(figures.shape[0])]
        sums += [(unknown[:, j], figures[:, j].sum()) for j in range(figures.shape[1])]
        for members, told in sums:
            within(members, told - base + 1, told + base - 1)
        everyone = figures.sum()
        low, high = (everyone - base + 1, everyone + base - 1) if total is None else (total, total)
        within(unknown.ravel(), low, high)
    if cumulative:
        for before, after in zip(numbers[:-1].ravel(), numbers[1:].ravel(), strict=True):
            row = np.zeros(published.size)
            row[before], row[after] = 1, -1
            left.append(row)
            right.append(0)
    cells = published.ravel()
    bounds = np.column_stack((np.maximum(cells - base + 1, 0), cells + base - 1)).astype(float)
    return _Knowledge(csr_array(np.array(left)), np.array(right, dtype=float), bounds)


def _goals(tables: Sequence[Table]) -> Iterator[tuple[Floats, int, int, bool]]:
    """What the attacker aims at, each cell and each change: (goal, quarter, place in the table, change?)."""
    size = len(tables[0].rows) * len(tables[0].columns)
    for quarter in range(len(tables)):
        for place in range(size):
            goal = np.zeros(size * len(tables))
            goal[quarter * size + place] = 1
            yield goal, quarter, place, False
            if quarter:
                change = goal.copy()
                change[(quarter - 1) * size + place] = -1
                yield change, quarter, place, True


def recovered(
    tables: Table | Sequence[Table],
    *,
    base: int = 5,
    totals: Sequence[int | None] | None = None,
    cumulative: bool = False,
) -> list[Recovered]:
    """Every cell and every change between quarters that the published figures give away.

    tables : what `protect` made, of one quarter or of successive ones with the same rows and columns.
    totals : (q,) the exact grand total published beside each table; None where there is none.
    cumulative : whether a cell can only grow from quarter to quarter, and everyone knows it.

    Two linear programs at most for each figure; an answer found for one figure also clears all others that
    differ in it from an answer found before. Raises ValueError for tables of different shape and for
    figures no counts can be behind.
    """
    told = [tables] if isinstance(tables, Table) else list(tables)
    if not told or not told[0].rows or not told[0].columns:
        return []
    first = told[0]
    if any((table.rows, table.columns) != (first.rows, first.columns) for table in told):
        raise ValueError("the tables must have the same rows and columns")
    exact = [None] * len(told) if totals is None else list(totals)
    if len(exact) != len(told):
        raise ValueError(f"{len(exact)} totals for {len(told)} tables")
    knowledge = _knowledge(told, base, exact, cumulative)
    seen: list[Floats] = [knowledge.extreme(np.zeros(len(told) * len(first.rows) * len(first.columns)))]
    found = []
    for goal, quarter, place, change in _goals(told):
        if (value := _only_value(knowledge, goal, seen)) is not None:
            row, column = divmod(place, len(first.columns))
            found.append(Recovered(quarter, first.rows[row], first.columns[column], change, value))
    return found


def _only_value(knowledge: _Knowledge, goal: Floats, seen: list[Floats]) -> int | None:
    """The only whole number `goal` can be, or None when there are more; `seen` gains the answers found."""
    for sign in (0, 1, -1):
        if sign:
            seen.append(knowledge.extreme(sign * goal))
        values = [float(goal @ answer) for answer in seen]
        low, high = ceil(min(values) - _SLACK), floor(max(values) + _SLACK)
        if low < high:
            return None
    return low
