from datetime import UTC, date, datetime, timedelta

import pytest

from reporting.quarters import Quarter, quarters_between


@pytest.mark.parametrize("text", ["2017Q2", "2017q2", " 2017Q2\n"])
def test_parse(text):
    assert Quarter.parse(text) == Quarter(2017, 2)
    assert str(Quarter.parse(text)) == "2017Q2"


@pytest.mark.parametrize(
    "text", ["", "2017", "2017Q0", "2017Q5", "17Q2", "2017-Q2", "2017Q22", "Q2 2017", "2017Q²"]
)
def test_what_names_no_quarter_is_refused_in_words(text):
    with pytest.raises(
        ValueError, match="is no quarter: write year, Q and a number from 1 to 4, as in 2017Q2$"
    ):
        Quarter.parse(text)


@pytest.mark.parametrize(
    ("year", "number", "message"),
    [
        (0, 1, "^year must be from 1 to 9999, not 0$"),
        (10_000, 1, "^year must be from 1 to 9999, not 10000$"),
        (2017, 0, "^a quarter is 1, 2, 3 or 4, not 0$"),
        (2017, 5, "^a quarter is 1, 2, 3 or 4, not 5$"),
    ],
)
def test_a_quarter_that_cannot_be(year, number, message):
    with pytest.raises(ValueError, match=message):
        Quarter(year, number)


@pytest.mark.parametrize(
    ("name", "first", "last", "before", "after"),
    [
        ("2016Q1", date(2016, 1, 1), date(2016, 3, 31), "2015Q4", "2016Q2"),
        ("2017Q2", date(2017, 4, 1), date(2017, 6, 30), "2017Q1", "2017Q3"),
        ("2017Q3", date(2017, 7, 1), date(2017, 9, 30), "2017Q2", "2017Q4"),
        ("2017Q4", date(2017, 10, 1), date(2017, 12, 31), "2017Q3", "2018Q1"),
    ],
)
def test_days_and_neighbours(name, first, last, before, after):
    quarter = Quarter.parse(name)
    assert (quarter.first_day, quarter.last_day) == (first, last)
    assert (str(quarter.previous), str(quarter.next)) == (before, after)


def test_every_day_lies_in_its_quarter_and_in_no_other():
    day, quarter = date(2015, 1, 1), Quarter(2015, 1)
    while day.year < 2030:
        if day not in quarter:
            quarter = quarter.next
            assert day == quarter.first_day
        assert Quarter.of(day) == quarter
        assert day in quarter
        assert day not in quarter.previous
        assert day not in quarter.next
        day += timedelta(days=1)
    assert quarter == Quarter(2029, 4)


def test_the_ends_of_the_calendar():
    assert Quarter(1, 1).first_day == date.min
    assert Quarter(9999, 4).last_day == date.max
    assert str(Quarter(33, 1)) == "0033Q1"


def test_a_moment_lies_in_no_quarter():
    with pytest.raises(TypeError, match="^day must be a date"):
        Quarter.of(datetime(2017, 4, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "closes_on"),
    [
        pytest.param("2017Q1", date(2017, 4, 3), id="a-weekend"),
        pytest.param("2017Q2", date(2017, 7, 3), id="another"),
        pytest.param("2018Q1", date(2018, 4, 3), id="easter-monday"),
        pytest.param("2019Q2", date(2019, 7, 1), id="the-first"),
        pytest.param("2020Q4", date(2021, 1, 4), id="new-year-and-weekend"),
    ],
)
def test_a_quarter_closes_on_the_first_working_day_after_it(name, closes_on):
    assert Quarter.parse(name).closes_on == closes_on


def test_quarters_sort_by_time():
    mixed = [Quarter(2018, 1), Quarter(2017, 4), Quarter(2017, 1)]
    assert sorted(mixed) == [Quarter(2017, 1), Quarter(2017, 4), Quarter(2018, 1)]


def test_quarters_between_two_days():
    assert list(map(str, quarters_between(date(2016, 12, 31), date(2017, 4, 1)))) == [
        "2016Q4",
        "2017Q1",
        "2017Q2",
    ]
    assert quarters_between(date(2017, 4, 1), date(2017, 4, 1)) == [Quarter(2017, 2)]
    assert quarters_between(date(2017, 4, 2), date(2017, 4, 1)) == []
    assert quarters_between(date(2017, 7, 2), date(2017, 4, 1)) == []


def test_labels():
    assert Quarter(2017, 2).label() == "Q2 2017"
    assert Quarter(2017, 2).label("{number}. kvartal {year}") == "2. kvartal 2017"
