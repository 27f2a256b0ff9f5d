"""The memo: its figures are those of the frozen quarter, and no others."""

import io

import docx
import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from mentorship.permissions import Role
from reporting.documents import memo_context, memo_docx, memo_xlsx
from reporting.quarters import Quarter
from reporting.snapshots import freeze_quarter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
Q1 = Quarter(2026, 1)


@pytest.fixture
def snapshot(programme, lives):
    lives(6)
    return freeze_quarter(programme=programme, quarter=Q1, by=None)


def test_the_memo_opens_in_word_and_says_what_was_frozen(snapshot, programme, lives):
    lives(1)  # what comes later changes nothing
    document = docx.Document(io.BytesIO(memo_docx(snapshot, programme)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert snapshot.sha256 in text
    assert "{{" not in text
    assert "{%" not in text
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert len(rows) == 1 + sum(1 + len(entry["parts"]) for entry in snapshot.data["criteria"])
    matched = next(
        row for row in rows if row[0] == "Borgere med mentor" or row[0] == "Refugees with a mentor"
    )
    assert matched[1] == "6"
    assert matched[3] == "70"
    months = [cell.text for cell in document.tables[1].rows[-1].cells]
    assert months[1] == "6"


def test_the_reason_of_a_revision_is_told(snapshot, programme):
    revised = freeze_quarter(programme=programme, quarter=Q1, by=None, reason="Rettet <b>& igen")
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(memo_docx(revised, programme))).paragraphs)
    assert "Rettet <b>& igen" in text


def test_the_spreadsheet_holds_numbers(snapshot, programme):
    book = openpyxl.load_workbook(io.BytesIO(memo_xlsx(snapshot, programme)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    matched = next(row for row in rows if row[0] in {"Borgere med mentor", "Refugees with a mentor"})
    assert matched[1:5] == (6, 6, None, 70)
    names = ("Udvalgte mentorer med samtale", "Selected mentors interviewed")
    interviewed = next(row for row in book.worksheets[0].iter_rows() if row[0].value in names)
    assert (interviewed[4].value, interviewed[4].number_format) == (1, "0.0%")
    assert [sheet.max_row for sheet in book.worksheets[1:2]] == [4]
    assert book.worksheets[2].cell(6, 2).value == snapshot.sha256


def test_no_person_is_in_the_memo(snapshot, programme):
    assert "Kanarie" not in str(memo_context(snapshot, programme))


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.PROJECT_LEADER, 200), (Role.STEERING_GROUP, 200), (Role.EVALUATOR, 403), (None, 404)],
)
def test_who_may_fetch_the_memo(client, sign_in, snapshot, programme, role, status):
    sign_in(role)
    url = reverse("reporting:memo", args=[programme.key, "2026Q1"])
    response = client.get(url)
    assert response.status_code == status
    if status == 200:
        assert docx.Document(io.BytesIO(response.content)).tables
        assert client.post(url).status_code == 405
        assert client.get(reverse("reporting:memo", args=[programme.key, "2026Q2"])).status_code == 404


def test_the_command_writes_the_memo(snapshot, programme, tmp_path):
    for kind in ("docx", "xlsx"):
        call_command(
            "report", "2026Q1", programme=programme.key, kind="memo", format=kind, out=tmp_path / f"m.{kind}"
        )
        assert (tmp_path / f"m.{kind}").stat().st_size > 1000


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        pytest.param({"kind": "status"}, "not available", id="status report"),
        pytest.param({"format": "pdf"}, "not available", id="pdf"),
        pytest.param({"quarter": "2026Q2"}, "not frozen", id="not frozen"),
        pytest.param({"quarter": "x"}, "quarter", id="no quarter"),
        pytest.param({"out": "nowhere/memo.docx"}, "no folder", id="no folder"),
    ],
)
def test_what_cannot_be_written_is_refused_in_one_line(snapshot, programme, tmp_path, changed, part):
    asked = {"quarter": "2026Q1", "kind": "memo", "format": "docx", "out": "memo.docx"} | changed
    quarter, out = asked.pop("quarter"), tmp_path / asked.pop("out")
    with pytest.raises(CommandError, match=part):
        call_command("report", quarter, programme=programme.key, out=out, **asked)
    assert not out.exists()
