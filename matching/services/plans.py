"""Plans for all who wait: made, stored with their reasons, put forward, discarded."""

import datetime
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from matching.assignment import Assignment, assign
from matching.draft_plan import first_figures, scores_of_pool
from matching.draft_words import crowded_out
from matching.greedy import best_first
from matching.models import MatchingRun, PlannedPair, PlanScores
from matching.plan_scores import StoredScores, mark_of, pack, without_people
from matching.pool import Pool, read_pool
from matching.services.moves import day
from mentorship import jobs
from mentorship.errors import DomainError
from mentorship.models import Job, Programme, User
from mentorship.trail import record_act

Pair = tuple[int, int]
Progress = Callable[[int, int], None]
PLAN_JOB = "matching.plan"
STEPS = 5


def make_plan(
    *,
    programme: Programme,
    by: User | None,
    locks: Iterable[Pair] = (),
    without: Iterable[Pair] = (),
    left_out: Iterable[int] = (),
    on: datetime.date | None = None,
    name: str = "",
    based_on: MatchingRun | None = None,
    job: Job | None = None,
    progress: Progress | None = None,
) -> MatchingRun:
    """The best whole for all who wait on the day `on`, stored as a draft with its reasons.

    locks, without: (refugee pk, mentor pk) to keep, and to leave out; left_out: refugees who get no place.
    `by` None: from the shell. `based_on`: the draft it is proposed beside.
    `progress(done, total)` is called between the steps. Raises DomainError naming a lock that can't be kept.
    """
    on = day(on)
    tell = progress or _no_progress
    started = time.perf_counter()
    locks, without, left_out = sorted(set(locks)), sorted(set(without)), sorted(set(left_out))
    tell(0, STEPS)
    pool = read_pool(programme, on=on, without=without)
    tell(1, STEPS)
    locked = _positions(pool, locks)
    scores = scores_of_pool(pool)
    matrix = without_people(scores.matrix, [pool.refugee_at[pk] for pk in left_out if pk in pool.refugee_at])
    tell(2, STEPS)
    plan = _assign(pool, matrix, locked)
    tell(3, STEPS)
    pairs = _planned_pairs(pool, plan, set(locks))
    unmatched = _unmatched(pool, plan)
    by_eye = best_first(matrix, pool.capacity, locked=locked)
    tell(4, STEPS)
    run = MatchingRun(
        programme=programme,
        name=name or _("Plan of %(day)s") % {"day": f"{on:%d-%m-%Y}"},
        programme_version=programme.version,
        on=on,
        params=_params(pool, locks=locks, without=without, by_eye=by_eye) | {"left_out": left_out},
        matched=plan.matched,
        waiting=len(pool.refugee_ids),
        places=int(pool.capacity.sum()),
        total=round(plan.total, 6),
        optimal=plan.optimal,
        gap=plan.gap if np.isfinite(plan.gap) else -1.0,
        unmatched=unmatched,
        job=job,
        created_by=by,
        updated_by=by,
        based_on=based_on,
    )
    run.first = first_figures(run, pool, {pair.refugee_id: pair.mentor_id for pair in pairs})
    _store(run, pairs, scores, by=by, started=started)
    tell(STEPS, STEPS)
    return run


def _no_progress(done: int, total: int) -> None:
    """Nobody asked."""


@transaction.atomic
def _store(
    run: MatchingRun, pairs: list[PlannedPair], scores: StoredScores, *, by: User | None, started: float
) -> None:
    data = pack(scores)
    run.params["scores"] = mark_of(data)
    run.seconds = round(time.perf_counter() - started, 3)
    run.save()
    PlanScores.objects.create(run=run, data=data)
    for pair in pairs:
        pair.run = run
    PlannedPair.objects.bulk_create(pairs, batch_size=500)
    record_act(
        kind="plan.make",
        subject=run,
        by=by,
        programme=run.programme,
        matched=run.matched,
        waiting=run.waiting,
    )


def _positions(pool: Pool, locks: Sequence[Pair]) -> list[tuple[int, int]]:
    """Locks as positions of the matrix; raises DomainError for a pair that can't be kept."""
    found = []
    for refugee, mentor in locks:
        pair = f"{refugee}:{mentor}"
        if refugee not in pool.refugee_at or mentor not in pool.mentor_at:
            raise DomainError(
                _("The pair %(pair)s can't be locked: one of the two is not waiting or not in the programme.")
                % {"pair": pair}
            )
        if why := pool.obstacles(refugee, mentor):
            raise DomainError(
                _("The pair %(pair)s can't be locked: %(why)s")
                % {"pair": pair, "why": " ".join(obstacle["text"] for obstacle in why)}
            )
        found.append((pool.refugee_at[refugee], pool.mentor_at[mentor]))
    _check_room(pool, locks)
    return found


