"""Changing a draft: re-planned each time, numbered, undone and done again; never over somebody else."""

import numpy as np
import pytest

from matching import services
from matching.assignment import assign
from matching.draft_plan import pairs_of, scores_of, scores_of_pool, standing_of
from matching.models import ForbiddenPair, MatchingRun, PlanChange, PlannedPair
from matching.plan_scores import mark_of, pack, unpack, without_people
from matching.planner import planner_of
from matching.pool import read_pool
from matching.services.drafts import change_draft, go_on_with, redo_change, rename_draft, undo_change
from matching.tests.conftest import TODAY
from mentorship.errors import DomainError, EditConflict
from mentorship.models import Act, Mentor, Refugee
from mentorship.testing.factories import MentorFactory, RefugeeFactory, UserFactory

LANGUAGES = ("en", "ar", "ti", "fa", "uk")
KIND = PlanChange.Kind


@pytest.fixture
def crowd(programme, soroe):
    """Six who wait and five mentors, unlike enough that it matters who gets whom."""
    mentors = [MentorFactory(programme=programme, municipality=soroe) for _each in range(5)]
    refugees = [RefugeeFactory(programme=programme, municipality=soroe) for _each in range(6)]
    for number, row in enumerate([*mentors, *refugees]):
        row.profile.languages = {"da": 2 + number % 3, LANGUAGES[number % 5]: 4}
        row.profile.interests = ["football", "cooking", "music"][: number % 4]
        row.profile.save()
    return refugees, mentors


@pytest.fixture
def run(crowd, programme, leader):
    return services.make_plan(programme=programme, by=leader)


@pytest.fixture
def change(run, leader):
    """Make a change to the draft as it now is."""

    def make(kind, refugee, mentor=None, **options):
        run.refresh_from_db()
        options = {"by": leader, "version": run.version} | options
        made = change_draft(
            run=run,
            kind=kind,
            refugee=Refugee.objects.get(pk=refugee),
            mentor=Mentor.objects.get(pk=mentor) if mentor else None,
            **options,
        )
        run.refresh_from_db()
        return made

    return make


def another_mentor(run, refugee):
    """The mentor whose choice costs the plan most."""
    costs = planner_of(run).costs(refugee)
    own = pairs_of(run).get(refugee)
    return min((cost.total_change, mentor) for mentor, cost in costs.items() if mentor != own)[1]


def best_under(run):
    """(matched, total) of the best plan under what is decided, solved anew."""
    scores, standing = scores_of(run), standing_of(run)
    matrix = without_people(scores.matrix, [scores.refugee_at[pk] for pk in standing.left_out]).toarray()
    matrix[matrix == 0] = np.nan
    for refugee, mentor in standing.without:
        matrix[scores.refugee_at[refugee], scores.mentor_at[mentor]] = np.nan
    locked = [(scores.refugee_at[r], scores.mentor_at[m]) for r, m in standing.locks.items()]
    best = assign(matrix, scores.capacity, locked=locked, priority=scores.priority)
    return best.matched, pytest.approx(best.total, abs=1e-3)


def test_what_is_stored_comes_back(run):
    scores = scores_of(run)
    again = unpack(pack(scores))
    assert (again.matrix != scores.matrix).nnz == 0
    for name in ("refugees", "mentors", "capacity", "priority"):
        assert np.array_equal(getattr(again, name), getattr(scores, name))
    assert run.params["scores"] == mark_of(bytes(run.scores.data))
    for pair in run.pairs.all():
        assert scores.score(pair.refugee_id, pair.mentor_id) == pytest.approx(pair.score)
    assert run.first["matched"] == run.matched == len(pairs_of(run))


