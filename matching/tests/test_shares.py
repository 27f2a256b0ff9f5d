from dataclasses import astuple

import numpy as np
import pytest
from scipy.stats import binomtest

from matching.shares import Effect, Interval, Share, difference_pp, share_known, wilson

# Newcombe 1998, Statist Med 17:873-890, table II, method 10: x1, n1, x0, n0 and the limits of the difference.
NEWCOMBE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]


@pytest.mark.parametrize(("x1", "n1", "x0", "n0", "lower", "upper"), NEWCOMBE)
def test_the_published_differences(x1, n1, x0, n0, lower, upper):
    effect = difference_pp(x1, n1, x0, n0)
    assert effect.pp == pytest.approx(100 * (x1 / n1 - x0 / n0))
    assert effect.lower == pytest.approx(100 * lower, abs=0.005)
    assert effect.upper == pytest.approx(100 * upper, abs=0.005)
    assert (effect.x1, effect.n1, effect.x0, effect.n0) == (x1, n1, x0, n0)


def test_groups_swapped_turn_the_difference_round():
    one, other = difference_pp(30, 70, 60, 238), difference_pp(60, 238, 30, 70)
    assert (one.pp, one.lower, one.upper) == pytest.approx((-other.pp, -other.upper, -other.lower))


def test_a_higher_level_is_a_wider_interval():
    narrow, wide = difference_pp(30, 70, 60, 238, 0.90), difference_pp(30, 70, 60, 238, level=0.99)
    assert wide.lower < narrow.lower < narrow.pp == wide.pp < narrow.upper < wide.upper


@pytest.mark.parametrize("counts", [(0, 0, 3, 10), (3, 10, 0, 0), (0, 0, 0, 0)])
def test_a_difference_with_an_empty_group_is_not_yet_known(counts):
    assert difference_pp(*counts) == Effect(None, None, None, *counts)


@pytest.mark.parametrize("level", [0.80, 0.95, 0.99])
@pytest.mark.parametrize(("x", "n"), [(0, 1), (1, 1), (0, 29), (7, 29), (81, 263), (263, 263), (1, 1000)])
def test_wilson_agrees_with_scipy(x, n, level):
    expected = binomtest(x, n).proportion_ci(confidence_level=level, method="wilson")
    found = wilson(x, n, level)
    assert found == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert 0 <= found.lower <= x / n <= found.upper <= 1


def test_wilson_published():
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)  # Newcombe 1998, Statist Med 17:857
    assert wilson(np.int64(15), np.int32(148)) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == (0.0, pytest.approx(0.1611, abs=5e-5))
    assert wilson(20, 20).upper == 1.0


def test_wilson_of_nobody_is_not_yet_known():
    assert wilson(0, 0) == Interval(None, None)


def test_a_share_counts_the_unknown_apart():
    share = share_known(7, 3, 12)
    assert share == Share(0.7, 7, 10, 12, *wilson(7, 10))
    assert share_known(7, 3) == Share(0.7, 7, 10, 0, *wilson(7, 10))
    assert share_known(7, 3, 12, level=0.8).lower == wilson(7, 10, 0.8).lower


def test_a_share_of_nobody_known():
    assert astuple(share_known(0, 0, 12)) == (None, 0, 0, 12, None, None)
    assert share_known(0, 4).value == 0
    assert share_known(1, 0).value == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: wilson(-1, 3), "^x must be 0 or more, not -1$", id="below-zero"),
        pytest.param(lambda: wilson(4, 3), r"^x \(4\) is more than n \(3\)$", id="more-than-all"),
        pytest.param(lambda: wilson(1, 2.5), "^n must be a whole number, not 2.5$", id="fraction"),
        pytest.param(lambda: wilson(1, 2, 1), "^level must lie between 0 and 1, not 1$", id="level-1"),
        pytest.param(lambda: wilson(0, 0, 0), "^level must lie between 0 and 1, not 0$", id="level-0"),
        pytest.param(lambda: difference_pp(4, 3, 0, 1), r"^x1 \(4\) is more than n1 \(3\)$", id="x1"),
        pytest.param(lambda: difference_pp(0, 1, 4, 3), r"^x0 \(4\) is more than n0 \(3\)$", id="x0"),
        pytest.param(lambda: difference_pp(0, 0, 0, -1), "^n0 must be 0 or more, not -1$", id="n0"),
        pytest.param(lambda: difference_pp(0, -2, 0, 1), "^n1 must be 0 or more, not -2$", id="n1"),
        pytest.param(lambda: difference_pp(0, 0, 0, 0, 95), "^level must lie between", id="level-percent"),
        pytest.param(lambda: share_known(-1, 1, 0), "^successes must be 0 or more, not -1$", id="successes"),
        pytest.param(lambda: share_known(1, -1, 0), "^failures must be 0 or more, not -1$", id="failures"),
        pytest.param(lambda: share_known(1, 1, -1), "^unknown must be 0 or more, not -1$", id="unknown"),
        pytest.param(lambda: share_known(0, 0, level=2), "^level must lie between", id="share-level"),
    ],
)
def test_counts_that_cannot_be_are_refused_in_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()
