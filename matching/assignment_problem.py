"""An assignment as given, checked and put in the one form the solver and the proof read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
Score: TypeAlias = npt.ArrayLike | sparse.csr_matrix | sparse.csr_array


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is left to decide once the locked pairs hold their places.

    `row`, `col`, `score`: the allowed pairs, row by row and by column within a row; none of a locked
    refugee, none of a mentor without room. `start`: (R + 1,) where each refugee's pairs begin.
    `room`: (M,) places left.
    `rank`: (R,) priority as 1, 2, … in rising order; ties share a rank.
    """

    row: IntArray
    col: IntArray
    score: FloatArray
    start: IntArray
    room: IntArray
    rank: IntArray
    locked: IntArray
    locked_total: float

    @property
    def refugees(self) -> int:
        """How many refugees there are, the locked among them."""
        return len(self.rank)

    @property
    def mentors(self) -> int:
        """How many mentors there are, the full among them."""
        return len(self.room)


def read_problem(
    score: Score,
    capacity: npt.ArrayLike,
    locked: Iterable[tuple[int, int]],
    priority: npt.ArrayLike | None,
) -> Problem:
    """Problem of `assign`'s arguments; ValueError says what is wrong with them."""
    (refugees, mentors), row, col, value = _allowed_pairs(score)
    places = _read_capacity(capacity, mentors)
    rank = _read_priority(priority, refugees)
    held = _read_locked(locked, refugees, mentors)
    key = row * max(mentors, 1) + col
    _refuse_impossible_locks(held, key, places)
    at = np.searchsorted(key, held[:, 0] * max(mentors, 1) + held[:, 1])
    room = places - np.bincount(held[:, 1], minlength=mentors)
    taken = np.zeros(refugees, bool)
    taken[held[:, 0]] = True
    keep = ~taken[row] & (room[col] > 0)
    start = np.concatenate([[0], np.cumsum(np.bincount(row[keep], minlength=refugees))])
    return Problem(
        row[keep], col[keep], value[keep], start, room, rank, held, float(np.sum(value[at], dtype=np.float64))
    )


def _allowed_pairs(score: Any) -> tuple[tuple[int, int], IntArray, IntArray, FloatArray]:
    """Shape and allowed pairs in row order: finite entries of an array, stored finite ones of a CSR."""
    if sparse.issparse(score):
        if score.format != "csr":
            raise ValueError(f"score: a sparse score must be CSR, got {score.format}")
        _refuse_complex(score.dtype)
        stored = score.astype(np.float64)
        stored.sum_duplicates()  # sorts each row too; astype made a copy, the caller's matrix stays as it is
        row = np.repeat(np.arange(stored.shape[0]), np.diff(stored.indptr)).astype(np.int64)
        finite = np.isfinite(stored.data)
        return stored.shape, row[finite], stored.indices[finite].astype(np.int64), stored.data[finite]
    dense = np.asarray(score)
    if dense.ndim != 2:
        raise ValueError(f"score: must have two dimensions (refugees, mentors), got {dense.ndim}")
    _refuse_complex(dense.dtype)
    row, col = np.nonzero(np.isfinite(dense))
    return dense.shape, row.astype(np.int64), col.astype(np.int64), dense[row, col].astype(np.float64)


def _refuse_complex(dtype: np.dtype) -> None:
    if dtype.kind not in "fiub":
        raise ValueError(f"score: must be real numbers, got {dtype}")


def _read_capacity(capacity: npt.ArrayLike, mentors: int) -> IntArray:
    places = np.asarray(capacity)
    if places.shape != (mentors,):
        raise ValueError(f"capacity: must have shape ({mentors},), got {places.shape}")
    whole = places.dtype.kind in "iu" or (
        places.dtype.kind == "f" and bool(np.all(np.isfinite(places)) and np.all(places == np.floor(places)))
    )
    if not whole:
        raise ValueError("capacity: must be whole numbers")
    if np.any(places < 0):
        raise ValueError(
            f"capacity: must not be negative, mentor {int(np.argmax(places < 0))} has a negative one"
        )
    return np.minimum(places, np.iinfo(np.int32).max).astype(np.int64)


def _read_priority(priority: npt.ArrayLike | None, refugees: int) -> IntArray:
    if priority is None:
        return np.ones(refugees, np.int64)
    values = np.asarray(priority)
    if values.shape != (refugees,):
        raise ValueError(f"priority: must have shape ({refugees},), got {values.shape}")
    if values.dtype.kind not in "fiub":
        raise ValueError(f"priority: must be real numbers, got {values.dtype}")
    if not np.all(np.isfinite(values)):
        raise ValueError(f"priority: must be finite, refugee {int(np.argmin(np.isfinite(values)))} has none")
    if np.any(values < 0):
        raise ValueError(
            f"priority: must not be negative, refugee {int(np.argmax(values < 0))} has a negative one"
        )
    return np.unique(values, return_inverse=True)[1].astype(np.int64).reshape(refugees) + 1


def _read_locked(locked: Iterable[tuple[int, int]], refugees: int, mentors: int) -> IntArray:
    """(k, 2) locked pairs, by refugee; ValueError for a pair outside the score or a refugee locked twice."""
    pairs = np.asarray(list(locked))
    if pairs.size == 0:
        return np.empty((0, 2), np.int64)
    if pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.dtype.kind not in "iu":
        raise ValueError("locked: must be pairs of whole numbers (refugee, mentor)")
    outside = (pairs < 0).any(axis=1) | (pairs[:, 0] >= refugees) | (pairs[:, 1] >= mentors)
    if outside.any():
        raise ValueError(f"locked: outside the score, {_name(pairs[outside])}")
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")].astype(np.int64)
    twice = np.isin(pairs[:, 0], pairs[1:, 0][pairs[1:, 0] == pairs[:-1, 0]])
    if twice.any():
        raise ValueError(f"locked: a refugee can hold one place only, {_name(pairs[twice])}")
    return pairs


def _refuse_impossible_locks(held: IntArray, key: IntArray, places: IntArray) -> None:
    """ValueError naming every locked pair that is forbidden or for which its mentor has no place."""
    forbidden = ~np.isin(held[:, 0] * max(len(places), 1) + held[:, 1], key)
    over = np.bincount(held[:, 1], minlength=len(places)) > places
    reasons = []
    if forbidden.any():
        reasons.append(f"forbidden: {_name(held[forbidden])}")
    if over[held[:, 1]].any():
        reasons.append(f"more than the mentor has places for: {_name(held[over[held[:, 1]]])}")
    if reasons:
        raise ValueError("locked: cannot be kept; " + "; ".join(reasons))


def _name(pairs: IntArray) -> str:
    return ", ".join(f"refugee {r} with mentor {m}" for r, m in pairs.tolist())
