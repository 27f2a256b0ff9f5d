"""The proof is only worth something if it fails for plans that are not the best."""

import itertools

import numpy as np
import pytest

from matching.assignment import _finish
from matching.assignment_flow import _check
from matching.assignment_problem import read_problem, whole_points
from matching.assignment_proof import UNMATCHED, places_prices, prove
from matching.tests.test_assignment import NO, best_by_trying


def proven(score, capacity, mate, priority=None):
    problem = read_problem(np.array(score, float), capacity, (), priority)
    points, exponent = whole_points(problem.score, problem.refugees + problem.mentors)
    return prove(problem, points, np.array(mate)), _finish(problem, points, exponent, np.array(mate))


@pytest.mark.parametrize(
    ("score", "capacity", "mate", "priority"),
    [
        pytest.param([[1.0]], [1], [UNMATCHED], None, id="a place left empty"),
        pytest.param([[1.0], [1.0]], [1], [0, UNMATCHED], [1, 2], id="the wrong person waits"),
        pytest.param([[1.0, 1.0], [1.0, NO]], [1, 1], [0, UNMATCHED], None, id="a move would make room"),
    ],
)
def test_a_plan_that_could_serve_more_or_more_urgent_people_proves_nothing(score, capacity, mate, priority):
    proof, plan = proven(score, capacity, mate, priority)
    assert not proof.complete
    assert proof.bound is None
    assert not plan.optimal
    assert plan.gap == np.inf


def test_a_better_free_mentor_shows_as_a_gap():
    proof, plan = proven([[30.0, 70.0]], [1, 1], [0])
    assert proof.complete
    assert proof.bound == 70
    assert not plan.optimal
    assert plan.gap == 40.0


def test_a_better_person_waiting_shows_as_a_gap():
    _, plan = proven([[30.0], [70.5]], [1], [0, UNMATCHED])
    assert not plan.optimal
    assert plan.gap == 40.5


def test_a_circle_of_moves_that_gains_leaves_the_bound_unknown():
    proof, plan = proven([[1.0, 9.0], [9.0, 1.0]], [1, 1], [0, 1])
    assert proof.complete
    assert proof.bound is None
    assert plan.gap == np.inf
    assert not plan.optimal


def test_the_proof_holds_for_exactly_the_best_plans():
    """Every plan of many small cases: proven if and only if trying all finds none better."""
    rng = np.random.default_rng(11)
    seen = {True: 0, False: 0}
    for _ in range(150):
        score = rng.integers(0, 5, (3, 3)).astype(float)
        score[rng.random((3, 3)) < 0.35] = NO
        capacity, priority = rng.integers(0, 3, 3), rng.integers(0, 3, 3)
        best = best_by_trying(score, capacity, priority)
        for mate in itertools.product(range(-1, 3), repeat=3):
            pairs = [(r, m) for r, m in enumerate(mate) if m >= 0]
            used = np.bincount([m for _, m in pairs], minlength=3)
            if (used > capacity).any() or not all(np.isfinite(score[pair]) for pair in pairs):
                continue
            worth = (len(pairs), sum(priority[r] for r, _ in pairs), sum(score[pair] for pair in pairs))
            proof, plan = proven(score, capacity, mate, priority)
            assert plan.optimal == (worth == best)
            assert proof.complete == (worth[:2] == best[:2])
            assert (plan.gap >= best[2] - worth[2]) if proof.complete else plan.gap == np.inf
            seen[plan.optimal] += 1
    assert min(seen.values()) > 100


def test_a_place_is_priced_by_the_most_urgent_person_it_would_let_in():
    known = [(0, 0), (1, 0), (1, 1), (2, 0), (3, 2), (4, 2), (4, 3), (5, 2)]
    score = np.full((6, 4), NO)
    score[tuple(zip(*known, strict=True))] = 1.0
    problem = read_problem(score, [1, 1, 1, 2], (), [7, 8, 3, 9, 9, 5])
    mate = np.array([UNMATCHED, 1, 0, 2, 3, UNMATCHED])
    assert problem.rank.tolist() == [3, 4, 1, 5, 5, 2]
    assert places_prices(problem, mate).tolist() == [3, 0, 2, 0]
    problem = read_problem(score, [1, 1, 1, 2], (), [7, 8, 3, 9, 9, 5])
    mate = np.array([UNMATCHED, 0, UNMATCHED, UNMATCHED, 2, UNMATCHED])
    assert places_prices(problem, mate).tolist() == [3, 3, 5, 5]


@pytest.mark.parametrize(
    ("score", "exponent", "points"),
    [
        pytest.param([[1.0, 100.0]], 0, [1, 100], id="whole points"),
        pytest.param([[0.5, 0.25]], 10, [512, 256], id="quarters"),
        pytest.param([[2.0**-20]], 20, [1], id="small steps"),
        pytest.param([[2.0**-40, 1.0]], 40, [1, 2**40], id="the finest step"),
        pytest.param([[2.0**-41 * 3]], 40, [2], id="finer is rounded"),
        pytest.param([[0.0]], 0, [0], id="zero"),
        pytest.param([[2.0**80]], -24, [2**56], id="so large that steps are more than a point"),
    ],
)
def test_points_are_read_in_the_coarsest_step_that_holds_them(score, exponent, points):
    problem = read_problem(np.array(score), np.ones(len(score[0]), int), (), None)
    got, step = whole_points(problem.score, problem.refugees + problem.mentors)
    assert (got.tolist(), step) == (points, exponent)


def test_a_solver_that_gives_up_is_an_error():
    with pytest.raises(RuntimeError, match="flow solver stopped"):
        _check("INFEASIBLE")
