"""The status memo of a quarter, as Word and as a spreadsheet."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from docxtpl import DocxTemplate

from mentorship.formats import short_date
from mentorship.models import Programme
from reporting.charts import sections, words
from reporting.models import Snapshot
from reporting.quarters import Quarter

TEMPLATE = Path(__file__).parent / "templates" / "memo.docx"


def memo_context(snapshot: Snapshot, programme: Programme) -> dict[str, Any]:
    """What the Word template prints; every figure is the snapshot's."""
    figures = snapshot.data
    first, sentence = words.answer(figures["progress"])
    return {
        "programme": programme.name,
        "title": _("Status memo, %(quarter)s")
        % {"quarter": words.quarter_label(Quarter.parse(snapshot.quarter)).lower()},
        "data_on": short_date(snapshot.data_on),
        "frozen_on": short_date(snapshot.frozen_at.date()),
        "revision": snapshot.revision,
        "reason": snapshot.reason,
        "sha256": snapshot.sha256,
        "question": words.question(figures["progress"]),
        "answer": f"{first} {sentence}".strip(),
        "tiles": [
            {"label": tile["label"], "value": f"{tile['value']} {tile['of']}"}
            for tile in words.tiles(figures["progress"])
        ],
        "criteria": [row for entry in figures["criteria"] for row in _criterion(entry)],
        "months": [
            {"month": row[0], "reached": row[1], "line": row[-1]}
            for row in sections.progress_table(figures)["rows"]
        ],
        "curve_title": sections.curve_title(figures),
        "curve": [
            {"months": row[0], "share": row[1], "interval": row[2], "followed": row[3]}
            for row in sections.curve_table(figures)["rows"]
            if row[1] != words.UNKNOWN
        ],
        "groups": [
            {
                "caption": table["caption"],
                "group": row[0],
                "places": _places(table, row),
                "all": row[-2],
                "share": row[-1],
            }
            for table in sections.breakdown_tables(figures, programme)
            for row in table["rows"]
        ],
        "footnote": _(
            "¹ Breakdowns of people are rounded to a multiple of 5 and add up among themselves, not with the "
            "exact totals. ² Figures from public registers are rounded to the nearest 5."
        ),
    }


def _criterion(entry: dict[str, Any]) -> list[dict[str, str]]:
    """The criterion, then its parts, as the page's table has them."""
    unit, found = entry["unit"], []
    for figures in (entry, *entry["parts"]):
        whole = figures is entry
        label = (
            f"{words.told(entry['label'])}{' ²' if entry['rounded'] else ''}"
            if whole
            else f"– {figures['name']}"
        )
        found.append(
            {
                "label": label,
                "value": words.value(figures, unit),
                "n_of": words.n_of(figures, unit),
                "target": words.target(figures["target"], unit),
                "status": words.status(figures, unit, figures["target"])["text"],
            }
        )
    return found


def _places(table: dict[str, Any], row: list[str]) -> str:
    names = [column["label"] for column in table["columns"][1:-2]]
    return ", ".join(f"{name} {cell}" for name, cell in zip(names, row[1:-2], strict=True))


def memo_docx(snapshot: Snapshot, programme: Programme) -> bytes:
    template = DocxTemplate(TEMPLATE)
    template.render(memo_context(snapshot, programme), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


A4 = 9  # the format's number for it
SHAPES = {"percent": "0.0%", "percentage_points": '0.0" pp"'}


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number in the unit its cell shows it in."""

    number: float | None
    unit: str


def memo_xlsx(snapshot: Snapshot, programme: Programme) -> bytes:
    """The same figures as typed cells: numbers are numbers, text is never a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = {unit: book.add_format({"num_format": shape}) for unit, shape in SHAPES.items()}
    context = memo_context(snapshot, programme)
    about = [
        (name, context[name]) for name in ("programme", "title", "data_on", "frozen_on", "revision", "sha256")
    ]
    sheets: list[tuple[str, list[str], list[list[Any]]]] = [
        (
            _("Success criteria"),
            [_("Criterion"), _("Now"), "n", "N", _("Target"), _("Not yet known"), _("Status")],
            _typed(snapshot),
        ),
        (
            _("Month by month"),
            [_("Month"), _("In all"), _("Line to the target")],
            [
                [m["on"], m["all"], m["line"]]
                for m in snapshot.data["progress"]["months"]
                if m["all"] is not None
            ],
        ),
        (_("About"), [], [[name, value] for name, value in about] + [["", context["footnote"]]]),
    ]
    for name, header, rows in sheets:
        sheet = book.add_worksheet(name[:31])
        sheet.set_column(0, 0, 44)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        if header:
            sheet.freeze_panes(1, 1)
            sheet.repeat_rows(0)
        lines = [header, *rows] if header else rows
        for number, row in enumerate(lines):
            for place, value in enumerate(row):
                style = bold if header and not number else None
                if isinstance(value, _Figure):
                    _write(sheet, number, place, value.number, formats.get(value.unit))
                else:
                    _write(sheet, number, place, value, style)
    book.close()
    return out.getvalue()


def _typed(snapshot: Snapshot) -> list[list[Any]]:
    rows = []
    for entry in snapshot.data["criteria"]:
        for figures in (entry, *entry["parts"]):
            label = words.told(entry["label"]) if figures is entry else f"– {figures['name']}"
            status = words.status(figures, entry["unit"], figures["target"])["text"]
            unit, target = entry["unit"], figures["target"]
            # Shares are counted as parts of one, and aimed at as percent.
            aim = _Figure(target / 100 if unit == "percent" and target is not None else target, unit)
            n, of, unknown = (figures[key] for key in ("n", "N", "not_yet_known"))
            rows.append([label, _Figure(figures["value"], unit), n, of, aim, unknown, status])
    return rows


def _write(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    if isinstance(value, int | float):
        sheet.write_number(row, column, value, style)
    elif value is not None:
        sheet.write_string(row, column, str(value), style)
