"""The errors of a file as a file: one cell to be mended a line."""

import csv
import io
from collections.abc import Iterable

from mentorship.people.roster.check import FORMULA
from mentorship.people.roster.problems import Problem

HEAD = ("line", "column", "value", "reason")


def errors_csv(errors: Iterable[Problem]) -> bytes:
    """As Danish Excel opens it: BOM, semicolons, CRLF; a value that begins like a formula is disarmed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    for error in errors:
        value = f"'{error.value}" if FORMULA.match(error.value) else error.value
        writer.writerow([error.line, error.column, value, error.reason])
    return out.getvalue().encode("utf-8-sig")
