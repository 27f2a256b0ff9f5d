"""What a careful person does by eye: the best pair left, then the next. Pure; to hold the plan against."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

BLOCK = 20_000  # pairs looked at together; those already settled are passed over at once


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
    order = np.argsort(-points, kind="stable")
    for start in range(0, len(order), BLOCK):
        if not free.any() or not (places > 0).any():
            break
        block = order[start : start + BLOCK]
        block = block[free[row[block]] & (places[col[block]] > 0)]
        for at in block.tolist():
            refugee, mentor = int(row[at]), int(col[at])
            if free[refugee] and places[mentor] > 0:
                free[refugee] = False
                places[mentor] -= 1
                worth[refugee] = float(points[at])
    return len(worth), float(sum(worth.values()))
