"""The compiled solver, held against the flow, and when it is used at all."""

import subprocess
import sys

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from matching import assignment_compiled
from matching.assignment import assign
from matching.assignment_compiled import WORTH_COMPILING, is_compiled, solve_compiled
from matching.assignment_problem import read_problem, whole_points
from matching.assignment_proof import check_prices, prove

NO = np.nan


def random_case(seed):
    """Scores of many kinds: dense and thin, tied and not, places scarce and plentiful, ranks few and many."""
    rng = np.random.default_rng(seed)
    refugees, mentors = rng.integers(1, 50, 2)
    score = rng.random((refugees, mentors)) * 100
    if seed % 2:
        score = np.round(score / 25) * 25
    score[rng.random(score.shape) > rng.choice([0.05, 0.2, 0.6, 1.0])] = NO
    capacity = rng.integers(0, rng.integers(2, 5), mentors)
    return score, capacity, rng.integers(0, rng.choice([1, 3, 50]), refugees)


def worth(problem, points, mate):
    served = mate >= 0
    chosen = problem.col == mate[problem.row]
    return int(served.sum()), int(problem.rank[served].sum()), int(points[chosen].sum())


@pytest.mark.parametrize("seed", range(300))
def test_compiled_and_flow_are_equally_good_and_its_prices_prove_it(seed, monkeypatch):
    score, capacity, priority = random_case(seed)
    problem = read_problem(score, capacity, (), priority)
    points, _ = whole_points(problem.score, problem.refugees + problem.mentors)
    mate, prices = solve_compiled(problem, points)
    monkeypatch.setattr(assignment_compiled, "WORTH_COMPILING", np.inf)
    flow = assign(score, capacity, priority=priority)
    by_flow = np.full(problem.refugees, -1)
    by_flow[flow.pairs[:, 0]] = flow.pairs[:, 1]
    assert worth(problem, points, mate) == worth(problem, points, by_flow)
    proof = check_prices(problem, points, mate, *prices)
    assert proof == prove(problem, points, mate)
    assert proof.bound == worth(problem, points, mate)[2]
    assert (np.bincount(mate[mate >= 0], minlength=problem.mentors) <= problem.room).all()
    assert all(np.isfinite(score[r, m]) for r, m in enumerate(mate) if m >= 0)


@pytest.mark.parametrize("seed", range(100))
def test_as_good_as_the_matching_of_another_library(seed):
    """SciPy's, with a column of its own for every refugee who goes without."""
    score, capacity, _ = random_case(seed)
    slots = np.repeat(np.arange(score.shape[1]), capacity)
    wide, without = score[:, slots], 100.0 * (len(score) + 1)
    cost = np.where(np.isfinite(wide), 101.0 - wide, 0.0)
    padded = sparse.hstack([sparse.csr_array(cost), without * sparse.eye_array(len(score))], format="csr")
    row, column = min_weight_full_bipartite_matching(padded)
    real = column < len(slots)
    problem = read_problem(score, capacity, (), None)
    points, exponent = whole_points(problem.score, problem.refugees + problem.mentors)
    mate, _ = solve_compiled(problem, points)
    matched, _, total = worth(problem, points, mate)
    assert matched == real.sum()
    assert np.ldexp(total, -exponent) == pytest.approx(score[row[real], slots[column[real]]].sum())


def offered(score, capacity, mate, price, worth):
    problem = read_problem(np.array(score, float), capacity, (), None)
    points, _ = whole_points(problem.score, problem.refugees + problem.mentors)
    return check_prices(problem, points, np.array(mate), np.array(price), np.array(worth))


def test_right_prices_prove_the_plan():
    assert offered([[30.0], [70.0]], [1], [-1, 0], [1], [30]).bound == 70
    assert offered([[30.0], [70.0]], [1], [-1, 0], [1], [70]).bound == 70


@pytest.mark.parametrize(
    ("mate", "price", "worth"),
    [
        pytest.param([-1, 0], [0], [30], id="no rank though somebody waits"),
        pytest.param([-1, 0], [1], [29], id="cheaper than who waits would give"),
        pytest.param([-1, -1], [1], [70], id="a price on a place that is free"),
        pytest.param([-1, 0], [2], [70], id="a rank nobody has"),
    ],
)
def test_wrong_prices_prove_nothing(mate, price, worth):
    assert offered([[30.0], [70.0]], [1], mate, price, worth) is None


def test_a_negative_price_of_an_open_place_proves_nothing():
    assert offered([[30.0]], [1], [0], [0], [-1]) is None


def test_prices_of_a_worse_plan_leave_a_gap():
    assert offered([[30.0], [70.0]], [1], [0, -1], [1], [70]).bound == 70


def test_a_plan_with_prices_that_show_nothing_is_proved_without_them(monkeypatch):
    score, capacity, priority = random_case(7)

    def without_prices(problem, points):
        mate, (rank, worth) = solve_compiled(problem, points)
        return mate, (rank * 0, worth * 0)

    monkeypatch.setattr(assignment_compiled, "WORTH_COMPILING", 0)
    monkeypatch.setattr("matching.assignment.solve_compiled", without_prices)
    assert assign(score, capacity, priority=priority).optimal


def test_the_size_alone_decides(monkeypatch):
    assert not is_compiled(WORTH_COMPILING - 1)
    assert is_compiled(WORTH_COMPILING)
    monkeypatch.setattr(assignment_compiled, "is_installed", lambda: False)
    assert not is_compiled(10**9)


SMALL = """
import sys, numpy as np
from matching.assignment import assign
score = np.arange(3000.0).reshape(30, 100) / 100
assert assign(score, np.ones(100, int)).optimal
print("numba" in sys.modules)
assert assign(np.tile(score, (2, 1)), np.ones(100, int)).optimal
print("numba" in sys.modules)
"""


def test_a_small_problem_does_not_load_the_compiler():
    done = subprocess.run([sys.executable, "-c", SMALL], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_without_numba_a_large_problem_is_answered_all_the_same():
    """As on a machine where it cannot be installed: the name leads to nothing."""
    hidden = "import sys\nsys.meta_path.insert(0, type('Hide', (), {'find_spec': staticmethod("
    hidden += "lambda name, *_: None)})())\nimport importlib.util as u\nseen = u.find_spec\n"
    hidden += "u.find_spec = lambda name, *_: None if name == 'numba' else seen(name)\n"
    done = subprocess.run([sys.executable, "-c", hidden + SMALL], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
