"""Dates and numbers as Danes, spreadsheets and ISO write them."""

import datetime
import re
from decimal import Decimal

from mentorship.people.roster.folding import Cell, as_text, clean
from mentorship.people.roster.problems import BadValue

EARLIEST_YEAR = 1900
LATEST_DATE = datetime.date(2100, 1, 1)
EXCEL_EPOCH = datetime.date(1899, 12, 30)
# Day numbers of a spreadsheet that can be meant as dates: 1927 to 2099. Below lie years and amounts.
EXCEL_DAYS = range(10_000, 73_000)
DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
MIDNIGHT = re.compile(r"[ T]00[:.]00([:.]00(\.0+)?)?$")
NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?|[+-]?\d+\.\d+")


def parse_date(cell: Cell) -> datetime.date:
    """A real date, a date as Danes and ISO write it (four-digit years), or a spreadsheet's day number."""
    if isinstance(cell, datetime.datetime):
        return _plausible(cell.date())
    if isinstance(cell, datetime.date):
        return _plausible(cell)
    if isinstance(cell, bool | datetime.time):
        raise BadValue("not_a_date")
    text = MIDNIGHT.sub("", clean(as_text(cell)))
    if text.isascii() and text.isdecimal():
        if len(text) > 5 or int(text) not in EXCEL_DAYS:
            raise BadValue("not_a_date")
        return EXCEL_EPOCH + datetime.timedelta(days=int(text))
    return _plausible(_written_date(text))


def _written_date(text: str) -> datetime.date:
    if not text.isascii():
        raise BadValue("not_a_date")
    try:
        if found := DAY_FIRST.fullmatch(text):
            return datetime.date(int(found[4]), int(found[3]), int(found[1]))
        if found := YEAR_FIRST.fullmatch(text):
            return datetime.date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError as error:
        raise BadValue("not_a_date") from error
    raise BadValue("not_a_date")


def _plausible(date: datetime.date) -> datetime.date:
    if not datetime.date(EARLIEST_YEAR, 1, 1) <= date < LATEST_DATE:
        raise BadValue("out_of_range")
    return date


def parse_number(cell: Cell) -> Decimal:
    """A number with decimal comma and thousands point, or as a spreadsheet stores it."""
    if isinstance(cell, bool | datetime.date | datetime.time):
        raise BadValue("not_a_number")
    text = as_text(cell).strip()
    if not text.isascii() or not NUMBER.fullmatch(text):
        raise BadValue("not_a_number")
    if "," in text or text.count(".") > 1 or re.fullmatch(r"[+-]?\d{1,3}\.\d{3}", text):
        text = text.replace(".", "").replace(",", ".")
    return Decimal(text)
