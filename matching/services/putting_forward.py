"""What becomes of a plan: its pairs put forward as proposals, or the draft put away."""

import datetime
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from matching.models import Match, MatchingRun, PlannedPair
from matching.pool import Pool, read_pool
from matching.services.moves import day
from matching.services.proposing import create_proposal
from mentorship.errors import DomainError
from mentorship.models import User
from mentorship.trail import record_act


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
) -> PutForward:
    """Propose every pair of the plan that is still possible; tell which are not, and why.

    Each pair is checked against the register as it is now: people may have left, places may have gone.
    """
    on = day(on)
    run = lock_draft(run)
    pool = read_pool(run.programme, on=on)
    made = PutForward()
    pairs = run.pairs.select_related("refugee__profile", "mentor__profile").order_by("-score", "pk")
    for pair in pairs:
        try:
            _check_still_possible(pool, pair)
            match = create_proposal(
                programme=run.programme,
                refugee=pair.refugee,
                mentor=pair.mentor,
                by=by,
                run=run,
                score=pair.score,
                because=pair.because,
                on=on,
                answer_by_on=answer_by_on,
            )
        except DomainError as error:
            made.refused.append((pair, str(error)))
        else:
            made.matches.append(match)
    run.state = MatchingRun.State.USED
    run.version += 1
    run.save(update_fields=["state", "version"])
    record_act(
        kind="plan.put_forward",
        subject=run,
        by=by,
        programme=run.programme,
        proposed=len(made.matches),
        refused=len(made.refused),
    )
    return made


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
