"""A stored plan made again from its own record, to see that it gives the same pairs. Reads alone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from django.utils.translation import gettext as _

from matching import comparing
from matching.assignment import Assignment, assign
from matching.criteria.facts import Rules
from matching.models import Match, MatchingRun, PlanScores
from matching.people_rows import Rows, read_rows
from matching.plan_scores import StoredScores, allowed_pairs, mark_of, unpack
from matching.pool import Pool
from matching.selectors import matchable_mentors
from mentorship.errors import DomainError
from mentorship.models import Refugee

POINTS_ALIKE = 0.001  # a total is stored with six decimals


@dataclass(frozen=True, slots=True)
class Again:
    """A plan as recorded and as made again.

    made_of: `points` as they were stored beside the plan: then nothing but the solver is tried; or `facts` as
    they are now, under the recorded weights and rules, since a plan without points keeps no facts.
    matched, total: recorded, and again. moves: whose mentor differs.
    """

    made_of: Literal["points", "facts"]
    matched: tuple[int, int]
    total: tuple[float, float]
    moves: list[comparing.Move]
    optimal: bool

    @property
    def same(self) -> bool:
        return not self.moves and abs(self.total[0] - self.total[1]) < POINTS_ALIKE

    @property
    def as_good(self) -> bool:
        """Other pairs, but as many people and as many points: one of several best plans."""
        return self.matched[0] == self.matched[1] and abs(self.total[0] - self.total[1]) < POINTS_ALIKE


def reproduce(run: MatchingRun) -> Again:
    """Raises DomainError where the record itself can't be read."""
    stored = PlanScores.objects.filter(run=run).first()
    if stored is None:
        pairs, plan = _from_facts(run)
    else:
        data = bytes(stored.data)
        if run.params.get("scores") != mark_of(data):
            raise DomainError(_("The stored points are not those the plan was made of."))
        pairs, plan = _from_points(run, unpack(data))
    recorded = dict(run.pairs.order_by().values_list("refugee_id", "mentor_id"))
    return Again(
        made_of="facts" if stored is None else "points",
        matched=(len(recorded), len(pairs)),
        total=(run.total, plan.total),
        moves=comparing.moves(recorded, pairs),
        optimal=plan.optimal,
    )


def _from_points(run: MatchingRun, stored: StoredScores) -> tuple[dict[int, int], Assignment]:
    """The best whole by the stored points, with what was decided in the draft."""
    table = stored.matrix.tocoo()
    points, place = table.data.copy(), list(zip(table.row.tolist(), table.col.tolist(), strict=True))
    apart = {
        (stored.refugee_at.get(pair[0]), stored.mentor_at.get(pair[1]))
        for pair in run.params.get("without", ())
    }
    out = {stored.refugee_at.get(pk) for pk in run.params.get("left_out", ())}
    points[[at for at, pair in enumerate(place) if pair in apart or pair[0] in out]] = np.nan
    matrix = allowed_pairs(type(table)((points, (table.row, table.col)), shape=table.shape))
    plan = _assign(run, matrix, stored.capacity, stored.priority, stored.refugee_at, stored.mentor_at)
    return {int(stored.refugees[r]): int(stored.mentors[m]) for r, m in plan.pairs.tolist()}, plan


def _from_facts(run: MatchingRun) -> tuple[dict[int, int], Assignment]:
    """The best whole for those who waited then, by facts of today under the weights and rules of then."""
    rows = _as_then(run, _rows_of(run))
    pool = Pool(rows, run.programme)
    out = set(run.params.get("left_out", ()))
    matrix = pool.matrix
    if out:
        matrix = allowed_pairs(matrix)[[at for at, pk in enumerate(pool.refugee_ids) if pk not in out]]
    kept = [pk for pk in pool.refugee_ids if pk not in out]
    priority = np.array([row.waiting_days for row in rows.refugees if row.id not in out], np.float64)
    refugee_at = {pk: at for at, pk in enumerate(kept)}
    plan = _assign(run, matrix, pool.capacity, priority, refugee_at, pool.mentor_at)
    return {kept[r]: pool.mentor_ids[m] for r, m in plan.pairs.tolist()}, plan


def _assign(
    run: MatchingRun,
    matrix: Any,
    capacity: Any,
    priority: Any,
    refugee_at: Mapping[int, int],
    mentor_at: Mapping[int, int],
) -> Assignment:
    try:
        locked = [(refugee_at[pair[0]], mentor_at[pair[1]]) for pair in run.params.get("locks", ())]
        return assign(matrix, capacity, locked=locked, priority=priority)
    except (KeyError, ValueError) as error:
        raise DomainError(
            _("A locked pair of the record can't be kept any more: the people or their places have changed.")
        ) from error


def _rows_of(run: MatchingRun) -> Rows:
    waited = set(run.pairs.values_list("refugee_id", flat=True)) | {left["refugee"] for left in run.unmatched}
    return read_rows(
        run.programme,
        refugees=Refugee.objects.filter(pk__in=waited),
        mentors=matchable_mentors(run.programme),
        on=run.on,
        without=[(pair[0], pair[1]) for pair in run.params.get("without", ())],
    )


def _as_then(run: MatchingRun, rows: Rows) -> Rows:
    """The weights, rules and free places of then; matches proposed since are passed over."""
    try:
        rules = Rules(**run.params["rules"])
    except (KeyError, TypeError, ValueError) as error:
        raise DomainError(_("The rules of the record are of another version and can't be read.")) from error
    open_then = Counter[int]()
    before, since = set(), set()
    found = Match.objects.filter(programme=run.programme).order_by()
    for refugee, mentor, created_at, closed_at, put_forward_as in found.values_list(
        "refugee_id", "mentor_id", "created_at", "closed_at", "run_id"
    ):
        if created_at > run.created_at or put_forward_as == run.pk:
            since.add((refugee, mentor))
            continue
        before.add((refugee, mentor))
        if closed_at is None or closed_at > run.created_at:
            open_then[mentor] += 1
    taken = Counter(rows.taken) + Counter(rows.pending)
    mentors = [
        replace(row, places=max(0, row.places + taken[row.id] - open_then[row.id])) for row in rows.mentors
    ]
    earlier = rows.excluded["earlier_pair"] - (since - before)
    return replace(
        rows,
        rules=rules,
        weights=run.params["weights"],
        mentors=mentors,
        excluded={**rows.excluded, "earlier_pair": earlier},
    )
