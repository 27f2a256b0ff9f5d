"""Formulas in a roster: pointed out, kept as text, never refused; and what only looks like one."""

import datetime
import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from mentorship.people.roster.check import check_roster
from mentorship.people.roster.values import Surroundings

ROSTERS = Path(__file__).parent / "rosters"
TRUTH = json.loads((ROSTERS / "truth.json").read_text())
AROUND = Surroundings({"340": "Sorø", "329": "Ringsted"}, datetime.date(2026, 11, 22))


def check(text, kind="mentor"):
    return check_roster(text.encode(), kind, AROUND)


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "=HYPERLINK(x)",
        "@SUM(1)",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "  =1",
        "\t=1",
        "＝1+1",
        "＠x",
        "-SUM(A1)",
        "+A1",
        "-(1)",
        "|calc",
        "+1+Ark1!A1",
    ],
)
def test_formulas_in_text_are_pointed_out_and_kept(cell):
    report = check(f'Navn;Kommune;Bemærkning\nBo;Sorø;"{cell}"\n')
    assert [(w.line, w.column, w.reason) for w in report.warnings] == [(2, "Bemærkning", "formula")]
    assert report.accepted
    assert report.rows[0].values["note"] == cell.strip()


@pytest.mark.parametrize(
    "cell",
    [
        "+45 30 34 93 85",
        "-5",
        "- har bil",
        "-",
        "30 % + bil",
        "a=b",
        "+45 30349385 (privat)",
        "–tankestreg",
        "--",
        "-5 grader!",
    ],
)
def test_what_only_looks_like_a_formula_is_not(cell):
    assert check(f"Navn;Kommune;Bemærkning\nBo;Sorø;{cell}\n").warnings == ()


def test_a_workbooks_formula_gives_its_last_value_and_a_warning():
    book = Workbook()
    book.active.append(["Navn", "Kommune", "Kapacitet"])
    book.active.append(["Bo", "Sorø", "=1+1"])
    out = io.BytesIO()
    book.save(out)
    report = check_roster(out.getvalue(), "mentor", AROUND)
    assert [(w.line, w.column, w.reason) for w in report.warnings] == [(2, "Kapacitet", "formula")]
    assert report.accepted
