"""Shares and differences of shares, with intervals that hold for small numbers. Pure.

A figure that cannot be known yet (nobody counted) is None, never 0; a count that cannot be is a ValueError.
"""

import operator
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple, SupportsIndex


class Interval(NamedTuple):
    """Confidence limits of a share, 0-1; both None while the share is not yet known."""

    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Share:
    """A criterion's share: `value` = `n` / `N`, and the cases of which it is too early to tell.

    value, lower, upper : 0-1, or None when N is 0.
    n : those who reached it.  N : those of whom it is known.  not_yet_known : the rest, in neither n nor N.
    """

    value: float | None
    n: int
    N: int
    not_yet_known: int
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Effect:
    """Difference of two shares in percentage points, group 1 less group 0, with its interval.

    pp, lower, upper : -100 to 100, or None when either group is empty.
    x1, n1, x0, n0 : the counts it rests on.
    """

    pp: float | None
    lower: float | None
    upper: float | None
    x1: int
    n1: int
    x0: int
    n0: int


def _count(value: SupportsIndex, name: str) -> int:
    try:
        count = operator.index(value)
    except TypeError:
        raise ValueError(f"{name} must be a whole number, not {value!r}") from None
    if count < 0:
        raise ValueError(f"{name} must be 0 or more, not {count}")
    return count


def _counts(x: SupportsIndex, n: SupportsIndex, names: tuple[str, str]) -> tuple[int, int]:
    part, whole = _count(x, names[0]), _count(n, names[1])
    if part > whole:
        raise ValueError(f"{names[0]} ({part}) is more than {names[1]} ({whole})")
    return part, whole


def _score_limits(x: int, n: int, level: float) -> tuple[float, float]:
    """Wilson's limits for n > 0. The ends are set by hand: arithmetic would miss 0 and 1 by a hair."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    centre = (x + z * z / 2) / (n + z * z)
    half = z * sqrt(x * (n - x) / n + z * z / 4) / (n + z * z)
    return (0.0 if x == 0 else centre - half), (1.0 if x == n else centre + half)


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level!r}")


def wilson(x: SupportsIndex, n: SupportsIndex, level: float = 0.95) -> Interval:
    """Score interval of the share x / n (Wilson 1927, J Am Stat Assoc 22:209), without continuity correction.

    n = 0 gives (None, None). Raises ValueError unless 0 <= x <= n, whole numbers, and 0 < level < 1.
    """
    part, whole = _counts(x, n, ("x", "n"))
    _check_level(level)
    if whole == 0:
        return Interval(None, None)
    return Interval(*_score_limits(part, whole, level))


def share_known(
    successes: SupportsIndex, failures: SupportsIndex, unknown: SupportsIndex = 0, *, level: float = 0.95
) -> Share:
    """Share of successes among those of whom it is known, with Wilson's interval.

    The unknown (a match that runs but has not run long enough) are counted apart: neither successes nor
    failures. Raises ValueError for a negative or broken count.
    """
    n, failed = _count(successes, "successes"), _count(failures, "failures")
    not_yet_known = _count(unknown, "unknown")
    known = n + failed
    lower, upper = wilson(n, known, level)
    return Share(n / known if known else None, n, known, not_yet_known, lower, upper)


def difference_pp(
    x1: SupportsIndex, n1: SupportsIndex, x0: SupportsIndex, n0: SupportsIndex, level: float = 0.95
) -> Effect:
    """x1 / n1 less x0 / n0, in percentage points, for two groups of different people.

    The interval is Newcombe's hybrid score interval without continuity correction (Newcombe 1998, Statist Med
    17:873-890, method 10): it never leaves -100 to 100 and holds for small groups. An empty group gives None
    for pp and limits. Raises ValueError for counts that cannot be or a level outside 0-1.
    """
    part1, whole1 = _counts(x1, n1, ("x1", "n1"))
    part0, whole0 = _counts(x0, n0, ("x0", "n0"))
    _check_level(level)
    if not whole1 or not whole0:
        return Effect(None, None, None, part1, whole1, part0, whole0)
    share1, share0 = part1 / whole1, part0 / whole0
    lower1, upper1 = _score_limits(part1, whole1, level)
    lower0, upper0 = _score_limits(part0, whole0, level)
    difference = share1 - share0
    below = sqrt((share1 - lower1) ** 2 + (upper0 - share0) ** 2)
    above = sqrt((upper1 - share1) ** 2 + (share0 - lower0) ** 2)
    limits = 100 * (difference - below), 100 * (difference + above)
    return Effect(100 * difference, *limits, part1, whole1, part0, whole0)
