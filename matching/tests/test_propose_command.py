"""`propose` from the shell: the plan it saves, the file it writes, and what it refuses."""

import json

import pytest
from django.core.management import CommandError, call_command

from matching.models import Match, MatchingRun
from mentorship.testing.factories import MentorFactory, RefugeeFactory


@pytest.fixture
def people(programme, soroe):
    mentors = [MentorFactory(programme=programme, municipality=soroe) for _each in range(2)]
    refugees = [RefugeeFactory(programme=programme, municipality=soroe) for _each in range(3)]
    return refugees, mentors


def propose(capsys, programme, *options):
    call_command("propose", "--programme", programme.key, *options)
    return capsys.readouterr().out


def test_a_draft_is_saved_and_nothing_proposed(capsys, people, programme):
    told = propose(capsys, programme)
    run = MatchingRun.objects.get()
    assert (run.state, run.matched, run.waiting, run.created_by) == ("draft", 2, 3, None)
    assert len(told.splitlines()) == 1
    assert str(run.pk) in told
    assert not Match.objects.exists()


def test_the_file_holds_ids_and_reasons_and_no_names(capsys, people, programme, tmp_path):
    refugees, mentors = people
    out = tmp_path / "plan.json"
    propose(capsys, programme, "--json", str(out), "--lock", f"{refugees[2].pk}:{mentors[0].pk}")
    text = out.read_text(encoding="utf-8")
    plan = json.loads(text)
    assert list(plan) == ["programme", "matched", "total", "optimal", "seconds", "pairs", "unmatched"]
    assert (plan["programme"], plan["matched"], plan["optimal"]) == (programme.key, 2, True)
    assert [list(pair) for pair in plan["pairs"]] == [["refugee", "mentor", "score", "locked", "because"]] * 2
    assert [list(part) for part in plan["pairs"][0]["because"]][0] == [
        "criterion",
        "weight",
        "fit",
        "points",
        "text",
    ]
    locked = [(pair["refugee"], pair["mentor"]) for pair in plan["pairs"] if pair["locked"]]
    assert locked == [(refugees[2].pk, mentors[0].pk)]
    assert plan["total"] == pytest.approx(sum(pair["score"] for pair in plan["pairs"]), abs=1e-4)
    assert list(plan["unmatched"][0]) == ["refugee", "because"]
    assert list(plan["unmatched"][0]["because"][0]) == ["rule", "mentors_ruled_out", "text"]
    for row in (*refugees, *mentors):
        assert row.person.name not in text


def test_pairs_left_out_are_left_out(capsys, people, programme):
    refugees, mentors = people
    out = [f"{refugee.pk}:{mentor.pk}" for refugee in refugees for mentor in mentors]
    propose(capsys, programme, "--without", *out[:3], "--without", *out[3:])
    assert MatchingRun.objects.get().matched == 0


def test_the_day_can_be_told(capsys, people, programme):
    propose(capsys, programme, "--on", "2026-01-02")
    run = MatchingRun.objects.get()
    assert (run.on.isoformat(), run.matched) == ("2026-01-02", 2)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(["--programme", "no-such"], id="no such programme"),
        pytest.param(["--lock", "1-2"], id="no pair"),
        pytest.param(["--without", "x:1"], id="no number"),
        pytest.param(["--lock", "0:0"], id="nobody"),
        pytest.param(["--without", "0:0"], id="nobody to leave out"),
        pytest.param(["--on", "16-03-2026"], id="no such date form"),
        pytest.param(["--json", "/no/such/folder/plan.json"], id="no such folder"),
        pytest.param(["--json", "/"], id="a folder"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_done(capsys, people, programme, options):
    with pytest.raises(CommandError) as refused:
        propose(capsys, programme, *options)
    assert len(str(refused.value).splitlines()) == 1
    assert not MatchingRun.objects.exists()


def test_a_file_that_cannot_be_written(capsys, people, programme, tmp_path):
    path = tmp_path / "plan.json"
    path.symlink_to("/proc/no-such-file")
    with pytest.raises(CommandError):
        propose(capsys, programme, "--json", str(path))
    assert not MatchingRun.objects.exists()


def test_a_file_that_fails_while_it_is_written_leaves_no_plan(
    capsys, people, programme, tmp_path, monkeypatch
):
    def full(self, *args, **options):
        raise OSError("no space left")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(CommandError, match="plan.json"):
        propose(capsys, programme, "--json", str(tmp_path / "plan.json"))
    assert not MatchingRun.objects.exists()
    assert list(tmp_path.iterdir()) == []


def test_locks_that_cannot_all_be_kept_are_named(capsys, people, programme):
    refugees, mentors = people
    two = [f"{refugee.pk}:{mentors[0].pk}" for refugee in refugees[:2]]
    with pytest.raises(CommandError, match=f"{two[0]}, {two[1]}"):
        propose(capsys, programme, "--lock", *two)
    twice = [f"{refugees[0].pk}:{mentor.pk}" for mentor in mentors]
    with pytest.raises(CommandError, match=f"{twice[0]}, {twice[1]}"):
        propose(capsys, programme, "--lock", *twice)
    with pytest.raises(CommandError, match=two[0]):
        propose(capsys, programme, "--lock", two[0], "--without", two[0])
    assert not MatchingRun.objects.exists()


def test_asked_again_it_makes_the_same_plan(capsys, people, programme, tmp_path):
    plans = []
    for name in ("one.json", "two.json"):
        propose(capsys, programme, "--json", str(tmp_path / name))
        plan = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        plans.append({key: value for key, value in plan.items() if key != "seconds"})
    assert plans[0] == plans[1]
    assert MatchingRun.objects.count() == 2


def test_a_terminal_gets_a_bar(capsys, people, programme, monkeypatch):
    monkeypatch.setattr("django.core.management.base.OutputWrapper.isatty", lambda self: True)
    call_command("propose", "--programme", programme.key, "--no-color")
    assert "#" * 30 in capsys.readouterr().err
