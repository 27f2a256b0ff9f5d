"""A table as a spreadsheet: one row in memory at a time, dates as dates, text that is never a formula."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from xlsxwriter import Workbook

CHUNK = 500  # rows fetched from the database at a time
LONGEST_CELL = 32_767  # what a cell holds
LONGEST_NAME = 31
A4 = 9
FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\']")
# What a spreadsheet would take for the start of a formula, were the cell typed over again.
LOOKS_LIKE_FORMULA = re.compile(r"\s*[=+\-@|＝＋－＠]")

Cell = str | int | float | datetime.date | None


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one column, and how wide it is in characters."""

    label: str
    width: int = 16


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet, and whom it tells of (ids of people)."""

    cells: Sequence[Cell]
    people: Sequence[int] = ()


def write_sheet(out: IO[bytes], *, title: str, heads: Sequence[Head], rows: Iterable[Sequence[Cell]]) -> int:
    """Write one sheet into `out` with a frozen head and filters; returns the number of rows."""
    with Workbook(out, {"constant_memory": True}) as book:
        book.set_properties({"title": title})
        sheet = book.add_worksheet(_sheet_name(title))
        formats = _formats(book)
        for place, head in enumerate(heads):
            sheet.set_column(place, place, head.width)
            sheet.write_string(0, place, head.label, formats["head"])
        count = 0
        for count, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                _write(sheet, count, place, cell, formats)
        _lay_out(sheet, rows=count, columns=len(heads))
    return count


def _formats(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "date": book.add_format({"num_format": "dd-mm-yyyy", "align": "left"}),
        "quoted": book.add_format({"quote_prefix": True}),
    }


def _lay_out(sheet: Any, *, rows: int, columns: int) -> None:
    """The head stays in sight and filters; on paper it is repeated, with all columns on the page."""
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, rows, columns - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _write(sheet: Any, line: int, place: int, cell: Cell, formats: dict[str, Any]) -> None:
    """By type and never by look: a text of digits stays text, and `=1+1` is what somebody wrote."""
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        text = cell[:LONGEST_CELL]
        sheet.write_string(line, place, text, formats["quoted"] if LOOKS_LIKE_FORMULA.match(text) else None)
    elif isinstance(cell, datetime.date):
        sheet.write_datetime(line, place, cell, formats["date"])
    else:
        sheet.write_number(line, place, cell)


def _sheet_name(title: str) -> str:
    return FORBIDDEN_IN_NAME.sub(" ", title)[:LONGEST_NAME].strip() or "1"
