"""A list handed out as a file: the look-ups and the line in the trail are written before it leaves."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Model
from django.http import FileResponse, QueryDict
from django.utils.text import slugify

from mentorship.clock import today
from mentorship.lists.xlsx import Cell, Head, Line, write_sheet
from mentorship.models import Programme, User
from mentorship.trail import record_act, record_lookups

AS_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})  # else left out
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """`name` is what the trail calls the list; `title` stands on the sheet and in the file's name.

    filters : the names of the filters in force, without their values.
    """

    name: str
    title: str
    heads: Sequence[Head]
    lines: Iterable[Line]
    filters: Sequence[str] = field(default_factory=tuple)


def hand_out(sheet: Sheet, *, by: User, programme: Programme | None = None) -> FileResponse:
    """The sheet as a download. It is made in a temporary file, so memory does not grow with its rows."""
    seen: set[int] = set()
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it when the last byte has left
    try:
        count = write_sheet(file, title=sheet.title, heads=sheet.heads, rows=_told(sheet.lines, seen))
        with transaction.atomic():
            _record(sheet, by=by, programme=programme, count=count, people=sorted(seen))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    prefix = programme.key if programme else "mentorship"
    name = f"{prefix}-{slugify(sheet.title.translate(AS_ASCII))}-{today().isoformat()}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def export_address(url: str, query: QueryDict) -> str:
    """The address that hands out the list as `query` narrows and sorts it, all its pages."""
    kept = query.copy()
    kept.pop("page", None)
    return f"{url}?{kept.urlencode()}" if kept else url


def filters_in_force(data: object) -> tuple[str, ...]:
    """The names of what a cleaned form narrows by; the values are nobody's business but the reader's."""
    pairs = data.items() if isinstance(data, dict) else ()
    return tuple(sorted(name for name, value in pairs if value))


def _told(lines: Iterable[Line], seen: set[int]) -> Iterator[Sequence[Cell]]:
    for line in lines:
        seen.update(line.people)
        yield line.cells


def _record(
    sheet: Sheet, *, by: User, programme: Programme | None, count: int, people: Sequence[int]
) -> None:
    subject: Model = programme or by
    record_lookups(user=by, person_ids=people, what="export", programme=programme)
    record_act(
        kind="list.exported",
        subject=subject,
        by=by,
        programme=programme,
        list=sheet.name,
        rows=count,
        filters=list(sheet.filters),
    )
