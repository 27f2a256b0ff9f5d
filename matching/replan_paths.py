"""Who sits where, and the best chain of moves that frees a place or fills one. Pure; NumPy only.

A chain of moves is a path: a refugee moves on to the next mentor, whose refugee moves on in turn. In a best plan
no circle of moves gains, so the best chains are longest paths found by rounds over whole columns at once.
Places, ranks and points are whole numbers: nothing is lost to rounding.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.assignment_problem import AllowedPairs, IntArray, whole_points
from matching.assignment_proof import UNMATCHED, spans

UNREACHED = np.iinfo(np.int64).min // 2
NOBODY = -1
UNKNOWN_LEVEL = np.iinfo(np.int64).max
Flags = npt.NDArray[np.bool_]


class NotBest(ValueError):
    """The plan to start from is not the best: somebody could move and gain."""


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """The best chain of moves at every mentor.

    points: (M,) what the chain gains; UNREACHED where there is none.
    level: (M,) rank of the refugee who loses the place at the chain's end; 0 where nobody does.
    mover, onward: (M,) who moves first, and to which mentor; NOBODY where the chain ends at once.
    loser: (M,) who loses the place of a chain that ends here.
    """

    points: IntArray
    level: IntArray
    mover: IntArray
    onward: IntArray
    loser: IntArray

    @classmethod
    def unknown(cls, mentors: int) -> "Chains":
        """No chain anywhere yet."""
        return cls(
            np.full(mentors, UNREACHED),
            np.full(mentors, UNKNOWN_LEVEL),
            np.full(mentors, NOBODY),
            np.full(mentors, NOBODY),
            np.full(mentors, NOBODY),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Saved:
    """How everybody sat, to go back to."""

    mate: IntArray
    seat: IntArray
    room: IntArray
    held: Flags
    out: Flags
    shut: Flags


class Seats:
    """The pairs that may be made, by refugee and by mentor, and who sits where.

    mate: (R,) mentor of each refugee, UNMATCHED for none. room: (M,) places left. A refugee who is `held` stays
    where they are; one who is `out` takes no place. `shut` pairs may not be made.
    """

    def __init__(self, allowed: AllowedPairs, room: IntArray, rank: IntArray) -> None:
        self.score = allowed.score
        self.points, self.exponent = whole_points(allowed.score, allowed.refugees + allowed.mentors)
        self.row, self.col = allowed.row, allowed.col
        self.start = _begins(self.row, allowed.refugees)
        self.by_mentor = np.argsort(self.col, kind="stable")
        self.begin = _begins(self.col, allowed.mentors)
        self.who, self.worth = self.row[self.by_mentor], self.points[self.by_mentor]
        self.shut = np.zeros(len(self.row), bool)
        self.room, self.rank = room.copy(), rank
        self.mate = np.full(allowed.refugees, UNMATCHED)
        self.seat = np.full(allowed.refugees, NOBODY)
        self.held = np.zeros(allowed.refugees, bool)
        self.out = np.zeros(allowed.refugees, bool)

    def pair(self, refugee: int, mentor: int) -> int | None:
        """Where the pair stands among the pairs, None if it may never be made."""
        first, last = int(self.start[refugee]), int(self.start[refugee + 1])
        at = first + int(np.searchsorted(self.col[first:last], mentor))
        return at if at < last and self.col[at] == mentor else None

    def open_pairs(self, refugee: int) -> IntArray:
        """Positions of the pairs this refugee may be made one of."""
        pairs = np.arange(self.start[refugee], self.start[refugee + 1])
        return pairs[~self.shut[pairs]]

    def best_pair(self, refugee: int, chains: Chains) -> int | None:
        """The pair in which the refugee is best placed by `chains`; None where it is better to wait."""
        pairs = self.open_pairs(refugee)
        level = chains.level[self.col[pairs]]
        pairs = pairs[level == level.min(initial=UNKNOWN_LEVEL)]
        gain = self.points[pairs] + chains.points[self.col[pairs]]
        if not len(pairs) or level.min() > self.rank[refugee]:
            return None
        best = int(np.argmax(gain))
        return None if level.min() == self.rank[refugee] and gain[best] <= 0 else int(pairs[best])

    def shut_pair(self, refugee: int, mentor: int) -> None:
        """The pair may not be made; it must not be seated."""
        pair = self.pair(refugee, mentor)
        if pair is not None:
            self.shut[pair] = True

    def saved(self) -> Saved:
        """Everything that changes can change."""
        mine = self.mate, self.seat, self.room, self.held, self.out, self.shut
        return Saved(*(each.copy() for each in mine))

    def restore(self, saved: Saved) -> None:
        """Everything as it was."""
        self.restore_places(saved)
        self.held[:], self.out[:], self.shut[:] = saved.held, saved.out, saved.shut

    def restore_places(self, saved: Saved) -> None:
        """Everybody where they sat; what is held, left out and shut stays as it is."""
        self.mate[:], self.seat[:], self.room[:] = saved.mate, saved.seat, saved.room

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

    def fill(self, mentor: int) -> None:
        """Make the best of a place that became free with this mentor; a place free before changes nothing."""
        if mentor == UNMATCHED or self.room[mentor] != 1:
            return
        chains = Chains.unknown(len(self.room))
        chains.points[mentor], chains.level[mentor] = 0, 0
        self._spread(chains, np.array([mentor]), 0)
        entry = self._best_entry(chains)
        last = int(np.argmax(chains.points)) if entry is None else int(self.col[entry])
        if entry is not None or chains.points[last] > 0:
            self._move_along(chains, last)
            if entry is not None:
                self.sit(entry)

    def chains(self) -> Chains:
        """For each mentor, the best way to free one more place there than are free."""
        found = Chains.unknown(len(self.room))
        free = np.flatnonzero(self.room > 0)
        found.points[free], found.level[free] = 0, 0
        self._spread(found, free, 0)
        movable = np.flatnonzero((self.mate != UNMATCHED) & ~self.held)
        while True:
            movable = movable[found.level[self.mate[movable]] == UNKNOWN_LEVEL]
            if not len(movable):
                return found
            lowest = self.rank[movable].min()
            losers = movable[self.rank[movable] == lowest]
            at, gain = self.mate[losers], -self.points[self.seat[losers]]
            np.maximum.at(found.points, at, gain)
            best = gain == found.points[at]
            found.loser[at[best]], found.level[at] = losers[best], lowest
            self._spread(found, np.unique(at), lowest)

    def make_room(self, chains: Chains, mentor: int) -> None:
        """Free a place with this mentor, as the chain there says."""
        last = self._move_along(chains, mentor)
        if chains.level[mentor] > 0:
            self.rise(int(chains.loser[last]))

    def _move_along(self, chains: Chains, mentor: int) -> int:
        """Everybody on the chain moves on; the mentor at its end."""
        steps = []
        while chains.mover[mentor] != NOBODY:
            steps.append((int(chains.mover[mentor]), int(chains.onward[mentor])))
            mentor = steps[-1][1]
        for refugee, onward in steps:
            self.rise(refugee)
            pair = self.pair(refugee, onward)
            if pair is None:
                raise AssertionError("a chain goes along pairs that may be made")
            self.sit(pair)
        return mentor

    def _spread(self, chains: Chains, frontier: IntArray, level: int) -> None:
        """Lengthen the chains that end at `frontier` by whoever would gain by moving up, until nobody does."""
        for _ in range(len(self.room) + 1):
            refugee, mentor, gain = self._moves_to(chains, frontier)
            home = self.mate[refugee]
            known = chains.level[home]
            fresh = ((known == level) | (known == UNKNOWN_LEVEL)) & (gain > chains.points[home])
            refugee, mentor, gain, home = refugee[fresh], mentor[fresh], gain[fresh], home[fresh]
            if not len(home):
                return
            np.maximum.at(chains.points, home, gain)
            best = gain == chains.points[home]
            chains.mover[home[best]], chains.onward[home[best]] = refugee[best], mentor[best]
            chains.level[home] = level
            frontier = np.unique(home)
        raise NotBest("the pairs are not the best plan: a circle of moves would gain")

    def _moves_to(self, chains: Chains, mentors: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Every move to one of the mentors: who, to whom, and what the chain then gains."""
        at = spans(self.begin, mentors)
        refugee = self.who[at]
        mentor = np.repeat(mentors, self.begin[mentors + 1] - self.begin[mentors])
        able = (self.mate[refugee] != UNMATCHED) & ~self.held[refugee] & ~self.shut[self.by_mentor[at]]
        at, refugee, mentor = at[able], refugee[able], mentor[able]
        gain = chains.points[mentor] + self.worth[at] - self.points[self.seat[refugee]]
        return refugee, mentor, gain

    def _best_entry(self, chains: Chains) -> int | None:
        """The pair by which a waiting refugee best comes in at the end of a chain: by rank, then by points."""
        waiting = np.flatnonzero((self.mate == UNMATCHED) & ~self.out)
        pairs = spans(self.start, waiting)
        pairs = pairs[~self.shut[pairs] & (chains.level[self.col[pairs]] == 0)]
        if not len(pairs):
            return None
        rank = self.rank[self.row[pairs]]
        pairs = pairs[rank == rank.max()]
        return int(pairs[np.argmax(chains.points[self.col[pairs]] + self.points[pairs])])


def _begins(of: IntArray, size: int) -> IntArray:
    """(size + 1,) where each one's pairs begin, in pairs sorted by it."""
    return np.concatenate([[0], np.cumsum(np.bincount(of, minlength=size))])
