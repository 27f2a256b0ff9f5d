"""Quarters of the year, as reports name them. Pure: no Django, no clock."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

from followup.workdays import add_working_days, require_date

_FORM = re.compile(r"([0-9]{4})Q([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter of a calendar year; sorts by time and prints as "2017Q2".

    year : 1 to 9999.  number : 1 to 4. Raises ValueError for others.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse what is no quarter."""
        if not 1 <= self.year <= 9999:
            raise ValueError(f"year must be from 1 to 9999, not {self.year!r}")
        if self.number not in (1, 2, 3, 4):
            raise ValueError(f"a quarter is 1, 2, 3 or 4, not {self.number!r}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The quarter "2017Q2" names (also in small letters or with blanks around); ValueError in words."""
        if not (match := _FORM.fullmatch(text.strip().upper())):
            raise ValueError(f"{text!r} is no quarter: write year, Q and a number from 1 to 4, as in 2017Q2")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter `day` lies in; TypeError for a moment, whose date depends on a time zone."""
        require_date(day, "day")
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first_day(self) -> date:
        """1 January, 1 April, 1 July or 1 October."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """31 March, 30 June, 30 September or 31 December."""
        return date(self.year, 3 * self.number, monthrange(self.year, 3 * self.number)[1])

    @property
    def previous(self) -> "Quarter":
        """The quarter before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def next(self) -> "Quarter":
        """The quarter after."""
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    @property
    def closes_on(self) -> date:
        """First Danish working day after the quarter: the day its figures are frozen."""
        return add_working_days(self.last_day, 1)

    def label(self, pattern: str = "Q{number} {year}") -> str:
        """The quarter in words; `pattern` is the page's, translated, with {number} and {year} in it."""
        return pattern.format(number=self.number, year=self.year)

    def __contains__(self, day: date) -> bool:
        """Whether `day` lies in the quarter, both ends included."""
        return self.first_day <= day <= self.last_day

    def __str__(self) -> str:
        """The name in commands, files and addresses: "2017Q2"."""
        return f"{self.year:04d}Q{self.number}"


def quarters_between(first: date, last: date) -> list[Quarter]:
    """Every quarter that holds a day from `first` to `last`, in order; none when `last` is before `first`."""
    quarter, found = Quarter.of(first), []
    while quarter.first_day <= last and first <= last:
        found.append(quarter)
        quarter = quarter.next
    return found
