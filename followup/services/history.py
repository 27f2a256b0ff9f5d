"""Matches that came from a file with their history: their plan laid out, without asking for the past."""

from collections.abc import Sequence

from django.db.models import Q

from followup.models import FollowUp, FollowUpState
from followup.services.planning import Staff, days_off_of, plan_rows
from matching.models import Match, StartMeeting
from mentorship.clock import today
from mentorship.models import ImportBatch, User
from mentorship.programmes.document import programme_document
from mentorship.trail import record_act

CHUNK = 1000


def plan_imported(*, matches: Sequence[Match], batch: ImportBatch, by: User | None) -> int:
    """Lay out the plan of matches just imported; returns how many steps are still to come.

    What was due before today is `before`: no reminder, not overdue, in no share. What would have come
    after an end is cancelled, as if the match had ended here, so that it can be reopened.
    """
    programme, staff = batch.programme, Staff.of(batch.programme)
    days_off = {pk: days_off_of(programme, pk) for pk in {match.refugee.municipality_id for match in matches}}
    of_the_end = _steps_of_the_end(batch)
    met = dict(StartMeeting.objects.filter(match__import_batch=batch).values_list("match_id", "held_on"))
    rows: list[FollowUp] = []
    for match in matches:
        off = days_off[match.refugee.municipality_id]
        planned = plan_rows(match, staff=staff, days_off=off, met_on=met.get(match.pk))
        for row in planned:
            row.state = _state_of(row, counts_from_end=row.step in of_the_end)
        rows += planned
    FollowUp.objects.bulk_create(rows, batch_size=CHUNK)
    coming = sum(row.state == FollowUpState.PLANNED for row in rows)
    record_act(
        kind="followup.planned",
        subject=batch,
        by=by,
        programme=programme,
        added=len(rows),
        before=sum(row.state == FollowUpState.BEFORE for row in rows),
        coming=coming,
    )
    return coming


def _state_of(row: FollowUp, *, counts_from_end: bool) -> FollowUpState:
    """Where a step of an imported match stands on the day it comes in."""
    ended_on = row.match.ended_on
    if ended_on is not None and row.due_on > ended_on and not counts_from_end:
        return FollowUpState.CANCELLED
    return FollowUpState.BEFORE if row.due_on < today() else FollowUpState.PLANNED


def _steps_of_the_end(batch: ImportBatch) -> set[str]:
    plan = programme_document(batch.programme).follow_up.plan
    return {occurrence.name for step in plan if step.anchor == "end" for occurrence in step.occurrences()}


def followed_up(*, matches: Sequence[int]) -> list[str]:
    """Case numbers of the refugees in `matches` where a step has been logged or postponed since."""
    touched = FollowUp.objects.filter(match__in=matches).filter(
        Q(logged_at__isnull=False) | Q(postponed_to__isnull=False)
    )
    numbers = touched.values_list("match__refugee__case_number", flat=True)
    return sorted(set(numbers.order_by()))


def take_back_plan(*, matches: Sequence[int]) -> None:
    """Remove the plan of imported matches that are about to go, with its reminders."""
    FollowUp.objects.filter(match__in=matches).delete()
