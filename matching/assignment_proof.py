"""The proof: prices that bound every other plan, worked out from a plan without asking how it was found.

Two layers, as the goal has two. The first prices a place in ranks of priority (a place is worth the best
refugee still waiting whom it would let in): where the prices support the plan, no plan serves more, or more
priority. The second prices a place in points among the plans the first leaves open: a bound on their total.
"""

from dataclasses import dataclass

import numpy as np

from matching.assignment_problem import IntArray, Problem

UNMATCHED = -1
UNPRICED = np.iinfo(np.int64).min // 2


@dataclass(frozen=True, slots=True)
class Proof:
    """`complete`: no plan serves more, nor more priority. `bound` on the points of those; None: unknown."""

    complete: bool
    bound: int | None


def prove(problem: Problem, points: IntArray, mate: IntArray) -> Proof:
    """What can be shown of `mate`, a plan that keeps to pairs and places."""
    price = places_prices(problem, mate)
    surplus = waiting_surplus(problem, mate, price)
    if not _supports(problem, mate, price, surplus):
        return Proof(complete=False, bound=None)
    open_pairs = surplus[problem.row] + price[problem.col] == problem.rank[problem.row]
    return Proof(complete=True, bound=_points_bound(problem, points, mate, price, surplus, open_pairs))


def check_prices(
    problem: Problem, points: IntArray, mate: IntArray, price: IntArray, worth: IntArray
) -> Proof | None:
    """What prices that somebody else found show of `mate`; None if they show nothing. They are not trusted.

    price, worth: (M,) rank and points that a place is said to be worth.
    """
    surplus = waiting_surplus(problem, mate, price)
    if not _supports(problem, mate, price, surplus):
        return None
    gain = _points_of_mates(problem, points, mate)
    served = np.flatnonzero(mate != UNMATCHED)
    gain[served] -= worth[mate[served]]
    may_wait = surplus == 0
    gain[may_wait] = np.maximum(gain[may_wait], 0)
    asks = worth[problem.col]
    asks += np.repeat(gain, np.diff(problem.start))
    asks -= points
    dear = np.flatnonzero(asks < 0)
    is_open = surplus[problem.row[dear]] + price[problem.col[dear]] == problem.rank[problem.row[dear]]
    used = np.bincount(mate[served], minlength=problem.mentors)
    if is_open.any() or np.any((price == 0) & (worth < 0)) or np.any((worth != 0) & (used != problem.room)):
        return None
    return Proof(complete=True, bound=sum(gain.tolist()) + sum((worth * problem.room).tolist()))


def places_prices(problem: Problem, mate: IntArray) -> IntArray:
    """(M,) rank of the best waiting refugee whom one more place there would let in, if need be by moves."""
    price = np.zeros(problem.mentors, np.int64)
    occupants, begin = _occupants(problem, mate)
    waiting = np.flatnonzero((mate == UNMATCHED) & (np.diff(problem.start) > 0))
    waiting = waiting[np.argsort(-problem.rank[waiting], kind="stable")]
    first = np.flatnonzero(np.diff(problem.rank[waiting], prepend=0))
    for people in np.split(waiting, first)[1:]:
        level = problem.rank[people[0]]
        while len(people):
            reached = problem.col[spans(problem.start, people)]
            reached = np.unique(reached[price[reached] == 0])
            price[reached] = level
            people = occupants[spans(begin, reached)]
    return price


def waiting_surplus(problem: Problem, mate: IntArray, price: IntArray) -> IntArray:
    """(R,) what a served refugee's rank exceeds the price of the place by; 0 for those not served."""
    surplus = np.zeros(problem.refugees, np.int64)
    served = np.flatnonzero(mate != UNMATCHED)
    surplus[served] = problem.rank[served] - price[mate[served]]
    return surplus


def _supports(problem: Problem, mate: IntArray, price: IntArray, surplus: IntArray) -> bool:
    """Whether prices and plan together prove that it serves most: duality, with every slack accounted for."""
    used = np.bincount(mate[mate != UNMATCHED], minlength=problem.mentors)
    need = problem.rank - surplus
    covered = price[problem.col] >= np.repeat(need, np.diff(problem.start))
    return bool(covered.all() and (surplus >= 0).all() and ((price == 0) | (used == problem.room)).all())


