"""Dates and numbers: every way Danes, spreadsheets and ISO write them, and what is none."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.people.roster.folding import as_text
from mentorship.people.roster.problems import BadValue
from mentorship.people.roster.quantities import parse_number
from mentorship.people.roster.values import PARSERS, Surroundings

AROUND = Surroundings(
    {"340": "Sorø", "760": "Ringkøbing-Skjern", "101": "København"}, datetime.date(2026, 11, 22)
)
DAY = datetime.date(2026, 11, 22)
# A spreadsheet's dates know no time zone.
naive = datetime.datetime.fromisoformat


def parse(parser, cell):
    return PARSERS[parser](cell, AROUND)


@pytest.mark.parametrize(
    "cell",
    [
        "22-11-2026",
        "22/11/2026",
        "22.11.2026",
        "2026-11-22",
        "2026/11/22",
        " 22-11-2026 ",
        "22-11-2026 00:00",
        "2026-11-22T00:00:00",
        "2026-11-22 00:00:00.000",
        "46348",
        46348,
        46348.0,
        DAY,
        naive("2026-11-22 13:45"),
    ],
)
def test_dates_are_taken(cell):
    assert parse("date", cell) == DAY


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        pytest.param("1-2-2017", datetime.date(2017, 2, 1), id="day first"),
        pytest.param("29-02-2016", datetime.date(2016, 2, 29), id="leap day"),
        pytest.param("10000", datetime.date(1927, 5, 18), id="first day number"),
        pytest.param("72999", datetime.date(2099, 11, 10), id="last day number"),
        pytest.param("01-01-1900", datetime.date(1900, 1, 1), id="first date"),
        pytest.param("31-12-2099", datetime.date(2099, 12, 31), id="last date"),
    ],
)
def test_dates_at_the_edges(cell, date):
    assert parse("date", cell) == date


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        pytest.param("31-02-2017", "not_a_date", id="no such day"),
        pytest.param("29-02-2017", "not_a_date", id="no leap year"),
        pytest.param("02-13-2017", "not_a_date", id="month first"),
        pytest.param("22-11-26", "not_a_date", id="two-digit year"),
        pytest.param("22-11/2026", "not_a_date", id="mixed signs"),
        pytest.param("22-11-2026 13:45", "not_a_date", id="with a time of day"),
        pytest.param("2017", "not_a_date", id="a year"),
        pytest.param("9999", "not_a_date", id="below the day numbers"),
        pytest.param("73000", "not_a_date", id="above the day numbers"),
        pytest.param("046348", "not_a_date", id="too many digits"),
        pytest.param("46348,5", "not_a_date", id="part of a day"),
        pytest.param("٢٢-١١-٢٠٢٦", "not_a_date", id="other digits"),
        pytest.param("ja", "not_a_date", id="a word"),
        pytest.param(True, "not_a_date", id="a truth value"),
        pytest.param(datetime.time(10, 0), "not_a_date", id="a time"),
        pytest.param("22-11-0206", "out_of_range", id="mistyped year"),
        pytest.param("01-01-2100", "out_of_range", id="too late"),
        pytest.param("31-12-1899", "out_of_range", id="too early"),
        pytest.param(naive("1899-12-31"), "out_of_range", id="a real date too early"),
    ],
)
def test_what_is_no_date(cell, reason):
    with pytest.raises(BadValue) as refused:
        parse("date", cell)
    assert refused.value.reason == reason


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
def test_a_date_written_in_any_form_is_the_date(date):
    forms = [f"{date:%d-%m-%Y}", f"{date:%d/%m/%Y}", f"{date:%d.%m.%Y}", date.isoformat(), as_text(date)]
    assert {parse("date", form) for form in forms} == {date}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("25", "25"),
        ("37,5", "37.5"),
        ("37.5", "37.5"),
        ("1.500", "1500"),
        ("1.500,25", "1500.25"),
        ("1.234.567", "1234567"),
        ("-3,5", "-3.5"),
        (12.5, "12.5"),
    ],
)
def test_numbers_have_a_decimal_comma(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "1,2,3", "1e5", "12 timer", "1.50,0", "٣", datetime.date(2017, 1, 1)])
def test_what_is_no_number(text):
    with pytest.raises(BadValue, match="not_a_number"):
        parse_number(text)
