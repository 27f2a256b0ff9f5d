"""Makes templates/memo.docx anew: `python reporting/documents/make_template.py`.

A municipality may edit the file in Word instead; the words in double braces are what the memo fills in.
"""

from pathlib import Path
from typing import Any

from docx import Document
from docx.shared import Cm, Pt, RGBColor

OUT = Path(__file__).parent / "templates" / "memo.docx"
INK, ACT = RGBColor(0x1B, 0x21, 0x26), RGBColor(0x0B, 0x4F, 0x7D)
PAGE, MARGIN = (Cm(21), Cm(29.7)), Cm(2.2)  # A4: the library's own is an American letter
FIRST_COLUMN = 2.4  # times as wide as each of the others: it holds the words
CRITERIA = ("label", "value", "n_of", "target", "status")
TABLES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "Succeskriterier": ("criteria", ("Kriterium", "Nu", "n/N", "Mål", "Status"), CRITERIA),
    "Måned for måned": ("months", ("Måned", "Matchet i alt", "Mållinje"), ("month", "reached", "line")),
    "{{ curve_title }}": (
        "curve",
        ("Måneder", "Stadig i gang", "95 %-interval", "Fulgt så længe"),
        ("months", "share", "interval", "followed"),
    ),
    "Hvem er med?": (
        "groups",
        ("Opgørelse", "Gruppe", "Kommuner", "I alt", "Andel"),
        ("caption", "group", "places", "all", "share"),
    ),
}


def make() -> None:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = PAGE
    section.left_margin = section.right_margin = MARGIN
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    for level, size in ((1, 20), (2, 13)):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.color.rgb = (
            "Calibri",
            Pt(size),
            INK if level == 1 else ACT,
        )
    document.add_paragraph("{{ programme }}")
    document.add_heading("{{ title }}", level=1)
    document.add_paragraph("Data pr. {{ data_on }} · fastfrosset {{ frozen_on }}, udgave {{ revision }}")
    document.add_paragraph("{%p if reason %}")
    document.add_paragraph("Begrundelse for udgaven: {{ reason }}")
    document.add_paragraph("{%p endif %}")
    document.add_heading("{{ question }}", level=2)
    document.add_paragraph("{{ answer }}")
    document.add_paragraph("{%p for tile in tiles %}")
    document.add_paragraph("{{ tile.label }}: {{ tile.value }}", style="List Bullet")
    document.add_paragraph("{%p endfor %}")
    for heading, (name, header, fields) in TABLES.items():
        document.add_heading(heading, level=2)
        _table(document, name, header, fields)
    document.add_paragraph("{{ footnote }}")
    document.add_paragraph("SHA-256 af det fastfrosne kvartal: {{ sha256 }}").runs[0].font.size = Pt(8)
    document.save(str(OUT))


def _table(document: Any, name: str, header: tuple[str, ...], fields: tuple[str, ...]) -> None:
    table = document.add_table(rows=4, cols=len(header))
    table.style = "Light Grid Accent 1"
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        cell.text = text
    table.rows[1].cells[0].text = f"{{%tr for row in {name} %}}"
    for cell, field in zip(table.rows[2].cells, fields, strict=True):
        cell.text = f"{{{{ row.{field} }}}}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    table.autofit = False
    other = int((PAGE[0] - 2 * MARGIN) / (FIRST_COLUMN + len(header) - 1))
    for place, column in enumerate(table.columns):
        column.width = other if place else int(other * FIRST_COLUMN)
        for cell in column.cells:
            cell.width = column.width


if __name__ == "__main__":
    make()