def place_worths(problem: Problem, points: IntArray, mate: IntArray) -> tuple[IntArray, IntArray] | None:
    """(M,) ranks and (M,) points one more place would bring to the best plan `mate`; None if it is not."""
    price = places_prices(problem, mate)
    surplus = waiting_surplus(problem, mate, price)
    if not _supports(problem, mate, price, surplus):
        return None
    open_pairs = surplus[problem.row] + price[problem.col] == problem.rank[problem.row]
    worth = _worths(problem, points, mate, price, open_pairs, _points_of_mates(problem, points, mate))
    return None if worth is None else (price, worth)


def _points_of_mates(problem: Problem, points: IntArray, mate: IntArray) -> IntArray:
    """(R,) points of each served refugee's pair, 0 for the others."""
    of_mate = np.zeros(problem.refugees, np.int64)
    chosen = problem.col == mate[problem.row]
    of_mate[problem.row[chosen]] = points[chosen]
    return of_mate


def _worths(
    problem: Problem,
    points: IntArray,
    mate: IntArray,
    price: IntArray,
    open_pairs: np.ndarray,
    of_mate: IntArray,
) -> IntArray | None:
    """(M,) points one more place would bring among the open pairs; None where they never come to rest."""
    worth = np.where(price == 0, 0, UNPRICED)
    asks = open_pairs & (mate[problem.row] == UNMATCHED)
    np.maximum.at(worth, problem.col[asks], points[asks])
    return worth if _raise_prices(problem, points, mate, open_pairs, of_mate, worth) else None


def _points_bound(
    problem: Problem,
    points: IntArray,
    mate: IntArray,
    price: IntArray,
    surplus: IntArray,
    open_pairs: np.ndarray,
) -> int | None:
    """Most points any plan on the open pairs can have; None where the prices never come to rest."""
    of_mate = _points_of_mates(problem, points, mate)
    worth = _worths(problem, points, mate, price, open_pairs, of_mate)
    if worth is None:
        return None
    served = np.flatnonzero(mate != UNMATCHED)
    gain = of_mate[served] - worth[mate[served]]
    gain = np.where(surplus[served] == 0, np.maximum(gain, 0), gain)
    priced = worth > UNPRICED
    return sum(gain.tolist()) + sum((worth[priced] * problem.room[priced]).tolist())


def _raise_prices(
    problem: Problem,
    points: IntArray,
    mate: IntArray,
    open_pairs: np.ndarray,
    of_mate: IntArray,
    worth: IntArray,
) -> bool:
    """Raise `worth` until no served refugee would rather move; False if a circle of moves gains for ever."""
    occupants, begin = _occupants(problem, mate)
    moved = np.flatnonzero(worth > UNPRICED)
    for _ in range(problem.mentors + 1):
        people = occupants[spans(begin, moved)]
        pairs = spans(problem.start, people)
        pairs = pairs[open_pairs[pairs]]
        row, col = problem.row[pairs], problem.col[pairs]
        before = worth.copy()
        np.maximum.at(worth, col, worth[mate[row]] - of_mate[row] + points[pairs])
        moved = np.flatnonzero(worth > before)
        if not len(moved):
            return True
    return False


def _occupants(problem: Problem, mate: IntArray) -> tuple[IntArray, IntArray]:
    """Served refugees mentor by mentor, and (M + 1,) where each mentor's begin."""
    served = np.flatnonzero(mate != UNMATCHED)
    used = np.bincount(mate[served], minlength=problem.mentors)
    return served[np.argsort(mate[served], kind="stable")], np.concatenate([[0], np.cumsum(used)])


def spans(start: IntArray, which: IntArray) -> IntArray:
    """The positions start[i] … start[i + 1] - 1 of every i in `which`, one after another."""
    size = start[which + 1] - start[which]
    before = np.cumsum(size) - size
    return np.repeat(start[which] - before, size) + np.arange(size.sum())
