"""The points a plan was made of, packed into one file and read again: by keys, without names.

What is stored never changes, so a process decodes it once. Pure: arrays in, bytes out, and back.
"""

import hashlib
import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

IntArray = npt.NDArray[np.int64]
FAST = 1  # of zlib: points hardly shrink further, and the plan waits for it


@dataclass(frozen=True, eq=False)
class StoredScores:
    """`matrix`: CSR of the pairs every rule allowed; `rule_counts`: rule -> mentors out, by refugee."""

    refugees: IntArray
    mentors: IntArray
    matrix: sparse.csr_matrix
    capacity: IntArray
    priority: npt.NDArray[np.float64]
    rule_counts: Mapping[str, IntArray]

    @cached_property
    def refugee_at(self) -> dict[int, int]:
        return {pk: at for at, pk in enumerate(self.refugees.tolist())}

    @cached_property
    def mentor_at(self) -> dict[int, int]:
        return {pk: at for at, pk in enumerate(self.mentors.tolist())}

    @cached_property
    def nobody(self) -> tuple[int, ...]:
        """Refugees no mentor was possible for."""
        return tuple(self.refugees[np.diff(self.matrix.indptr) == 0].tolist())

    def ranked(self, refugee: int) -> list[tuple[int, float]]:
        """(mentor, points) of those every rule allowed, most points first, then by key."""
        at = self.refugee_at[refugee]
        here = slice(self.matrix.indptr[at], self.matrix.indptr[at + 1])
        columns, points = self.matrix.indices[here], self.matrix.data[here]
        order = np.lexsort((columns, -points))
        return list(zip(self.mentors[columns[order]].tolist(), points[order].tolist(), strict=True))

    def score(self, refugee: int, mentor: int) -> float | None:
        """Points of the pair; None where a rule kept the two apart, or one of them is not here."""
        at, of = self.refugee_at.get(refugee), self.mentor_at.get(mentor)
        if at is None or of is None:
            return None
        here = slice(self.matrix.indptr[at], self.matrix.indptr[at + 1])
        found = np.flatnonzero(self.matrix.indices[here] == of)
        return float(self.matrix.data[here][found[0]]) if len(found) else None

    def ruled_out(self, refugee: int) -> list[tuple[str, int]]:
        """The rules that exclude mentors for this refugee, and how many, the most first."""
        at = self.refugee_at[refugee]
        counts = [(rule, int(each[at])) for rule, each in self.rule_counts.items()]
        return sorted(((rule, count) for rule, count in counts if count), key=lambda each: -each[1])


def allowed_pairs(matrix: Any) -> sparse.csr_matrix:
    """The finite points of a matrix, dense or sparse, as CSR in order of position; a zero stays stored."""
    if sparse.issparse(matrix):
        pairs = sparse.csr_matrix(matrix).sorted_indices()
        keep = np.isfinite(pairs.data)
        if keep.all():
            return pairs
        row = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))[keep]
        col, points = pairs.indices[keep], pairs.data[keep]
    else:
        row, col = np.nonzero(np.isfinite(matrix))
        points = np.asarray(matrix)[row, col]
    starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=matrix.shape[0]))])
    return sparse.csr_matrix((points, col, starts), shape=matrix.shape, dtype=np.float64)


def without_people(matrix: sparse.csr_matrix, left_out: Sequence[int]) -> sparse.csr_matrix:
    """The same points without the pairs of the refugees at these positions."""
    if not left_out:
        return matrix
    points = matrix.data.copy()
    for at in left_out:
        points[matrix.indptr[at] : matrix.indptr[at + 1]] = np.nan
    return allowed_pairs(sparse.csr_matrix((points, matrix.indices, matrix.indptr), shape=matrix.shape))


def pack(scores: StoredScores) -> bytes:
    """One compressed file of arrays; nothing in it is code."""
    rules = sorted(scores.rule_counts)
    counts = np.array([scores.rule_counts[rule] for rule in rules], np.int32)
    file = io.BytesIO()
    np.savez(
        file,
        refugees=scores.refugees,
        mentors=scores.mentors,
        points=scores.matrix.data,
        columns=scores.matrix.indices.astype(np.int32),
        starts=scores.matrix.indptr.astype(np.int64),
        capacity=scores.capacity,
        priority=scores.priority,
        rules=np.array(rules, "U40"),
        counts=counts.reshape(len(rules), len(scores.refugees)),
    )
    return zlib.compress(file.getvalue(), FAST)


def unpack(data: bytes) -> StoredScores:
    with np.load(io.BytesIO(zlib.decompress(data)), allow_pickle=False) as file:
        shape = (len(file["refugees"]), len(file["mentors"]))
        pairs = (file["points"], file["columns"], file["starts"])
        counts = file["counts"]
        return StoredScores(
            refugees=file["refugees"],
            mentors=file["mentors"],
            matrix=sparse.csr_matrix(pairs, shape=shape),
            capacity=file["capacity"],
            priority=file["priority"],
            rule_counts={str(rule): counts[number] for number, rule in enumerate(file["rules"])},
        )


def mark_of(data: bytes) -> str:
    """What tells one file from every other."""
    return hashlib.sha256(data).hexdigest()
