"""`programme list|validate|load|show` as a user of the shell meets them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from mentorship.models import Programme
from mentorship.testing.programmes import SMALL, loaded_programme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def run(*arguments):
    out = StringIO()
    call_command("programme", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_list_shows_the_files_and_what_is_loaded():
    loaded_programme()
    lines = run("list").splitlines()
    assert "holdbart-match: version 1, 01-12-2016 to 31-07-2017" in lines
    assert "vaertsprogram: not loaded" in lines


def test_validate_says_that_a_file_is_valid(small):
    assert "small (criteria: 1, follow-up steps: 1)" in run("validate", small)


def test_a_file_never_seen_before_loads_and_shows(small):
    assert run("load", small) == "small is loaded as version 1.\n"
    assert run("load", small) == "small is unchanged: version 1.\n"
    small.write_text(SMALL.replace("language: 10", "language: 20"), encoding="utf-8")
    assert run("load", small, "--reason", "languages count double") == "small is changed: version 2.\n"
    assert "Common language: 20" in run("show", "small")


def test_load_moves_the_programme_to_a_day():
    run("load", "holdbart-match", "--start", "2026-09-01")
    assert f"{Programme.objects.get().starts_on:%Y-%m-%d}" == "2026-09-01"


@pytest.mark.parametrize("action", ["validate", "load"])
def test_a_file_with_problems_is_refused_line_by_line(small, action):
    small.write_text(
        SMALL.replace("format: 1", "format: 9").replace("kind: talk", "kind: chat"), encoding="utf-8"
    )
    err = StringIO()
    with pytest.raises(CommandError, match="has 2 problems"):
        call_command("programme", action, str(small), stderr=err)
    lines = err.getvalue().splitlines()
    assert lines[0].endswith("small.yaml:1: format: “9” is not allowed; allowed: 1")
    assert "follow_up.plan[month_1].kind" in lines[1]
    assert not Programme.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["validate", "nothing.yaml"], "neither a file nor the key", id="no-file"),
        pytest.param(["load", "nothing"], "holdbart-match", id="no-key"),
        pytest.param(["show", "nothing"], "neither a file nor the key", id="nothing-to-show"),
        pytest.param(["load", "holdbart-match", "--start", "soon"], "“soon” is not a date", id="no-date"),
    ],
)
def test_bad_input_is_one_clear_line(arguments, message):
    with pytest.raises(CommandError, match=message):
        run(*arguments)


def test_show_tells_the_criteria_with_what_they_are_shares_of():
    text = run("show", "vaertsprogram")
    assert "Matches longer than 3 months; 80 %; of all matches; by 31-12-2012" in text
    assert (
        "Follow-up at 1 month (month 1; The mentor's side: Partner coordinator, The refugee's side: " in text
    )
    assert "Foreningen Nydansker: 75" in text
    assert "101 København" in text


def test_show_tells_weeks_quotas_and_differences():
    text = run("show", "holdbart-match")
    assert "Weekly talk (weeks 1-12; Both together: Project leader)" in text
    assert "340 Sorø: 45" in text
    assert "10 percentage points; of refugees with a mentor" in text
    assert "329: 25 + 340: 45" in text


@pytest.mark.parametrize(
    ("name", "line"),
    [
        pytest.param("kompis", "Intend to go on: 60-70 %; of after 6 months", id="between"),
        pytest.param("kompis", "Matched: 945", id="count"),
        pytest.param("aegtefaelle-jylland", "to be deleted; the funder's word: awaited", id="retired"),
        pytest.param(
            "aegtefaelle-jylland",
            "Progress card (months 1-6; The refugee's side: Int",
            id="months",
        ),
    ],
)
def test_show_tells_results_and_what_is_retired(request, name, line):
    assert line in run("show", request.path.parent / "programmes" / f"{name}.yaml")


def test_show_tells_a_step_counted_in_days(small):
    small.write_text(SMALL.replace("after_months: 1", "after_days: 14"), encoding="utf-8")
    assert "Month 1 (day 14; The mentor's side: Partner coordinator," in run("show", small)


def test_help_has_an_example(capsys):
    with pytest.raises(SystemExit):
        call_command("programme", "--help")
    assert "programme load holdbart-match --start" in capsys.readouterr().out
