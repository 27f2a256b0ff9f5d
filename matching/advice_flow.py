"""Who is served, as a flow that can be asked "and what if": pairs as bits, places as room. Pure.

`assign` finds the best whole; this answers how many more it would serve with other pairs or other places,
without solving it anew. Sets of mentors are whole numbers, one bit for each.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Gain:
    """What a change would bring: who is served that was not, and by whom each is served then."""

    served: tuple[int, ...]
    mate: tuple[int, ...]


def masks(table: npt.NDArray[np.bool_]) -> list[int]:
    """Each row of a (R, M) table as one whole number; bit m is column m."""
    packed = np.packbits(table, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in packed]


def bits(mask: int) -> Iterator[int]:
    """Positions of the bits set, rising."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Flow:
    """Refugees, their possible mentors and the places, with a plan that cannot serve more as they are.

    Args:
        allowed: for each refugee the mask of possible mentors.
        room: places of each mentor.
        mate: for each refugee the mentor of the plan, NOBODY for none; made fuller where it can be.
    """

    def __init__(self, allowed: Sequence[int], room: Sequence[int], mate: Sequence[int]):
        self.allowed, self.room, self.mate = list(allowed), list(room), list(mate)
        self._holders: list[set[int]] = [set() for _ in self.room]
        for refugee, mentor in enumerate(self.mate):
            if mentor != NOBODY:
                self._holders[mentor].add(refugee)
        self._fill({})

    @property
    def unmatched(self) -> list[int]:
        return [refugee for refugee, mentor in enumerate(self.mate) if mentor == NOBODY]

    def gain(self, pairs: Mapping[int, int], places: Mapping[int, int] | None = None) -> Gain:
        """What more `pairs` (refugee -> mask) and more `places` (mentor -> how many) would bring."""
        other = Flow.__new__(Flow)
        other.allowed, other.room, other.mate = self.allowed, list(self.room), self.mate.copy()
        other._holders = [set(holders) for holders in self._holders]  # noqa: SLF001  a copy of this very class
        for mentor, more in (places or {}).items():
            other.room[mentor] += more
        served = other._fill(pairs)  # noqa: SLF001  as above
        return Gain(tuple(served), tuple(other.mate))

    def add_mentors(self, count: int) -> None:
        """So many more mentors, without a place as yet."""
        self.room += [0] * count
        self._holders += [set() for _ in range(count)]

    def take_on(self, pairs: Mapping[int, int], places: Mapping[int, int]) -> list[int]:
        """Make a change for good; who is served that was not."""
        for mentor, more in places.items():
            self.room[mentor] += more
        for refugee, mask in pairs.items():
            self.allowed[refugee] |= mask
        return self._fill({})

    def within_reach(self) -> int:
        """Mask of the mentors with whom one more could be served, were the two possible.

        Somebody unmatched gains by a new pair exactly where its mentor is among these: there is a place left,
        or one can be left for a place elsewhere, and so on.
        """
        reach = self._free()
        grew = True
        while grew:
            grew = False
            for refugee, mentor in enumerate(self.mate):
                if mentor != NOBODY and not reach >> mentor & 1 and self.allowed[refugee] & reach:
                    reach |= 1 << mentor
                    grew = True
        return reach

    def _free(self) -> int:
        return sum(1 << mentor for mentor, room in enumerate(self.room) if len(self._holders[mentor]) < room)

    def _fill(self, pairs: Mapping[int, int]) -> list[int]:
        """Serve as many as can be; who is served that was not."""
        free, served, found = self._free(), [], True
        waiting = self.unmatched
        while found and free:
            found, seen, left = False, 0, []
            for refugee in waiting:
                mentor, seen = self._serve(refugee, pairs, free, seen)
                if mentor == NOBODY:
                    left.append(refugee)
                    continue
                found = True
                served.append(refugee)
                if len(self._holders[mentor]) >= self.room[mentor]:
                    free &= ~(1 << mentor)
            waiting = left
        return sorted(served)

    def _serve(self, start: int, pairs: Mapping[int, int], free: int, seen: int) -> tuple[int, int]:
        """Find `start` a place, by moving others on if need be: (mentor whose place was taken, seen)."""
        came_from: dict[int, int] = {}
        queue = [start]
        for refugee in queue:
            new = (self.allowed[refugee] | pairs.get(refugee, 0)) & ~seen
            seen |= new
            if new & free:
                mentor = next(bits(new & free))
                came_from[mentor] = refugee
                self._move(start, mentor, came_from)
                return mentor, seen
            for mentor in bits(new):
                came_from[mentor] = refugee
                queue.extend(self._holders[mentor])
        return NOBODY, seen

    def _move(self, start: int, mentor: int, came_from: Mapping[int, int]) -> None:
        """Everybody on the way takes the next place."""
        while True:
            refugee = came_from[mentor]
            left = self.mate[refugee]
            self.mate[refugee] = mentor
            self._holders[mentor].add(refugee)
            if refugee == start:
                return
            self._holders[left].remove(refugee)
            mentor = left


def mask_of(positions: Iterable[int]) -> int:
    """The positions as one mask."""
    mask = 0
    for position in positions:
        mask |= 1 << position
    return mask
