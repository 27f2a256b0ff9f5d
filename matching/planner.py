"""A draft kept the best whole under what its leader decides, change by change; by keys."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from matching.draft_plan import Standing, pairs_of, scores_of, standing_of
from matching.models import MatchingRun
from matching.plan_scores import StoredScores
from matching.replan import Cost, Replan

Key = tuple[int, int, str, float, Any]
KEPT = 3  # drafts a process keeps ready, each at one version


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to the plan. `moved`: (refugee, mentor before or None, mentor after or None)."""

    moved: list[tuple[int, int | None, int | None]]
    matched_change: int
    total_change: float


class Planner:
    """A draft kept the best whole under what is decided in it; by keys, over the points it was made of."""

    def __init__(self, scores: StoredScores, standing: Standing, pairs: Mapping[int, int]):
        self.scores = scores
        self.standing = standing
        self._guard = threading.RLock()  # asking is trying out: one at a time
        self._told: dict[int, dict[int, Cost]] = {}
        at = self._position
        self.plan = Replan(
            scores.matrix,
            scores.capacity,
            priority=scores.priority,
            locked=[at(*pair) for pair in standing.locks.items()],
            forbidden=[at(*pair) for pair in standing.without if self._known(*pair)],
            left_out=[scores.refugee_at[key] for key in standing.left_out],
            pairs=[at(*pair) for pair in pairs.items()],
        )

    def _known(self, refugee: int, mentor: int) -> bool:
        return refugee in self.scores.refugee_at and mentor in self.scores.mentor_at

    def _position(self, refugee: int, mentor: int) -> tuple[int, int]:
        return self.scores.refugee_at[refugee], self.scores.mentor_at[mentor]

    @property
    def mentors(self) -> dict[int, int]:
        """Refugee to mentor, as the plan stands."""
        refugees, mentors = self.scores.refugees, self.scores.mentors
        return {int(refugees[at]): int(mentors[of]) for at, of in self.plan.pairs.tolist()}

    def costs(self, refugee: int) -> dict[int, Cost]:
        """For each mentor the refugee could be given: how the plan's matched and total would change."""
        mentors = self.scores.mentors
        with self._guard:
            if refugee not in self._told:
                found = self.plan.costs_of(self.scores.refugee_at[refugee])
                self._told[refugee] = {int(mentors[of]): cost for of, cost in found.items()}
            return self._told[refugee]

    def cost(self, refugee: int, mentor: int) -> Effect:
        """What choosing this mentor would do, and to whom; nothing is changed."""
        with self._guard:
            moved = self.plan.cost_of(*self._position(refugee, mentor))
        return Effect(self._by_key(moved.pairs), moved.matched_change, moved.total_change)

    def settle(self, standing: Standing) -> Effect:
        """Take what is now decided into the plan; ValueError where the locks cannot all be kept."""
        with self._guard:
            self._told.clear()
            return self._settle(standing)

    def _settle(self, standing: Standing) -> Effect:
        before, was = self.mentors, (self.plan.matched, self.plan.total)
        at, refugee_at = self._position, self.scores.refugee_at
        old, new = set(self.standing.locks.items()), set(standing.locks.items())
        for pair in sorted(old - new):
            self.plan.unlock(*at(*pair))
        for refugee in sorted(self.standing.left_out - standing.left_out):
            self.plan.take_in(refugee_at[refugee])
        for pair in sorted(self.standing.without - standing.without):
            self.plan.allow(*at(*pair))
        for pair in sorted(standing.without - self.standing.without):
            self.plan.forbid(*at(*pair))
        for refugee in sorted(standing.left_out - self.standing.left_out):
            self.plan.leave_out(refugee_at[refugee])
        for pair in sorted(new - old):
            self.plan.lock(*at(*pair))
        self.standing = standing
        return Effect(moves(before, self.mentors), self.plan.matched - was[0], self.plan.total - was[1])

    def _by_key(self, pairs: Iterable[Any]) -> list[tuple[int, int | None, int | None]]:
        refugees, mentors = self.scores.refugees, self.scores.mentors

        def mentor(of: int | None) -> int | None:
            return None if of is None else int(mentors[of])

        return [(int(refugees[at]), mentor(before), mentor(after)) for at, before, after in pairs]


def moves(before: Mapping[int, int], after: Mapping[int, int]) -> list[tuple[int, int | None, int | None]]:
    """Whose mentor differs, by key."""
    return [
        (refugee, before.get(refugee), after.get(refugee))
        for refugee in sorted(before.keys() | after.keys())
        if before.get(refugee) != after.get(refugee)
    ]


def planner_of(run: MatchingRun, pairs: Mapping[int, int] | None = None) -> Planner | None:
    """The plan ready to be asked what a change costs: shared, never to be changed. None: without points."""
    scores, key = scores_of(run), _key(run)
    if scores is None:
        return None
    with _LOCK:
        planner = _READY.get(key)
    if planner is None:
        planner = Planner(scores, standing_of(run), pairs_of(run) if pairs is None else pairs)
        keep_planner(run, planner)
    return planner


def take_planner(run: MatchingRun) -> None:
    """Give the plan at this version to nobody any more: it is about to be changed."""
    with _LOCK:
        _READY.pop(_key(run), None)


def keep_planner(run: MatchingRun, planner: Planner) -> None:
    """Keep the plan ready at the version `run` now has."""
    with _LOCK:
        _READY[_key(run)] = planner
        while len(_READY) > KEPT:
            _READY.popitem(last=False)


def _key(run: MatchingRun) -> Key:
    """Tells one state of a draft from every other, also of another database under the same number."""
    standing = standing_of(run)
    decided = tuple(sorted(standing.locks.items())), standing.without, standing.left_out
    return run.pk, run.version, run.params.get("scores", ""), run.total, decided


_LOCK = threading.Lock()
_READY: "OrderedDict[Key, Planner]" = OrderedDict()
