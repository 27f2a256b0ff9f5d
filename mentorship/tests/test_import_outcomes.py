"""The command: what it prints, writes and answers to the shell. Never a name or a number."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from mentorship.models import LabourSpell, Person
from mentorship.people.importing import import_people
from mentorship.programmes.catalogue import read_programme
from mentorship.programmes.services import load_programme

pytestmark = pytest.mark.django_db
ROSTERS = Path(__file__).parent / "rosters"


@pytest.fixture(autouse=True)
def _programme():
    programme = load_programme(document=read_programme("holdbart-match")).programme
    import_people(data=(ROSTERS / "refugees.xlsx").read_bytes(), programme=programme, kind="refugee")
    with override("en"):
        yield


def run(path, *args):
    out, err, refusal = StringIO(), StringIO(), ""
    try:
        call_command(
            "import_outcomes", str(path), "--programme=holdbart-match", *args, stdout=out, stderr=err
        )
    except CommandError as error:
        refusal = str(error) if error.returncode == 1 else f"exit status {error.returncode}"
    return out.getvalue(), err.getvalue(), refusal


def test_an_extract_goes_in_and_the_counts_are_printed():
    out, err, refusal = run(ROSTERS / "outcomes.csv")
    people = Person.objects.filter(name="").count()
    assert out.splitlines()[-1] == (
        f"350 rows: 350 spells added, 0 got their end or hours, 0 unchanged; {people} people known from the "
        "file alone."
    )
    assert (err, refusal, LabourSpell.objects.count()) == ("", "", 350)
    assert "0 spells added, 0 got their end or hours, 350 unchanged" in run(ROSTERS / "outcomes.csv")[0]


def test_a_dry_run_says_so():
    out, _err, refusal = run(ROSTERS / "outcomes.csv", "--dry-run")
    assert (refusal, out.strip().endswith("Dry run: nothing was written.")) == ("", True)
    assert (LabourSpell.objects.count(), Person.objects.filter(name="").count()) == (0, 0)


def test_errors_are_named_by_line_and_written_cell_by_cell(tmp_path):
    path = tmp_path / "udtræk.csv"
    path.write_text("CPR;Fra;Til;Status\n140968-2616;01-10-2016;;fleksjob\n140968-2616;01-11-2016;;barsel\n")
    out, err, refusal = run(path, f"--errors={tmp_path / 'fejl.csv'}")
    assert refusal == "udtræk.csv is refused, nothing was imported: 1 error."
    assert err.startswith("overlapping_spell: line 3, Fra: The spell begins before")
    written = (tmp_path / "fejl.csv").read_text(encoding="utf-8-sig").splitlines()
    assert written[1:] == ["3;Fra;01-11-2016;overlapping_spell"]
    assert "2616" not in out + err + refusal
