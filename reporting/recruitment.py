"""What each way of recruiting mentors has yielded: counted from plain rows, so that any is tried by hand."""

import datetime
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from matching.shares import Share, share_known


class Recruit(NamedTuple):
    """A mentor on the way in. `matches`: (started, ended or None) of those that have started."""

    channel: str
    organisation: str
    registered_on: datetime.date
    interviewed: bool = False
    selected: bool = False
    trained: bool = False
    cleared: bool = False
    matches: tuple[tuple[datetime.date, datetime.date | None], ...] = ()


@dataclass(slots=True)
class Yield:
    """How far those of one channel, or organisation, have come.

    lasted : of the matches, those that ran `days` and more; running ones that have not had the time are
    not yet known. median_days : from registered to the first match, of those matched; None where nobody is.
    """

    key: str
    registered: int = 0
    interviewed: int = 0
    selected: int = 0
    trained: int = 0
    cleared: int = 0
    matched: int = 0
    waits: list[int] = field(default_factory=list)
    lasted_for: list[bool | None] = field(default_factory=list)

    @property
    def lasted(self) -> Share:
        yes, unknown = self.lasted_for.count(True), self.lasted_for.count(None)
        return share_known(yes, len(self.lasted_for) - yes - unknown, unknown)

    @property
    def median_days(self) -> int | None:
        return round(statistics.median(self.waits)) if self.waits else None

    def take(self, other: "Yield") -> None:
        """Count those of `other` too."""
        for name in ("registered", "interviewed", "selected", "trained", "cleared", "matched"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.waits += other.waits
        self.lasted_for += other.lasted_for

    def add(self, recruit: Recruit, as_of: datetime.date, days: int) -> None:
        self.registered += 1
        self.interviewed += recruit.interviewed
        self.selected += recruit.selected
        self.trained += recruit.trained
        self.cleared += recruit.cleared
        if recruit.matches:
            self.matched += 1
            first = min(started for started, _ended in recruit.matches)
            self.waits.append(max(0, (first - recruit.registered_on).days))
        self.lasted_for += [ran(started, ended, as_of, days) for started, ended in recruit.matches]


def ran(started: datetime.date, ended: datetime.date | None, as_of: datetime.date, days: int) -> bool | None:
    """Whether a match ran `days`; None while it runs and has not had the time."""
    if ((ended or as_of) - started).days >= days:
        return True
    return None if ended is None else False


@dataclass(frozen=True, slots=True)
class Yields:
    """All together, by channel and by organisation: the largest first, what is not stated last."""

    whole: Yield
    by_channel: list[Yield]
    by_organisation: list[Yield]


def yields(recruits: Iterable[Recruit], *, as_of: datetime.date, days: int) -> Yields:
    """Each recruit is counted once, where channel and organisation meet; the rest is sums of those."""
    cells: dict[tuple[str, str], Yield] = {}
    for recruit in recruits:
        key = (recruit.channel, recruit.organisation)
        if key not in cells:
            cells[key] = Yield(recruit.channel)
        cells[key].add(recruit, as_of, days)
    whole = Yield("")
    for cell in cells.values():
        whole.take(cell)
    return Yields(whole, _gathered(cells, 0), _gathered(cells, 1))


def _gathered(cells: dict[tuple[str, str], Yield], part: int) -> list[Yield]:
    found: dict[str, Yield] = {}
    for key, cell in cells.items():
        found.setdefault(key[part], Yield(key[part])).take(cell)
    return sorted(found.values(), key=lambda row: (row.key == "", -row.registered, row.key))
