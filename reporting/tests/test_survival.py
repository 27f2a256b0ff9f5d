from math import exp, log, sqrt

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from reporting.survival import Estimate, survival, survival_from_counts

# Freireich et al. 1963, Blood 21:699: weeks in remission under 6-MP, as every textbook prints them.
ENDED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
RUNNING = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
DAYS, FLAGS = ENDED + RUNNING, [True] * len(ENDED) + [False] * len(RUNNING)


def by_hand(days, ended, day, z=1.959963984540054):
    """Kaplan-Meier at `day` in plain Python: share, log-log band on Greenwood's variance, at risk."""
    share, variance = 1.0, 0.0
    for t in sorted({t for t, e in zip(days, ended, strict=True) if e and t <= day}):
        n = sum(d >= t for d in days)
        d = sum(1 for x, e in zip(days, ended, strict=True) if e and x == t)
        share *= (n - d) / n
        variance += d / (n * (n - d)) if n > d else 0
    at_risk = sum(d >= day for d in days)
    if not 0 < share < 1:
        return share, None, None, at_risk
    spread = z * sqrt(variance) / log(share)
    return share, share ** exp(-spread), share ** exp(spread), at_risk


@pytest.mark.parametrize(
    ("week", "share", "lower", "upper", "n_at_risk"),
    [
        (6, 0.8571, 0.6197, 0.9516, 21),
        (7, 0.8067, 0.5631, 0.9228, 17),
        (8, 0.8067, 0.5631, 0.9228, 16),
        (10, 0.7529, 0.5032, 0.8894, 15),
        (13, 0.6902, 0.4316, 0.8491, 12),
        (16, 0.6275, 0.3675, 0.8049, 11),
        (22, 0.5378, 0.2678, 0.7468, 7),
        (23, 0.4482, 0.1881, 0.6801, 6),
        (35, 0.4482, 0.1881, 0.6801, 1),
    ],
)
def test_the_textbook_example(week, share, lower, upper, n_at_risk):
    assert survival(DAYS, FLAGS).at(week) == pytest.approx((share, lower, upper, n_at_risk), abs=5e-5)


def test_the_textbook_median_and_counts():
    curve = survival(DAYS, FLAGS)
    assert curve.median == 23
    assert curve.n == 21
    assert curve.days.tolist() == sorted(set(DAYS))
    assert curve.ended.sum() == 9
    assert curve.running.sum() == 12
    assert curve.level == 0.95


@pytest.mark.parametrize("seed", range(20))
def test_agrees_with_scipy_and_with_plain_python(seed):
    rng = np.random.default_rng(seed)
    days = rng.integers(0, 30, 40)
    ended = rng.random(40) < 0.6
    level = (0.8, 0.95)[seed % 2]
    z = (1.2815515655446004, 1.959963984540054)[seed % 2]
    curve = survival(days, ended, level=level)
    reference = ecdf(CensoredData(uncensored=days[ended], right=days[~ended])).sf
    with (
        np.errstate(all="ignore"),
        pytest.warns(RuntimeWarning) if np.isin(reference.probabilities, (0, 1)).any() else np.errstate(),
    ):
        band = reference.confidence_interval(level, method="log-log")
    inner = (reference.probabilities > 0) & (reference.probabilities < 1)
    assert curve.days == pytest.approx(reference.quantiles)
    assert curve.share == pytest.approx(reference.probabilities)
    assert curve.lower[inner] == pytest.approx(band.low.probabilities[inner])
    assert curve.upper[inner] == pytest.approx(band.high.probabilities[inner])
    for day in range(int(days.max()) + 1):
        expected = by_hand(days.tolist(), ended.tolist(), day, z)
        found = curve.at(day)
        assert (found.share, found.n_at_risk) == pytest.approx((expected[0], expected[3]))
        assert 0 <= found.lower <= found.share <= found.upper <= 1
        if expected[1] is not None:
            assert (found.lower, found.upper) == pytest.approx(expected[1:3])


