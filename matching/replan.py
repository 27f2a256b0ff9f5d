"""One change to the best plan, and the best plan after it, without working all of it out again. Pure.

Locking a pair, forbidding one, leaving somebody out, and their opposites each free a place, fill one, or
both: a chain of moves each. After every change the plan is as good as `assignment.assign` would make it under
the same locks, forbidden pairs and left-out refugees: most refugees served, then most priority, then points.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.assignment_problem import (
    IntArray,
    Score,
    allowed_pairs,
    read_capacity,
    read_locked,
    read_priority,
    refuse_impossible_locks,
)
from matching.assignment_proof import UNMATCHED
from matching.replan_paths import fill, make_room, place, room_losses
from matching.replan_search import FAR
from matching.replan_seats import NOBODY, NotBest, Seats

__all__ = ["Cost", "Moved", "NotBest", "Replan"]

Worth = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a choice changes: how many are served, and the sum of points."""

    matched_change: int
    total_change: float


@dataclass(frozen=True, slots=True)
class Moved:
    """What one change did to the plan.

    `pairs`: (refugee, mentor before, mentor after) of everybody whose mentor changed, None for no mentor.
    """

    pairs: list[tuple[int, int | None, int | None]]
    matched_change: int
    total_change: float


NOTHING = Moved([], 0, 0.0)


