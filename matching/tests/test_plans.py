"""Plans for all who wait: made, stored with reasons, put forward, discarded."""

import datetime

import pytest

from matching import services
from matching.models import Match, MatchingRun
from matching.pool import read_pool
from matching.states import MatchState
from matching.tests.conftest import TODAY
from mentorship import jobs
from mentorship.errors import DomainError
from mentorship.models import Refugee
from mentorship.testing.factories import MentorFactory, RefugeeFactory


@pytest.fixture
def town(programme, soroe):
    """Three who wait, two mentors with one place each; the third can be taken on by nobody."""
    people = {"programme": programme, "municipality": soroe}
    mentors = [MentorFactory(**people, case_number=f"M-{n}") for n in range(2)]
    refugees = [RefugeeFactory(**people, case_number=f"B-{n}") for n in range(3)]
    mentors[1].profile.interests = ["skak"]
    mentors[1].profile.save()
    refugees[1].profile.interests = ["skak"]
    refugees[1].profile.save()
    refugees[2].profile.languages = {"so": 5}
    refugees[2].profile.save()
    return refugees, mentors


def pairs_of(run):
    return set(run.pairs.values_list("refugee_id", "mentor_id"))


def test_the_plan_serves_who_can_be_served_and_says_why_not(town, programme, leader):
    refugees, mentors = town
    run = services.make_plan(programme=programme, by=leader)
    run.refresh_from_db()
    assert (run.matched, run.waiting, run.places, run.optimal, run.gap) == (2, 3, 2, True, 0)
    assert (run.on, run.programme_version, run.created_by) == (TODAY, programme.version, leader)
    assert pairs_of(run) == {(refugees[0].pk, mentors[0].pk), (refugees[1].pk, mentors[1].pk)}
    assert run.total == pytest.approx(sum(pair.score for pair in run.pairs.all()))
    assert [left["refugee"] for left in run.unmatched] == [refugees[2].pk]
    rule = run.unmatched[0]["because"][0]
    assert (rule["rule"], rule["mentors_ruled_out"]) == ("language", 2)


def test_each_pair_keeps_sentences_that_add_up(town, programme, leader):
    run = services.make_plan(programme=programme, by=leader)
    for pair in run.pairs.all():
        assert sum(part["points"] for part in pair.because) == pytest.approx(pair.score, abs=0.01)
        assert all(part["text"] for part in pair.because)


def test_the_sentences_are_true(town, programme, leader):
    refugees, mentors = town
    run = services.make_plan(programme=programme, by=leader)
    chess = run.pairs.get(refugee=refugees[1])
    interests = next(part for part in chess.because if part["criterion"] == "interests")
    assert (interests["fit"], "skak" in interests["text"] or "chess" in interests["text"]) == (1.0, True)


def test_the_same_people_give_the_same_plan(town, programme, leader):
    first = services.make_plan(programme=programme, by=leader)
    second = services.make_plan(programme=programme, by=leader)
    stored = [
        list(run.pairs.order_by("refugee_id").values("refugee", "mentor", "score", "because"))
        for run in (first, second)
    ]
    assert stored[0] == stored[1]
    assert (first.total, first.unmatched, first.params) == (second.total, second.unmatched, second.params)


def test_a_lock_is_kept_and_a_pair_left_out(town, programme, leader):
    refugees, mentors = town
    lock, out = (refugees[0].pk, mentors[1].pk), (refugees[1].pk, mentors[0].pk)
    run = services.make_plan(programme=programme, by=leader, locks=[lock], without=[out])
    assert pairs_of(run) == {lock}
    assert run.pairs.get().locked
    assert run.params["locks"] == [list(lock)]
    left = {entry["refugee"]: entry["because"] for entry in run.unmatched}
    assert {"forbidden_pair"} == {rule["rule"] for rule in left[refugees[1].pk]} - {"places_needed"}
    assert {"places_needed"} < {rule["rule"] for rule in left[refugees[1].pk]}


@pytest.mark.parametrize(
    "locks",
    [
        pytest.param(lambda r, m: [(r[2].pk, m[0].pk)], id="a rule forbids it"),
        pytest.param(lambda r, m: [(r[0].pk, m[0].pk), (r[1].pk, m[0].pk)], id="too few places"),
        pytest.param(lambda r, m: [(r[0].pk, m[0].pk), (r[0].pk, m[1].pk)], id="one refugee twice"),
        pytest.param(lambda r, m: [(0, m[0].pk)], id="no such refugee"),
        pytest.param(lambda r, m: [(r[0].pk, 0)], id="no such mentor"),
    ],
)
def test_locks_that_cannot_be_kept_are_refused(town, programme, leader, locks):
    with pytest.raises(DomainError):
        services.make_plan(programme=programme, by=leader, locks=locks(*town))
    assert not MatchingRun.objects.exists()


def test_longest_waiting_come_first_where_places_are_scarce(town, programme, leader):
    refugees, mentors = town
    mentors[1].left_on = TODAY
    mentors[1].save()
    Refugee.objects.filter(pk=refugees[0].pk).update(waiting_since=datetime.date(2026, 3, 1))
    run = services.make_plan(programme=programme, by=leader)
    assert pairs_of(run) == {(refugees[1].pk, mentors[0].pk)}


