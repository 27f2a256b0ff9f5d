"""The best whole, held against trying everything, another solver, and its own proof."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from matching import assignment_compiled
from matching.assignment import assign

NO = math.nan


@pytest.fixture(autouse=True, scope="module", params=["flow", "compiled"])
def solver(request):
    """Everything here holds whichever solver answers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assignment_compiled, "WORTH_COMPILING", 0 if request.param == "compiled" else math.inf)
        yield


def best_by_trying(score, capacity, priority, locked=()):
    """(matched, priority, total) of the best plan, by trying every one."""
    refugees, mentors = score.shape
    best = None
    for mates in itertools.product(range(-1, mentors), repeat=refugees):
        pairs = [(r, m) for r, m in enumerate(mates) if m >= 0]
        used = np.bincount([m for _, m in pairs], minlength=mentors)
        if (used > capacity).any() or not all(np.isfinite(score[pair]) for pair in pairs):
            continue
        if set(locked) - set(pairs):
            continue
        worth = (len(pairs), sum(priority[r] for r, _ in pairs), sum(score[pair] for pair in pairs))
        best = worth if best is None else max(best, worth)
    return best


def worth_of(plan, score, priority):
    rows = plan.pairs[:, 0]
    return (plan.matched, sum(priority[r] for r in rows), sum(score[r, m] for r, m in plan.pairs))


def random_case(seed, refugees=12, mentors=9, share=0.5):
    rng = np.random.default_rng(seed)
    score = rng.random((refugees, mentors)) * 100
    score[rng.random(score.shape) > share] = NO
    return score, rng.integers(0, 3, mentors), rng.integers(0, 5, refugees)


def as_csr(score):
    row, col = np.nonzero(np.isfinite(score))
    return sparse.csr_matrix((score[row, col], (row, col)), shape=score.shape)


values = st.one_of(st.just(NO), st.integers(0, 8).map(float), st.floats(0, 100, allow_subnormal=False))


@st.composite
def cases(draw):
    refugees, mentors = draw(st.integers(0, 5)), draw(st.integers(0, 4))
    score = draw(hnp.arrays(np.float64, (refugees, mentors), elements=values))
    capacity = draw(hnp.arrays(np.int64, mentors, elements=st.integers(0, 3)))
    priority = draw(hnp.arrays(np.int64, refugees, elements=st.integers(0, 3)))
    return score, capacity, priority


@settings(max_examples=300, deadline=None)
@given(cases(), st.booleans())
def test_no_other_plan_is_better(case, with_priority):
    score, capacity, priority = case
    if not with_priority:
        priority = np.zeros_like(priority)
    plan = assign(score, capacity, priority=priority if with_priority else None)
    matched, served, total = best_by_trying(score, capacity, priority)
    got = worth_of(plan, score, priority)
    assert got[:2] == (matched, served)
    assert got[2] == pytest.approx(total, abs=1e-7)
    assert plan.total == pytest.approx(got[2], abs=1e-7)
    assert plan.optimal
    assert plan.gap == 0.0


@settings(max_examples=150, deadline=None)
@given(cases(), st.data())
def test_locked_pairs_are_kept_and_the_rest_is_best(case, data):
    score, capacity, priority = case
    allowed = [tuple(pair) for pair in np.argwhere(np.isfinite(score)).tolist()]
    size = min(2, len({refugee for refugee, _ in allowed}))
    pair = st.sampled_from(allowed) if allowed else st.nothing()
    locked = data.draw(st.lists(pair, unique_by=lambda pair: pair[0], max_size=size))
    if any(np.bincount([m for _, m in locked], minlength=len(capacity)) > capacity):
        with pytest.raises(ValueError, match="more than the mentor has places for"):
            assign(score, capacity, locked=locked)
        return
    plan = assign(score, capacity, locked=locked, priority=priority)
    assert set(locked) <= {tuple(pair) for pair in plan.pairs.tolist()}
    assert worth_of(plan, score, priority) == pytest.approx(best_by_trying(score, capacity, priority, locked))
    assert plan.total == pytest.approx(worth_of(plan, score, priority)[2])
    assert plan.optimal


@settings(max_examples=80, deadline=None)
@given(cases())
def test_sparse_and_dense_are_the_same_plan(case):
    score, capacity, priority = case
    dense, csr = (
        assign(score, capacity, priority=priority),
        assign(as_csr(score), capacity, priority=priority),
    )
    assert dense.pairs.tolist() == csr.pairs.tolist()
    assert dense.total == csr.total


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_does_not_depend_on_the_order_of_people(seed):
    score, capacity, priority = random_case(seed)
    rng = np.random.default_rng(seed)
    rows, cols = rng.permutation(score.shape[0]), rng.permutation(score.shape[1])
    plan = assign(score, capacity, priority=priority)
    turned = assign(score[rows][:, cols], capacity[cols], priority=priority[rows])
    back = sorted((int(rows[r]), int(cols[m])) for r, m in turned.pairs)
    # random points: the best plan is the only one
    assert back == [tuple(pair) for pair in plan.pairs.tolist()]


@pytest.mark.parametrize("factor", [0.25, 3.0, 1e-6, 1e6])
def test_a_plan_does_not_depend_on_the_unit_of_points_or_priority(factor):
    score, capacity, priority = random_case(3)
    plan = assign(score, capacity, priority=priority)
    scaled = assign(score * factor, capacity, priority=priority * 7.5)
    assert scaled.pairs.tolist() == plan.pairs.tolist()
    assert scaled.total == pytest.approx(plan.total * factor)


