"""Cells of a file as a page may show them: as typed, but no CPR number and nobody's name who is protected."""

import re
from collections.abc import Collection, Sequence

from mentorship.people.roster.columns import Placed
from mentorship.people.roster.cpr import parse_cpr
from mentorship.people.roster.folding import Cell, as_text
from mentorship.people.roster.reading import Line

HIDDEN = "•••"
TELLS_WHO_AND_WHERE = {"name", "email", "phone", "postcode"}
LONGEST = 120
LIKE_CPR = re.compile(r"(?<!\d)(\d{6})([- ]?)\d{4}(?!\d)")


def show_cell(cell: Cell) -> str:
    """A cell as text, short enough for a table, with the secret half of any CPR number starred out."""
    text = as_text(cell).strip()
    if text.isdecimal() and parse_cpr(text) is not None:
        return f"{text.zfill(10)[:6]}-****"
    text = LIKE_CPR.sub(r"\1-****", text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def show_line(line: Line, placed: Sequence[Placed], *, protected: bool = False) -> dict[str, str]:
    """{column key: text} of one line; `protected` hides what tells who and where."""
    shown = {place.column.key: show_cell(line.cells[place.index]) for place in placed}
    if protected:
        shown |= {key: HIDDEN for key in TELLS_WHO_AND_WHERE & shown.keys() if shown[key]}
    return shown


def show_lines(
    lines: Sequence[Line], placed: Sequence[Placed], *, protected: Collection[int] = ()
) -> dict[int, dict[str, str]]:
    """{line: {column key: text}}; `protected` are the lines of people whose name is."""
    return {line.number: show_line(line, placed, protected=line.number in protected) for line in lines}
