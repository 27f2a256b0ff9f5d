"""The yes/no milestones of a programme: said to be reached, and taken back."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.models import MilestoneMark, SuccessCriterion, User
from mentorship.trail import record_act

UNIT = "yes_no"


@transaction.atomic
def mark_milestone(*, criterion: SuccessCriterion, reached_on: datetime.date, by: User) -> MilestoneMark:
    """Say that a milestone was reached on a day; DomainError if somebody has said so already."""
    row = _locked(criterion)
    if reached_on > today():
        raise DomainError(_("The day lies ahead. Write a day that has been."))
    if MilestoneMark.objects.filter(criterion=row).exists():
        raise DomainError(_("The milestone is marked as reached already. Take that back first."))
    mark = MilestoneMark.objects.create(criterion=row, reached_on=reached_on, marked_by=by)
    record_act(
        kind="milestone.reached",
        subject=row,
        by=by,
        programme=row.programme,
        criterion=row.key,
        on=reached_on.isoformat(),
    )
    return mark


@transaction.atomic
def unmark_milestone(*, criterion: SuccessCriterion, by: User) -> None:
    """Take it back. Quarters frozen meanwhile stay as they are; the trail keeps both."""
    row = _locked(criterion)
    if not MilestoneMark.objects.filter(criterion=row).delete()[0]:
        raise DomainError(_("The milestone is not marked as reached."))
    record_act(kind="milestone.taken_back", subject=row, by=by, programme=row.programme, criterion=row.key)


def _locked(criterion: SuccessCriterion) -> SuccessCriterion:
    rows = SuccessCriterion.objects.select_for_update(of=("self",)).select_related("programme")
    row = rows.get(pk=criterion.pk)
    if row.unit != UNIT or row.retired_on:
        raise DomainError(_("This criterion is counted; it is not said to be reached."))
    return row
