from itertools import product

import numpy as np
import pytest

from reporting.rounding import MAX_COUNT, Table, protect

SMALL = Table(("Sorø", "Ringsted"), ("women", "men", "unknown"), ((1, 2, 3), (4, 0, 11)))


def table_of(cells) -> Table:
    array = np.asarray(cells)
    rows = tuple(f"r{i}" for i in range(array.shape[0]))
    return Table(rows, tuple(f"c{j}" for j in range(array.shape[1])), array.tolist())


def figures(table: Table) -> list[int]:
    """Everything the table shows: cells, row totals, column totals, total."""
    cells = [cell for row in table.cells for cell in row]
    return [*cells, *table.row_totals, *table.column_totals, table.total]


def deviation(truth: Table, rounded: Table) -> int:
    return sum(abs(a - b) for a, b in zip(figures(truth), figures(rounded), strict=True))


def least_deviation(truth: Table, base: int) -> int:
    """By trying every way to round every cell up or down."""
    best = None
    choices = [{cell // base * base, -(-cell // base) * base} for row in truth.cells for cell in row]
    width = len(truth.columns)
    for flat in product(*choices):
        tried = table_of(np.array(flat).reshape(-1, width))
        pairs = list(zip(figures(truth), figures(tried), strict=True))
        if all(abs(a - b) < base and (a % base or a == b) for a, b in pairs):
            off = sum(abs(a - b) for a, b in pairs)
            best = off if best is None else min(best, off)
    assert best is not None
    return best


def assert_protected(truth: Table, rounded: Table, base: int) -> None:
    assert (rounded.rows, rounded.columns) == (truth.rows, truth.columns)
    for before, after in zip(figures(truth), figures(rounded), strict=True):
        assert after % base == 0
        assert abs(after - before) < base
        assert before % base or after == before


@pytest.mark.parametrize("seed", range(60))
def test_no_additive_rounding_is_nearer_to_the_truth(seed):
    rng = np.random.default_rng(seed)
    height, width = [(1, 1), (1, 4), (4, 1), (2, 3), (3, 3)][seed % 5]
    base = (5, 3, 10)[seed % 3]
    truth = table_of(rng.poisson(rng.choice([0.5, 3, 8]), (height, width)))
    rounded = protect(truth, base=base)
    assert_protected(truth, rounded, base)
    assert deviation(truth, rounded) == least_deviation(truth, base)


@pytest.mark.parametrize("seed", range(40))
def test_larger_tables_add_up_near_the_truth(seed):
    rng = np.random.default_rng(seed)
    truth = table_of(rng.negative_binomial(1, 0.15, (int(rng.integers(1, 25)), int(rng.integers(1, 25)))))
    assert_protected(truth, protect(truth), 5)


def test_a_table_by_hand():
    rounded = protect(SMALL)
    assert rounded.cells == ((0, 0, 5), (5, 0, 10))
    assert (rounded.row_totals, rounded.column_totals, rounded.total) == ((5, 15), (5, 0, 15), 20)


def test_one_trait():
    rounded = protect(Table.one_way(["work", "education", "other"], [1, 2, 9]))
    assert rounded == Table.one_way(["work", "education", "other"], [0, 0, 10], column="n")
    assert rounded.columns == ("n",)


def test_small_counts_that_only_show_together():
    rounded = protect(Table.one_way(list("abcdefg"), [1] * 7))
    assert rounded.total == 5
    assert sorted(rounded.row_totals) == [0] * 6 + [5]


def test_a_margin_counts_as_much_as_a_cell():
    # Either total 5 (cells 2 + 2 off, total 1 off) or, both cells kept down, the total breaks its bound.
    assert protect(Table.one_way(["a", "b"], [3, 3])).total == 5


def test_multiples_stay():
    truth = table_of([[5, 0, 10], [15, 20, 0]])
    assert protect(truth) == truth
    assert protect(table_of([[6, 0], [0, 9]]), base=3) == table_of([[6, 0], [0, 9]])


def test_rounding_again_changes_nothing_and_the_same_table_gives_the_same_answer():
    truth = table_of(np.random.default_rng(5).poisson(4, (8, 6)))
    assert protect(truth) == protect(truth)
    assert protect(protect(truth)) == protect(truth)


def test_a_table_of_nothing():
    assert protect(Table((), (), ())) == Table((), (), ())
    assert protect(Table(("a", "b"), (), ((), ()))).row_totals == (0, 0)
    assert protect(Table((), ("a", "b"), ())).column_totals == (0, 0)
    assert protect(table_of([[0, 0]])).total == 0


def test_the_largest_count_is_rounded_exactly():
    assert protect(table_of([[MAX_COUNT - 1]])).total == MAX_COUNT
    assert protect(table_of([[MAX_COUNT - 4, 2]])).cells == ((MAX_COUNT - 5, 0),)


def test_a_wide_table_of_a_hundred_thousand_cells():
    truth = table_of(np.random.default_rng(1).poisson(3, (500, 200)))
    assert_protected(truth, protect(truth), 5)


def test_cells_are_found_by_label():
    assert SMALL.cell("Ringsted", "unknown") == 11
    with pytest.raises(ValueError, match="Viborg|not in tuple"):
        SMALL.cell("Viborg", "men")


def test_a_table_takes_lists_and_numpy_numbers():
    table = Table(["a"], ["x", "y"], np.array([[1, 2]]))
    assert table == Table(("a",), ("x", "y"), ((1, 2),))
    assert hash(table) == hash(Table(("a",), ("x", "y"), ((1, 2),)))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: protect(SMALL, base=1), "^base must be a whole number from 2 to 1000, not 1$", id="1"
        ),
        pytest.param(lambda: protect(SMALL, base=1001), "from 2 to 1000, not 1001$", id="1001"),
        pytest.param(lambda: protect(SMALL, base=2.5), "from 2 to 1000, not 2.5$", id="fraction"),
        pytest.param(lambda: protect(SMALL, base=True), "from 2 to 1000, not True$", id="true"),
        pytest.param(
            lambda: protect(table_of(np.zeros((1001, 1000), dtype=int))),
            "^a table of 1001 by 1000 is too large to round$",
            id="too-large",
        ),
        pytest.param(
            lambda: protect(table_of([[MAX_COUNT, 1]])),
            "^the cells sum to 1000000001, more than 1000000000$",
            id="too-many",
        ),
        pytest.param(
            lambda: Table(("a",), ("x",), ((-1,),)),
            "^row a, column x: -1 must be from 0 to 1000000000$",
            id="below",
        ),
        pytest.param(
            lambda: Table(("a",), ("x",), ((MAX_COUNT + 1,),)), "^row a, column x: 1000000001 ", id="above"
        ),
        pytest.param(
            lambda: Table(("a",), ("x",), ((1.5,),)), "^row a, column x: 1.5 is no whole number$", id="1.5"
        ),
        pytest.param(
            lambda: Table(("a", "a"), ("x",), ((1,), (2,))), "^rows: a label is given twice", id="rows"
        ),
        pytest.param(
            lambda: Table(("a",), ("x", "x"), ((1, 2),)), "^columns: a label is given twice", id="columns"
        ),
        pytest.param(
            lambda: Table(("a",), ("x",), ()), "^1 row labels for 0 rows of cells$", id="rows-missing"
        ),
        pytest.param(lambda: Table(("a",), ("x",), ((1, 2),)), "^row a: 2 cells for 1 columns$", id="ragged"),
    ],
)
def test_what_cannot_be_rounded_is_refused_in_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("base", [2, 1000])
def test_the_smallest_and_the_largest_base(base):
    assert_protected(SMALL, protect(SMALL, base=base), base)
