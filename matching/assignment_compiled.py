"""When the compiled solver is used, and the loading of it.

Numba takes longer to load than a small problem takes to solve, so it is loaded at the first problem that is
worth it, and never where it is not installed. Which solver is used hangs on the problem's size alone: the
same arguments give the same plan in every process.
"""

import importlib
from functools import cache
from importlib.util import find_spec
from types import ModuleType

import numpy as np

from matching.assignment_problem import IntArray, Problem

WORTH_COMPILING = 4_000
"""Allowed pairs from which the compiled solver is used: below, the flow takes a millisecond or two."""

Prices = tuple[IntArray, IntArray]


def is_compiled(pairs: int) -> bool:
    """Whether a problem with so many allowed pairs is for the compiled solver."""
    return pairs >= WORTH_COMPILING and is_installed()


@cache
def is_installed() -> bool:
    """Whether Numba is there."""
    return find_spec("numba") is not None


def warm_up() -> None:
    """Load the compiled solver now; compile it if that has not been done on this machine."""
    zero = np.zeros(1, np.int64)
    _kernel().solve(np.array([0, 1]), zero, zero, zero, np.array([1]), np.array([1]))


def solve_compiled(problem: Problem, points: IntArray) -> tuple[IntArray, Prices]:
    """(R,) mentor of each refugee, and (M,) ranks and (M,) points that a place is worth at each mentor."""
    asked = np.bincount(problem.col, minlength=problem.mentors)
    has_pairs = np.flatnonzero(np.diff(problem.start))
    people = has_pairs[np.argsort(-problem.rank[has_pairs], kind="stable")]
    mate, rank, worth = _kernel().solve(
        problem.start, problem.col, points, people, problem.rank, np.minimum(problem.room, asked)
    )
    return mate, (rank, worth)


def _kernel() -> ModuleType:
    return importlib.import_module("matching.assignment_kernel")
