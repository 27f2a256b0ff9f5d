"""Breakdowns that may be shown: every cell and every sum a multiple of 5, and still adding up. Pure.

Controlled rounding (Cox & Ernst 1982, INFOR 20:423; Cox 1987, J Am Stat Assoc 82:520): each figure goes to
one of its two neighbouring multiples of the base, a multiple stays, and rows and columns go on adding up.
Hiding small cells leaks through the margins; this does not (`reporting.disclosure` tries).
"""

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

Ints = NDArray[np.int64]

MAX_COUNT = 10**9  # well above any register of people; keeps the solver's sums inside 64 bits
MAX_CELLS = 1_000_000


def _cell(value: Any, place: str) -> int:
    try:
        count = operator.index(value)
    except TypeError:
        raise ValueError(f"{place}: {value!r} is no whole number") from None
    if not 0 <= count <= MAX_COUNT:
        raise ValueError(f"{place}: {count} must be from 0 to {MAX_COUNT}")
    return count


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of people by two traits; the margins are always the sums of the cells.

    rows : labels of the R rows.  columns : labels of the C columns.
    cells : R rows of C whole numbers, 0 or more. A breakdown by one trait has a single column (`one_way`).
    Raises ValueError for other shapes, labels given twice and figures that are no counts.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        """Make tuples of ints of whatever sequences came, and refuse what is no table of counts."""
        for name in ("rows", "columns"):
            labels = tuple(getattr(self, name))
            object.__setattr__(self, name, labels)
            if len(set(labels)) < len(labels):
                raise ValueError(f"{name}: a label is given twice in {labels!r}")
        if len(self.cells) != len(self.rows):
            raise ValueError(f"{len(self.rows)} row labels for {len(self.cells)} rows of cells")
        cells = []
        for label, row in zip(self.rows, self.cells, strict=True):
            if len(row) != len(self.columns):
                raise ValueError(f"row {label}: {len(row)} cells for {len(self.columns)} columns")
            pairs = zip(self.columns, row, strict=True)
            cells.append(tuple(_cell(value, f"row {label}, column {column}") for column, value in pairs))
        object.__setattr__(self, "cells", tuple(cells))

    @classmethod
    def one_way(cls, labels: Sequence[str], counts: Sequence[int], *, column: str = "n") -> Self:
        """A breakdown by one trait: one column, whose total is the sum."""
        return cls(tuple(labels), (column,), tuple((count,) for count in counts))

    @property
    def row_totals(self) -> tuple[int, ...]:
        """(R,) sum of each row."""
        return tuple(sum(row) for row in self.cells)

    @property
    def column_totals(self) -> tuple[int, ...]:
        """(C,) sum of each column."""
        return tuple(sum(row[column] for row in self.cells) for column in range(len(self.columns)))

    @property
    def total(self) -> int:
        """Sum of all cells."""
        return sum(self.row_totals)

    def cell(self, row: str, column: str) -> int:
        """The cell by its labels; ValueError when there is none."""
        return self.cells[self.rows.index(row)][self.columns.index(column)]


def protect(table: Table, *, base: int = 5) -> Table:
    """`table` rounded so that no cell or margin tells how many people are behind it.

    Every cell, row total, column total and the grand total becomes a multiple of `base` less than `base` away
    from the truth, multiples stay what they are, and the sums add up exactly. Of all such tables the one with
    the least total deviation (cells and margins alike) is taken; the same table always gives the same answer.
    One always exists for two traits, as the rounding is a flow from rows to columns with whole bounds.
    Raises ValueError for a base below 2 or a table too large to solve.
    """
    if isinstance(base, bool) or not isinstance(base, int) or not 2 <= base <= 1000:
        raise ValueError(f"base must be a whole number from 2 to 1000, not {base!r}")
    if len(table.rows) * len(table.columns) > MAX_CELLS:
        raise ValueError(f"a table of {len(table.rows)} by {len(table.columns)} is too large to round")
    if table.total > MAX_COUNT:
        raise ValueError(f"the cells sum to {table.total}, more than {MAX_COUNT}")
    truth = np.array(table.cells, dtype=np.int64).reshape(len(table.rows), len(table.columns))
    rounded = truth // base * base + base * _rounded_up(truth, base)
    return Table(table.rows, table.columns, tuple(map(tuple, rounded.tolist())))


def _rounded_up(truth: Ints, base: int) -> Ints:
    """(R, C) of 0 and 1: which cells go up to the next multiple; the others go down.

    A flow of one unit for each cell that goes up, from the hub to its row, its column and back to the hub.
    What a margin must carry to stay above its lower neighbour is given as supply and demand; one more
    unit, which takes it to its upper neighbour, has an arc at the price of going there.
    """
    height, width = truth.shape
    down = truth // base
    rows = np.arange(height)
    columns = height + np.arange(width)
    source, sink = height + width, height + width + 1
    row_needs = truth.sum(axis=1) // base - down.sum(axis=1)
    column_needs = truth.sum(axis=0) // base - down.sum(axis=0)
    needs = int(truth.sum()) // base - int(down.sum())

    flow = min_cost_flow.SimpleMinCostFlow()

    def add(tails: Any, heads: Any, sums: Ints) -> Any:
        """Arcs that take each of `sums` up instead of down; a multiple of the base has no such arc."""
        rest = sums.ravel() % base
        tails, heads, rest = np.broadcast_arrays(tails, heads, rest)
        return flow.add_arcs_with_capacity_and_unit_cost(
            tails, heads, (rest > 0).astype(np.int64), base - 2 * rest
        )

    cells = add(np.repeat(rows, width), np.tile(columns, height), truth)
    add(source, rows, truth.sum(axis=1))
    add(columns, sink, truth.sum(axis=0))
    add(sink, source, truth.sum(keepdims=True))
    supplies = [*row_needs, *-column_needs, needs - row_needs.sum(), column_needs.sum() - needs]
    flow.set_nodes_supplies(np.arange(len(supplies)), np.array(supplies, dtype=np.int64))
    if (status := flow.solve()) != flow.OPTIMAL:
        raise ValueError(f"the table cannot be rounded to multiples of {base}: {status.name}")
    return np.asarray(flow.flows(cells), dtype=np.int64).reshape(height, width)
