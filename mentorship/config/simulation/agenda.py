"""What is still to happen, in order of day; on a day in order of asking, what belongs to its end last."""

import datetime
import heapq
import itertools
from collections.abc import Callable, Iterator

Happening = Callable[[datetime.date], None]


class Agenda:
    """Happenings by day; one may put further ones on the agenda, from its own day on."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime.date, bool, int, Happening]] = []
        self._order = itertools.count()

    def put(self, on: datetime.date, happening: Happening, *, at_days_end: bool = False) -> None:
        heapq.heappush(self._heap, (on, at_days_end, next(self._order), happening))

    def until(self, last: datetime.date) -> Iterator[tuple[datetime.date, Happening]]:
        """What happens up to and including `last`; what lies later never comes."""
        while self._heap and self._heap[0][0] <= last:
            on, _late, _order, happening = heapq.heappop(self._heap)
            yield on, happening

    def __len__(self) -> int:
        return len(self._heap)
