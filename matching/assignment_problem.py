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


ABSENT = -1
FINEST = 40
"""Points are read in steps of 2**-FINEST, or the finest step in which no sum of a plan overflows 64 bits."""

SAMPLE = 1_000
"""So many scores are looked at before all of them are."""


@dataclass(frozen=True, slots=True, eq=False)
class AllowedPairs:
    """The pairs that may be made, row by row and by column within a row, with their points."""

    refugees: int
    mentors: int
    row: IntArray
    col: IntArray
    score: FloatArray

    def only(self, keep: npt.NDArray[np.bool_]) -> "AllowedPairs":
        """Those of the pairs."""
        return AllowedPairs(self.refugees, self.mentors, self.row[keep], self.col[keep], self.score[keep])

    def csr(self) -> sparse.csr_array:
        """The pairs as a sparse score."""
        start = np.searchsorted(self.row, np.arange(self.refugees + 1))
        return sparse.csr_array((self.score, self.col, start), shape=(self.refugees, self.mentors))

    def find(self, pairs: IntArray) -> IntArray:
        """Where each of the (k, 2) pairs stands; ABSENT for those that may not be made."""
        if not len(pairs) or not len(self.row):
            return np.full(len(pairs), ABSENT)
        wide = max(self.mentors, 1)
        key, sought = self.row * wide + self.col, pairs[:, 0] * wide + pairs[:, 1]
        at = np.minimum(np.searchsorted(key, sought), len(key) - 1)
        return np.where(key[at] == sought, at, ABSENT)


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
    allowed = allowed_pairs(score)
    places = read_capacity(capacity, allowed.mentors)
    rank = read_priority(priority, allowed.refugees)
    held = read_locked(locked, allowed)
    refuse_impossible_locks(held, allowed, places)
    at = allowed.find(held)
    room = places - np.bincount(held[:, 1], minlength=allowed.mentors)
    taken = np.zeros(allowed.refugees, bool)
    taken[held[:, 0]] = True
    held_total = float(allowed.score[at].sum())
    left = allowed
    if taken.any() or not room.all():
        left = allowed.only(~taken[allowed.row] & (room[allowed.col] > 0))
    start = np.concatenate([[0], np.cumsum(np.bincount(left.row, minlength=allowed.refugees))])
    return Problem(left.row, left.col, left.score, start, room, rank, held, held_total)


def whole_points(score: FloatArray, people: int) -> tuple[IntArray, int]:
    """Scores as whole numbers of steps of 2**-exponent points, and that exponent.

    The coarsest of a few steps that holds every score exactly, else the finest with which no sum over all
    `people`, refugees and mentors, can overflow.
    """
    largest = float(np.abs(score).max(initial=0.0))
    finest = 60 - int(np.frexp(max(largest, np.finfo(float).tiny))[1]) - (people + 4).bit_length()
    for exponent in (0, 10, 20, FINEST):
        exponent = min(exponent, finest)
        if exponent == min(FINEST, finest) or (
            _is_whole(score[:SAMPLE], exponent) and _is_whole(score, exponent)
        ):
            break
    return np.rint(np.ldexp(score, exponent)).astype(np.int64), exponent


def _is_whole(score: FloatArray, exponent: int) -> bool:
    steps = np.ldexp(score, exponent)
    return bool(np.array_equal(steps, np.rint(steps)))


def allowed_pairs(score: Any) -> AllowedPairs:
    """The finite entries of an array, the stored finite ones of a CSR; ValueError for anything else."""
    if sparse.issparse(score):
        if score.format != "csr":
            raise ValueError(f"score: a sparse score must be CSR, got {score.format}")
        _refuse_complex(score.dtype)
        stored = score.astype(np.float64)
        stored.sum_duplicates()  # sorts each row too; astype made a copy, the caller's matrix stays as it is
        row = np.repeat(np.arange(stored.shape[0]), np.diff(stored.indptr)).astype(np.int64)
        finite = np.isfinite(stored.data)
        col = stored.indices[finite].astype(np.int64)
        return AllowedPairs(stored.shape[0], stored.shape[1], row[finite], col, stored.data[finite])
    dense = np.asarray(score)
    if dense.ndim != 2:
        raise ValueError(f"score: must have two dimensions (refugees, mentors), got {dense.ndim}")
    _refuse_complex(dense.dtype)
    finite = np.isfinite(dense)
    at = np.flatnonzero(finite)
    row = np.repeat(np.arange(dense.shape[0]), np.count_nonzero(finite, axis=1))
    col = at - row * dense.shape[1]
    return AllowedPairs(dense.shape[0], dense.shape[1], row, col, dense[finite].astype(np.float64))


def _refuse_complex(dtype: np.dtype) -> None:
    if dtype.kind not in "fiub":
        raise ValueError(f"score: must be real numbers, got {dtype}")


def read_capacity(capacity: npt.ArrayLike, mentors: int) -> IntArray:
    """(M,) places; more than 2**31 - 1 count as that many. ValueError says what is wrong."""
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


def read_priority(priority: npt.ArrayLike | None, refugees: int) -> IntArray:
    """(R,) priority as 1, 2, … in rising order, ties sharing a rank. ValueError says what is wrong."""
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


def read_locked(locked: Iterable[tuple[int, int]], allowed: AllowedPairs) -> IntArray:
    """(k, 2) locked pairs, by refugee; ValueError for a pair outside the score or a refugee locked twice."""
    pairs = np.asarray(list(locked))
    if pairs.size == 0:
        return np.empty((0, 2), np.int64)
    if pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.dtype.kind not in "iu":
        raise ValueError("locked: must be pairs of whole numbers (refugee, mentor)")
    outside = (pairs < 0).any(axis=1) | (pairs[:, 0] >= allowed.refugees) | (pairs[:, 1] >= allowed.mentors)
    if outside.any():
        raise ValueError(f"locked: outside the score, {_name(pairs[outside])}")
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")].astype(np.int64)
    twice = np.isin(pairs[:, 0], pairs[1:, 0][pairs[1:, 0] == pairs[:-1, 0]])
    if twice.any():
        raise ValueError(f"locked: a refugee can hold one place only, {_name(pairs[twice])}")
    return pairs


def refuse_impossible_locks(held: IntArray, allowed: AllowedPairs, places: IntArray) -> None:
    """ValueError naming every locked pair that is forbidden or for which its mentor has no place."""
    forbidden = allowed.find(held) == ABSENT
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
