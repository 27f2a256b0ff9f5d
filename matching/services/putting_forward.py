"""What becomes of a plan: its pairs put forward as proposals, or the draft put away."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from matching.models import Match, MatchingRun, PlannedPair
from matching.pool import Pool, read_pool
from matching.services.moves import day
from matching.services.proposing import create_proposal
from mentorship import jobs
from mentorship.errors import DomainError
from mentorship.models import Job, User
from mentorship.trail import record_act

PUT_FORWARD_JOB = "matching.put_forward"
AT_ONCE = 20  # pairs; more are put forward in the background
TOLD_EVERY = 10  # pairs
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PutForward:
    """What became of a plan: the proposals made, and the pairs no longer possible, each with its reason."""

    matches: list[Match] = field(default_factory=list)
    refused: list[tuple[PlannedPair, str]] = field(default_factory=list)


@transaction.atomic
def put_plan_forward(
    *,
    run: MatchingRun,
    by: User,
    on: datetime.date | None = None,
    answer_by_on: datetime.date | None = None,
    progress: Progress | None = None,
) -> PutForward:
    """Propose every pair of the plan that is still possible; tell which are not, and why.

    Each pair is checked against the register as it is now: people may have left, places may have gone. What
    became of it is kept with the plan. `progress(done, total)` is called now and then.
    """
    on = day(on)
    run = lock_draft(run)
    pool = read_pool(run.programme, on=on)
    made = PutForward()
    pairs = run.pairs.select_related("refugee__profile", "mentor__profile").order_by("-score", "pk")
    for number, pair in enumerate(pairs):
        if progress and number % TOLD_EVERY == 0:
            progress(number, run.matched)
        try:
            _check_still_possible(pool, pair)
            match = create_proposal(
                programme=run.programme,
                refugee=pair.refugee,
                mentor=pair.mentor,
                by=by,
                run=run,
                score=pair.score,
                because=pair.because or pool.because(pair.refugee_id, pair.mentor_id),
                on=on,
                answer_by_on=answer_by_on,
            )
        except DomainError as error:
            made.refused.append((pair, str(error)))
        else:
            made.matches.append(match)
    run.state = MatchingRun.State.USED
    run.version += 1
    run.params["put_forward"] = {
        "proposed": len(made.matches),
        "refused": [[pair.refugee_id, pair.mentor_id, why] for pair, why in made.refused],
    }
    run.save(update_fields=["state", "version", "params"])
    record_act(
        kind="plan.put_forward",
        subject=run,
        by=by,
        programme=run.programme,
        proposed=len(made.matches),
        refused=len(made.refused),
    )
    return made


def start_putting_forward(
    *, run: MatchingRun, by: User, wake: Callable[[str], None], answer_by_on: datetime.date | None = None
) -> Job:
    """Ask for the plan to be put forward in the background; `wake` publishes the job's key."""
    with transaction.atomic():
        lock_draft(run)
        return jobs.start_job(
            kind=PUT_FORWARD_JOB,
            by=by,
            programme=run.programme,
            wake=wake,
            run=run.pk,
            answer_by_on=answer_by_on.isoformat() if answer_by_on else None,
        )


@jobs.job_kind(PUT_FORWARD_JOB)
def run_putting_forward(job: Job) -> dict[str, Any]:
    """Put forward the plan a job asks for; again, it finds that it is done."""
    run = MatchingRun.objects.filter(pk=job.params["run"], programme=job.programme).first()
    if run is None or job.by is None:
        raise DomainError(_("The programme is gone."))
    if run.state != MatchingRun.State.USED:
        until = job.params.get("answer_by_on")
        put_plan_forward(
            run=run,
            by=job.by,
            answer_by_on=datetime.date.fromisoformat(until) if until else None,
            progress=lambda done, total: jobs.tell_progress_within(job, done, total),
        )
    return {"run": run.pk}


def _check_still_possible(pool: Pool, pair: PlannedPair) -> None:
    if pair.refugee_id not in pool.refugee_at:
        raise DomainError(_("This person no longer waits."))
    if pair.mentor_id not in pool.mentor_at:
        raise DomainError(_("The mentor has left the programme."))
    if why := pool.obstacles(pair.refugee_id, pair.mentor_id):
        raise DomainError(" ".join(obstacle["text"] for obstacle in why))


@transaction.atomic
def discard_plan(*, run: MatchingRun, by: User) -> MatchingRun:
    """Put a draft away; nothing else changes."""
    run = lock_draft(run)
    run.state = MatchingRun.State.DISCARDED
    run.version += 1
    run.save(update_fields=["state", "version"])
    record_act(kind="plan.discard", subject=run, by=by, programme=run.programme)
    return run


def lock_draft(run: MatchingRun) -> MatchingRun:
    """The plan held until the transaction ends; DomainError where it is no draft any more."""
    locked = (
        MatchingRun.objects.select_for_update(of=("self",))
        .select_related("programme", "updated_by")
        .get(pk=run.pk)
    )
    if locked.state != MatchingRun.State.DRAFT:
        raise DomainError(
            _("The plan is no longer a draft: it is “%(state)s”.") % {"state": locked.get_state_display()}
        )
    return locked
