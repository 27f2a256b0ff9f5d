"""What each way of recruiting mentors has yielded: counted from plain rows, so that any is tried by hand."""

import datetime
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from matching.shares import Share, share_known


@dataclass(frozen=True, slots=True)
class Recruit:
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


def yields(
    recruits: Iterable[Recruit], by: Callable[[Recruit], str], *, as_of: datetime.date, days: int
) -> list[Yield]:
    """By whatever `by` says, the largest first; those of whom it is not stated (an empty key) last."""
    found: dict[str, Yield] = {}
    for recruit in recruits:
        key = by(recruit)
        found.setdefault(key, Yield(key)).add(recruit, as_of, days)
    return sorted(found.values(), key=lambda row: (row.key == "", -row.registered, row.key))


def in_all(recruits: Iterable[Recruit], *, as_of: datetime.date, days: int) -> Yield:
    """All of them together."""
    whole = Yield("")
    for recruit in recruits:
        whole.add(recruit, as_of, days)
    return whole
