"""A plan that follows changes, held against working all of it out again after each."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assignment import assign
from matching.replan import Cost, Moved, NotBest, Replan

NO = np.nan


class World:
    """The same changes by `assign`, from the beginning each time."""

    def __init__(self, score, capacity, priority):
        self.score, self.capacity, self.priority = score, capacity, priority
        self.locked, self.forbidden, self.out = {}, set(), set()

    def solve(self):
        score = self.score.copy()
        score[list(self.out)] = NO
        for pair in self.forbidden:
            score[pair] = NO
        plan = assign(score, self.capacity, priority=self.priority, locked=self.locked.items())
        return plan.matched, sum(self.priority[plan.pairs[:, 0]]), plan.total

    def change(self, step, refugee, mentor):
        """Take the same step; ValueError where it cannot be."""
        before = dict(self.locked), set(self.forbidden), set(self.out)
        getattr(self, step)(refugee, mentor)
        try:
            return self.solve()
        except ValueError:
            self.locked, self.forbidden, self.out = before
            raise

    def lock(self, refugee, mentor):
        if refugee in self.out:
            raise ValueError("left out")
        self.locked[refugee] = mentor

    def unlock(self, refugee, mentor):
        if self.locked.get(refugee) != mentor:
            raise ValueError("not locked")
        del self.locked[refugee]

    def forbid(self, refugee, mentor):
        if self.locked.get(refugee) == mentor:
            raise ValueError("locked")
        self.forbidden.add((refugee, mentor))

    def allow(self, refugee, mentor):
        if not np.isfinite(self.score[refugee, mentor]):
            raise ValueError("never allowed")
        self.forbidden.discard((refugee, mentor))

    def leave_out(self, refugee, _):
        if refugee in self.locked:
            raise ValueError("locked")
        self.out.add(refugee)

    def take_in(self, refugee, _):
        self.out.discard(refugee)


STEPS = ["lock", "unlock", "forbid", "allow", "leave_out", "take_in"]


def worth(replan, priority):
    return replan.matched, sum(priority[replan.pairs[:, 0]]), replan.total


def taken(replan, step, refugee, mentor):
    return getattr(replan, step)(*((refugee,) if step in {"leave_out", "take_in"} else (refugee, mentor)))


def check_plan(replan, world):
    """The pairs keep to capacity, locks, forbidden pairs and those left out."""
    pairs = [tuple(pair) for pair in replan.pairs.tolist()]
    assert len({refugee for refugee, _ in pairs}) == len(pairs) == replan.matched
    assert all(np.isfinite(world.score[pair]) for pair in pairs)
    used = np.bincount([m for _, m in pairs], minlength=len(world.capacity))
    assert (used <= world.capacity).all()
    assert set(world.locked.items()) <= set(pairs)
    assert not world.forbidden & set(pairs)
    assert not world.out & {refugee for refugee, _ in pairs}


def follow(replan, world, steps):
    """Each step on both; what moved must lead from the one plan to the next."""
    done = 0
    for step, refugee, mentor in steps:
        before, was = dict(replan.pairs.tolist()), worth(replan, world.priority)
        try:
            best = world.change(step, refugee, mentor)
        except ValueError:
            with pytest.raises(ValueError, match=r"refugee \d"):
                taken(replan, step, refugee, mentor)
            assert dict(replan.pairs.tolist()) == before
            continue
        moved = taken(replan, step, refugee, mentor)
        after = dict(replan.pairs.tolist())
        assert worth(replan, world.priority) == pytest.approx(best)
        assert moved.matched_change == best[0] - was[0]
        assert moved.total_change == pytest.approx(best[2] - was[2], abs=1e-6)
        everyone = before.keys() | after.keys()
        assert moved.pairs == sorted(
            (r, before.get(r), after.get(r)) for r in everyone if before.get(r) != after.get(r)
        )
        check_plan(replan, world)
        done += 1
    return done


def begin(score, capacity, priority):
    plan = assign(score, capacity, priority=priority)
    return Replan(score, capacity, priority=priority, pairs=plan.pairs), World(score, capacity, priority)


@st.composite
def stories(draw):
    refugees, mentors = draw(st.integers(1, 7)), draw(st.integers(1, 5))
    seed = draw(st.integers(0, 2**20))
    rng = np.random.default_rng(seed)
    ties = draw(st.booleans())
    score = rng.integers(0, 4, (refugees, mentors)) * 25.0 if ties else rng.random((refugees, mentors)) * 100
    score[rng.random(score.shape) > draw(st.sampled_from([0.3, 0.6, 1.0]))] = NO
    capacity, priority = rng.integers(0, 3, mentors), rng.integers(0, draw(st.integers(1, 4)), refugees)
    step = st.tuples(st.sampled_from(STEPS), st.integers(0, refugees - 1), st.integers(0, mentors - 1))
    return score, capacity, priority, draw(st.lists(step, max_size=12))


@settings(max_examples=200, deadline=None)
@given(stories())
def test_after_every_change_the_plan_is_as_good_as_a_new_one(story):
    score, capacity, priority, steps = story
    follow(*begin(score, capacity, priority), steps)


@pytest.mark.parametrize("seed", range(12))
def test_a_long_story_of_changes_among_many(seed):
    rng = np.random.default_rng(seed)
    score = np.round(rng.random((60, 35)) * 100, [0, 1, 9][seed % 3])
    score[rng.random(score.shape) > 0.2] = NO
    capacity = rng.integers(0, 4 if seed % 2 else 2, 35)
    replan, world = begin(score, capacity, rng.integers(0, [1, 4, 60][seed % 3], 60))
    pairs = np.argwhere(np.isfinite(score))
    steps = [(STEPS[k], *pairs[p].tolist()) for k, p in rng.integers(0, [6, len(pairs)], (80, 2))]
    assert follow(replan, world, steps) > 40


@settings(max_examples=100, deadline=None)
@given(stories())
def test_what_a_choice_costs_is_what_it_then_costs(story):
    score, capacity, priority, steps = story
    replan, world = begin(score, capacity, priority)
    for step in steps[:4]:
        follow(replan, world, [step])
    for refugee in set(range(len(score))) - world.out:
        before = replan.pairs.tolist()
        costs = replan.costs_of(refugee)
        assert replan.pairs.tolist() == before
        for mentor in range(len(capacity)):
            try:
                moved = replan.cost_of(refugee, mentor)
            except ValueError:
                assert mentor not in costs
                continue
            assert replan.pairs.tolist() == before
            assert costs[mentor].matched_change == moved.matched_change
            assert costs[mentor].total_change == pytest.approx(moved.total_change, abs=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_a_plan_is_taken_up_again_where_it_was_left(seed):
    """As a page does: locks, forbidden pairs and who is left out come with the pairs."""
    rng = np.random.default_rng(seed)
    score = rng.random((30, 18)) * 100
    score[rng.random(score.shape) > 0.3] = NO
    capacity, priority = rng.integers(0, 3, 18), rng.integers(0, 4, 30)
    replan, world = begin(score, capacity, priority)
    pairs = np.argwhere(np.isfinite(score))
    for kinds, which in zip(rng.integers(0, 6, (8, 5)), rng.integers(0, len(pairs), (8, 5)), strict=True):
        follow(replan, world, [(STEPS[k], *pairs[p].tolist()) for k, p in zip(kinds, which, strict=True)])
        replan = Replan(
            score,
            capacity,
            priority=priority,
            pairs=replan.pairs,
            locked=world.locked.items(),
            forbidden=world.forbidden,
            left_out=world.out,
        )
        assert worth(replan, priority) == pytest.approx(world.solve())


def test_nobody_moves_for_nothing():
    score = np.full((4, 4), 50.0)
    pairs = [(0, 3), (1, 2), (2, 1), (3, 0)]
    replan = Replan(score, [1] * 4, pairs=pairs, locked=[(0, 3)], forbidden=[(1, 0)])
    assert replan.unlock(0, 3) == Moved([], 0, 0.0)
    assert replan.allow(1, 0) == Moved([], 0, 0.0)
    assert replan.pairs.tolist() == [list(pair) for pair in pairs]


def test_what_one_change_moves_is_told():
    replan = Replan(np.array([[90.0, 40.0], [80.0, NO]]), [1, 1], pairs=[(0, 1), (1, 0)])
    assert replan.forbid(1, 0) == Moved([(0, 1, 0), (1, 0, None)], -1, -30.0)
    assert replan.allow(1, 0) == Moved([(0, 0, 1), (1, None, 0)], 1, 30.0)
    assert replan.costs_of(0) == {0: Cost(-1, -30.0), 1: Cost(0, 0.0)}
    assert (replan.matched, replan.total) == (2, 120.0)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({"pairs": [(0, 0), (0, 1)]}, "refugee 0 has two mentors", id="two mentors"),
        pytest.param({"pairs": [(0, 0), (1, 0)]}, "more than mentor 0 has places for", id="no place"),
        pytest.param(
            {"pairs": [(1, 1)]}, "refugee 1 with mentor 1 is forbidden by the score", id="forbidden"
        ),
        pytest.param({"pairs": [(2, 0)]}, "refugee 2 is outside the score", id="no such refugee"),
        pytest.param({"forbidden": [(0, 2)]}, "mentor 2 is outside the score", id="no such mentor"),
        pytest.param({"locked": [(0, 0)]}, "refugee 0 with mentor 0 is not among the pairs", id="lock"),
        pytest.param({"forbidden": [(0, 1)]}, "refugee 0 with mentor 1 is forbidden; allow it", id="shut"),
        pytest.param({"left_out": [0]}, "refugee 0 is left out; take them in first", id="left out"),
    ],
)
def test_arguments_that_contradict_each_other_are_refused(given, words):
    with pytest.raises(ValueError, match=words):
        Replan(np.array([[9.0, 4.0], [8.0, NO]]), [1, 1], **{"pairs": [(0, 1), (1, 0)]} | given)


@pytest.mark.parametrize("pairs", [[(0, 1)], [(0, 0), (1, 1)]], ids=["a place left", "a circle gains"])
def test_a_plan_that_is_not_the_best_is_refused(pairs):
    with pytest.raises(NotBest, match="not the best plan"):
        Replan(np.array([[1.0, 9.0], [9.0, 1.0]]), [1, 1], pairs=pairs)


def test_a_mentor_full_of_locks_has_no_cost():
    replan = Replan(np.array([[9.0, 4.0], [8.0, NO]]), [1, 1], pairs=[(0, 1), (1, 0)], locked=[(1, 0)])
    assert replan.costs_of(0) == {1: Cost(0, 0.0)}
    with pytest.raises(ValueError, match="every place is held by a locked pair"):
        replan.lock(0, 0)
