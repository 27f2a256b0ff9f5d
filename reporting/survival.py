"""How long matches last, when some are still running. Pure: arrays in, figures out.

The Kaplan-Meier estimate (Kaplan & Meier 1958, J Am Stat Assoc 53:457) counts a match that still runs as far
as it has been followed and no further, so that it is *not yet known* instead of a failure. Its variance is
Greenwood's (1926) and the band is drawn on the log(-log) scale (Kalbfleisch & Prentice 2002, section 1.4),
which keeps it between 0 and 1.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_DIRECT_DAYS = 100_000  # up to here days are counted in an array of their own, beyond it they are sorted
_ROUNDING = 1e-12


class Estimate(NamedTuple):
    """Share lasting longer than a day, its band and how many were followed that far. None: not yet known."""

    share: float | None
    lower: float | None
    upper: float | None
    n_at_risk: int


class Steps(NamedTuple):
    """The curve for drawing: from `days[i]` to `days[i + 1]` the share is `share[i]`. All of one length."""

    days: Ints
    share: Floats
    lower: Floats
    upper: Floats
    at_risk: Ints


@dataclass(frozen=True, eq=False)
class Survival:
    """A Kaplan-Meier curve. The arrays have one entry for each distinct number of days, ascending.

    days : (k,) days since the start.
    share, lower, upper : (k,) share lasting longer than that, 0-1, and its band.
    at_risk : (k,) matches followed at least so long.
    ended, running : (k,) of them, how many ended on that day and how many were last seen running on it.
    level : confidence level of the band.
    """

    days: Ints
    share: Floats
    lower: Floats
    upper: Floats
    at_risk: Ints
    ended: Ints
    running: Ints
    level: float

    @property
    def n(self) -> int:
        """Matches the curve rests on."""
        return int(self.at_risk[0]) if self.at_risk.size else 0

    @property
    def median(self) -> int | None:
        """First day by which half or more have ended; None while that is not yet known."""
        below = np.flatnonzero(self.share <= 0.5 + _ROUNDING)
        return int(self.days[below[0]]) if below.size else None

    def at(self, day: float) -> Estimate:
        """Share of matches lasting longer than `day` days, with its band and the number at risk.

        The number at risk are those followed to `day` or longer. Where nobody has been followed so long and
        not all have ended before, share and band are None: the curve says nothing there.
        Raises ValueError for a negative day.
        """
        if not day >= 0:
            raise ValueError(f"day must be 0 or more, not {day!r}")
        following = int(np.searchsorted(self.days, day, side="left"))
        n_at_risk = int(self.at_risk[following]) if following < self.days.size else 0
        passed = int(np.searchsorted(self.days, day, side="right")) - 1
        share = float(self.share[passed]) if passed >= 0 else 1.0
        if n_at_risk == 0 and share > 0:
            return Estimate(None, None, None, 0)
        if share == 1:
            return Estimate(1.0, _lower_without_end(n_at_risk, self.level), 1.0, n_at_risk)
        return Estimate(share, float(self.lower[passed]), float(self.upper[passed]), n_at_risk)

    def not_yet_known(self, day: float) -> int:
        """Matches that run but started less than `day` days ago: whether they last so long will be seen."""
        return int(self.running[: np.searchsorted(self.days, day, side="left")].sum())

    def steps(self) -> Steps:
        """The curve for drawing, from day 0 on; empty when it rests on no match."""
        steps = Steps(self.days, self.share, self.lower, self.upper, self.at_risk)
        if not self.n or self.days[0] == 0:
            return steps
        start = (0, 1.0, _lower_without_end(self.n, self.level), 1.0, self.n)
        return Steps(*(np.insert(column, 0, first) for column, first in zip(steps, start, strict=True)))


def _lower_without_end(n: int, level: float) -> float:
    """Lower limit of a share of 1 seen on `n`: exact binomial (Clopper & Pearson 1934)."""
    return float(((1 - level) / 2) ** (1 / n))


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level!r}")


def _whole_numbers(values: ArrayLike, name: str) -> Ints:
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one row of numbers, not an array of shape {array.shape}")
    if not array.size:
        return np.empty(0, dtype=np.int64)
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name} must be whole numbers, not {array.dtype}")
    if (lowest := int(array.min())) < 0:
        raise ValueError(f"{name} must be 0 or more, not {lowest}")
    return array.astype(np.int64, copy=False)


def _same_length(first: NDArray[Any], second: NDArray[Any], names: str) -> None:
    if first.size != second.size:
        raise ValueError(f"{names} must be of one length, not {first.size} and {second.size}")


def survival(days: ArrayLike, ended: ArrayLike, *, level: float = 0.95) -> Survival:
    """Kaplan-Meier curve of matches followed for `days` days.

    Parameters
    ----------
    days : (n,) whole numbers, 0 or more: from the start to the end, or to the data date for one that runs.
    ended : (n,) booleans (or 0 and 1): whether it ended then; False = it still ran when last seen.
    level : confidence level of the band.

    Where no match has ended yet the log-log band is undefined; the exact binomial limit for the number at
    risk takes its place. Where all have ended, the upper limit is the smaller of the one before and the
    binomial one.
    No matches give a curve that knows nothing. Raises ValueError, in words, for anything else.
    """
    lengths = _whole_numbers(days, "days")
    flags = np.asarray(ended)
    if flags.ndim != 1 or (flags.size and flags.dtype.kind != "b" and not np.isin(flags, (0, 1)).all()):
        raise ValueError("ended must be one row of true and false")
    _same_length(lengths, flags, "days and ended")
    if not lengths.size:
        return survival_from_counts([], [], [], level=level)
    if int(lengths.max()) <= _DIRECT_DAYS:
        distinct, place = np.arange(int(lengths.max()) + 1), lengths
    else:
        distinct, place = np.unique(lengths, return_inverse=True)
    everyone = np.bincount(place, minlength=distinct.size)
    ends = np.bincount(place[flags.astype(bool)], minlength=distinct.size)
    seen = everyone > 0
    return survival_from_counts(distinct[seen], ends[seen], (everyone - ends)[seen], level=level)


def survival_from_counts(
    days: ArrayLike, ended: ArrayLike, running: ArrayLike, *, level: float = 0.95
) -> Survival:
    """The same curve from matches counted by day, as a database groups them.

    Parameters
    ----------
    days : (k,) distinct days, in any order.
    ended, running : (k,) how many ended after so many days, and how many have run so long and still run.

    Raises ValueError as `survival` does, and for a day given twice.
    """
    _check_level(level)
    t, d, c = (
        _whole_numbers(values, name)
        for values, name in ((days, "days"), (ended, "ended"), (running, "running"))
    )
    _same_length(t, d, "days and ended")
    _same_length(t, c, "days and running")
    counted = np.flatnonzero(d + c)
    order = counted[np.argsort(t[counted])]
    t, d, c = t[order], d[order], c[order]
    if (np.diff(t) == 0).any():
        raise ValueError(f"days must be distinct; {int(t[1:][np.diff(t) == 0][0])} is given twice")
    at_risk = np.cumsum((d + c)[::-1])[::-1]
    share = np.cumprod(1 - d / at_risk, dtype=np.float64)
    lower, upper = _band(share, d, at_risk, level)
    return Survival(t, share, lower, upper, at_risk, d, c, level)


def _band(share: Floats, ended: Ints, at_risk: Ints, level: float) -> tuple[Floats, Floats]:
    """Log-log band on Greenwood's variance; limits of their own where nobody or everybody has ended."""
    between = (share > 0) & (share < 1)
    left = np.where(ended < at_risk, at_risk - ended, 1)
    variance = np.cumsum(ended / (at_risk * left))[between]
    spread = NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(variance) / -np.log(share[between])
    lower, upper = np.zeros_like(share), np.ones_like(share)
    lower[between] = share[between] ** np.exp(spread)
    upper[between] = share[between] ** np.exp(-spread)
    none_ended = share == 1
    lower[none_ended] = ((1 - level) / 2) ** (1 / at_risk[none_ended])
    if share.size and share[-1] == 0:
        before = float(upper[-2]) if share.size > 1 else 1.0
        upper[-1] = min(before, 1 - _lower_without_end(int(at_risk[-1]), level))
    return lower, upper
