"""Best pair first, as a person does it."""

import numpy as np
import pytest
from scipy import sparse

from matching import greedy
from matching.assignment import assign
from matching.greedy import best_first

NO = np.nan


def plainly(score, capacity):
    """The same by looking through everything again and again."""
    score, places, total, served = np.array(score, float), list(capacity), 0.0, 0
    while np.isfinite(score).any():
        refugee, mentor = np.unravel_index(np.nanargmax(score), score.shape)
        if places[mentor] == 0:
            score[refugee, mentor] = NO
            continue
        total, served = total + score[refugee, mentor], served + 1
        places[mentor] -= 1
        score[refugee] = NO
    return served, total


def test_the_best_pair_goes_first_and_somebody_is_left():
    score = np.array([[90.0, 80.0], [85.0, NO]])
    assert best_first(score, [1, 1]) == (1, 90.0)
    assert assign(score, [1, 1]).matched == 2


def test_places_are_kept():
    assert best_first(np.array([[90.0], [85.0], [10.0]]), [2]) == (2, 175.0)


def test_locked_pairs_come_first():
    assert best_first(np.array([[90.0, 80.0], [85.0, 1.0]]), [1, 1], locked=[(1, 1)]) == (2, 91.0)


def test_a_zero_is_a_pair_and_an_empty_matrix_is_none():
    assert best_first(np.array([[0.0]]), [1]) == (1, 0.0)
    assert best_first(np.empty((0, 0)), []) == (0, 0.0)


@pytest.mark.parametrize("block", [1, 7, 20_000])
@pytest.mark.parametrize("seed", range(10))
def test_as_looking_through_everything(monkeypatch, seed, block):
    monkeypatch.setattr(greedy, "BLOCK", block)
    draw = np.random.default_rng(seed)
    score = draw.random((12, 9)) * 100
    score[draw.random((12, 9)) < 0.4] = NO
    capacity = draw.integers(0, 3, 9)
    served, total = plainly(score, capacity)
    row, col = np.nonzero(np.isfinite(score))
    csr = sparse.csr_matrix((score[row, col], (row, col)), shape=score.shape)
    for form in (score, csr):
        found = best_first(form, capacity)
        assert found[0] == served
        assert found[1] == pytest.approx(total)
    assert assign(score, capacity).matched >= served
