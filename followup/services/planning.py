"""Laying out a match's follow-ups, and taking them back when the match ends."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from followup.models import FollowUp, FollowUpState
from followup.schedule import ANCHORS, Due, due_dates
from matching.models import Match
from mentorship.models import Programme, ProgrammeMunicipality, RoleBinding, User
from mentorship.permissions import Role
from mentorship.programmes.document import programme_document
from mentorship.trail import record_act


@dataclass(frozen=True, slots=True)
class Staff:
    """Who follows up in a programme, fetched once: two queries whatever the number of matches."""

    leader: User | None
    consultants: dict[int, User]
    partners: dict[int, User]

    @classmethod
    def of(cls, programme: Programme) -> "Staff":
        bindings = list(
            RoleBinding.objects.in_force()
            .filter(programme=programme, user__is_active=True)
            .select_related("user")
            .order_by("-pk")
        )
        return cls(
            leader=next((b.user for b in reversed(bindings) if b.role == Role.PROJECT_LEADER), None),
            consultants={
                b.municipality_id: b.user for b in bindings if b.role == Role.CONSULTANT and b.municipality_id
            },
            partners={
                b.organisation_id: b.user for b in bindings if b.role == Role.PARTNER and b.organisation_id
            },
        )

    def responsible(self, doer: str | None, match: Match) -> User | None:
        """Who does it for `match`: the doer the plan names, else the leader, so that no step is nobody's."""
        found: User | None = None
        if doer == Role.CONSULTANT:
            own = match.refugee.consultant
            found = own if own and own.is_active else self.consultants.get(match.refugee.municipality_id)
        elif doer == Role.PARTNER and match.mentor.organisation_id:
            found = self.partners.get(match.mentor.organisation_id)
        return found or self.leader


def plan_rows(
    match: Match,
    *,
    staff: Staff,
    days_off: list[tuple[int, int]] | None,
    met_on: datetime.date | None = None,
    after_end: bool = False,
) -> list[FollowUp]:
    """The unsaved follow-ups of `match` by its programme's plan; no query if the match is loaded whole.

    met_on : the day of the start meeting, where it was not the day the match started.
    after_end : only the steps counted from the end of the match.
    """
    document = programme_document(match.programme)
    assert match.started_on is not None  # noqa: S101  the database says so of every running match
    anchors = {"start_meeting": met_on or match.started_on}
    if match.ended_on:
        anchors["end"] = match.ended_on
    plan = [entry | {"anchor": anchor} for anchor in ANCHORS for entry in document.schedule(anchor)]
    dues: Iterable[Due] = due_dates(
        plan, match.started_on, country=document.country, days_off=days_off, anchors=anchors
    )
    rows = []
    for due in dues:
        step = document.step(due.step)
        if step is None or (after_end and step.anchor != "end"):
            continue
        rows.append(
            FollowUp(
                match=match,
                step=due.step,
                side=due.side,
                kind=step.kind,
                nominal_on=due.nominal_on,
                due_on=due.due_on,
                responsible=staff.responsible(step.responsible.for_side(due.side), match),
            )
        )
    return rows


def days_off_of(programme: Programme, municipality_id: int) -> list[tuple[int, int]] | None:
    """The municipality's own (month, day) days off in `programme`; None where it keeps the usual ones."""
    part = ProgrammeMunicipality.objects.filter(programme=programme, municipality_id=municipality_id).first()
    return None if part is None or part.days_off is None else [(m, d) for m, d in part.days_off]


@transaction.atomic
def plan_followups(*, match: Match, by: User | None) -> int:
    """Lay out the plan of a started match; planning it again adds nothing. Returns how many are new."""
    match = _loaded(match)
    rows = plan_rows(
        match,
        staff=Staff.of(match.programme),
        days_off=days_off_of(match.programme, match.refugee.municipality_id),
    )
    before = match.followups.count()
    FollowUp.objects.bulk_create(rows, ignore_conflicts=True)
    added = match.followups.count() - before
    if added:
        record_act(kind="followup.planned", subject=match, by=by, programme=match.programme, added=added)
    return added


@transaction.atomic
def close_followups(*, match: Match, by: User | None) -> int:
    """An ended match: what would come after its end is cancelled, what counts from its end is laid out."""
    match = _loaded(match)
    cancelled = _set_state(
        match.followups.planned().filter(due_on__gt=match.ended_on), FollowUpState.CANCELLED
    )
    rows = plan_rows(
        match,
        staff=Staff.of(match.programme),
        days_off=days_off_of(match.programme, match.refugee.municipality_id),
        after_end=True,
    )
    FollowUp.objects.bulk_create(rows, ignore_conflicts=True)
    record_act(kind="followup.cancelled", subject=match, by=by, programme=match.programme, count=cancelled)
    return cancelled


@transaction.atomic
def reopen_followups(*, match: Match, by: User | None) -> int:
    """A reopened match: its cancelled steps are planned again; what counted from the end is taken back."""
    match = _loaded(match)
    document = programme_document(match.programme)
    of_the_end = [
        occurrence.name
        for step in document.follow_up.plan
        if step.anchor == "end"
        for occurrence in step.occurrences()
    ]
    _set_state(match.followups.planned().filter(step__in=of_the_end), FollowUpState.CANCELLED)
    again = match.followups.filter(state=FollowUpState.CANCELLED).exclude(step__in=of_the_end)
    steps = list(again.select_related("match"))
    for state in (FollowUpState.PLANNED, FollowUpState.BEFORE):
        _set_state(again.filter(pk__in=[step.pk for step in steps if step.unlogged_state == state]), state)
    count = len(steps)
    record_act(kind="followup.reopened", subject=match, by=by, programme=match.programme, count=count)
    return count


def _set_state(rows: Any, state: FollowUpState) -> int:
    changed: int = rows.update(state=state)
    return changed


def _loaded(match: Match) -> Match:
    return Match.objects.select_related("programme", "mentor", "refugee__consultant").get(pk=match.pk)
