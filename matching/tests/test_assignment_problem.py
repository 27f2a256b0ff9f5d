"""What `assign` refuses, and the forms of arguments it takes."""

import math

import numpy as np
import pytest
from scipy import sparse

from matching.assignment import assign

NO = math.nan
TWO = np.array([[1.0, 2.0], [3.0, NO]])


@pytest.mark.parametrize(
    ("locked", "words"),
    [
        pytest.param([(1, 1)], "forbidden: refugee 1 with mentor 1", id="forbidden"),
        pytest.param(
            [(0, 0), (1, 0)], "refugee 0 with mentor 0, refugee 1 with mentor 0", id="over capacity"
        ),
        pytest.param(
            [(0, 0), (0, 1)], "one place only, refugee 0 with mentor 0, refugee 0 with mentor 1", id="twice"
        ),
        pytest.param([(0, 0), (0, 0)], "one place only, refugee 0 with mentor 0", id="the same twice"),
        pytest.param([(2, 0)], "outside the score, refugee 2 with mentor 0", id="no such refugee"),
        pytest.param([(0, 2)], "outside the score, refugee 0 with mentor 2", id="no such mentor"),
        pytest.param([(-1, 0)], "outside the score, refugee -1", id="negative refugee"),
        pytest.param([(0, -1)], "outside the score, refugee 0 with mentor -1", id="negative mentor"),
        pytest.param([(0, 0, 0)], "pairs of whole numbers", id="three numbers"),
        pytest.param([0, 1], "pairs of whole numbers", id="no pairs"),
        pytest.param([(0.5, 0)], "pairs of whole numbers", id="half a person"),
    ],
)
def test_a_lock_that_cannot_be_kept_is_named(locked, words):
    with pytest.raises(ValueError, match="^locked: ") as caught:
        assign(TWO, [1, 1], locked=locked)
    assert words in str(caught.value)


def test_every_lock_that_cannot_be_kept_is_named_at_once():
    with pytest.raises(
        ValueError, match="forbidden: refugee 1 with mentor 1; more than .*: refugee 0 with mentor 0$"
    ):
        assign(TWO, [0, 1], locked=[(1, 1), (0, 0)])


def test_locks_come_in_any_order_and_form():
    for locked in (iter([(1, 0), (0, 1)]), np.array([[1, 0], [0, 1]]), {(0, 1), (1, 0)}):
        plan = assign(TWO, [1, 1], locked=locked)
        assert plan.pairs.tolist() == [[0, 1], [1, 0]]
        assert (plan.total, plan.matched, plan.optimal) == (5.0, 2, True)


def test_a_lock_on_a_stored_zero_is_kept():
    score = sparse.csr_matrix((np.array([0.0, 9.0]), (np.array([0, 0]), np.array([0, 1]))), shape=(1, 2))
    assert assign(score, [1, 1], locked=[(0, 0)]).pairs.tolist() == [[0, 0]]


def test_a_lock_may_cost_others_their_place():
    plan = assign(np.array([[5.0, 5.0], [5.0, NO]]), [1, 1], locked=[(0, 0)])
    assert plan.pairs.tolist() == [[0, 0]]
    assert plan.optimal


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"score": np.ones(3)}, r"score: must have two dimensions .* got 1", id="one dimension"),
        pytest.param({"score": np.array([["a", "b"]])}, "score: must be real numbers", id="text"),
        pytest.param({"score": TWO * 1j}, "score: must be real numbers", id="complex"),
        pytest.param(
            {"score": sparse.csr_matrix(np.ones((2, 2)) * 1j)}, "score: must be real", id="complex csr"
        ),
        pytest.param(
            {"score": sparse.csc_matrix(np.ones((2, 2)))}, "must be CSR, got csc", id="another format"
        ),
        pytest.param({"capacity": [1]}, r"capacity: must have shape \(2,\), got \(1,\)", id="short capacity"),
        pytest.param({"capacity": [[1, 1]]}, r"capacity: must have shape \(2,\)", id="nested capacity"),
        pytest.param(
            {"capacity": [1, -1]}, "capacity: must not be negative, mentor 1", id="negative capacity"
        ),
        pytest.param({"capacity": [1, 1.5]}, "capacity: must be whole", id="half a place"),
        pytest.param({"capacity": [1, NO]}, "capacity: must be whole", id="unknown capacity"),
        pytest.param({"capacity": [1, math.inf]}, "capacity: must be whole", id="endless capacity"),
        pytest.param({"capacity": ["1", "1"]}, "capacity: must be whole", id="text capacity"),
        pytest.param({"priority": [1]}, r"priority: must have shape \(2,\), got \(1,\)", id="short priority"),
        pytest.param(
            {"priority": [0, -1]}, "priority: must not be negative, refugee 1", id="negative priority"
        ),
        pytest.param({"priority": [0, NO]}, "priority: must be finite, refugee 1", id="unknown priority"),
        pytest.param(
            {"priority": [0, math.inf]}, "priority: must be finite, refugee 1", id="endless priority"
        ),
        pytest.param({"priority": ["a", "b"]}, "priority: must be real numbers", id="text priority"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(change, words):
    arguments = {"score": TWO, "capacity": [1, 1], "priority": None} | change
    score, capacity = arguments.pop("score"), arguments.pop("capacity")
    with pytest.raises(ValueError, match=words):
        assign(score, capacity, **arguments)


def test_whole_places_may_come_as_floats():
    assert assign(TWO, np.array([1.0, 1.0])).matched == 2


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_any_real_dtype(dtype):
    score = np.array([[10, 90], [20, 95]], dtype)
    plan = assign(score, [1, 1])
    assert plan.pairs.tolist() == [[0, 1], [1, 0]]
    assert plan.total == 110.0


@pytest.mark.parametrize(
    "score", [[[10.0, 90.0], [20.0, 95.0]], np.asfortranarray([[10.0, 90.0], [20.0, 95.0]])]
)
def test_a_list_or_a_column_ordered_array(score):
    assert assign(score, [1, 1]).pairs.tolist() == [[0, 1], [1, 0]]
