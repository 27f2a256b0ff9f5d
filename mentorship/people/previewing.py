"""A roster as the pages of import show it before anything is written, and the likely duplicates in it."""

from collections.abc import Mapping
from typing import Any

from mentorship.models import Mentor, Refugee
from mentorship.people.identity import cpr_hash
from mentorship.people.import_kinds import Candidate, ImportFile, Preview, PreviewRow, Suspect
from mentorship.people.planning import Plan, plan_import
from mentorship.people.roster.check import Row
from mentorship.people.roster.columns import lay_out
from mentorship.people.roster.showing import HIDDEN, TELLS_WHO_AND_WHERE, show_cell, show_lines
from mentorship.people.suspects import Likely, likely_rows

STARRED = "******-****"
# What two records are held side by side by.
TELLING = ("name", "case_number", "municipality", "birth_year", "cpr", "email", "phone", "postcode", "gender")

Cells = Mapping[int, dict[str, str]]


def preview_people(file: ImportFile, kind: str) -> Preview:
    """What taking in the file would do, row by row."""
    plan = plan_import(data=file.data, programme=file.programme, kind=kind, by=file.by, mapping=file.mapping)
    report = plan.report
    if plan.table is None:
        return Preview(errors=report.errors)
    placed = lay_out(plan.table.header, kind, file.mapping).placed
    hidden = {row.line for row in report.rows if row.values.get("protected")}
    cells = show_lines(plan.table.lines, placed, protected=hidden)
    return Preview(
        errors=report.errors,
        warnings=report.warnings,
        notes=report.notes,
        columns=tuple((place.column.key, place.header) for place in placed),
        rows=tuple(
            PreviewRow(row.line, cells[row.line], plan.found.get(row.line, "new")) for row in report.rows
        ),
        suspects=tuple(_suspect(likely, plan, cells) for likely in likely_rows(plan)),
    )


def _suspect(likely: Likely, plan: Plan, cells: Cells) -> Suspect:
    row = likely.row
    rows = {other.line: other for other in plan.new}
    candidates = [
        *(_registered(plan, pk, row) for pk in likely.enrolments),
        *(_row_above(rows[line], cells) for line in likely.lines),
    ]
    return Suspect(row.line, _telling(cells[row.line]), tuple(candidates))


def _registered(plan: Plan, pk: int, row: Row) -> Candidate:
    if plan.known is None:
        raise LookupError(pk)
    enrolment = plan.known.enrolment(pk)
    return Candidate(enrolment.label, _as_cells(enrolment, row), person=enrolment.person_id)


def _row_above(row: Row, cells: Cells) -> Candidate:
    return Candidate("", _telling(cells[row.line]), row=row.line)


def _telling(cells: dict[str, str]) -> dict[str, str]:
    return {key: cells[key] for key in TELLING if key in cells}


def _as_cells(enrolment: Mentor | Refugee, row: Row) -> dict[str, str]:
    """The register's word beside the row's; of a protected person, that there is something and no more."""
    person = enrolment.person
    cells = {
        "name": person.name,
        "case_number": enrolment.case_number,
        "municipality": enrolment.municipality.name,
        "birth_year": str(person.birth_year or ""),
        "cpr": _number(enrolment, row),
        "email": person.email,
        "phone": person.phone,
        "postcode": person.postcode,
        "gender": str(person.get_gender_display()) if person.gender else "",
    }
    if person.is_protected:
        cells |= {key: HIDDEN for key in TELLS_WHO_AND_WHERE if cells[key]}
    return cells


def _number(enrolment: Mentor | Refugee, row: Row) -> str:
    """Starred out, but for the number that the row gives itself."""
    told: Any = row.values.get("cpr")
    if told and enrolment.person.cpr_hash == cpr_hash(told.digits):
        return show_cell(told.digits)
    return STARRED if enrolment.person.cpr_hash else ""
