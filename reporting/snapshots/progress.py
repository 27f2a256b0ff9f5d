"""On the way to the target: month by month, against the line, and where the present pace leads."""

import datetime
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from typing import Any

from mentorship.programmes.schema.measures import Criterion
from reporting.facts import Facts
from reporting.quarters import Quarter
from reporting.snapshots.numbers import stored

DAYS_A_MONTH = 365.25 / 12
PACE_MONTHS = 3
NEARLY = 0.9
COUNTS_STARTS = ("refugees_matched", "matches_started")


def headline_criterion(facts: Facts) -> Criterion | None:
    """The target the page's question is about: so many matched."""
    return next(
        (
            c
            for c in facts.document.criteria
            if c.kind == "target" and c.indicator in COUNTS_STARTS and c.target
        ),
        None,
    )


def line_at(target: float, start: datetime.date, due: datetime.date, day: datetime.date) -> float:
    """What a straight line from 0 at the start to the target on its day says on `day`."""
    if day >= due:
        return target
    return target * max(0, (day - start).days) / max(1, (due - start).days)


def starts(facts: Facts, indicator: str) -> list[tuple[datetime.date, str]]:
    """(day, municipality) of each start the target counts: a person's first match, or every match."""
    if indicator == "matches_started":
        found = [(match.started_on, match.municipality) for match in facts.matches.values()]
    else:
        # A match may have begun before anybody wrote the refugee into the register.
        towns = {match.refugee: match.municipality for match in facts.matches.values()}
        found = [(day, towns[pk]) for pk, day in facts.first_start.items()]
    return sorted(found)


def progress(facts: Facts, quarter: Quarter) -> dict[str, Any]:
    criterion = headline_criterion(facts)
    found = starts(facts, criterion.indicator if criterion else COUNTS_STARTS[0])
    start = facts.document.period.starts_on
    due = (criterion.due_on if criterion else None) or facts.document.period.ends_on
    target = criterion.target if criterion else None
    months_left = max(0.0, (due - facts.as_of).days / DAYS_A_MONTH)
    since = facts.as_of - datetime.timedelta(days=round(PACE_MONTHS * DAYS_A_MONTH))
    pace = sum(day > since for day, _code in found) / PACE_MONTHS
    line = line_at(target, start, due, facts.as_of) if target else None
    return {
        "criterion": criterion.key if criterion else "",
        "reached": len(found),
        "target": stored(target),
        "due_on": due.isoformat(),
        "line": stored(line),
        "state": _state(len(found), target, line, overdue=facts.as_of > due),
        "in_quarter": sum(day in quarter for day, _code in found),
        "in_previous": sum(day in quarter.previous for day, _code in found),
        "pace": stored(pace),
        "needed": stored(max(0.0, target - len(found)) / months_left) if target and months_left else None,
        "forecast": stored(len(found) + pace * months_left) if months_left else None,
        "months": list(_months(facts, found, start, due, target)),
    }


def _state(reached: int, target: float | None, line: float | None, *, overdue: bool) -> str:
    if target is None or line is None:
        return "no_target"
    if reached >= target:
        return "reached"
    if overdue:
        return "overdue"
    if reached >= line:
        return "on_track"
    return "nearly" if reached >= NEARLY * line else "behind"


def _months(
    facts: Facts,
    found: list[tuple[datetime.date, str]],
    start: datetime.date,
    due: datetime.date,
    target: float | None,
) -> Iterator[dict[str, Any]]:
    """The end of each month from the start to the target's day or the data date, whichever is later.

    Months that have not come carry the line alone; the running month carries the figure of the data date.
    """
    day, by, taken = _month_end(start), Counter[str](), 0
    last = max(due, facts.as_of)
    while day.replace(day=1) <= last:
        while taken < len(found) and found[taken][0] <= day:
            by[found[taken][1]] += 1
            taken += 1
        come = day.replace(day=1) <= facts.as_of
        on = min(day, facts.as_of) if come else day
        yield {
            "on": on.isoformat(),
            "all": taken if come else None,
            "by": {code: by[code] for code in facts.municipalities} if come else None,
            "line": stored(line_at(target, start, due, on)) if target else None,
        }
        day = _month_end(day + datetime.timedelta(days=1))


def _month_end(day: datetime.date) -> datetime.date:
    return day.replace(day=monthrange(day.year, day.month)[1])