class Replan:
    """A best plan that follows changes one by one.

    Args:
        score, capacity, priority: as `assign` takes them.
        pairs: the best plan under the given locks, forbidden pairs and left-out refugees, by `assign`.
        locked: (refugee, mentor) pairs to keep; they are among `pairs`.
        forbidden: (refugee, mentor) pairs not to make, besides those the score forbids.
        left_out: refugees who take no place.

    Raises:
        ValueError: arguments that contradict each other, in words. `NotBest`, now or at a later change, if it
            shows that `pairs` are not the best plan; not every such plan shows.
    """

    def __init__(
        self,
        score: Score,
        capacity: npt.ArrayLike,
        *,
        pairs: Iterable[tuple[int, int]],
        priority: npt.ArrayLike | None = None,
        locked: Iterable[tuple[int, int]] = (),
        forbidden: Iterable[tuple[int, int]] = (),
        left_out: Iterable[int] = (),
    ) -> None:
        allowed = allowed_pairs(score)
        places = read_capacity(capacity, allowed.mentors)
        held = read_locked(locked, allowed)
        refuse_impossible_locks(held, allowed, places)
        self._seats = Seats(allowed, places, read_priority(priority, allowed.refugees))
        for refugee, mentor in forbidden:
            self._check(refugee, mentor)
            self._seats.shut_pair(refugee, mentor)
        for refugee in left_out:
            self._check(refugee)
            self._seats.out[refugee] = True
        self._sit_down(pairs)
        for refugee, mentor in held.tolist():
            if self._seats.mate[refugee] != mentor:
                raise ValueError(f"locked: {name(refugee, mentor)} is not among the pairs of the plan")
            self._seats.held[refugee] = True
        self._seats.price()

    def _sit_down(self, pairs: Iterable[tuple[int, int]]) -> None:
        for refugee, mentor in pairs:
            pair = self._open_pair(int(refugee), int(mentor))
            if self._seats.mate[refugee] != UNMATCHED:
                raise ValueError(f"pairs: refugee {refugee} has two mentors")
            if not self._seats.room[mentor]:
                raise ValueError(f"pairs: more than mentor {mentor} has places for")
            self._seats.sit(pair)

    @property
    def pairs(self) -> IntArray:
        """(k, 2) of (refugee, mentor), by refugee."""
        served = np.flatnonzero(self._seats.mate != UNMATCHED)
        return np.column_stack([served, self._seats.mate[served]])

    @property
    def matched(self) -> int:
        """How many are served."""
        return int((self._seats.mate != UNMATCHED).sum())

    @property
    def total(self) -> float:
        """Sum of the pairs' points."""
        seat = self._seats.seat
        return float(self._seats.score[seat[seat != NOBODY]].sum())

    def lock(self, refugee: int, mentor: int) -> Moved:
        """Keep this pair whatever comes; a pair the refugee was locked in before is let go."""
        pair = self._open_pair(refugee, mentor)
        return self._change(lambda: self._place(refugee, pair), forced=True)

    def unlock(self, refugee: int, mentor: int) -> Moved:
        """Let the plan decide again about a locked pair."""
        self._check(refugee, mentor)
        if not self._is_locked(refugee, mentor):
            raise ValueError(f"{name(refugee, mentor)} is not locked")
        return self._change(lambda: self._reconsider(refugee))

    def forbid(self, refugee: int, mentor: int) -> Moved:
        """Never make this pair. One that is never allowed, or forbidden already, stays so."""
        self._check(refugee, mentor)
        if self._is_locked(refugee, mentor):
            raise ValueError(f"{name(refugee, mentor)} is locked; unlock it first")
        if self._seats.mate[refugee] != mentor:
            self._seats.shut_pair(refugee, mentor)
            return NOTHING
        return self._change(lambda: self._part(refugee, mentor), forced=True)

    def allow(self, refugee: int, mentor: int) -> Moved:
        """Take back that a pair was forbidden; ValueError where the score never allowed it."""
        pair = self._pair(refugee, mentor)
        if not self._seats.shut[pair]:
            return NOTHING
        return self._change(lambda: self._open(refugee, pair))

    def leave_out(self, refugee: int) -> Moved:
        """Give this refugee no place."""
        self._check(refugee)
        if self._seats.held[refugee]:
            raise ValueError(f"refugee {refugee} is in a locked pair; unlock it first")
        return self._change(lambda: self._lift(refugee), forced=True)

    def take_in(self, refugee: int) -> Moved:
        """Let a refugee who was left out have a place again."""
        self._check(refugee)
        if not self._seats.out[refugee]:
            return NOTHING
        return self._change(lambda: self._reconsider(refugee))

    def cost_of(self, refugee: int, mentor: int) -> Moved:
        """What `lock` would do, without doing it."""
        before = self._seats.saved()
        try:
            return self.lock(refugee, mentor)
        finally:
            self._seats.restore(before)

    def costs_of(self, refugee: int) -> dict[int, Cost]:
        """What locking the refugee with each mentor would change, for all mentors at once.

        Without those the refugee may not be paired with, and those whose places are all held by other locks.
        """
        self._check(refugee)
        if self._seats.out[refugee]:
            raise ValueError(f"refugee {refugee} is left out; take them in first")
        before, matched, points = self._seats.saved(), self.matched, self._points
        try:
            self._lift(refugee)
            return self._costs(refugee, matched, points)
        finally:
            self._seats.restore(before)

    def _costs(self, refugee: int, matched: int, points: int) -> dict[int, Cost]:
        """What each mentor costs, of a refugee who has been lifted from a plan that was worth this much."""
        seats = self._seats
        losses = room_losses(seats)
        pairs = seats.open_pairs(refugee)
        pairs = pairs[losses.rank[seats.col[pairs]] < FAR]
        mentors = seats.col[pairs]
        served = self.matched + (losses.rank[mentors] == 0) - matched
        gain = self._points - points + seats.points[pairs] - losses.points[mentors]
        change = np.ldexp(gain.astype(np.float64), -seats.exponent)
        found = zip(mentors.tolist(), served.tolist(), change.tolist(), strict=True)
        return {mentor: Cost(people, total) for mentor, people, total in found}

    def _change(self, make: Callable[[], None], *, forced: bool = False) -> Moved:
        """Make a change and tell who moved. Nobody moves for nothing; a change that fails changes nothing."""
        before, worth = self._seats.saved(), self._worth
        try:
            make()
        except ValueError:
            self._seats.restore(before)
            raise
        if not forced and self._worth == worth:
            self._seats.restore_places(before)
        return self._moved(before.mate, worth)

    def _moved(self, before: IntArray, worth: Worth) -> Moved:
        after = self._seats.mate
        changed = np.flatnonzero(before != after)
        pairs = [
            (refugee, None if was == UNMATCHED else was, None if now == UNMATCHED else now)
            for refugee, was, now in zip(
                changed.tolist(), before[changed].tolist(), after[changed].tolist(), strict=True
            )
        ]
        matched, _, points = self._worth
        return Moved(pairs, matched - worth[0], float(np.ldexp(points - worth[2], -self._seats.exponent)))

    def _lift(self, refugee: int) -> None:
        """Take the refugee out of the plan, and make the best of the place."""
        seats = self._seats
        seats.held[refugee], seats.out[refugee] = False, True
        fill(seats, seats.rise(refugee))

    def _place(self, refugee: int, pair: int) -> None:
        """Lock the refugee in this pair."""
        seats, mentor = self._seats, int(self._seats.col[pair])
        if seats.mate[refugee] != mentor:
            self._lift(refugee)
            if not make_room(seats, mentor):
                raise ValueError(f"{name(refugee, mentor)}: every place is held by a locked pair")
            seats.sit(pair)
        seats.held[refugee], seats.out[refugee] = True, False

    def _reconsider(self, refugee: int) -> None:
        """Let the plan decide about this refugee afresh."""
        self._lift(refugee)
        self._seats.out[refugee] = False
        place(self._seats, refugee)

    def _part(self, refugee: int, mentor: int) -> None:
        self._seats.shut_pair(refugee, mentor)
        self._reconsider(refugee)

    def _open(self, refugee: int, pair: int) -> None:
        self._seats.shut[pair] = False
        if not (self._seats.held[refugee] or self._seats.out[refugee]):
            self._reconsider(refugee)

    @property
    def _points(self) -> int:
        """The whole points of the plan."""
        seat = self._seats.seat
        return int(self._seats.points[seat[seat != NOBODY]].sum())

    @property
    def _worth(self) -> Worth:
        served = self._seats.mate != UNMATCHED
        return int(served.sum()), int(self._seats.rank[served].sum()), self._points

    def _is_locked(self, refugee: int, mentor: int) -> bool:
        return bool(self._seats.held[refugee]) and int(self._seats.mate[refugee]) == mentor

    def _open_pair(self, refugee: int, mentor: int) -> int:
        """Where a pair stands that may be made; ValueError why it may not."""
        pair = self._pair(refugee, mentor)
        if self._seats.shut[pair]:
            raise ValueError(f"{name(refugee, mentor)} is forbidden; allow it first")
        if self._seats.out[refugee]:
            raise ValueError(f"refugee {refugee} is left out; take them in first")
        return pair

    def _pair(self, refugee: int, mentor: int) -> int:
        self._check(refugee, mentor)
        pair = self._seats.pair(refugee, mentor)
        if pair is None:
            raise ValueError(f"{name(refugee, mentor)} is forbidden by the score")
        return pair

    def _check(self, refugee: int, mentor: int = 0) -> None:
        """Refuse somebody outside the score."""
        if not (0 <= refugee < len(self._seats.mate)):
            raise ValueError(f"refugee {refugee} is outside the score")
        if not (0 <= mentor < max(len(self._seats.room), 1)):
            raise ValueError(f"mentor {mentor} is outside the score")


def name(refugee: int, mentor: int) -> str:
    """The pair in words."""
    return f"refugee {refugee} with mentor {mentor}"
