"""A draft plan as it stands: what the leader has decided in it, its points, and the plan kept optimal.

What was decided is worked out from the numbered changes in force, so undoing one gives what stood before it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np

from matching.models import MatchingRun, PlanChange, PlanScores
from matching.plan_scores import StoredScores, allowed_pairs, unpack
from matching.pool import Pool
from matching.rule_counts import rule_counts

Pair = tuple[int, int]
KEPT = 4  # drafts a process keeps decoded; a programme has one or two under way
KIND = PlanChange.Kind


@dataclass(frozen=True, slots=True)
class Standing:
    """What is decided in a draft, by keys: pairs locked, pairs kept apart, refugees left out."""

    locks: Mapping[int, int] = field(default_factory=dict)
    without: frozenset[Pair] = frozenset()
    left_out: frozenset[int] = frozenset()

    def after(self, kind: str, refugee: int, mentor: int | None) -> "Standing":
        """What is decided once this change is made."""
        others = {key: of for key, of in self.locks.items() if key != refugee}
        pair = frozenset({(refugee, mentor)}) if mentor is not None else frozenset()
        changes: dict[str, dict[str, Any]] = {
            KIND.LOCK: {"locks": others | {refugee: mentor}},
            KIND.UNLOCK: {"locks": others},
            KIND.CHOOSE: {"locks": others | {refugee: mentor}, "left_out": self.left_out - {refugee}},
            KIND.FORBID: {
                "locks": others if self.locks.get(refugee) == mentor else self.locks,
                "without": self.without | pair,
            },
            KIND.ALLOW: {"without": self.without - pair},
            KIND.LEAVE_OUT: {"locks": others, "left_out": self.left_out | {refugee}},
            KIND.TAKE_IN: {"left_out": self.left_out - {refugee}},
        }
        return replace(self, **changes[kind])


def first_standing(run: MatchingRun) -> Standing:
    """What was decided when the draft was proposed. Pairs kept apart by then have no points at all."""
    return Standing(
        locks=_locks(run.first.get("locks", ())), left_out=frozenset(run.first.get("left_out", ()))
    )


def _locks(pairs: Iterable[Any]) -> dict[int, int]:
    return {pair[0]: pair[1] for pair in pairs}


def standing_after(run: MatchingRun, changes: Iterable[PlanChange]) -> Standing:
    """What is decided with these changes in force, in their order."""
    standing = first_standing(run)
    for change in changes:
        standing = standing.after(change.kind, change.refugee_id, change.mentor_id)
    return standing


def standing_of(run: MatchingRun) -> Standing:
    """What is decided now, as the plan itself keeps it."""
    params = run.params
    apart = {(pair[0], pair[1]) for pair in params.get("without", ())}
    return Standing(
        locks=_locks(params.get("locks", ())),
        without=frozenset(apart - _apart_from_the_start(run)),
        left_out=frozenset(params.get("left_out", ())),
    )


def write_standing(run: MatchingRun, standing: Standing) -> None:
    """Put what is decided into `run.params`; the caller saves."""
    run.params |= {
        "locks": [list(pair) for pair in sorted(standing.locks.items())],
        "without": [list(pair) for pair in sorted(standing.without | _apart_from_the_start(run))],
        "left_out": sorted(standing.left_out),
    }


def _apart_from_the_start(run: MatchingRun) -> set[Pair]:
    return {(pair[0], pair[1]) for pair in run.first.get("without", ())}


def first_figures(run: MatchingRun, pool: Pool, pairs: Mapping[int, int]) -> dict[str, Any]:
    """What is kept of a plan as proposed: what it reached, and what was decided in it."""
    days = {row.id: row.waiting_days for row in pool.rows.refugees}
    towns = Counter(row.municipality for row in pool.rows.refugees if row.id in pairs)
    return {
        "matched": len(pairs),
        "total": run.total,
        "weakest": min((pool.score(*pair) for pair in pairs.items()), default=None),
        "days": sum(days[refugee] for refugee in pairs),
        "towns": dict(towns),
        **{name: run.params[name] for name in ("locks", "without", "left_out")},
    }


def scores_of_pool(pool: Pool) -> StoredScores:
    """What of a pool is kept beside the plan made of it."""
    return StoredScores(
        refugees=np.array(pool.refugee_ids, np.int64),
        mentors=np.array(pool.mentor_ids, np.int64),
        matrix=allowed_pairs(pool.matrix),
        capacity=pool.capacity,
        priority=np.array([row.waiting_days for row in pool.rows.refugees], np.float64),
        rule_counts=rule_counts(pool.scores.refugees, pool.scores.mentors, pool.scores.rules),
    )


def scores_of(run: MatchingRun) -> StoredScores | None:
    """The points the plan was made of; None for one from before they were kept."""
    mark = run.params.get("scores")
    return _decoded(run.pk, mark) if mark else None


@lru_cache(maxsize=KEPT)
def _decoded(pk: int, mark: str) -> StoredScores:
    """`mark` tells one file from every other: what is kept here is never stale."""
    return unpack(bytes(PlanScores.objects.only("data").get(pk=pk).data))


def pairs_of(run: MatchingRun) -> dict[int, int]:
    """Refugee to mentor, as the plan is stored."""
    return dict(run.pairs.order_by().values_list("refugee_id", "mentor_id"))
