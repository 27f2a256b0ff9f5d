"""The search for the chain of moves that loses least. Pure; NumPy only.

A chain of moves is a path: a refugee moves on to the next mentor, whose refugee moves on in turn. A place has
a worth: the rank and the points that one more place with that mentor would bring. Against these prices no
move of a best plan gains; what it loses is its slack. So the best chain is a shortest path, and a search from
where the change is may stop at the first end it cannot better. Ranks and points are whole numbers, compared
one after the other: nothing is lost to rounding.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.assignment_problem import IntArray
from matching.replan_seats import NOBODY, Seats

FAR = np.iinfo(np.int64).max // 2
SOME = 24
PART = 6
"""So many mentors, or this part of those in reach, are looked at together: few rounds, little waste."""

Length = tuple[int, int]
NEVER: Length = (FAR, FAR)


@dataclass(frozen=True, slots=True)
class End:
    """Where a chain ends: what it loses, at which mentor, and whom it lets in or whose place it takes."""

    length: Length
    mentor: int
    refugee: int = NOBODY
    pair: int = NOBODY


NOWHERE = End(NEVER, NOBODY)


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Moves looked at together: which pairs they make, reaching which mentor, at what loss so far."""

    at: IntArray
    pair: IntArray
    rank: IntArray
    points: IntArray


Look = Callable[["Search", IntArray], tuple[Steps, End]]


class Search:
    """Losses of the best chains from where a change is, to each mentor.

    rank, points: (M,) the loss, FAR where none is known. pair: (M,) the move that leads there, NOBODY at a
    start.
    """

    def __init__(self, seats: Seats) -> None:
        mentors = len(seats.room)
        self.seats = seats
        self.rank, self.points = np.full(mentors, FAR), np.full(mentors, FAR)
        self.pair = np.full(mentors, NOBODY)
        self.pending = np.zeros(mentors, bool)

    def take(self, steps: Steps) -> None:
        """Keep what comes to a mentor at less loss than known."""
        at, rank, points = steps.at, steps.rank, steps.points
        less = (rank < self.rank[at]) | ((rank == self.rank[at]) & (points < self.points[at]))
        at, rank, points, pair = at[less], rank[less], points[less], steps.pair[less]
        last_is_least = np.lexsort((points, rank))[::-1]
        at = at[last_is_least]
        self.rank[at], self.points[at] = rank[last_is_least], points[last_is_least]
        self.pair[at] = pair[last_is_least]
        self.pending[at] = True

    def run(self, look: Look, best: End = NOWHERE) -> End:
        """Look on from the nearest mentors until no end better than the best can be found."""
        while len(chosen := self._nearest(best.length)):
            self.pending[chosen] = False
            steps, end = look(self, chosen)
            best = min(best, end, key=lambda each: each.length)
            self.take(steps)
        return best

    def settle(self, end: End, sign: int) -> None:
        """Prices once the chain is taken: they rise (1) or fall (-1) by what the end is farther than each."""
        rank, points = end.length[0] - self.rank, end.length[1] - self.points
        near = (rank > 0) | ((rank == 0) & (points > 0))
        self.seats.worth_rank[near] += sign * rank[near]
        self.seats.worth[near] += sign * points[near]

    def _nearest(self, bound: Length) -> IntArray:
        """A few of the mentors still to look on from, the nearest; none where all are beyond the bound."""
        found = np.flatnonzero(self.pending)
        rank = self.rank[found]
        found = found[rank == rank.min(initial=FAR)]
        if not len(found) or self.rank[found[0]] > bound[0]:
            return found[:0]
        points = self.points[found]
        if self.rank[found[0]] == bound[0]:
            found, points = found[points < bound[1]], points[points < bound[1]]
        few = max(SOME, len(found) // PART)
        return found if len(found) <= few else found[np.argpartition(points, few)[:few]]