@pytest.mark.parametrize("seed", range(10))
def test_one_more_place_never_serves_fewer(seed):
    score, capacity, priority = random_case(seed, share=0.3)
    before = assign(score, capacity, priority=priority)
    for mentor in range(len(capacity)):
        more = capacity + (np.arange(len(capacity)) == mentor)
        after = assign(score, more, priority=priority)
        assert worth_of(after, score, priority) >= worth_of(before, score, priority)


@pytest.mark.parametrize("seed", range(36))
def test_as_good_as_the_linear_sum_assignment_of_another_library(seed):
    rng = np.random.default_rng(seed)
    score = rng.random(rng.integers(5, 60, 2)) * 100
    score[rng.random(score.shape) > rng.uniform(0.1, 1)] = NO
    capacity = rng.integers(0, 4, score.shape[1])
    slots = np.repeat(np.arange(score.shape[1]), capacity)
    bonus = 100.0 * min(len(score), len(slots)) + 1
    gain = np.where(np.isfinite(score), bonus + score, 0.0)[:, slots]
    row, slot = linear_sum_assignment(gain, maximize=True)
    real = gain[row, slot] > 0
    plan = assign(score, capacity)
    assert plan.matched == real.sum()
    assert plan.total == pytest.approx(score[row[real], slots[slot[real]]].sum(), abs=1e-6)
    assert plan.optimal


@pytest.mark.parametrize(
    ("shape", "capacity"),
    [
        pytest.param((0, 0), [], id="nobody"),
        pytest.param((0, 3), [1, 1, 1], id="no refugee"),
        pytest.param((3, 0), [], id="no mentor"),
        pytest.param((2, 2), [0, 0], id="no place"),
    ],
)
@pytest.mark.parametrize(
    "make", [np.ones, lambda shape: sparse.csr_matrix(np.ones(shape))], ids=["dense", "csr"]
)
@pytest.mark.parametrize("with_priority", [True, False])
def test_nothing_to_decide(shape, capacity, make, with_priority):
    plan = assign(make(shape), capacity, priority=np.arange(shape[0]) if with_priority else None)
    assert plan.pairs.shape == (0, 2)
    assert plan.pairs.dtype.kind == "i"
    assert (plan.matched, plan.total, plan.optimal, plan.gap) == (0, 0.0, True, 0.0)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_everything_forbidden(value):
    for score in (np.full((3, 2), value), sparse.csr_matrix(np.full((3, 2), value))):
        plan = assign(score, [2, 2])
        assert (plan.matched, plan.optimal) == (0, True)


def test_a_stored_zero_is_a_pair_and_an_absent_one_is_not():
    stored = sparse.csr_matrix((np.array([0.0, 0.0]), (np.array([0, 1]), np.array([1, 1]))), shape=(3, 2))
    plan = assign(stored, [5, 5])
    assert plan.pairs.tolist() == [[0, 1], [1, 1]]
    assert plan.total == 0.0


def test_a_callers_matrix_stays_as_it_is():
    untidy = sparse.csr_matrix((np.array([5.0, 7.0]), np.array([1, 0]), np.array([0, 2])), shape=(1, 2))
    assert assign(untidy, [1, 1]).pairs.tolist() == [[0, 0]]
    assert untidy.indices.tolist() == [1, 0]


def test_people_come_before_points():
    plan = assign(np.array([[100.0, 1.0], [100.0, NO]]), [1, 1])
    assert plan.pairs.tolist() == [[0, 1], [1, 0]]
    assert plan.total == 101.0


def test_people_come_before_priority():
    score = np.array([[1.0, NO], [1.0, 1.0], [NO, 1.0]])
    plan = assign(score, [1, 1], priority=[1, 1000, 1])
    assert plan.matched == 2
    assert 1 in plan.pairs[:, 0]


def test_priority_comes_before_points():
    plan = assign(np.array([[100.0], [1.0]]), [1], priority=[2, 2.5])
    assert plan.pairs.tolist() == [[1, 0]]


def test_equal_priority_leaves_it_to_points():
    plan = assign(np.array([[3.0], [7.0], [99.0]]), [1], priority=[2, 2, 0])
    assert plan.pairs.tolist() == [[1, 0]]


def test_those_without_priority_are_still_served():
    assert assign(np.ones((2, 1)), [2], priority=[0, 0]).matched == 2


def test_points_a_large_constant_would_swallow_are_kept():
    score = np.full((200, 200), 50.0)
    score[np.arange(200), np.arange(200)] = 50.000001
    plan = assign(score, np.ones(200, int), priority=np.arange(200) * 1e12)
    assert plan.total == pytest.approx(200 * 50.000001, abs=1e-9)


def test_the_same_arguments_give_the_same_plan():
    score = np.ones((30, 20))
    first = assign(score, np.full(20, 1), priority=np.arange(30) % 3)
    again = assign(score, np.full(20, 1), priority=np.arange(30) % 3)
    assert first.pairs.tolist() == again.pairs.tolist()


def test_more_places_than_a_32_bit_number_counts():
    assert assign(np.ones((2, 1)), [2**40]).matched == 2


def test_a_large_sparse_pool_is_proven():
    rng = np.random.default_rng(5)
    size, each = 4000, 12
    score = sparse.csr_matrix(
        (rng.random(size * each) * 100, rng.integers(0, size // 2, size * each), np.arange(size + 1) * each),
        shape=(size, size // 2),
    )
    plan = assign(score, np.ones(size // 2, int), priority=rng.integers(0, 500, size))
    assert plan.matched == size // 2
    assert plan.optimal
    assert len(set(plan.pairs[:, 1])) == plan.matched
    assert (np.diff(plan.pairs[:, 0]) > 0).all()
