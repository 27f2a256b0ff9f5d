"""Bytes of a CSV or XLSX file into a table of cells: what an upload is, before what it says."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mentorship.people.roster.columns import is_header
from mentorship.people.roster.folding import Cell, as_text
from mentorship.people.roster.problems import Problem, UnreadableRoster
from mentorship.people.roster.workbook import is_workbook, read_workbook

LARGEST_FILE = 50 * 2**20
MOST_LINES = 200_000
MOST_COLUMNS = 500
DELIMITERS = (";", ",", "\t")
# What a file starts with that is no text, whatever it is called.
BINARY_STARTS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x7fELF",
    b"{\\rtf",
)
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
OLE_START = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of cells, as many as the header has. `number` counts the header as 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header, the rows under it that hold anything, and what was odd about their shape.

    `formulas` are (line, column index) of cells a spreadsheet computed rather than stored.
    """

    header: tuple[str, ...]
    lines: tuple[Line, ...]
    source: str
    errors: tuple[Problem, ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    other_sheets: int = 0


def read_table(data: bytes) -> Table:
    """The table in `data`, an XLSX workbook or delimited text; raises UnreadableRoster if it is neither."""
    if len(data) > LARGEST_FILE:
        raise UnreadableRoster("file_too_large")
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableRoster("empty_file")
    if data.startswith(OLE_START):
        raise UnreadableRoster("old_or_locked_workbook")
    if is_workbook(data):
        sheet = read_workbook(data, most_lines=MOST_LINES, most_columns=MOST_COLUMNS)
        return _table(sheet.rows, "xlsx", formulas=sheet.formulas, other_sheets=sheet.other_sheets)
    if data.startswith(BINARY_STARTS) or data.startswith(b"PK"):
        raise UnreadableRoster("not_a_table")
    text, encoding = decode(data)
    return _read_text(text, encoding)


def decode(data: bytes) -> tuple[str, str]:
    """Text and the encoding it was in: UTF-8 or UTF-16 by mark or by form, else Windows-1252."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding), encoding
    half = len(data) // 2
    if len(data) % 2 == 0 and data[1::2].count(0) > half * 0.6:
        return _decode_as(data, "utf-16-le"), "utf-16-le"
    if len(data) % 2 == 0 and data[0::2].count(0) > half * 0.6:
        return _decode_as(data, "utf-16-be"), "utf-16-be"
    try:
        return _decode_as(data, "utf-8"), "utf-8"
    except UnreadableRoster:
        return _decode_as(data, "cp1252"), "cp1252"


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableRoster("unreadable_text", line=data[: error.start].count(b"\n") + 1) from error
    if "\x00" in text:
        raise UnreadableRoster("not_a_table")
    return text


def _read_text(text: str, encoding: str) -> Table:
    """Excel's own first line `sep=;` names the delimiter and is no row."""
    first, _, rest = text.partition("\n")
    told = first.strip().strip('"')
    if told.lower().startswith("sep=") and len(told) == 5:
        return _table(_records(rest, told[4]), encoding)
    return _table(_records(text, find_delimiter(text)), encoding)


def find_delimiter(text: str) -> str:
    """The delimiter under which the first written line holds most known headers, then most cells."""
    first = next((line for line in text.splitlines() if line.strip(" ;,\t")), "")

    def worth(delimiter: str) -> tuple[int, int]:
        headers = next(csv.reader([first], delimiter=delimiter), [])
        return sum(is_header(header) for header in headers), len(headers)

    try:
        return max(DELIMITERS, key=worth)
    except csv.Error as error:
        raise UnreadableRoster("cell_too_long") from error


def _records(text: str, delimiter: str) -> Iterator[Sequence[Cell]]:
    """Rows of `text`; a stray quote is an error, for it would swallow the rows that follow."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    count = 0
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            reason = "cell_too_long" if "field larger" in str(error) else "bad_quotes"
            raise UnreadableRoster(reason, line=count + 1) from error
        if record is None:
            return
        count += 1
        yield record


def _table(
    rows: Iterable[Sequence[Cell]],
    source: str,
    *,
    formulas: frozenset[tuple[int, int]] = frozenset(),
    other_sheets: int = 0,
) -> Table:
    """The first row that holds anything is the header, and line 1; `formulas` come by row from 0."""
    header: tuple[str, ...] = ()
    lines: list[Line] = []
    errors: list[Problem] = []
    start = 0
    for index, row in enumerate(rows):
        if index > MOST_LINES:
            raise UnreadableRoster("too_many_rows", line=index)
        if not any(cell is not None and as_text(cell).strip() for cell in row):
            continue
        if not header:
            header, start = _header(row), index
            continue
        line, problem = _line(index - start + 1, row, len(header))
        lines.append(line)
        errors += [problem] if problem else []
    if not header:
        raise UnreadableRoster("empty_file")
    moved = frozenset((row - start + 1, column) for row, column in formulas if row > start)
    return Table(header, tuple(lines), source, tuple(errors), moved, other_sheets)


def _header(row: Sequence[Cell]) -> tuple[str, ...]:
    texts = tuple(as_text(cell).strip() for cell in row)
    if sum(map(bool, texts)) > MOST_COLUMNS:
        raise UnreadableRoster("too_many_columns")
    return texts


def _line(number: int, row: Sequence[Cell], width: int) -> tuple[Line, Problem | None]:
    """A short row ends in empty cells. One with cells beyond the header, or all in one cell, is an error."""
    beyond = [cell for cell in row[width:] if cell is not None and as_text(cell).strip()]
    problem = Problem("too_many_cells", line=number, value=as_text(beyond[0])) if beyond else None
    if width > 1 and len(row) == 1 and any(d in as_text(row[0]) for d in DELIMITERS):
        problem = Problem("too_few_cells", line=number)
    cells = tuple(row[:width]) + (None,) * (width - len(row))
    return Line(number, cells), problem
