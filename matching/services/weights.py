"""What counts how much: other weights tried on the plan as it is, kept as the programme's next version."""

import datetime
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from matching import comparing
from matching.assignment import assign
from matching.models import MatchingRun
from matching.pool import Pool, read_pool
from matching.selectors import matchable_mentors, waiting_refugees
from mentorship import jobs
from mentorship.clock import today
from mentorship.errors import DomainError, EditConflict
from mentorship.models import Job, Programme, User
from mentorship.programmes.document import as_json, parse_document, programme_document, stored_text
from mentorship.programmes.schema import ProgrammeDocument
from mentorship.programmes.services import Loaded, load_programme
from mentorship.programmes.source import Source
from mentorship.programmes.validation import validate_source

Weights = Mapping[str, float]
Progress = Callable[[int, int], None]
TRIAL_JOB = "matching.weights"
TRIED_AT_ONCE = 60_000  # pairs; with more, the worker tries them
STEPS = 4
FIELD = "matching.weights"


class WeightsRefused(DomainError):
    """Weights no programme may have. `fields`: criterion -> what is wrong with it."""

    def __init__(self, fields: dict[str, str], general: str):
        super().__init__(general or _("The weights can't be used. See at each of them why."))
        self.fields = fields


def with_weights(programme: Programme, weights: Weights) -> ProgrammeDocument:
    """The programme's document with these weights; raises WeightsRefused for what the schema refuses.

    A criterion that the programme neither names nor gives any weight is left out.
    """
    data = as_json(programme_document(programme))
    named = data["matching"].get("weights") or {}
    chosen = {key: weight for key, weight in weights.items() if weight or key in named}
    data["matching"]["weights"] = chosen
    _document, problems = validate_source(Source(file=programme.key, data=data))
    told = {problem.field: problem.message for problem in problems if problem.field.startswith(FIELD)}
    if told:
        general = told.pop(FIELD, "")
        raise WeightsRefused({field.removeprefix(f"{FIELD}."): told[field] for field in told}, general)
    return parse_document(stored_text(data))


