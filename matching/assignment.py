"""Who with whom: the best whole, with proof. Pure: scores, capacities and locks in, pairs out."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.assignment_flow import solve
from matching.assignment_problem import IntArray, Problem, Score, read_problem, whole_points
from matching.assignment_proof import UNMATCHED, prove


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """A plan and how good it is known to be.

    Attributes:
        pairs: (k, 2) int array of (refugee, mentor), by refugee; locked pairs are among them.
        total: sum of the pairs' scores.
        matched: k.
        optimal: prices were found that no other plan beats: not in people served, then priority, then points.
        gap: points by which another plan as good in people and priority could at most be better; 0.0 when
            proven best, inf when nothing could be shown. Read in the solver's steps of points, at most 2**-20
            for scores in [0, 100] and up to ten million people (2**-36 at 25,000 on each side).
    """

    pairs: IntArray
    total: float
    matched: int
    optimal: bool
    gap: float


def assign(
    score: Score,
    capacity: npt.ArrayLike,
    *,
    locked: Iterable[tuple[int, int]] = (),
    priority: npt.ArrayLike | None = None,
) -> Assignment:
    """The plan that serves most refugees, then most priority, then has the most points.

    Args:
        score: (R, M) array, not finite = forbidden pair; or CSR, not stored or not finite = forbidden,
            a stored zero is a pair worth nothing but allowed.
        capacity: (M,) whole numbers >= 0, places of each mentor; each refugee takes at most one.
        locked: (refugee, mentor) pairs to keep; the best is sought among the plans that have them all.
        priority: (R,) finite, >= 0; None: all alike.

    Raises:
        ValueError: shapes that do not fit, or locked pairs that cannot be kept (named).

    The same arguments give the same plan; where several plans are equally good, which one is not said.
    """
    problem = read_problem(score, capacity, locked, priority)
    points, exponent = whole_points(problem.score, problem.refugees + problem.mentors)
    mate = solve(problem, points)
    return _finish(problem, points, exponent, mate)


def _finish(problem: Problem, points: IntArray, exponent: int, mate: IntArray) -> Assignment:
    """The plan with its total and what `prove` can show of it."""
    chosen = problem.col == mate[problem.row]
    proof = prove(problem, points, mate)
    gap = float("inf")
    if proof.bound is not None:
        gap = float(np.ldexp(proof.bound - sum(points[chosen].tolist()), -exponent))
    served = np.flatnonzero(mate != UNMATCHED)
    pairs = np.concatenate([problem.locked, np.column_stack([served, mate[served]])])
    return Assignment(
        pairs=pairs[np.argsort(pairs[:, 0], kind="stable")],
        total=problem.locked_total + float(problem.score[chosen].sum()),
        matched=len(pairs),
        optimal=proof.complete and gap == 0.0,
        gap=gap,
    )