def test_grouped_counts_give_the_same_curve_in_any_order():
    rng = np.random.default_rng(7)
    days, ended = rng.integers(0, 50, 300), rng.random(300) < 0.5
    order = rng.permutation(60)
    everyone, ends = np.bincount(days, minlength=60), np.bincount(days[ended], minlength=60)
    grouped = survival_from_counts(order, ends[order], (everyone - ends)[order], level=0.9)
    plain = survival(days, ended, level=0.9)
    for name in ("days", "share", "lower", "upper", "at_risk", "ended", "running"):
        assert getattr(grouped, name).tolist() == getattr(plain, name).tolist()
    assert grouped.level == plain.level == 0.9


def test_very_long_spans_are_counted_the_same_way():
    far = survival([10**9 + day for day in DAYS], FLAGS)
    assert far.days.tolist() == [10**9 + day for day in sorted(set(DAYS))]
    assert far.share.tolist() == survival(DAYS, FLAGS).share.tolist()
    assert far.at(10**9 + 23).n_at_risk == 6


def test_nobody_followed_so_long_is_not_yet_known():
    curve = survival(DAYS, FLAGS)
    assert curve.at(35.5) == Estimate(None, None, None, 0)
    assert survival([60, 60, 60], [False] * 3).at(90) == Estimate(None, None, None, 0)


def test_no_matches_know_nothing():
    curve = survival([], [])
    assert curve.at(0) == Estimate(None, None, None, 0)
    assert curve.median is None
    assert curve.n == curve.not_yet_known(90) == 0
    assert [column.size for column in curve.steps()] == [0] * 5


def test_before_the_first_end_the_band_is_the_exact_binomial_one():
    curve = survival([10, 20, 30, 40], [False, False, True, False])
    assert curve.at(5) == (1, pytest.approx(0.025 ** (1 / 4)), 1, 4)
    assert curve.at(20) == (1, pytest.approx(0.025 ** (1 / 3)), 1, 3)
    assert curve.at(29) == (1, pytest.approx(0.025 ** (1 / 2)), 1, 2)
    assert curve.lower[:2] == pytest.approx([0.025 ** (1 / 4), 0.025 ** (1 / 3)])
    assert curve.upper[:2].tolist() == [1, 1]
    assert curve.at(30).share == 0.5
    assert curve.median == 30


def test_no_end_at_all_has_no_median():
    curve = survival([10, 20], [0, 0])
    assert curve.median is None
    assert curve.at(20) == (1, pytest.approx(0.025), 1, 1)


def test_all_ended():
    curve = survival([5, 10], [1, 1])
    assert curve.at(5) == pytest.approx(by_hand([5, 10], [1, 1], 5))
    end = curve.at(10)
    assert (end.share, end.lower, end.n_at_risk) == (0, 0, 1)
    assert end.upper == curve.at(5).upper == pytest.approx(0.9104, abs=5e-5)  # less than the binomial 0.975
    assert curve.at(11) == (0, 0, end.upper, 0)  # known for ever after
    assert curve.median == 5


def test_all_ended_on_one_day_leaves_the_binomial_limit():
    curve = survival([4] * 10, [True] * 10)
    assert curve.at(4) == (0, 0, pytest.approx(1 - 0.025**0.1), 10)
    assert curve.median == 4
    assert curve.at(3).share == 1
    assert survival([4], [True], level=0.8).at(4).upper == pytest.approx(0.9)


def test_an_end_on_the_first_day_counts():
    curve = survival([0, 10], [True, False])
    assert curve.at(0).share == 0.5
    assert curve.steps().days.tolist() == [0, 10]


def test_one_last_seen_on_the_day_of_an_end_was_at_risk():
    assert survival([10, 10], [True, False]).at(10).share == 0.5
    assert survival([10, 10], [True, False]).at(10).n_at_risk == 2


