"""The attacker with a solver: finds what is there to be found, and nothing in what `protect` made."""

from itertools import product

import numpy as np
import pytest

from reporting.disclosure import Recovered, _knowledge, recovered
from reporting.rounding import Table, protect
from reporting.tests.test_rounding import table_of


def one_way(*counts: int) -> Table:
    return Table.one_way([f"r{i}" for i in range(len(counts))], counts)


def by_trying(published: Table, base: int, total: int | None) -> set[tuple[str, str, int]]:
    """The same attack without a solver: every table of counts the published one allows."""
    told = np.array(published.cells)
    spans = [range(max(0, cell - base + 1), cell + base) for cell in told.ravel().tolist()]
    possible: list[set[int]] = [set() for _ in spans]
    for flat in product(*spans):
        tried = np.array(flat).reshape(told.shape)
        sums = [abs(tried.sum(axis) - told.sum(axis)).max() for axis in (0, 1)]
        near = max(*sums, abs(tried.sum() - told.sum())) < base
        if near and (total is None or tried.sum() == total):
            for values, value in zip(possible, flat, strict=True):
                values.add(value)
    labels = list(product(published.rows, published.columns))
    return {(*label, *values) for label, values in zip(labels, possible, strict=True) if len(values) == 1}


@pytest.mark.parametrize("seed", range(25))
def test_the_solver_finds_what_trying_every_table_finds(seed):
    rng = np.random.default_rng(seed)
    shape = [(1, 3), (3, 1), (2, 2)][seed % 3]
    truth = rng.integers(0, 7, shape)
    published = table_of(3 * ((truth + rng.integers(0, 3, shape)) // 3))
    total = published.total + int(rng.integers(-2, 3))
    if total < 0:
        total = 0
    found = recovered(published, base=3, totals=[total])
    assert {(one.row, one.column, one.value) for one in found} == by_trying(published, 3, total)
    assert recovered(published, base=3) == []


@pytest.mark.parametrize("seed", range(12))
def test_the_attacker_knows_the_exact_range_of_every_cell_and_margin(seed):
    base = 3
    published = table_of(base * np.random.default_rng(seed).integers(0, 3, (2, 2)))
    told = np.array(published.cells)
    spans = [range(max(0, cell - base + 1), cell + base) for cell in told.ravel().tolist()]
    possible = []
    for flat in product(*spans):
        off = np.array(flat).reshape(2, 2) - told
        if max(*abs(off.sum(0)), *abs(off.sum(1)), abs(off.sum())) < base:
            possible.append(flat)
    knowledge = _knowledge([published], base, [None], cumulative=False)
    for goal in product((-1.0, 0.0, 1.0), repeat=4):  # every cell, every margin, every difference
        least = min(float(np.dot(goal, flat)) for flat in possible)
        assert np.dot(goal, knowledge.extreme(np.array(goal))) == pytest.approx(least, abs=1e-6)


def test_it_recovers_what_can_be_recovered():
    assert recovered(one_way(0, 0), totals=[0]) == [
        Recovered(0, "r0", "n", False, 0),
        Recovered(0, "r1", "n", False, 0),
    ]
    assert recovered(one_way(5, 0), totals=[1]) == [
        Recovered(0, "r0", "n", False, 1),
        Recovered(0, "r1", "n", False, 0),
    ]
    assert recovered(one_way(5), totals=[7]) == [Recovered(0, "r0", "n", False, 7)]
    assert recovered(one_way(5, 0), totals=[2]) == []


def test_it_recovers_the_change_between_quarters():
    found = recovered([one_way(0, 5), one_way(0, 5)], totals=[7, 7], cumulative=True)
    assert found == [Recovered(1, "r0", "n", True, 0), Recovered(1, "r1", "n", True, 0)]
    assert recovered([one_way(0, 5), one_way(0, 5)], totals=[7, 7]) == []
    assert recovered([one_way(0, 5), one_way(0, 5)], totals=[7, 8], cumulative=True) == []
    assert recovered([one_way(0, 5), one_way(0, 5)], totals=[7, None], cumulative=True) == []


def test_three_quarters_tell_on_the_one_between():
    found = recovered([one_way(5), one_way(5), one_way(5)], totals=[6, None, 6], cumulative=True)
    assert [(one.quarter, one.change, one.value) for one in found] == [
        (0, False, 6),
        (1, False, 6),
        (1, True, 0),
        (2, False, 6),
        (2, True, 0),
    ]


def test_a_row_or_a_column_is_named():
    found = recovered(table_of([[5, 0], [0, 0]]), totals=[1])
    assert [(one.row, one.column, one.value) for one in found] == [
        ("r0", "c0", 1),
        ("r0", "c1", 0),
        ("r1", "c0", 0),
        ("r1", "c1", 0),
    ]


@pytest.mark.parametrize("seed", range(300))
def test_nothing_is_recovered_from_a_rounded_table(seed):
    rng = np.random.default_rng(seed)
    truth = table_of(rng.poisson(rng.choice([0.7, 2, 6]), tuple(rng.integers(1, 4, 2) + 1)))
    assert recovered(protect(truth)) == []


@pytest.mark.parametrize("seed", range(30))
def test_nothing_is_recovered_from_successive_quarters_with_their_exact_totals(seed):
    rng = np.random.default_rng(seed)
    first = rng.poisson(3, (2, 3)) + 1
    second = first + rng.poisson(1, (2, 3)) + (rng.random((2, 3)) < 0.5)
    tables = [table_of(first), table_of(second)]
    published = [protect(table) for table in tables]
    assert recovered(published, cumulative=True) == []
    found = recovered(published, totals=[table.total for table in tables], cumulative=True)
    assert found == []


def test_nothing_to_attack():
    assert recovered([]) == []
    assert recovered(Table((), ("a",), ())) == []
    assert recovered(Table(("a",), (), ((),))) == []


@pytest.mark.parametrize(
    ("tables", "totals", "message"),
    [
        pytest.param(
            [one_way(0), one_way(0, 5)], None, "^the tables must have the same rows and columns$", id="shape"
        ),
        pytest.param([one_way(0)], [1, 2], "^2 totals for 1 tables$", id="totals"),
        pytest.param(
            [one_way(0)], [9], "^no counts agree with the published tables and totals$", id="impossible"
        ),
    ],
)
def test_figures_that_cannot_be_attacked_are_refused_in_words(tables, totals, message):
    with pytest.raises(ValueError, match=message):
        recovered(tables, totals=totals)