@transaction.atomic
def save_weights(*, programme: Programme, weights: Weights, by: User, reason: str, version: int) -> Loaded:
    """Make these the programme's weights from now on, as its next version, with why.

    `version`: the one the caller saw; raises EditConflict where there is a newer one by now.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise DomainError(_("Write why the weights are changed."))
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if programme.version != version:
        raise EditConflict(
            _("Somebody else has just changed the programme. Look at its weights before you save yours.")
        )
    document = with_weights(programme, weights)
    return load_programme(document=document, by=by, start_on=document.period.starts_on, reason=reason)


def start_trial(*, programme: Programme, weights: Weights, by: User, wake: Callable[[str], None]) -> Job:
    """Ask what the plan would be with these weights; what is small is tried at once, the rest by the worker.

    Raises WeightsRefused.
    """
    with_weights(programme, weights)
    pairs = waiting_refugees(programme, on=today()).count() * matchable_mentors(programme).count()
    small = pairs <= TRIED_AT_ONCE
    job = jobs.start_job(
        kind=TRIAL_JOB,
        by=by,
        programme=programme,
        wake=(lambda key: None) if small else wake,
        weights=dict(weights),
        version=programme.version,
    )
    return (jobs.run_job(str(job.key)) or job) if small else job


@jobs.job_kind(TRIAL_JOB)
def run_trial_job(job: Job) -> dict[str, Any]:
    if job.programme is None:
        raise DomainError(_("The programme is gone."))
    return asdict(
        try_weights(
            programme=job.programme,
            weights=job.params["weights"],
            progress=lambda done, total: jobs.tell_progress(job, done, total),
        )
    )


@dataclass(frozen=True, slots=True)
class Trial:
    """What other weights would do to a plan, by keys.

    run: the draft it is held against; None: a plan made for the purpose with the weights as they are.
    gone: pairs of the draft that are no longer possible, whatever the weights: left out of the comparison.
    before, after: figures of `comparing.Figures`, the plan that is and the one that would be, each in points
    of its own weights; `repriced`: the plan that is, in points of the new weights. moves: [refugee, mentor
    before or None, mentor after or None].
    """

    run: int | None
    on: str
    gone: int
    before: dict[str, Any]
    repriced: dict[str, Any]
    after: dict[str, Any]
    moves: list[list[int | None]]
    seconds: float


def try_weights(*, programme: Programme, weights: Weights, progress: Progress | None = None) -> Trial:
    """The best plan with these weights beside the newest draft (or, without one, the best as it is now).

    The draft's locks, the pairs it keeps apart and whom it leaves out hold in the trial too.
    """
    tell, started, on = progress or (lambda done, total: None), time.perf_counter(), today()
    tell(0, STEPS)
    draft = newest_draft(programme)
    kept = _Kept.of(draft)
    pool = read_pool(programme, on=on, without=kept.without)
    other = Pool(
        replace(pool.rows, weights={key: value for key, value in weights.items() if value}), programme
    )
    tell(1, STEPS)
    locked = kept.positions(other)
    before = _plan_of(draft) if draft else _best(pool, kept, locked)
    possible = {r: m for r, m in before.items() if _is_possible(other, r, m)}
    tell(2, STEPS)
    after = _best(other, kept, locked)
    tell(3, STEPS)
    days = {row.id: row.waiting_days for row in pool.rows.refugees}
    trial = Trial(
        run=draft.pk if draft else None,
        on=on.isoformat(),
        gone=len(before) - len(possible),
        before=_figures(pool, possible, days),
        repriced=_figures(other, possible, days),
        after=_figures(other, after, days),
        moves=[[move.refugee, move.before, move.after] for move in comparing.moves(possible, after)],
        seconds=round(time.perf_counter() - started, 3),
    )
    tell(STEPS, STEPS)
    return trial


def newest_draft(programme: Programme) -> MatchingRun | None:
    drafts = programme.matching_runs.filter(state=MatchingRun.State.DRAFT)
    return drafts.order_by("-created_at", "-pk").first()


@dataclass(frozen=True, slots=True)
class _Kept:
    """What somebody decided about a draft, and which holds whatever the weights."""

    locks: list[tuple[int, int]]
    without: list[tuple[int, int]]
    left_out: frozenset[int]

    @classmethod
    def of(cls, draft: MatchingRun | None) -> "_Kept":
        if draft is None:
            return cls([], [], frozenset())
        said = draft.params
        locks = {(lock[0], lock[1]) for lock in said.get("locks", ())}
        locks |= set(draft.pairs.filter(locked=True).values_list("refugee_id", "mentor_id"))
        without = [(pair[0], pair[1]) for pair in said.get("without", ())]
        return cls(sorted(locks), without, frozenset(said.get("left_out", ())))

    def positions(self, pool: Pool) -> list[tuple[int, int]]:
        """Locks that can still be kept, by position."""
        return [
            (pool.refugee_at[refugee], pool.mentor_at[mentor])
            for refugee, mentor in self.locks
            if _is_possible(pool, refugee, mentor)
        ]


def _plan_of(run: MatchingRun) -> dict[int, int]:
    return dict(run.pairs.order_by("refugee_id").values_list("refugee_id", "mentor_id"))


def _is_possible(pool: Pool, refugee: int, mentor: int) -> bool:
    """Whether the two still wait and may be matched; a stored zero is a pair too."""
    if refugee not in pool.refugee_at or mentor not in pool.mentor_at:
        return False
    if isinstance(pool.matrix, np.ndarray):
        return bool(np.isfinite(pool.score(refugee, mentor)))
    row = pool.matrix.getrow(pool.refugee_at[refugee])
    return pool.mentor_at[mentor] in row.indices


def _best(pool: Pool, kept: _Kept, locked: list[tuple[int, int]]) -> dict[int, int]:
    """The best whole by the points of `pool`; those left out take no place."""
    rows = [at for at, pk in enumerate(pool.refugee_ids) if pk not in kept.left_out]
    back = {at: number for number, at in enumerate(rows)}
    days = np.array([row.waiting_days for row in pool.rows.refugees], np.float64)
    try:
        plan = assign(
            pool.matrix[rows],
            pool.capacity,
            locked=[(back[at], of) for at, of in locked if at in back],
            priority=days[rows],
        )
    except ValueError as error:
        raise DomainError(_("The locked pairs can't all be kept: a mentor has too few places.")) from error
    return {pool.refugee_ids[rows[at]]: pool.mentor_ids[of] for at, of in plan.pairs.tolist()}


def _figures(pool: Pool, plan: Mapping[int, int], days: Mapping[int, int]) -> dict[str, Any]:
    scores = {refugee: pool.score(refugee, mentor) for refugee, mentor in plan.items()}
    return asdict(comparing.figures(comparing.Side(plan, scores, days)))


def trial_day(result: Mapping[str, Any]) -> datetime.date:
    return datetime.date.fromisoformat(result["on"])