def test_rules_are_counted_for_everybody_as_for_one(programme, crowd):
    crowd[1][0].consents.update(withdrawn_on=TODAY)
    crowd[0][1].profile.languages = {"so": 5}
    crowd[0][1].profile.save()
    pool = read_pool(programme, on=TODAY)
    scores = scores_of_pool(pool)
    for pk in pool.refugee_ids:
        one = {out["rule"]: out["mentors_ruled_out"] for out in pool.ruled_out(pk)}
        assert dict(scores.ruled_out(pk)) == one
    assert scores.nobody == (crowd[0][1].pk,)


def test_any_chain_of_changes_leaves_the_best_plan_under_what_is_decided(run, change):
    first = next(iter(pairs_of(run)))
    mentor = another_mentor(run, first)
    change(KIND.CHOOSE, first, mentor)
    assert (run.matched, run.total) == best_under(run)
    assert pairs_of(run)[first] == mentor
    second, of = next(pair for pair in pairs_of(run).items() if pair[0] != first)
    change(KIND.FORBID, second, of, reason="acquainted")
    assert (run.matched, run.total) == best_under(run)
    assert pairs_of(run).get(second) != of
    change(KIND.LEAVE_OUT, first)
    assert (run.matched, run.total) == best_under(run)
    assert first not in pairs_of(run)
    change(KIND.TAKE_IN, first)
    change(KIND.ALLOW, second, of)
    assert (run.matched, run.total) == best_under(run)
    assert not ForbiddenPair.objects.exists()
    assert PlannedPair.objects.filter(run=run).count() == run.matched


def test_everything_can_be_undone_and_done_again(run, change, leader):
    seen = [(pairs_of(run), standing_of(run), run.total)]
    first, of = next(iter(pairs_of(run).items()))
    steps = [
        (KIND.CHOOSE, first, another_mentor(run, first)),
        (KIND.UNLOCK, first),
        (KIND.FORBID, first, of),
        (KIND.LEAVE_OUT, first),
    ]
    for step in steps:
        change(*step, reason="acquainted" if step[0] == KIND.FORBID else "")
        seen.append((pairs_of(run), standing_of(run), pytest.approx(run.total)))
    for before in reversed(seen[:-1]):
        undo_change(run=run, version=run.version, by=leader)
        run.refresh_from_db()
        assert (pairs_of(run), standing_of(run), run.total) == before
    assert not ForbiddenPair.objects.exists()
    for after in seen[1:]:
        redo_change(run=run, version=run.version, by=leader)
        run.refresh_from_db()
        assert (pairs_of(run), standing_of(run), run.total) == after
    assert ForbiddenPair.objects.get().reason == "acquainted"
    assert Act.objects.filter(kind__in=("plan.change", "plan.undo", "plan.redo")).count() == 12
    with pytest.raises(DomainError):
        redo_change(run=run, version=run.version, by=leader)


def test_a_new_change_drops_what_was_undone(run, change, leader):
    first, of = next(iter(pairs_of(run).items()))
    change(KIND.LOCK, first, of)
    undo_change(run=run, version=run.version, by=leader)
    change(KIND.LEAVE_OUT, first)
    assert [each.kind for each in run.changes.all()] == [KIND.LEAVE_OUT]


def test_a_stale_page_changes_nothing_and_is_told_who_did(run, change, leader):
    first, of = next(iter(pairs_of(run).items()))
    stale = run.version
    colleague = UserFactory(leader_of=run.programme, name="Jens Kollega")
    change(KIND.LOCK, first, of, by=colleague)
    before = pairs_of(run), run.version
    with pytest.raises(EditConflict, match="Jens Kollega"):
        change(KIND.LEAVE_OUT, first, version=stale)
    with pytest.raises(EditConflict):
        undo_change(run=run, version=stale, by=leader)
    run.refresh_from_db()
    assert (pairs_of(run), run.version) == before


def test_a_lock_is_on_the_pair_and_moves_nobody(run, change):
    first, of = next(iter(pairs_of(run).items()))
    made = change(KIND.LOCK, first, of)
    assert (made.moved, made.total_change, made.matched_change) == ([], 0, 0)
    assert run.pairs.get(locked=True).refugee_id == first
    change(KIND.UNLOCK, first)
    assert not run.pairs.filter(locked=True).exists()


