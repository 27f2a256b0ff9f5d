"""Who sits where, which pairs may be made, and what a place with each mentor is worth. Pure; NumPy only."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.assignment_problem import AllowedPairs, IntArray, Problem, whole_points
from matching.assignment_proof import UNMATCHED, place_worths

NOBODY = -1
Flags = npt.NDArray[np.bool_]


class NotBest(ValueError):
    """The plan to start from is not the best: somebody could move and gain."""

    def __init__(self) -> None:
        super().__init__("the pairs are not the best plan: there are moves that gain")


@dataclass(frozen=True, slots=True, eq=False)
class Saved:
    """How everybody sat, to go back to."""

    mate: IntArray
    seat: IntArray
    room: IntArray
    worth_rank: IntArray
    worth: IntArray
    held: Flags
    out: Flags
    shut: Flags


class Seats:
    """The pairs that may be made, by refugee and by mentor, and who sits where.

    mate: (R,) mentor of each refugee, UNMATCHED for none; seat: (R,) position of that pair, NOBODY for none.
    room: (M,) places left. held: (R,) stays there. out: (R,) takes no place. shut: pairs not to make.
    worth_rank, worth: (M,) what one more place would bring: the rank of whom it lets in, and points.
    """

    def __init__(self, allowed: AllowedPairs, room: IntArray, rank: IntArray) -> None:
        self.row, self.col, self.score = allowed.row, allowed.col, allowed.score
        self.points, self.exponent = whole_points(allowed.score, allowed.refugees + allowed.mentors)
        self.start = _begins(self.row, allowed.refugees)
        self.by_mentor = np.argsort(self.col, kind="stable")
        self.begin = _begins(self.col, allowed.mentors)
        self.who = self.row[self.by_mentor]
        self.shut = np.zeros(len(self.row), bool)
        self.room, self.rank = room.copy(), rank
        self.mate = np.full(allowed.refugees, UNMATCHED)
        self.seat = np.full(allowed.refugees, NOBODY)
        self.held = np.zeros(allowed.refugees, bool)
        self.out = np.zeros(allowed.refugees, bool)
        self.worth_rank = np.zeros(allowed.mentors, np.int64)
        self.worth = np.zeros(allowed.mentors, np.int64)

    def price(self) -> None:
        """Work out what each place is worth in this plan; NotBest if it shows that it is not the best."""
        places = self.room + np.bincount(
            self.mate[(self.mate != UNMATCHED) & ~self.held], minlength=len(self.room)
        )
        keep = ~self.shut & ~(self.held | self.out)[self.row] & (places > 0)[self.col]
        row = self.row[keep]
        problem = Problem(
            row,
            self.col[keep],
            self.score[keep],
            _begins(row, len(self.mate)),
            places,
            self.rank,
            np.empty((0, 2), np.int64),
            0.0,
        )
        mate = np.where(self.held, UNMATCHED, self.mate)
        found = place_worths(problem, self.points[keep], mate)
        if found is None:
            raise NotBest
        none_to_have = int(self.rank.max(initial=0)) + 1
        self.worth_rank = np.where(places > 0, found[0], none_to_have)
        self.worth = np.where(places > 0, found[1], 0)

    def pair(self, refugee: int, mentor: int) -> int | None:
        """Where the pair stands among the pairs, None if it may never be made."""
        first, last = int(self.start[refugee]), int(self.start[refugee + 1])
        at = first + int(np.searchsorted(self.col[first:last], mentor))
        return at if at < last and self.col[at] == mentor else None

    def open_pairs(self, refugee: int) -> IntArray:
        """Positions of the pairs this refugee may be made one of."""
        pairs = np.arange(self.start[refugee], self.start[refugee + 1])
        return pairs[~self.shut[pairs]]

    def shut_pair(self, refugee: int, mentor: int) -> None:
        """The pair may not be made; it must not be seated."""
        pair = self.pair(refugee, mentor)
        if pair is not None:
            self.shut[pair] = True

    def sit(self, pair: int) -> None:
        """Give the refugee of the pair a place with its mentor; there must be room."""
        refugee, mentor = self.row[pair], self.col[pair]
        self.mate[refugee], self.seat[refugee] = mentor, pair
        self.room[mentor] -= 1

    def rise(self, refugee: int) -> int:
        """Take the refugee from their place; the mentor whose place it was, UNMATCHED for none."""
        mentor = int(self.mate[refugee])
        if mentor != UNMATCHED:
            self.mate[refugee], self.seat[refugee] = UNMATCHED, NOBODY
            self.room[mentor] += 1
        return mentor

    def saved(self) -> Saved:
        """Everything that a change can change."""
        return Saved(
            self.mate.copy(),
            self.seat.copy(),
            self.room.copy(),
            self.worth_rank.copy(),
            self.worth.copy(),
            self.held.copy(),
            self.out.copy(),
            self.shut.copy(),
        )

    def restore(self, saved: Saved) -> None:
        """Everything as it was."""
        self.restore_places(saved)
        self.worth_rank[:], self.worth[:] = saved.worth_rank, saved.worth
        self.held[:], self.out[:], self.shut[:] = saved.held, saved.out, saved.shut

    def restore_places(self, saved: Saved) -> None:
        """Everybody where they sat; what is held, left out, shut and worth stays as it is."""
        self.mate[:], self.seat[:], self.room[:] = saved.mate, saved.seat, saved.room


def _begins(of: IntArray, size: int) -> IntArray:
    """(size + 1,) where each one's pairs begin, in pairs sorted by it."""
    return np.concatenate([[0], np.cumsum(np.bincount(of, minlength=size))])