def test_places_of_open_proposals_are_not_planned_twice(town, programme, leader, make_match):
    refugees, mentors = town
    make_match(mentor=mentors[0], refugee=refugees[0])
    run = services.make_plan(programme=programme, by=leader)
    assert (run.waiting, run.places) == (2, 1)
    assert pairs_of(run) == {(refugees[1].pk, mentors[1].pk)}


def test_the_plan_never_serves_fewer_than_by_eye(programme, soroe, leader):
    """The best pair first leaves somebody out whom the whole can serve."""
    people = {"programme": programme, "municipality": soroe}
    best, other = MentorFactory(**people), MentorFactory(**people)
    RefugeeFactory(**people)
    picky = RefugeeFactory(**people)
    picky.profile.availability = ["weekday_day"]
    picky.profile.interests = []
    picky.profile.save()
    best.profile.availability = ["weekday_day", "weekday_evening", "weekend"]
    best.profile.save()
    other.profile.interests = []
    other.profile.save()
    run = services.make_plan(programme=programme, by=leader)
    assert (run.matched, run.params["by_eye"]["matched"]) == (2, 1)


def test_an_empty_programme_has_an_empty_plan(programme, leader):
    run = services.make_plan(programme=programme, by=leader)
    assert (run.matched, run.waiting, run.unmatched) == (0, 0, [])


def test_progress_is_told_to_the_end(town, programme, leader):
    steps = []
    services.make_plan(
        programme=programme, by=leader, progress=lambda done, total: steps.append((done, total))
    )
    assert steps[-1][0] == steps[-1][1]
    assert [done for done, _total in steps] == sorted(done for done, _total in steps)


def test_the_job_makes_one_plan_however_often_it_runs(town, programme, leader):
    job = services.start_plan_job(programme=programme, by=leader, wake=lambda key: None, name="Martsrunden")
    ran = jobs.run_job(str(job.key))
    run = MatchingRun.objects.get()
    assert (ran.state, ran.result["run"], ran.done, ran.total) == ("done", run.pk, 5, 5)
    assert (run.name, run.job, run.created_by) == ("Martsrunden", job, leader)
    again = jobs.RUNNERS["matching.plan"](ran)
    assert (again["run"], MatchingRun.objects.count()) == (run.pk, 1)


def test_a_job_whose_locks_cannot_be_kept_says_so(town, programme, leader):
    job = services.start_plan_job(programme=programme, by=leader, wake=lambda key: None, locks=[(0, 0)])
    ran = jobs.run_job(str(job.key))
    assert ran.state == "failed"
    assert "0:0" in ran.error


def test_putting_forward_proposes_what_is_still_possible(town, programme, leader):
    refugees, mentors = town
    run = services.make_plan(programme=programme, by=leader)
    mentors[0].left_on = TODAY
    mentors[0].save()
    made = services.put_plan_forward(run=run, by=leader, answer_by_on=TODAY)
    run.refresh_from_db()
    match = Match.objects.get()
    assert made.matches == [match]
    assert (match.refugee, match.mentor, match.run, match.answer_by_on) == (
        refugees[1],
        mentors[1],
        run,
        TODAY,
    )
    assert [pair.refugee_id for pair, _why in made.refused] == [refugees[0].pk]
    assert made.refused[0][1]
    assert run.state == MatchingRun.State.USED


@pytest.mark.parametrize("gone", ["taken", "consent"])
def test_a_pair_no_longer_possible_is_told_and_left(town, programme, leader, make_match, gone):
    refugees, mentors = town
    run = services.make_plan(programme=programme, by=leader)
    if gone == "taken":
        make_match(refugee=refugees[0], mentor=MentorFactory(programme=programme))
    else:
        refugees[0].consents.update(withdrawn_on=TODAY)
    made = services.put_plan_forward(run=run, by=leader)
    assert [pair.refugee_id for pair, _why in made.refused] == [refugees[0].pk]
    assert [match.state for match in made.matches] == [MatchState.PROPOSED]


def test_a_plan_is_used_once(town, programme, leader):
    run = services.make_plan(programme=programme, by=leader)
    services.put_plan_forward(run=run, by=leader)
    with pytest.raises(DomainError):
        services.put_plan_forward(run=run, by=leader)
    with pytest.raises(DomainError):
        services.discard_plan(run=run, by=leader)


def test_discarding_proposes_nothing(town, programme, leader):
    run = services.make_plan(programme=programme, by=leader)
    assert services.discard_plan(run=run, by=leader).state == MatchingRun.State.DISCARDED
    assert not Match.objects.exists()


@pytest.mark.parametrize("count", [1, 20])
def test_reading_people_costs_the_same_however_many(
    programme, soroe, leader, count, django_assert_num_queries
):
    for _each in range(count):
        MentorFactory(programme=programme, municipality=soroe)
        RefugeeFactory(programme=programme, municipality=soroe)
    with django_assert_num_queries(8):
        read_pool(programme, on=TODAY)
