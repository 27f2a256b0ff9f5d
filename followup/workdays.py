"""Working days: weekends, public holidays and the days municipalities close. Pure: no Django, no clock.

Every function takes `country` and `days_off`:

country : ISO 3166 code whose public holidays count ("DK" by default), or None for weekends alone.
days_off : (month, day) pairs that are free besides the holidays; None means the custom of the country
    (`DAYS_OFF`: in Denmark 5 June, 24 and 31 December), an empty collection means none.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays

DayOff = tuple[int, int]

DAYS_OFF: dict[str, frozenset[DayOff]] = {"DK": frozenset({(6, 5), (12, 24), (12, 31)})}
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@lru_cache(maxsize=512)
def _holidays(country: str, year: int) -> frozenset[date]:
    """The holidays of one year, computed whole.

    The package's own calendar fills years in as they are asked about, and a second thread that asks meanwhile
    finds the year empty; a set of our own is either there or not.
    """
    try:
        return frozenset(holidays.country_holidays(country, years=year, expand=False))
    except NotImplementedError as error:
        raise ValueError(f"country {country!r} has no known calendar of public holidays") from error


@lru_cache(maxsize=32)
def _checked(days_off: frozenset[DayOff]) -> frozenset[DayOff]:
    for month, day in days_off:
        try:
            date(2000, month, day)  # a leap year: 29 February may be a day off
        except ValueError as error:
            raise ValueError(f"days_off: ({month}, {day}) is no (month, day) of a year") from error
    return days_off


def _free(country: str | None, days_off: Collection[DayOff] | None) -> frozenset[DayOff]:
    if days_off is None:
        return DAYS_OFF.get(country or "", frozenset())
    return _checked(frozenset(days_off))


def require_date(value: date, name: str) -> date:
    """`value` itself; TypeError when it is a moment (datetime) or no date at all.

    A moment has a time zone to be read in first, and that is the caller's to know.
    """
    if isinstance(value, datetime) or not isinstance(value, date):
        raise TypeError(f"{name} must be a date, not {value!r}")
    return value


@lru_cache(maxsize=65_536)
def _works(day: date, country: str | None, free: frozenset[DayOff]) -> bool:
    if day.weekday() >= _SATURDAY or (day.month, day.day) in free:
        return False
    return country is None or day not in _holidays(country, day.year)


@lru_cache(maxsize=65_536)
def _next(day: date, country: str | None, free: frozenset[DayOff]) -> date:
    while not _works(day, country, free):
        day += _ONE_DAY
    return day


def is_working_day(
    day: date, *, country: str | None = "DK", days_off: Collection[DayOff] | None = None
) -> bool:
    """Whether the municipality is at work on `day`.

    Store Bededag is a holiday to 2023 and a working day from 2024 (act no. 214 of 6 March 2023).
    Raises ValueError for a country without a known calendar or an impossible day off.
    """
    return _works(require_date(day, "day"), country, _free(country, days_off))


def next_working_day(
    day: date, *, country: str | None = "DK", days_off: Collection[DayOff] | None = None
) -> date:
    """First working day on or after `day`: `day` itself when it is one."""
    return _next(require_date(day, "day"), country, _free(country, days_off))


def add_working_days(
    day: date, count: int, *, country: str | None = "DK", days_off: Collection[DayOff] | None = None
) -> date:
    """The `count`-th working day after `day`, or before it when `count` is negative.

    `day` itself is never counted, working or not. A count of 0 gives the first working day on or after `day`.
    """
    free = _free(country, days_off)
    day = require_date(day, "day")
    if count == 0:
        return _next(day, country, free)
    step = _ONE_DAY if count > 0 else -_ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not _works(day, country, free):
            day += step
    return day
