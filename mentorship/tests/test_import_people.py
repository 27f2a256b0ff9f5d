"""The command: what it prints, writes and answers to the shell. Never a name."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from mentorship.models import Mentor, Refugee
from mentorship.programmes.catalogue import read_programme
from mentorship.programmes.services import load_programme

pytestmark = pytest.mark.django_db
ROSTERS = Path(__file__).parent / "rosters"
TRUTH = json.loads((ROSTERS / "truth.json").read_text())


class Terminal(StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def _programme():
    load_programme(document=read_programme("holdbart-match"))
    with override("en"):
        yield


def run(name, *args, kind="mentor", programme="holdbart-match", out=None):
    out = out or StringIO()
    err = StringIO()
    path = name if isinstance(name, Path) else ROSTERS / name
    options = [f"--programme={programme}", f"--kind={kind}", *args]
    refusal = ""
    try:
        call_command("import_people", str(path), *options, stdout=out, stderr=err)
    except CommandError as error:
        refusal = str(error) if error.returncode == 1 else f"exit status {error.returncode}"
    return out.getvalue(), err.getvalue(), refusal


def test_good_rosters_go_in_and_the_counts_are_printed():
    out, err, refusal = run("mentors.csv")
    assert (out.strip(), err, refusal) == ("70 rows: 70 added, 0 unchanged, 0 differ and were left.", "", "")
    out, _, refusal = run("refugees.xlsx", kind="refugee")
    assert "cpr_checksum (54): line 2, 3, 5" in out
    assert (refusal, Mentor.objects.count(), Refugee.objects.count()) == ("", 70, 70)
    out, _, _ = run("mentors.csv")
    assert out.strip() == "70 rows: 0 added, 70 unchanged, 0 differ and were left."


def test_a_broken_roster_writes_exactly_its_errors_and_exits_with_1(tmp_path):
    out, err, refusal = run("broken.csv", f"--errors={tmp_path / 'fejl.csv'}")
    assert refusal == "broken.csv is refused, nothing was imported: 7 errors."
    raw = (tmp_path / "fejl.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfline;column;value;reason\r\n")
    rows = list(csv.DictReader(StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [{**row, "line": int(row["line"])} for row in rows] == TRUTH["errors"]
    assert "duplicate: line 10+11:" in out
    assert "formula: line 12, Bemærkning:" in out
    assert err.count("\n") == 7
    assert Mentor.objects.count() == 0


def test_nothing_printed_names_a_person():
    printed = "".join(run("broken.csv"))
    run("mentors.csv")
    printed += "".join(run("broken.csv"))
    for word in ("Sorö", "19x7", "ikke en adresse", "perfekt", "Frandsen", "eksempel.invalid", "HYPERLINK"):
        assert word not in printed


def test_without_errors_a_hint_says_how_to_get_the_list():
    assert run("broken.csv")[2].endswith("Write them all to a file with --errors errors.csv.")


def test_an_accepted_roster_leaves_an_empty_list_of_errors(tmp_path):
    run("mentors.csv", f"--errors={tmp_path / 'fejl.csv'}")
    assert (tmp_path / "fejl.csv").read_text("utf-8-sig").splitlines() == ["line;column;value;reason"]


def test_values_that_begin_like_formulas_are_disarmed(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("Navn;Kommune;Fødselsår;Postnr\nBo;Sorø;=1+1;-5\n")
    run(path, f"--errors={tmp_path / 'fejl.csv'}")
    assert (tmp_path / "fejl.csv").read_text("utf-8-sig").splitlines()[1:] == [
        "2;Fødselsår;'=1+1;not_a_year",
        "2;Postnr;-5;not_a_postcode",
    ]


def test_a_dry_run_says_so():
    out, _, _ = run("mentors.csv", "--dry-run")
    assert "70 would be added" in out
    assert "nothing was written" in out
    assert Mentor.objects.count() == 0


def test_notes_name_what_is_new(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("Navn;Kommune;Organisation\nBo;Sorø;Nyforeningen\n")
    out, _, _ = run(path)
    assert "new_organisation: Nyforeningen:" in out
    assert "case_numbers_given: 1:" in out


def test_a_terminal_sees_a_bar_and_a_file_does_not():
    assert "#" not in run("mentors.csv", "--dry-run")[0]
    out, _, _ = run("mentors.csv", out=Terminal())
    assert f"[{'#' * 30}] 70/70\n" in out


def test_the_day_can_be_pretended(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("Navn;Kommune\nBo;Sorø\n")
    run(path, "--on=2016-12-24")
    assert f"{Mentor.objects.get().registered_on:%d-%m-%Y}" == "24-12-2016"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param({"name": Path("/findes/ikke.csv")}, "cannot be read", id="no file"),
        pytest.param({"name": "mentors.csv", "programme": "ukendt"}, "No programme", id="no programme"),
        pytest.param({"name": "mentors.csv", "kind": "vært"}, "one kind of people", id="no kind"),
        pytest.param({"name": "truth.json"}, "is refused", id="no roster"),
    ],
)
def test_bad_input_is_one_clear_line(args, message):
    assert message in run(**args)[2]


def test_a_list_of_errors_that_cannot_be_written_is_said(tmp_path):
    assert "cannot be written" in run("broken.csv", f"--errors={tmp_path / 'nowhere' / 'fejl.csv'}")[2]


def test_help_shows_an_example(capsys):
    with pytest.raises(SystemExit) as done:
        call_command("import_people", "--help")
    assert done.value.code == 0
    assert "import_people mentors.csv --programme holdbart-match --kind mentor" in capsys.readouterr().out
