"""The command: what it prints, writes and answers to the shell. Never a name."""

import datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.translation import override
from openpyxl import Workbook

from matching.models import Match
from matching.tests.history_world import HEAD, csv_of, moving_world
from mentorship.people.importing import import_people
from mentorship.testing.factories import UserFactory
from mentorship.testing.programmes import loaded_programme

pytestmark = pytest.mark.django_db
ROSTERS = Path(settings.BASE_DIR) / "mentorship" / "tests" / "rosters"


@pytest.fixture
def world():
    moment = datetime.datetime(2026, 3, 4, 9, tzinfo=datetime.UTC)
    with time_machine.travel(moment, tick=False), override("en"):
        yield moving_world()


def run(path, *args, programme="holdbart-match"):
    out, err, refusal = StringIO(), StringIO(), ""
    try:
        call_command("import_matches", str(path), f"--programme={programme}", *args, stdout=out, stderr=err)
    except CommandError as error:
        refusal = str(error) if error.returncode == 1 else f"exit status {error.returncode}"
    return out.getvalue(), err.getvalue(), refusal


def a_file(folder, *rows):
    path = folder / "matches.csv"
    path.write_bytes(csv_of(*rows))
    return path


def test_matches_go_in_and_the_counts_are_printed(world, tmp_path):
    path = a_file(tmp_path, "M-1;B-1;15-11-2025;;;", "M-2;B-2;01-10-2025;;31-01-2026;Flyttet")
    assert run(path) == ("2 rows: 2 added, 0 unchanged, 0 differ and were left.\n", "", "")
    assert run(path)[0] == "2 rows: 0 added, 2 unchanged, 0 differ and were left.\n"
    assert Match.objects.count() == 2


def test_a_workbook_as_danish_excel_saves_it(world, tmp_path):
    book = Workbook()
    book.active.append(HEAD.split(";"))
    book.active.append(["M-1", "B-1", datetime.date(2025, 11, 15), None, None, None])
    held = BytesIO()
    book.save(held)
    path = tmp_path / "matches.xlsx"
    path.write_bytes(held.getvalue())
    assert run(path)[2] == ""
    assert Match.objects.get().started_on == datetime.date(2025, 11, 15)


def test_errors_are_named_by_line_and_written_cell_by_cell(world, tmp_path):
    path = a_file(tmp_path, "M-1;B-1;15-11-2025;;;", "M-9;B-2;01-10-2026;;;")
    out, err, refusal = run(path, f"--errors={tmp_path / 'fejl.csv'}")
    assert refusal == "matches.csv is refused, nothing was imported: 2 errors."
    assert "unknown_mentor: line 3, Mentor: No mentor has that case number" in err
    written = (tmp_path / "fejl.csv").read_text(encoding="utf-8-sig")
    assert written.splitlines()[1:] == ["3;Mentor;M-9;unknown_mentor", "3;Start;01-10-2026;in_the_future"]
    assert not Match.objects.exists()


def test_a_dry_run_says_so(world, tmp_path):
    out, _err, refusal = run(a_file(tmp_path, "M-1;B-1;15-11-2025;;;"), "--dry-run")
    assert (refusal, out.endswith("Dry run: nothing was written.\n"), Match.objects.count()) == ("", True, 0)


def test_nothing_printed_names_a_person(world, tmp_path):
    mentor = world.mentors["M-1"]
    mentor.person.protected = True
    mentor.person.save()
    printed = "".join(run(a_file(tmp_path, f"{mentor.person.email};B-1;15-11-2026;;;", "Nogen;B-2;x;;;")))
    for word in (mentor.person.email, mentor.person.name, "Nogen"):
        assert word not in printed


def test_by_names_who_signs(world, tmp_path):
    colleague = UserFactory(email="kollega@kommune.test")
    path = a_file(tmp_path, "M-1;B-1;15-11-2025;;;")
    assert "ukendt@kommune.test" in run(path, "--by=ukendt@kommune.test")[2]
    assert run(path, "--by=kollega@kommune.test")[2] == ""
    assert Match.objects.get().created_by == colleague


def test_the_rosters_own_list_of_matches_goes_in_beside_its_people():
    programme = loaded_programme()
    UserFactory(leader_of=programme)
    for kind, name in (("mentor", "mentors.csv"), ("refugee", "refugees.xlsx")):
        import_people(data=(ROSTERS / name).read_bytes(), programme=programme, kind=kind)
    with override("en"):
        out, err, refusal = run(ROSTERS / "matches.csv", "--on=2017-04-03")
    assert (err, refusal) == ("", "")
    assert out.splitlines()[-1] == "23 rows: 23 added, 0 unchanged, 0 differ and were left."
    assert (Match.objects.running().count(), Match.objects.filter(state="ended").count()) == (20, 3)


@pytest.mark.parametrize(
    ("path", "programme", "said"),
    [
        pytest.param("findes-ikke.csv", "holdbart-match", "findes-ikke.csv cannot be read.", id="no file"),
        pytest.param(__file__, "ukendt", "No programme “ukendt” is loaded", id="no programme"),
    ],
)
def test_bad_input_is_one_clear_line(world, path, programme, said):
    assert run(path, programme=programme)[2].startswith(said)
