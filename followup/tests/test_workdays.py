"""The Danish calendar as the tests know it: by Meeus' Easter and the law, not by the package under test."""

from datetime import UTC, date, datetime, timedelta

import pytest

from followup import schedule, workdays
from followup.workdays import add_working_days, is_working_day, next_working_day

ONE_DAY = timedelta(days=1)


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, 1991, ch. 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def danish_holidays(year: int) -> set[date]:
    sunday = easter(year)
    moving = {-3, -2, 0, 1, 39, 49, 50} | ({26} if year < 2024 else set())
    fixed = {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)}
    return fixed | {sunday + timedelta(days=offset) for offset in moving}


def free_days(first: int, last: int) -> set[date]:
    """Every day from year `first` to `last` on which a Danish municipality is closed."""
    closed: set[date] = set()
    for year in range(first, last + 1):
        closed |= danish_holidays(year) | {date(year, 6, 5), date(year, 12, 24), date(year, 12, 31)}
        days = (date(year, 1, 1) + n * ONE_DAY for n in range(366))
        closed |= {day for day in days if day.weekday() in (5, 6)}
    return closed


def test_every_day_of_2015_to_2031_is_a_working_day_or_not_as_the_law_says():
    closed = free_days(2015, 2031)
    days = [date(2015, 1, 1) + n * ONE_DAY for n in range((date(2031, 12, 31) - date(2015, 1, 1)).days + 1)]
    assert [day for day in days if is_working_day(day) == (day in closed)] == []


@pytest.mark.parametrize(
    ("day", "works"),
    [
        pytest.param(date(2023, 5, 5), False, id="store-bededag-2023"),
        pytest.param(date(2024, 4, 26), True, id="store-bededag-2024"),
        pytest.param(date(2018, 3, 29), False, id="maundy-thursday"),
        pytest.param(date(2018, 3, 28), True, id="wednesday-before-easter"),
        pytest.param(date(2018, 4, 2), False, id="easter-monday"),
        pytest.param(date(2017, 6, 5), False, id="constitution-day-and-whit-monday"),
        pytest.param(date(2018, 6, 5), False, id="constitution-day"),
        pytest.param(date(2018, 12, 24), False, id="christmas-eve"),
        pytest.param(date(2018, 12, 31), False, id="new-years-eve"),
        pytest.param(date(2018, 12, 28), True, id="friday-between"),
        pytest.param(date(2018, 12, 29), False, id="saturday"),
    ],
)
def test_known_days(day, works):
    assert is_working_day(day) is works


def test_a_municipality_can_name_its_own_days_off():
    constitution_day, friday = date(2018, 6, 5), date(2018, 6, 8)
    assert is_working_day(constitution_day, days_off=())
    assert not is_working_day(friday, days_off=[(6, 8)])
    assert is_working_day(constitution_day, days_off=[(6, 8)])
    assert next_working_day(friday, days_off={(6, 8), (6, 11)}) == date(2018, 6, 12)
    assert add_working_days(friday, 1, days_off={(6, 11)}) == date(2018, 6, 12)
    assert not is_working_day(date(2024, 2, 29), days_off=[(2, 29)])


def test_without_a_country_only_weekends_are_free():
    assert is_working_day(date(2018, 12, 24), country=None)
    assert is_working_day(date(2018, 12, 25), country=None)
    assert not is_working_day(date(2018, 12, 22), country=None)
    assert not is_working_day(date(2018, 12, 24), country=None, days_off=[(12, 24)])
    assert next_working_day(date(2018, 12, 22), country=None) == date(2018, 12, 24)
    assert add_working_days(date(2018, 12, 21), 2, country=None) == date(2018, 12, 25)


def test_danish_days_off_are_not_taken_abroad():
    assert is_working_day(date(2018, 6, 5), country="NO")
    assert not is_working_day(date(2018, 5, 17), country="NO")
    assert is_working_day(date(2018, 5, 17))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2018, 3, 28), date(2018, 3, 28), id="a-working-day-stays"),
        pytest.param(date(2018, 3, 29), date(2018, 4, 3), id="over-easter"),
        pytest.param(date(2020, 12, 24), date(2020, 12, 28), id="over-christmas"),
        pytest.param(date(2022, 12, 31), date(2023, 1, 2), id="over-new-year"),
        pytest.param(date(2023, 5, 5), date(2023, 5, 8), id="over-store-bededag"),
    ],
)
def test_next_working_day(day, expected):
    assert next_working_day(day) == expected


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        pytest.param(date(2018, 3, 28), 1, date(2018, 4, 3), id="over-easter"),
        pytest.param(date(2018, 3, 28), 5, date(2018, 4, 9), id="five"),
        pytest.param(date(2018, 4, 3), -1, date(2018, 3, 28), id="backwards"),
        pytest.param(date(2018, 4, 1), -2, date(2018, 3, 27), id="backwards-from-sunday"),
        pytest.param(date(2018, 4, 1), 1, date(2018, 4, 3), id="from-a-holiday"),
        pytest.param(date(2018, 4, 1), 0, date(2018, 4, 3), id="none-from-a-holiday"),
        pytest.param(date(2018, 4, 3), 0, date(2018, 4, 3), id="none-from-a-working-day"),
    ],
)
def test_add_working_days(day, count, expected):
    assert add_working_days(day, count) == expected


def test_adding_and_taking_away_working_days_meet():
    start = date(2019, 12, 20)
    for count in range(1, 60):
        there = add_working_days(start, count)
        assert add_working_days(there, -count) == start
        between = [start + n * ONE_DAY for n in range(1, (there - start).days + 1)]
        assert sum(map(is_working_day, between)) == count


def test_what_is_no_calendar_is_refused_in_words():
    with pytest.raises(ValueError, match="^country 'XX' has no known calendar of public holidays$"):
        is_working_day(date(2018, 6, 4), country="XX")
    with pytest.raises(ValueError, match=r"^days_off: \(13, 1\) is no \(month, day\) of a year$"):
        next_working_day(date(2018, 6, 4), days_off=[(13, 1)])
    with pytest.raises(TypeError, match="^day must be a date, not 'today'$"):
        is_working_day("today")
    with pytest.raises(TypeError, match="^day must be a date, not datetime"):
        next_working_day(datetime(2018, 6, 4, 12, tzinfo=UTC))
    with pytest.raises(TypeError, match="^day must be a date, not None"):
        add_working_days(None, 1)


def test_the_schedule_offers_the_same_names():
    assert schedule.is_working_day is workdays.is_working_day
    assert schedule.next_working_day is workdays.next_working_day
    assert schedule.add_working_days is workdays.add_working_days
