"""Whole files: the given rosters, every error in one pass, what is odd but taken, likely duplicates."""

import datetime
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from mentorship.people.roster.check import check_roster
from mentorship.people.roster.values import Surroundings

ROSTERS = Path(__file__).parent / "rosters"
TRUTH = json.loads((ROSTERS / "truth.json").read_text())
AROUND = Surroundings({"340": "Sorø", "329": "Ringsted"}, datetime.date(2026, 11, 22))


def check(text, kind="mentor"):
    return check_roster(text.encode(), kind, AROUND)


def found(problems):
    return [(p.line, p.column, p.value, p.reason) for p in problems]


def test_a_broken_roster_is_refused_with_exactly_its_errors_and_warnings():
    report = check_roster((ROSTERS / "broken.csv").read_bytes(), "mentor", AROUND)
    assert [error.as_error() for error in report.errors] == TRUTH["errors"]
    assert [warning.as_warning() for warning in report.warnings] == TRUTH["warnings"]
    assert not report.accepted


def test_the_mentors_go_in_whole_and_nothing_is_odd():
    report = check_roster((ROSTERS / "mentors.csv").read_bytes(), "mentor", AROUND)
    assert (report.errors, report.warnings, report.notes) == ((), (), ())
    assert len(report.rows) == TRUTH["mentors"]
    assert sum(row.values["capacity"] for row in report.rows) == TRUTH["mentor_places"]
    assert Counter(row.values["municipality"] for row in report.rows) == {"340": 45, "329": 25}


def test_the_refugees_go_in_whole_with_a_word_about_checksums_alone():
    report = check_roster((ROSTERS / "refugees.xlsx").read_bytes(), "refugee", AROUND)
    assert report.errors == ()
    assert {warning.reason for warning in report.warnings} == {"cpr_checksum"}
    assert len(report.rows) == TRUTH["refugees"]
    assert Counter(row.values["cpr"].kind for row in report.rows if "cpr" in row.values) == {
        "ordinary": 59,
        "replacement": 3,
    }


def as_workbook(text):
    book = Workbook()
    for line in text.splitlines():
        book.active.append([cell or None for cell in line.split(";")])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


PLAIN = """Name;MUNICIPALITY;e mail;Fødselsår;languages;Samtale
Bo Bæk;Sorø;bo@eksempel.invalid;1980;dansk:modersmål;05-01-2017
Åse Lund;329;;;dansk:godt, arabisk:flydende;2017-01-06
"""


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PLAIN.encode(), id="utf-8"),
        pytest.param(PLAIN.encode("utf-8-sig"), id="utf-8 with mark"),
        pytest.param(PLAIN.encode("utf-16"), id="utf-16"),
        pytest.param(PLAIN.encode("cp1252"), id="windows"),
        pytest.param(PLAIN.replace(";", "\t").encode(), id="tabs"),
        pytest.param(as_workbook(PLAIN), id="workbook"),
    ],
)
def test_the_same_roster_in_any_wrapping_gives_the_same_rows(data):
    report = check_roster(data, "mentor", AROUND)
    assert (report.errors, report.warnings) == ((), ())
    assert [row.values for row in report.rows] == [
        {
            "name": "Bo Bæk",
            "municipality": "340",
            "email": "bo@eksempel.invalid",
            "birth_year": 1980,
            "languages": {"da": 5},
            "interviewed_on": datetime.date(2017, 1, 5),
        },
        {
            "name": "Åse Lund",
            "municipality": "329",
            "languages": {"da": 3, "ar": 4},
            "interviewed_on": datetime.date(2017, 1, 6),
        },
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty_file"), (b"%PDF-1.7", "not_a_table"), (b'Navn;Kommune\n"A" b;c', "bad_quotes")],
)
def test_a_file_that_is_no_table_is_a_report_of_one_error(data, reason):
    assert [problem.reason for problem in check_roster(data, "mentor", AROUND).errors] == [reason]


def test_a_header_alone_is_refused():
    assert found(check("Navn;Kommune\n").errors) == [(1, "", "", "no_rows")]


def test_missing_columns_are_named_beside_every_other_error():
    report = check("Navn;Fødselsår\nBo;x\n;1980\n")
    assert found(report.errors) == [
        (1, "Kommune", "", "missing_column"),
        (2, "Fødselsår", "x", "not_a_year"),
        (3, "Navn", "", "required"),
    ]


def test_every_error_of_a_row_comes_in_the_order_of_its_columns():
    report = check("Kapacitet;Navn;Kommune;Postnr\n9;;Atlantis;x\n")
    assert [problem.column for problem in report.errors] == ["Kapacitet", "Navn", "Kommune", "Postnr"]


def test_unknown_columns_are_named_and_refuse_nothing():
    report = check("Navn;Skostørrelse;Kommune;\nBo;42;Sorø;hov\n")
    assert report.accepted
    assert [(w.line, w.column, w.reason) for w in report.warnings] == [
        (1, "Skostørrelse", "unknown_column"),
        (1, "(4)", "unknown_column"),
    ]


