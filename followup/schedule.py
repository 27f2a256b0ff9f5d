"""When a match is followed up. Pure: a plan and a start date in, due dates out; no Django, no clock.

The plan is data (`followup.plan`), the working days are the municipality's (`followup.workdays`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from followup.plan import ANCHORS, SIDES, Monthly, Plan, Step, Weekly, plan_from_document
from followup.workdays import (
    DAYS_OFF,
    DayOff,
    add_working_days,
    is_working_day,
    next_working_day,
    require_date,
)

__all__ = [
    "ANCHORS",
    "DAYS_OFF",
    "SIDES",
    "DayOff",
    "Due",
    "Monthly",
    "Plan",
    "Step",
    "Weekly",
    "add_working_days",
    "due_dates",
    "is_working_day",
    "next_working_day",
    "plan_from_document",
]


@dataclass(frozen=True, slots=True)
class Due:
    """One follow-up to hold.

    step : the step's key; a step that comes again carries its week or month ("week_03").
    side : "mentor", "refugee" or "both".
    nominal_on : the date by the plan, whatever day it is.
    due_on : the same date, or the first working day after it.
    """

    step: str
    side: str
    nominal_on: date
    due_on: date


def due_dates(
    plan: Plan | Sequence[Mapping[str, Any]],
    start: date,
    *,
    country: str | None = "DK",
    days_off: Collection[DayOff] | None = None,
    anchors: Mapping[str, date] | None = None,
) -> list[Due]:
    """Every due date of `plan` for a match that starts on `start`, by due date, plan order and side.

    plan : a Plan, or the list of a programme template's `follow_up.plan`.
    country, days_off : whose working days, see `followup.workdays`; country None moves weekends only.
    anchors : the dates of "start_meeting" and "end" where they are known; a step counted from one that is not
        has no due date yet.
    Raises ValueError for a plan that is wrong or an unknown anchor, TypeError for what is no plain date.
    """
    known = {"start": require_date(start, "start")}
    for name, day in (anchors or {}).items():
        if name not in ANCHORS[1:]:
            raise ValueError(f"anchors: {name!r} is none of {', '.join(ANCHORS[1:])}")
        known[name] = require_date(day, name)
    steps = (plan if isinstance(plan, Plan) else plan_from_document(plan)).steps
    found: list[tuple[date, int, date, str, str]] = []
    for order, step in enumerate(steps):
        if step.anchor not in known:
            continue
        for name, months, days in step.occurrences():
            nominal_on = known[step.anchor] + timedelta(days=days)
            if months:
                nominal_on += relativedelta(months=months)
            due_on = next_working_day(nominal_on, country=country, days_off=days_off)
            found.extend((due_on, order, nominal_on, side, name) for side in step.sides)
    return [Due(name, side, nominal_on, due_on) for due_on, _, nominal_on, side, name in sorted(found)]
