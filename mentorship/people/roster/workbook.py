"""The rows of an XLSX workbook's first sheet that holds anything, read without trusting the file."""

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook

from mentorship.people.roster.folding import Cell
from mentorship.people.roster.problems import UnreadableRoster

LARGEST_UNPACKED = 200 * 2**20
LARGEST_RATIO = 200
FORMULA_TAG = re.compile(rb"<(?:\w+:)?f[ >/]")
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows from the top, and (row, column), both from 0, of the cells that hold a formula."""

    rows: list[tuple[Cell, ...]]
    formulas: frozenset[tuple[int, int]]
    other_sheets: int


def is_workbook(data: bytes) -> bool:
    """Whether `data` is a zip that holds a workbook part."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableRoster("damaged_workbook") from error


def read_workbook(data: bytes, *, most_lines: int, most_columns: int) -> Sheet:
    """The first visible sheet with anything in it. A formula gives the value last computed for it."""
    has_formulas = _inspect(data)
    try:
        rows, others, position = _rows(data, most_lines, most_columns, values=True)
        formulas: frozenset[tuple[int, int]] = frozenset()
        if has_formulas:
            typed, _, _ = _rows(data, most_lines, most_columns, values=False, position=position)
            formulas = frozenset(
                (r, c) for r, row in enumerate(typed) for c, cell in enumerate(row) if _is_formula(cell)
            )
    except UnreadableRoster:
        raise
    except Exception as error:  # openpyxl answers a damaged file with whatever its parts raise
        raise UnreadableRoster("damaged_workbook") from error
    return Sheet([tuple(_plain(cell) for cell in row) for row in rows], formulas, others)


def _inspect(data: bytes) -> bool:
    """Whether any sheet holds formulas; refuses archives that unpack to more than a roster could."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * len(data) + 10 * 2**20:
                raise UnreadableRoster("file_too_large")
            found = False
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    content = archive.read(part)
                    if DECLARATION.search(content, 0, 4096):
                        raise UnreadableRoster("damaged_workbook")
                    found = found or ("worksheets/" in part.filename and bool(FORMULA_TAG.search(content)))
            return found
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError) as error:
        raise UnreadableRoster("damaged_workbook") from error


def _rows(
    data: bytes, most_lines: int, most_columns: int, *, values: bool, position: int | None = None
) -> tuple[list[Sequence[Any]], int, int]:
    """Rows of one sheet, the number of other visible sheets with content, and the sheet's position."""
    with warnings.catch_warnings():
        # Styles and extensions openpyxl does not know are no concern of a roster's.
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)
        chosen: tuple[list[Sequence[Any]], int] | None = None
        others = 0
        for place, sheet in enumerate(book.worksheets):
            if sheet.sheet_state != "visible" or position not in {None, place}:
                continue
            # A sheet's own word for its size is often wrong, and may claim a million rows.
            sheet.reset_dimensions()
            if chosen is not None:
                others += any(
                    any(cell is not None for cell in row)
                    for row in sheet.iter_rows(max_row=50, values_only=True)
                )
                continue
            rows = _limited(sheet, most_lines, most_columns)
            if position is not None or any(any(cell is not None for cell in row) for row in rows):
                chosen = rows, place
        book.close()
    if chosen is None:
        raise UnreadableRoster("empty_file")
    return chosen[0], others, chosen[1]


def _limited(sheet: Any, most_lines: int, most_columns: int) -> list[Sequence[Any]]:
    """Rows up to the last that holds anything; a sheet may claim empty ones to the end of the earth."""
    rows: list[Sequence[Any]] = []
    held = 0
    for row in sheet.iter_rows(values_only=True):
        while row and row[-1] is None:
            row = row[:-1]
        rows.append(row)
        if row:
            held = len(rows)
            if len(row) > most_columns:
                raise UnreadableRoster("too_many_columns")
            if held > most_lines + 1:
                raise UnreadableRoster("too_many_rows", line=held)
        elif len(rows) - held > most_lines:
            break
    width = max(map(len, rows), default=0)
    return [(*row, *(None,) * (width - len(row))) for row in rows[:held]]


def _is_formula(cell: object) -> bool:
    return not isinstance(cell, str | int | float | bool | datetime.date | datetime.time | None) or (
        isinstance(cell, str) and cell.startswith("=")
    )


def _plain(cell: Any) -> Cell:
    """Durations and whatever else a workbook may hold as text: no column of a roster takes them."""
    if cell is None or isinstance(cell, str | int | float | bool | datetime.date | datetime.time):
        return cell
    return str(cell)