def test_a_decision_from_before_outlives_the_undoing(run, change, leader):
    first, of = next(iter(pairs_of(run).items()))
    services.forbid_pair(
        refugee=Refugee.objects.get(pk=first),
        mentor=Mentor.objects.get(pk=of),
        by=leader,
        reason="acquainted",
    )
    ForbiddenPair.objects.update(at="2026-01-01T00:00:00Z")
    change(KIND.FORBID, first, of, reason="acquainted")
    PlanChange.objects.update(at="2026-02-01T00:00:00Z")
    undo_change(run=run, version=run.version, by=leader)
    assert ForbiddenPair.objects.exists()


@pytest.mark.parametrize(
    "kind", [KIND.UNLOCK, KIND.TAKE_IN, KIND.ALLOW, "lock elsewhere", "newcomer", "apart"]
)
def test_what_makes_no_sense_is_refused_in_words(run, change, kind, programme, soroe, crowd):
    first, of = next(iter(pairs_of(run).items()))
    other = next(mentor.pk for mentor in crowd[1] if mentor.pk != of)
    if kind == "newcomer":
        first, kind = RefugeeFactory(programme=programme, municipality=soroe).pk, KIND.LEAVE_OUT
    if kind == "apart":
        change(KIND.FORBID, first, of, reason="acquainted")
        kind, other = KIND.CHOOSE, of
    with pytest.raises(DomainError):
        change(KIND.LOCK if kind == "lock elsewhere" else kind, first, other)


def test_places_that_are_all_locked_are_told_of(run, change, programme, soroe):
    pairs = pairs_of(run)
    first, of = next(iter(pairs.items()))
    change(KIND.LOCK, first, of)
    other = next(pk for pk in pairs if pk != first and scores_of(run).score(pk, of) is not None)
    with pytest.raises(DomainError):
        change(KIND.CHOOSE, other, of)
    run.refresh_from_db()
    assert pairs_of(run) == pairs


def test_a_plan_without_points_can_not_be_changed(run, change):
    run.params.pop("scores")
    run.save()
    with pytest.raises(DomainError):
        change(KIND.LEAVE_OUT, next(iter(pairs_of(run))))


def test_who_is_left_says_why(run, change):
    first = next(iter(pairs_of(run)))
    change(KIND.LEAVE_OUT, first)
    because = {entry["refugee"]: entry["because"] for entry in run.unmatched}
    assert because[first][0]["rule"] == "left_out"
    assert set(because) == {row.pk for row in Refugee.objects.all()} - set(pairs_of(run))
    change(KIND.TAKE_IN, first)
    assert first not in {entry["refugee"] for entry in run.unmatched}


def test_renaming_disturbs_nobody(run, leader):
    version = run.version
    assert rename_draft(run=run, name="  Marts  runden ", by=leader).name == "Marts runden"
    run.refresh_from_db()
    assert run.version == version
    with pytest.raises(DomainError):
        rename_draft(run=run, name=" ", by=leader)


def test_going_on_with_one_puts_the_other_away(run, leader, programme):
    other = services.make_plan(programme=programme, by=leader, based_on=run)
    go_on_with(run=other, instead_of=run, by=leader)
    run.refresh_from_db()
    assert (run.state, other.state) == (MatchingRun.State.DISCARDED, MatchingRun.State.DRAFT)
    with pytest.raises(DomainError):
        go_on_with(run=run, instead_of=None, by=leader)


def test_a_plan_keeps_who_is_left_out(programme, leader, crowd):
    refugee = crowd[0][0].pk
    made = services.make_plan(programme=programme, by=leader, left_out=[refugee])
    assert refugee not in pairs_of(made)
    assert standing_of(made).left_out == {refugee}