def test_not_yet_known_are_those_who_run_but_not_so_long():
    curve = survival([30, 60, 90, 120, 45], [False, False, False, False, True])
    assert [curve.not_yet_known(day) for day in (0, 30, 31, 90, 91, 200)] == [0, 0, 1, 2, 3, 4]


def test_steps_start_at_day_0_with_everybody():
    curve = survival(DAYS, FLAGS, level=0.9)
    steps = curve.steps()
    assert steps.days.tolist() == [0, *curve.days.tolist()]
    assert steps.share.tolist() == [1, *curve.share.tolist()]
    assert steps.lower.tolist() == [pytest.approx(0.05 ** (1 / 21)), *curve.lower.tolist()]
    assert steps.upper.tolist() == [1, *curve.upper.tolist()]
    assert steps.at_risk.tolist() == [21, *curve.at_risk.tolist()]


def test_a_share_of_half_but_for_arithmetic_is_the_median():
    curve = survival([1, 2, 3, 4, 5, 6], [True] * 6)  # 5/6 * 4/5 * 3/4 is not 0.5 in floating point
    assert curve.median == 3


def test_a_million_matches():
    rng = np.random.default_rng(3)
    days, ended = rng.integers(0, 800, 10**6), rng.random(10**6) < 0.6
    found = survival(days, ended)
    assert found.n == 10**6
    assert found.at(90).n_at_risk == int((days >= 90).sum())
    assert found.share == pytest.approx(
        ecdf(CensoredData(uncensored=days[ended], right=days[~ended])).sf.probabilities
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: survival([1, -2], [1, 0]), "^days must be 0 or more, not -2$", id="negative"),
        pytest.param(
            lambda: survival([1.5], [1]), "^days must be whole numbers, not float64$", id="fraction"
        ),
        pytest.param(
            lambda: survival([[1]], [1]), r"^days must be one row of numbers, .* \(1, 1\)$", id="grid"
        ),
        pytest.param(
            lambda: survival([1, 2], [1]), "^days and ended must be of one length, not 2 and 1$", id="len"
        ),
        pytest.param(
            lambda: survival([], [True]), "^days and ended must be of one length, not 0 and 1$", id="none"
        ),
        pytest.param(lambda: survival([1], [2]), "^ended must be one row of true and false$", id="two"),
        pytest.param(
            lambda: survival([1], [[True]]), "^ended must be one row of true and false$", id="flag-grid"
        ),
        pytest.param(
            lambda: survival([1], [1], level=1), "^level must lie between 0 and 1, not 1$", id="level"
        ),
        pytest.param(
            lambda: survival([], [], level=0), "^level must lie between 0 and 1, not 0$", id="level-0"
        ),
        pytest.param(lambda: survival([1], [1]).at(-1), "^day must be 0 or more, not -1$", id="day"),
        pytest.param(
            lambda: survival([1], [1]).at(float("nan")), "^day must be 0 or more, not nan$", id="nan"
        ),
        pytest.param(
            lambda: survival_from_counts([1, 2, 2], [1, 1, 1], [0, 0, 0]),
            "^days must be distinct; 2 is given twice$",
            id="twice",
        ),
        pytest.param(
            lambda: survival_from_counts([1], [1, 2], [0]),
            "^days and ended must be of one length, not 1 and 2$",
            id="counts-ended",
        ),
        pytest.param(
            lambda: survival_from_counts([1], [1], [0, 2]),
            "^days and running must be of one length, not 1 and 2$",
            id="counts-running",
        ),
        pytest.param(
            lambda: survival_from_counts([1], [-1], [1]),
            "^ended must be 0 or more, not -1$",
            id="ended-below",
        ),
        pytest.param(
            lambda: survival_from_counts([1], [1], [0.5]), "^running must be whole", id="running-fraction"
        ),
    ],
)
def test_what_is_no_follow_up_time_is_refused_in_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()
