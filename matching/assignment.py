"""Who with whom: the best whole, with proof. Pure: scores, capacities and locks in, pairs out."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.assignment_compiled import Prices, is_compiled, solve_compiled
from matching.assignment_flow import solve
from matching.assignment_problem import (
    IntArray,
    Problem,
    Score,
    allowed_pairs,
    read_locked,
    read_priority,
    read_problem,
    whole_points,
)
from matching.assignment_proof import UNMATCHED, check_prices, prove

SLIP = 1e-6
"""Points that adding up the same pairs in another order may make a difference of."""


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
    if is_compiled(len(points)):
        mate, prices = solve_compiled(problem, points)
        return _finish(problem, points, exponent, mate, prices)
    return _finish(problem, points, exponent, solve(problem, points))


def raise_weakest(
    score: Score,
    capacity: npt.ArrayLike,
    plan: Assignment,
    *,
    at_most_percent: float,
    locked: Iterable[tuple[int, int]] = (),
    priority: npt.ArrayLike | None = None,
) -> Assignment:
    """The plan whose weakest pair is strongest, for at most some percent of the points of the best plan.

    It serves as many refugees, and as much priority, as `plan`, the best plan `assign` makes of the same
    arguments; among such plans it has most points. Locked pairs are kept, and don't count as weak.
    `optimal` and `gap` are said among the plans without a pair weaker than its weakest.

    Raises:
        ValueError: as `assign`, or a percentage that is none.
    """
    if not 0 <= at_most_percent <= 100:
        raise ValueError(f"at_most_percent: must be from 0 to 100, got {at_most_percent}")
    held, allowed = list(locked), allowed_pairs(score)
    rank = read_priority(priority, allowed.refugees)
    kept = np.zeros(len(allowed.row), bool)
    kept[allowed.find(read_locked(held, allowed))] = True
    chosen = allowed.find(plan.pairs)
    weakest = allowed.score[chosen[~kept[chosen]]].min(initial=np.inf)
    steps = np.unique(allowed.score[~kept & (allowed.score > weakest)])
    least = plan.total - abs(plan.total) * at_most_percent / 100 - SLIP
    best, below, above = plan, 0, len(steps)
    while below < above:
        middle = (below + above) // 2
        strong = allowed.only(kept | (allowed.score >= steps[middle])).csr()
        found = assign(strong, capacity, locked=held, priority=priority)
        if found.total >= least and _served(found, rank) == _served(plan, rank):
            best, below = found, middle + 1
        else:
            above = middle
    return best


def _served(plan: Assignment, rank: IntArray) -> tuple[int, int]:
    """How many a plan serves, and with how much priority."""
    return plan.matched, int(rank[plan.pairs[:, 0]].sum())


def _finish(
    problem: Problem, points: IntArray, exponent: int, mate: IntArray, prices: Prices | None = None
) -> Assignment:
    """The plan with its total and what can be shown of it: by the prices offered, else by `prove`."""
    chosen = np.flatnonzero(problem.col == mate[problem.row])
    proof = None if prices is None else check_prices(problem, points, mate, *prices)
    if proof is None or proof.bound != points[chosen].sum():
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
