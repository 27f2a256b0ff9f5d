"""A person's extract as a file: JSON for programs, Word or a web page for the person."""

import io
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from docx import Document
from docx.shared import Cm, Pt

from mentorship.errors import DomainError
from mentorship.people.extract import Extract
from mentorship.templatetags.danish import da_datetime

OWNER_ONLY = 0o600


def head(extract: Extract) -> dict[str, Any]:
    """Title, what it covers, and what is left out and why: the same in every kind of file."""
    return {
        "title": _("What is held about you"),
        "made": _("Made %(moment)s.") % {"moment": da_datetime(extract.made_at)},
        "covers": [f"{row.programme}: {row.case_number}" for row in extract.enrolments],
        "left_out": [
            _("Who the other side of a match is: that person's name is not yours to be told in writing."),
            _("Which colleagues looked at or wrote in the case: ask for that. Dates and purposes are here."),
            _("What documents say. The list is here; ask for a copy of those you want."),
        ],
    }


def as_json(extract: Extract) -> bytes:
    """{made_at, person, cases, tables: {model: [{column: value}]}}; dates in ISO, codes as they are kept."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for table in extract.tables:
        rows = tables.setdefault(table.model, [])
        rows += [{fact.key: fact.value for fact in row} for row in table.rows]
    content = {
        "made_at": extract.made_at.isoformat(timespec="seconds"),
        "person": extract.person.pk,
        "cases": [
            {"programme": row.programme.key, "side": row.side.value, "case_number": row.case_number}
            for row in extract.enrolments
        ],
        "tables": tables,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str).encode()


def as_docx(extract: Extract) -> bytes:
    """A heading for each table, and for each line its facts, label beside value."""
    said = head(extract)
    document = Document()
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)  # A4
    document.core_properties.author, document.core_properties.title = "", said["title"]
    document.add_heading(said["title"], level=0)
    document.add_paragraph(" ".join([said["made"], *said["covers"]]))
    for reason in said["left_out"]:
        document.add_paragraph(reason, style="List Bullet")
    for table in extract.tables:
        document.add_heading(str(table.title), level=1)
        for row in table.rows:
            grid = document.add_table(rows=0, cols=2)
            for fact in row:
                cells = grid.add_row().cells
                cells[0].text, cells[1].text = _printable(fact.label), _printable(fact.shown)
                cells[0].width, cells[1].width = Cm(5), Cm(11)
            document.add_paragraph()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _printable(text: str) -> str:
    """Without the control characters that XML knows no way to write."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n")


def as_html(extract: Extract) -> bytes:
    context = head(extract) | {"tables": extract.tables}
    return render_to_string("mentorship/extract.html", context).encode()


WRITERS: dict[str, Callable[[Extract], bytes]] = {"json": as_json, "docx": as_docx, "html": as_html}
CONTENT_TYPES = {
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}


def kind_of(path: Path) -> str:
    """json, docx or html by the file's extension; DomainError for another."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in WRITERS:
        raise DomainError(_("The file's name must end in .json, .docx or .html."))
    return kind


def write_extract(extract: Extract, path: Path) -> None:
    """Write the file whole or not at all, readable to its owner alone."""
    content = WRITERS[kind_of(path)](extract)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent or Path(), prefix=".extract-")
    except OSError:
        raise DomainError(_("The folder of the file can't be written to.")) from None
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), OWNER_ONLY)
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