def _check_room(pool: Pool, locks: Sequence[Pair]) -> None:
    """DomainError naming locks that leave somebody in two places, or a mentor with too few."""
    by_refugee, by_mentor = Counter(pair[0] for pair in locks), Counter(pair[1] for pair in locks)
    for refugee, count in by_refugee.items():
        if count > 1:
            raise DomainError(
                _("The pairs %(pairs)s can't all be locked: they hold the same person.")
                % {"pairs": _named(pair for pair in locks if pair[0] == refugee)}
            )
    for mentor, count in by_mentor.items():
        if count > pool.capacity[pool.mentor_at[mentor]]:
            raise DomainError(
                _("The pairs %(pairs)s can't all be locked: the mentor has too few places.")
                % {"pairs": _named(pair for pair in locks if pair[1] == mentor)}
            )


def _named(pairs: Iterable[Pair]) -> str:
    return ", ".join(f"{refugee}:{mentor}" for refugee, mentor in pairs)


def _assign(pool: Pool, matrix: Any, locked: list[tuple[int, int]]) -> Assignment:
    """Most people, then most days of waiting ended, then most points."""
    priority = np.array([row.waiting_days for row in pool.rows.refugees], np.float64)
    try:
        return assign(matrix, pool.capacity, locked=locked, priority=priority)
    except ValueError as error:
        raise DomainError(_("The locked pairs can't all be kept: a mentor has too few places.")) from error


def _planned_pairs(pool: Pool, plan: Assignment, locks: set[Pair]) -> list[PlannedPair]:
    pairs = [(pool.refugee_ids[at], pool.mentor_ids[of]) for at, of in plan.pairs.tolist()]
    return [
        PlannedPair(
            refugee_id=refugee,
            mentor_id=mentor,
            score=pool.score(refugee, mentor),
            locked=(refugee, mentor) in locks,
            because=because,
        )
        for (refugee, mentor), because in zip(pairs, pool.because_of(pairs), strict=True)
    ]


def _unmatched(pool: Pool, plan: Assignment) -> list[dict[str, Any]]:
    """Who is left, each with how many mentors each rule excludes, the one that excludes most first."""
    served = set(plan.pairs[:, 0].tolist())
    left = [pk for at, pk in enumerate(pool.refugee_ids) if at not in served]
    return [
        {"refugee": pk, "because": rules + crowded_out(pool.possible_mentors(pk))}
        for pk, rules in zip(left, pool.ruled_out_of(left), strict=True)
    ]


def _params(
    pool: Pool, *, locks: list[Pair], without: list[Pair], by_eye: tuple[int, float]
) -> dict[str, Any]:
    """All the plan was made from, so that it can be made again; and what best-first would have reached."""
    rules = asdict(pool.rows.rules)
    return {
        "weights": dict(pool.rows.weights),
        "rules": rules | {"clearances": dict(rules["clearances"])},
        "locks": [list(pair) for pair in locks],
        "without": [list(pair) for pair in without],
        "mentors": len(pool.mentor_ids),
        "by_eye": {"matched": by_eye[0], "total": round(by_eye[1], 6)},
    }


def start_plan_job(
    *,
    programme: Programme,
    by: User,
    wake: Callable[[str], None],
    locks: Iterable[Pair] = (),
    without: Iterable[Pair] = (),
    left_out: Iterable[int] = (),
    name: str = "",
    based_on: MatchingRun | None = None,
) -> Job:
    """Ask for a plan to be made in the background; `wake` publishes the job's key."""
    return jobs.start_job(
        kind=PLAN_JOB,
        by=by,
        programme=programme,
        wake=wake,
        locks=[list(pair) for pair in locks],
        without=[list(pair) for pair in without],
        left_out=list(left_out),
        name=name,
        based_on=based_on.pk if based_on else None,
    )


@jobs.job_kind(PLAN_JOB)
def run_plan_job(job: Job) -> dict[str, Any]:
    """Make the plan a job asks for; again, it finds the one it has made."""
    made = MatchingRun.objects.filter(job=job).first()
    if made is None:
        if job.programme is None:
            raise DomainError(_("The programme is gone."))
        made = make_plan(
            programme=job.programme,
            by=job.by,
            locks=[(pair[0], pair[1]) for pair in job.params.get("locks", ())],
            without=[(pair[0], pair[1]) for pair in job.params.get("without", ())],
            left_out=job.params.get("left_out", ()),
            name=job.params.get("name", ""),
            based_on=job.programme.matching_runs.filter(pk=job.params.get("based_on")).first(),
            job=job,
            progress=lambda done, total: jobs.tell_progress(job, done, total),
        )
    return {"run": made.pk, "matched": made.matched, "waiting": made.waiting}
