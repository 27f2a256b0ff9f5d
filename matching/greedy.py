"""What a careful person does by eye: the best pair left, then the next. Pure; to hold the plan against."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

BLOCK = 20_000  # pairs put in order together: the best of those whose two people are both still free
GROWTH = 2  # each block is so much larger than the one before, since fewer of it are free when it comes


def best_first(
    score: Any,
    capacity: npt.ArrayLike,
    *,
    locked: Iterable[tuple[int, int]] = (),
) -> tuple[int, float]:
    """(matched, total points) of taking the highest score left again and again, the locked pairs first.

    `score` as `assignment.assign` takes it: not finite or not stored is a pair that may not be made.
    """
    places = np.array(capacity, np.int64).copy()
    if sparse.issparse(score):
        stored = score.tocoo()
        row, col, points = stored.row, stored.col, stored.data
    else:
        row, col = np.nonzero(np.isfinite(score))
        points = np.asarray(score)[row, col]
    worth: dict[int, float] = {}
    for refugee, mentor in locked:
        worth[refugee] = float(score[refugee, mentor])
        places[mentor] -= 1
    free = np.ones(score.shape[0], bool)
    free[list(worth)] = False
    finite = np.isfinite(points)
    row, col, points = row[finite], col[finite], points[finite]
    size = BLOCK
    while len(points):
        best = _best(points, size)
        size *= GROWTH
        for at in best.tolist():
            refugee, mentor = int(row[at]), int(col[at])
            if free[refugee] and places[mentor] > 0:
                free[refugee] = False
                places[mentor] -= 1
                worth[refugee] = float(points[at])
        left = free[row] & (places[col] > 0)
        left[best] = False
        row, col, points = row[left], col[left], points[left]
    return len(worth), float(sum(worth.values()))


def _best(points: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.int64]:
    """Where the highest `count` points stand and all that are as high as the last of them, falling.

    Among equals the first comes first, as if all had been put in order at once.
    """
    if len(points) > count:
        least = np.partition(points, len(points) - count)[len(points) - count]
        at = np.flatnonzero(points >= least)
    else:
        at = np.arange(len(points))
    return at[np.argsort(-points[at], kind="stable")]
