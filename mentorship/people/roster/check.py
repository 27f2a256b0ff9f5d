"""A whole roster checked in one pass: every error, every warning, the rows as the register stores them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mentorship.people.roster import words
from mentorship.people.roster.columns import KINDS, Column, Layout, Placed, lay_out
from mentorship.people.roster.cpr import parse_cpr
from mentorship.people.roster.duplicates import alike, likeness_of
from mentorship.people.roster.folding import Cell, as_text, fold
from mentorship.people.roster.problems import BadValue, Problem, UnreadableRoster
from mentorship.people.roster.reading import Line, Table, read_table
from mentorship.people.roster.values import PARSERS, Odd, Surroundings

FREE_TEXT = {"text", "long_text"}
# Excel's errors, in English and Danish, as cells hold them.
BROKEN_CELLS = {"#N/A", "#I/T", "#REF!", "#REFERENCE!", "#VALUE!", "#VÆRDI!", "#DIV/0!", "#DIVISION/0!"}
BROKEN_CELLS |= {"#NAME?", "#NAVN?", "#NUM!", "#NULL!"}
# How a cell starts that a spreadsheet would run, in plain or full-width signs. A phone number, a negative
# number and a dash before a remark are none: after + and - it takes a name, a bracket or a call further on.
FORMULA = re.compile(
    r"\s*(?:[=@＝＠|]|[+\-＋－](?:[^\W\d_]|[(=@＝＠\"'+]|.*(?:\||!\$?[A-Z]+\$?\d)))", re.DOTALL
)
LONGEST_SHOWN = 200
CPR_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the file tells: {column key: value}; what the file leaves out or blank is absent."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """What checking found. Any error refuses the file; warnings and notes don't."""

    kind: str
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    rows: tuple[Row, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    source: str = ""

    @property
    def accepted(self) -> bool:
        return not self.errors


def check_roster(
    data: bytes, kind: str, around: Surroundings, mapping: Mapping[str, str] | None = None
) -> Report:
    """Read and check a roster of `kind`; a file that is no table is a report of one error.

    `mapping` as in `lay_out`.
    """
    try:
        table = read_table(data)
    except UnreadableRoster as error:
        return Report(kind, errors=(error.as_problem(),))
    return check_table(table, kind, around, mapping)


def check_table(
    table: Table, kind: str, around: Surroundings, mapping: Mapping[str, str] | None = None
) -> Report:
    """Check a table already read."""
    layout = lay_out(table.header, kind, mapping)
    errors, warnings = [*table.errors, *layout.errors], [*layout.warnings, *_unnamed(table, layout)]
    checker = _Checker(around, table.formulas)
    rows = [checker.row(line, layout.placed) for line in table.lines]
    errors += checker.errors
    errors += _repeated(rows, layout) if kind in KINDS else ()
    if not table.lines:
        errors.append(Problem("no_rows", line=1))
    warnings += checker.warnings
    warnings += [
        Problem("duplicate", lines=lines)
        for lines in alike({row.line: likeness_of(row.values) for row in rows if row.values.get("name")})
    ]
    notes = [Problem("other_sheets", value=str(table.other_sheets))] if table.other_sheets else []
    places = {placed.header: placed.index for placed in layout.placed}
    return Report(
        kind,
        tuple(_in_order(errors, places)),
        tuple(_in_order(warnings, places)),
        tuple(notes),
        tuple(rows),
        {placed.column.key: placed.header for placed in layout.placed},
        table.source,
    )


def _in_order(problems: list[Problem], places: dict[str, int]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem.first_line, places.get(problem.column, -1)))


class _Checker:
    """Parses rows, remembering what was wrong; equal texts of one column are parsed once."""

    def __init__(self, around: Surroundings, formulas: frozenset[tuple[int, int]]):
        self.around = around
        self.formulas = formulas
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self._known: dict[tuple[str, str], Any] = {}

    def row(self, line: Line, placed: tuple[Placed, ...]) -> Row:
        values: dict[str, Any] = {}
        for place in placed:
            cell = line.cells[place.index]
            try:
                value = self._value(cell, place, line.number)
            except BadValue as error:
                self.errors.append(Problem(error.reason, line.number, place.header, _shown(cell)))
                continue
            if value is not None and value != "":
                values[place.column.key] = value
        self._compare_birth_year(line.number, values, placed)
        return Row(line.number, values)

    def _value(self, cell: Cell, place: Placed, line: int) -> Any:
        column = place.column
        if (line, place.index) in self.formulas or _is_formula(cell, column):
            self.warnings.append(Problem("formula", line, place.header))
        if _is_blank(cell, column):
            if column.required:
                raise BadValue("required")
            return None
        if isinstance(cell, str) and cell.strip().upper() in BROKEN_CELLS:
            raise BadValue("broken_formula")
        value = self._parsed(cell, column)
        if isinstance(value, Odd):
            self.warnings.append(Problem(value.reason, line, place.header))
            value = value.value
        if column.longest and len(value) > column.longest:
            raise BadValue("too_long")
        if column.key == "name" and not fold(value):
            raise BadValue("required")
        if column.key == "case_number" and len(value) >= CPR_DIGITS and parse_cpr(value):
            raise BadValue("cpr_as_case_number")  # a case number stands in headings, links and mails
        return value

    def _parsed(self, cell: Cell, column: Column) -> Any:
        parse = PARSERS[column.parser]
        if not isinstance(cell, str) or column.parser in FREE_TEXT or len(cell) > LONGEST_SHOWN:
            return parse(cell, self.around)
        key = (column.parser, cell)
        if key not in self._known:
            self._known[key] = parse(cell, self.around)
        return self._known[key]

    def _compare_birth_year(self, line: int, values: dict[str, Any], placed: tuple[Placed, ...]) -> None:
        """A number tells the year too: it fills a blank, and a year that says otherwise is odd."""
        cpr = values.get("cpr")
        if cpr is None:
            return
        told = values.setdefault("birth_year", cpr.birth_year)
        if told != cpr.birth_year:
            header = next(place.header for place in placed if place.column.key == "birth_year")
            self.warnings.append(Problem("cpr_birth_year", line, header))


def _is_blank(cell: Cell, column: Column) -> bool:
    if cell is None:
        return True
    if not isinstance(cell, str):
        return False
    text = cell.strip()
    if column.required or column.parser in FREE_TEXT:
        return not text
    return not text or text in words.DASHES or fold(text) in words.NOTHING_SAID


def _is_formula(cell: Cell, column: Column) -> bool:
    """Only free text can carry one through: other columns refuse what they cannot read."""
    return isinstance(cell, str) and column.parser in FREE_TEXT and bool(FORMULA.match(cell))


def _shown(cell: Cell) -> str:
    text = as_text(cell).strip()
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _unnamed(table: Table, layout: Layout) -> Iterator[Problem]:
    """A column without a header is worth a word if anything stands in it."""
    for index in layout.unnamed:
        if any(as_text(line.cells[index]).strip() for line in table.lines):
            yield Problem("unknown_column", line=1, column=f"({index + 1})")


def _repeated(rows: list[Row], layout: Layout) -> Iterator[Problem]:
    """A case number is a municipality's own key: the second row that uses it is an error."""
    header = next((place.header for place in layout.placed if place.column.key == "case_number"), "")
    seen: set[str] = set()
    for row in rows:
        number = row.values.get("case_number")
        if number in seen:
            yield Problem("duplicate_case_number", row.line, header, number)
        if number:
            seen.add(number)
