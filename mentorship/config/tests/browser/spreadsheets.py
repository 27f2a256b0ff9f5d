"""A municipality's own spreadsheets: made-up people and their matches, under headings nobody agreed on."""

import csv
import datetime
import io
from dataclasses import dataclass

from openpyxl import Workbook

from mentorship.config.simulation.people import MadeUpPeople, Wave
from mentorship.programmes.schema import ProgrammeDocument

PEOPLE = 22
RUNNING = 20
# What the municipality calls some columns, and what they are; the other headings are known by name.
OWN_HEADS = {
    "mentor": {"Navn": "Den frivillige", "Sagsnr.": "Nr.", "Kommune": "Bor i"},
    "refugee": {"Navn": "Borgerens navn", "Sagsnr.": "Journal", "Kommune": "Hører til"},
}
OWN_KEYS = {"Navn": "name", "Sagsnr.": "case_number", "Kommune": "municipality"}
MATCH_HEADS = {
    "Frivillig nr.": "mentor",
    "Journal": "refugee",
    "Sammen siden": "started_on",
    "Første møde": "start_meeting_on",
    "Stoppet": "ended_on",
    "Hvorfor": "end_reason",
}


@dataclass(frozen=True)
class Spreadsheet:
    """A file as a browser sends it, and what its own headings are to be read as."""

    name: str
    content: bytes
    heads: dict[str, str]

    @property
    def upload(self) -> dict[str, object]:
        return {"name": self.name, "mimeType": "application/octet-stream", "buffer": self.content}


def spreadsheets(document: ProgrammeDocument, *, on: datetime.date, seed: int) -> dict[str, Spreadsheet]:
    """Mentors as CSV, refugees as a workbook, and a list of 20 running and two ended matches."""
    people = MadeUpPeople(document, seed=seed)
    rows = {kind: _rows(people.roster(kind, Wave(on, PEOPLE))) for kind in ("mentor", "refugee")}
    numbers = [[row["Sagsnr."] for row in rows[kind]] for kind in ("mentor", "refugee")]
    reason = document.end_reasons[0].label.da
    return {
        "mentor": _people("frivillige.csv", "mentor", rows["mentor"]),
        "refugee": _people("borgere.xlsx", "refugee", rows["refugee"]),
        "match": Spreadsheet("forløb.csv", _matches(numbers[0], numbers[1], on, reason), MATCH_HEADS),
    }


def _rows(roster: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(roster.decode("utf-8-sig")), delimiter=";"))


def _people(name: str, kind: str, rows: list[dict[str, str]]) -> Spreadsheet:
    own = OWN_HEADS[kind]
    table = [[own.get(head, head) for head in rows[0]], *([*row.values()] for row in rows)]
    content = _workbook(table) if name.endswith("xlsx") else _csv(table)
    return Spreadsheet(name, content, {own[head]: key for head, key in OWN_KEYS.items()})


def _matches(mentors: list[str], refugees: list[str], on: datetime.date, reason: str) -> bytes:
    """Begun from five to twenty-four weeks ago; the last two of the people had theirs ended."""
    table: list[list[str]] = [list(MATCH_HEADS)]
    for index, (mentor, refugee) in enumerate(zip(mentors, refugees, strict=True)):
        begun = on - datetime.timedelta(weeks=5 + index)
        ended = begun + datetime.timedelta(weeks=3) if index >= RUNNING else None
        until = [f"{ended:%d-%m-%Y}", reason] if ended else ["", ""]
        table.append([mentor, refugee, f"{begun:%d.%m.%Y}", f"{begun:%d.%m.%Y}", *until])
    return _csv(table)


def _csv(table: list[list[str]]) -> bytes:
    """As Danish Excel saves it: semicolons, Windows-1252."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(table)
    return out.getvalue().encode("cp1252", errors="replace")


def _workbook(table: list[list[str]]) -> bytes:
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise AssertionError("a new workbook has a sheet")
    for row in table:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
