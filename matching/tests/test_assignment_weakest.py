"""Raising the weakest pair: held against trying every plan."""

import itertools
import math

import numpy as np
import pytest
from scipy import sparse

from matching.assignment import assign, raise_weakest
from matching.tests.test_assignment import NO, as_csr, random_case, worth_of


def strongest_by_trying(score, capacity, priority, percent, locked=()):
    """(weakest pair not locked, total) of the best plan among the fullest, by trying every one."""
    plans = []
    for mates in itertools.product(range(-1, score.shape[1]), repeat=len(score)):
        pairs = [(r, m) for r, m in enumerate(mates) if m >= 0]
        used = np.bincount([m for _, m in pairs], minlength=len(capacity))
        if (
            (used > capacity).any()
            or any(np.isnan(score[pair]) for pair in pairs)
            or set(locked) - set(pairs)
        ):
            continue
        free = [score[pair] for pair in pairs if pair not in locked]
        served = len(pairs), sum(priority[r] for r, _ in pairs)
        plans.append((served, min(free, default=math.inf), sum(score[pair] for pair in pairs)))
    fullest = max(served for served, _, _ in plans)
    most = max(total for served, _, total in plans if served == fullest)
    enough = most * (1 - percent / 100) - 1e-6
    return max((weak, total) for served, weak, total in plans if served == fullest and total >= enough)


@pytest.mark.parametrize("percent", [0, 3, 15, 100])
@pytest.mark.parametrize("seed", range(15))
def test_no_other_plan_has_a_stronger_weakest_pair(seed, percent):
    score, capacity, priority = random_case(seed, refugees=5, mentors=4, share=0.8)
    locked = assign(score, capacity).pairs[: seed % 2].tolist()
    locked = [tuple(pair) for pair in locked]
    plan = assign(score, capacity, priority=priority, locked=locked)
    raised = raise_weakest(score, capacity, plan, at_most_percent=percent, priority=priority, locked=locked)
    weak, total = strongest_by_trying(score, capacity, priority, percent, locked)
    pairs = [tuple(pair) for pair in raised.pairs.tolist()]
    assert set(locked) <= set(pairs)
    assert min((score[pair] for pair in pairs if pair not in locked), default=math.inf) == weak
    assert worth_of(raised, score, priority)[:2] == worth_of(plan, score, priority)[:2]
    assert raised.total == pytest.approx(total)
    assert raised.optimal


def test_a_strong_pair_pays_for_a_weak_one():
    score = np.array([[90.0, 50.0], [60.0, 10.0]])
    plan = assign(score, [1, 1])
    assert plan.total == 110.0
    assert raise_weakest(score, [1, 1], plan, at_most_percent=0).pairs.tolist() == [[0, 1], [1, 0]]


def test_the_price_is_not_exceeded():
    score = np.array([[90.0, 40.0], [40.0, 10.0]])
    plan = assign(score, [1, 1])
    assert plan.total == 100.0
    assert raise_weakest(score, [1, 1], plan, at_most_percent=19.9).total == 100.0
    assert raise_weakest(score, [1, 1], plan, at_most_percent=20).total == 80.0


def test_a_sparse_score_is_the_same():
    score, capacity, _ = random_case(3)
    plan = assign(score, capacity)
    dense = raise_weakest(score, capacity, plan, at_most_percent=10)
    assert (
        raise_weakest(as_csr(score), capacity, plan, at_most_percent=10).pairs.tolist()
        == dense.pairs.tolist()
    )


def test_nothing_to_raise():
    empty = sparse.csr_matrix((2, 2))
    plan = assign(empty, [1, 1])
    assert raise_weakest(empty, [1, 1], plan, at_most_percent=5) is plan
    locked = assign(np.ones((1, 1)), [1], locked=[(0, 0)])
    assert raise_weakest(np.ones((1, 1)), [1], locked, at_most_percent=5, locked=[(0, 0)]) is locked


@pytest.mark.parametrize("percent", [-1, 101, NO])
def test_a_percentage_that_is_none_is_refused(percent):
    with pytest.raises(ValueError, match="^at_most_percent: must be from 0 to 100"):
        raise_weakest(np.ones((1, 1)), [1], assign(np.ones((1, 1)), [1]), at_most_percent=percent)