def test_a_column_without_a_header_and_without_content_is_nothing():
    assert check("Navn;;Kommune\nBo;;Sorø\n").warnings == ()


def test_a_column_named_twice_is_an_error():
    assert found(check("Navn;name;Kommune\nBo;Bo;Sorø\n").errors) == [(1, "name", "name", "duplicate_column")]


def test_a_case_number_used_twice_is_an_error_at_each_later_row():
    report = check("Sagsnr.;Navn;Kommune\nM1;Bo;Sorø\nM1;Åse;Sorø\n;Ib;Sorø\n;Ole;Sorø\nM1;Kaj;Sorø\n")
    assert found(report.errors) == [
        (3, "Sagsnr.", "M1", "duplicate_case_number"),
        (6, "Sagsnr.", "M1", "duplicate_case_number"),
    ]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Køn", "-"),
        ("Køn", "?"),
        ("Fødselsår", "ukendt"),
        ("E-mail", " "),
        ("Samtale", "Ikke oplyst"),
        ("Børns fødselsår", "–"),
    ],
)
def test_what_says_nothing_is_unknown(header, cell):
    report = check(f"Navn;Kommune;{header}\nBo;Sorø;{cell}\n")
    assert report.errors == ()
    assert set(report.rows[0].values) == {"name", "municipality"}


def test_known_none_is_kept_apart_from_unknown():
    report = check("Navn;Kommune;Børns fødselsår;Interesser\nBo;Sorø;ingen;\n")
    assert report.rows[0].values["children_birth_years"] == []
    assert "interests" not in report.rows[0].values


@pytest.mark.parametrize(
    ("header", "cell", "reason"),
    [
        ("Navn", "-", "required"),
        ("Navn", "x" * 201, "too_long"),
        ("Telefon", "1" * 41, "too_long"),
        ("Bemærkning", "x" * 10_001, "too_long"),
        ("Kapacitet", "#REFERENCE!", "broken_formula"),
        ("Erhverv", "#N/A", "broken_formula"),
    ],
)
def test_cells_that_cannot_be_kept(header, cell, reason):
    row = {"Navn": "Bo", "Kommune": "Sorø", header: cell}
    report = check(";".join(row) + "\n" + ";".join(row.values()) + "\n")
    assert [(p.column, p.reason) for p in report.errors] == [(header, reason)]
    assert len(report.errors[0].value) <= 201


def test_content_on_further_sheets_is_noted():
    book = Workbook()
    book.active.append(["Navn", "Kommune"])
    book.active.append(["Bo", "Sorø"])
    book.create_sheet("Ark2").append(["Navn"])
    out = io.BytesIO()
    book.save(out)
    assert [n.reason for n in check_roster(out.getvalue(), "mentor", AROUND).notes] == ["other_sheets"]


def test_a_number_fills_the_birth_year_and_one_that_disagrees_is_odd():
    report = check("Navn;Kommune;CPR;Fødselsår\nBo;Sorø;220271-2978;\nIb;Sorø;220271-2986;1980\n", "refugee")
    assert [row.values["birth_year"] for row in report.rows] == [1971, 1980]
    assert [(w.line, w.column, w.reason) for w in report.warnings if w.reason != "cpr_checksum"] == [
        (3, "Fødselsår", "cpr_birth_year")
    ]


def test_mixed_languages_of_header_and_value():
    report = check("name;Kommune;gender;Kan mødes\nBo;Sorø;Man;weekend, weekdays daytime\n")
    assert report.rows[0].values["gender"] == "male"
    assert report.rows[0].values["availability"] == ["weekday_day", "weekend"]


NAMES = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x17F), min_size=1, max_size=12)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "Navn": NAMES,
            "Kommune": st.sampled_from(["Sorø", "329"]),
            "Fødselsår": st.one_of(st.just(""), st.integers(1900, 2026).map(str)),
            "Kapacitet": st.one_of(st.just(""), st.integers(1, 5).map(str)),
            "Samtale": st.one_of(
                st.just(""),
                st.dates(datetime.date(1990, 1, 1), datetime.date(2030, 1, 1)).map(lambda d: f"{d:%d-%m-%Y}"),
            ),
        }
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=100, deadline=None)
@given(rows=ROWS, order=st.permutations(["Navn", "Kommune", "Fødselsår", "Kapacitet", "Samtale"]))
def test_good_rows_in_any_order_of_columns_are_taken_as_written(rows, order):
    text = "\r\n".join([";".join(order), *(";".join(row[name] for name in order) for row in rows)])
    report = check_roster(text.encode("utf-8-sig"), "mentor", AROUND)
    assert report.errors == ()
    for row, told in zip(report.rows, rows, strict=True):
        values = row.values
        assert values["name"] == told["Navn"]
        assert str(values.get("birth_year", "")) == told["Fødselsår"]
        assert str(values.get("capacity", "")) == told["Kapacitet"]
        assert (f"{values['interviewed_on']:%d-%m-%Y}" if "interviewed_on" in values else "") == told[
            "Samtale"
        ]
