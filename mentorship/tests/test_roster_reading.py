"""Bytes into tables: every encoding and delimiter, and every kind of file that is no roster."""

import datetime
import io
import zipfile
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from mentorship.people.roster import reading, workbook
from mentorship.people.roster.problems import UnreadableRoster
from mentorship.people.roster.reading import decode, read_table

# A spreadsheet's dates know no time zone.
naive = datetime.datetime.fromisoformat
TEXT = 'Navn;Kommune;Bemærkning\r\nÅse Bæk;Sorø;"to\nlinjer; og ""citat"""\r\n'


def make_workbook(*rows, title="Ark1", more=()):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for name, sheet_rows, state in more:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in sheet_rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repack(data, change):
    """The archive with each part's content passed through `change(name, content)`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [
        pytest.param(encoding, delimiter, id=f"{encoding} {delimiter!r}")
        for encoding, delimiter in product(
            ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"], [";", ",", "\t"]
        )
    ],
)
def test_every_encoding_with_every_delimiter_reads_the_same(encoding, delimiter):
    rows = ["Navn|Kommune|Bemærkning", 'Åse Bæk|Sorø|"a|b – c"', ""]
    text = "\r\n".join(rows).replace("|", delimiter)
    table = read_table(text.encode(encoding))
    assert table.header == ("Navn", "Kommune", "Bemærkning")
    assert [line.cells for line in table.lines] == [("Åse Bæk", "Sorø", f"a{delimiter}b – c")]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        pytest.param("Navn;Køn".encode(), "utf-8", id="utf-8"),
        pytest.param("Navn;Køn".encode("utf-16"), "utf-16-le", id="utf-16 with mark"),
        pytest.param("\ufeffNavn;Køn".encode("utf-16-be"), "utf-16-be", id="utf-16 the other way"),
        pytest.param("Navn;Køn".encode("cp1252"), "cp1252", id="windows"),
        pytest.param(b"Navn", "utf-8", id="plain letters"),
    ],
)
def test_the_encoding_is_told(data, encoding):
    text, found = decode(data)
    assert (found, text.startswith("Navn")) == (encoding, True)


def test_a_quoted_line_break_does_not_shift_the_line_numbers():
    table = read_table((TEXT + "Bo;Sorø;\r\n").encode())
    assert table.lines[0].cells[2] == 'to\nlinjer; og "citat"'
    assert [line.number for line in table.lines] == [2, 3]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
def test_every_line_ending_is_read(ending):
    table = read_table(ending.join(["Navn;Kommune", "Bo;Sorø", "Åse;Sorø"]).encode())
    assert [line.cells[0] for line in table.lines] == ["Bo", "Åse"]


def test_blank_lines_are_skipped_but_counted():
    table = read_table("Navn;Kommune\r\n\r\nBo;Sorø\r\n;\r\nÅse;Sorø\r\n;;;\r\n\r\n".encode())
    assert [(line.number, line.cells[0]) for line in table.lines] == [(3, "Bo"), (5, "Åse")]


@pytest.mark.parametrize(
    "before", ["", "\r\n\r\n", "sep=;\r\n", '"sep=;"\r\n'], ids=["nothing", "blanks", "sep", "quoted sep"]
)
def test_the_header_is_line_1_whatever_stands_before_it(before):
    table = read_table(f"{before}Navn;Kommune\r\nBo;Sorø\r\n".encode())
    assert table.header == ("Navn", "Kommune")
    assert [line.number for line in table.lines] == [2]


def test_excels_own_word_for_the_delimiter_is_taken():
    table = read_table("sep=|\nNavn|Kommune\nBo|Sorø".encode())
    assert table.lines[0].cells == ("Bo", "Sorø")


def test_the_delimiter_with_most_known_headers_wins_over_the_one_with_most_cells():
    table = read_table("Navn;Kommune;a,b,c,d,e\nBo;Sorø;x".encode())
    assert table.header == ("Navn", "Kommune", "a,b,c,d,e")


@pytest.mark.parametrize(
    ("row", "cells", "reason"),
    [
        pytest.param("Bo", ("Bo", None, None), None, id="short rows end in blanks"),
        pytest.param("Bo;Sorø;x;;", ("Bo", "Sorø", "x"), None, id="blank cells beyond the header"),
        pytest.param("Bo;Sorø;x;y", ("Bo", "Sorø", "x"), "too_many_cells", id="a cell beyond the header"),
        pytest.param("Bo,Sorø,x", ("Bo,Sorø,x", None, None), "too_few_cells", id="another delimiter"),
    ],
)
def test_rows_of_another_width(row, cells, reason):
    table = read_table(f"Navn;Kommune;Bemærkning\n{row}\n".encode())
    assert table.lines[0].cells == cells
    assert [(p.line, p.reason) for p in table.errors] == ([(2, reason)] if reason else [])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "empty_file", id="nothing"),
        pytest.param(b"\xef\xbb\xbf \r\n;;;\r\n", "empty_file", id="blank cells alone"),
        pytest.param(b"\x00\x00\x00", "empty_file", id="zeros"),
        pytest.param(b"%PDF-1.7 ...", "not_a_table", id="pdf"),
        pytest.param(b"\x89PNG\r\n", "not_a_table", id="picture"),
        pytest.param(b"Navn;Kommune\nBo;\x00\x01\x02", "not_a_table", id="binary"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1", "old_or_locked_workbook", id="old excel"),
        pytest.param(b"PK\x03\x04 broken", "damaged_workbook", id="cut off"),
        pytest.param(b"Navn;Kommune\nBo;\x81\x8d", "unreadable_text", id="no encoding"),
        pytest.param(b'Navn;Kommune\n"Bo" x;S\n', "bad_quotes", id="stray quote"),
        pytest.param(b'Navn;Kommune\nBo;"aldrig lukket\nA;B\n', "bad_quotes", id="quote never closed"),
        pytest.param(b"Navn;Kommune\nBo;" + b"x" * 200_000, "cell_too_long", id="huge cell"),
        pytest.param(b"x" * 200_000, "cell_too_long", id="huge header"),
        pytest.param(b";".join([b"a"] * 600), "too_many_columns", id="too wide"),
    ],
)
def test_what_is_no_roster_is_refused_with_a_reason(data, reason):
    with pytest.raises(UnreadableRoster) as refused:
        read_table(data)
    assert refused.value.reason == reason


def test_the_line_of_a_stray_quote_is_told():
    with pytest.raises(UnreadableRoster) as refused:
        read_table(b'Navn;Kommune\nA;B\n"Bo" x;S\n')
    assert refused.value.as_problem().line == 3


@pytest.mark.parametrize(
    ("name", "limit", "reason"),
    [
        pytest.param("LARGEST_FILE", 10, "file_too_large", id="bytes"),
        pytest.param("MOST_LINES", 1, "too_many_rows", id="rows"),
    ],
)
def test_limits_of_text(monkeypatch, name, limit, reason):
    monkeypatch.setattr(reading, name, limit)
    with pytest.raises(UnreadableRoster) as refused:
        read_table(b"Navn;Kommune\nA;B\nC;D\n")
    assert refused.value.reason == reason


def test_a_workbook_gives_typed_cells_of_its_first_sheet_with_content():
    data = make_workbook(
        title="Forside",
        more=[
            ("Gemt", [["Navn"], ["hemmelig"]], "hidden"),
            ("Ark2", [["Navn", "Fødselsår", "Ankomst"], ["Bo", 1980, naive("2017-01-05")]], "visible"),
            ("Ark3", [["Andet"]], "visible"),
        ],
    )
    table = read_table(data)
    assert table.header == ("Navn", "Fødselsår", "Ankomst")
    assert table.lines[0].cells == ("Bo", 1980, naive("2017-01-05"))
    assert (table.source, table.other_sheets) == ("xlsx", 1)


def test_a_workbook_with_rows_missing_at_the_top_and_bottom():
    data = make_workbook([], [], ["Navn", "Kommune"], [], ["Bo", "Sorø"], [None, " "], [])
    table = read_table(data)
    assert [(line.number, line.cells) for line in table.lines] == [(3, ("Bo", "Sorø"))]


def test_formulas_of_a_workbook_are_pointed_out():
    table = read_table(make_workbook(["Navn", "Bemærkning"], ["Bo", "=1+1"], ["Åse", "nej"]))
    assert table.formulas == {(2, 1)}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(lambda name, content: content[:40], "damaged_workbook", id="parts cut off"),
        pytest.param(
            lambda name, content: content.replace(
                b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet", 1
            ),
            "damaged_workbook",
            id="entities",
        ),
        pytest.param(
            lambda name, content: content + b" " * (40 * 2**20) if "sheet1" in name else content,
            "file_too_large",
            id="unpacks to a flood",
        ),
    ],
)
def test_a_hostile_workbook_is_refused(change, reason):
    with pytest.raises(UnreadableRoster) as refused:
        read_table(repack(make_workbook(["Navn"], ["Bo"]), change))
    assert refused.value.reason == reason


def test_a_zip_of_something_else_is_no_table():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(UnreadableRoster) as refused:
        read_table(out.getvalue())
    assert refused.value.reason == "not_a_table"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        pytest.param([], "empty_file", id="no cells"),
        pytest.param([["Navn"], ["a"], ["b"], ["c"]], "too_many_rows", id="too long"),
        pytest.param([["Navn", "b", "c", "d"]], "too_many_columns", id="too wide"),
    ],
)
def test_limits_of_workbooks(rows, reason):
    with pytest.raises(UnreadableRoster) as refused:
        workbook.read_workbook(make_workbook(*rows), most_lines=2, most_columns=3)
    assert refused.value.reason == reason


def test_a_sheet_that_claims_empty_rows_to_the_end_is_cut():
    data = make_workbook(["Navn"], ["Bo"], *([[None]] * 50))
    assert len(workbook.read_workbook(data, most_lines=10, most_columns=3).rows) == 2


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), max_size=12
)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6),
    delimiter=st.sampled_from([";", ",", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_was_written_is_read_back(rows, delimiter, encoding):
    quoted = [delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows]
    text = "\r\n".join([f"Navn{delimiter}Bemærkning", *quoted])
    table = read_table(text.encode(encoding))
    written = {number: row for number, row in enumerate(rows, 2) if any(cell.strip() for cell in row)}
    assert {line.number: line.cells for line in table.lines} == written


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(data):
    try:
        table = read_table(data)
    except UnreadableRoster:
        return
    assert table.header
    assert all(len(line.cells) == len(table.header) for line in table.lines)


def test_durations_and_times_of_a_workbook_are_no_trouble():
    data = make_workbook(["Navn", "a", "b"], ["Bo", datetime.timedelta(days=1.5), datetime.time(13, 5)])
    assert read_table(data).lines[0].cells == ("Bo", "1 day, 12:00:00", datetime.time(13, 5))
