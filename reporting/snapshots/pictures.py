"""The way in, the follow-up month by month, and how long matches last: the data of three charts."""

import datetime
from collections import Counter
from itertools import pairwise
from typing import Any

from reporting.facts import Facts
from reporting.indicators.base import days_of_months
from reporting.indicators.followups import Verdict, due, verdict
from reporting.indicators.matches import curve_of
from reporting.snapshots.numbers import nearest, stored

MONTHS_SHOWN = 9
FEWEST_DUE = 10  # below this a share of follow-ups tells of a person
FEWEST_FOLLOWED = 5  # the curve is drawn as far as so many have been followed
CURVE_MONTHS = 12
MARKS = (1, 3, 6, 12)


def funnel(facts: Facts) -> dict[str, list[dict[str, Any]]]:
    """How many have come to each step. Totals of the grant: exact."""
    running = [match for match in facts.matches.values() if match.ended_on is None]
    refugees, mentors = facts.refugees.values(), facts.mentors.values()
    target_group = next(
        (p.size for p in facts.document.populations if p.kind == "target_group" and p.size), None
    )
    sides: dict[str, list[tuple[str, int | None]]] = {
        "refugees": [
            ("target_group", target_group),
            ("registered", len(facts.refugees)),
            ("interviewed", sum(row.interviewed_on is not None for row in refugees)),
            ("selected", sum(row.selected_on is not None for row in refugees)),
            ("matched", len(facts.first_start)),
            ("running", len({match.refugee for match in running})),
        ],
        "mentors": [
            ("registered", len(facts.mentors)),
            ("interviewed", sum(row.interviewed_on is not None for row in mentors)),
            ("selected", sum(1 for _mentor in facts.selected_mentors())),
            ("matched", len({match.mentor for match in facts.matches.values()})),
            ("running", len({match.mentor for match in running})),
        ],
    }
    return {side: _steps(steps) for side, steps in sides.items()}


def _steps(steps: list[tuple[str, int | None]]) -> list[dict[str, Any]]:
    known = [(key, n) for key, n in steps if n is not None]
    entries: list[dict[str, Any]] = [{"key": key, "n": n, "of_previous": None} for key, n in known]
    for (_key, before), (_next, n), entry in zip(known, known[1:], entries[1:], strict=False):
        entry["of_previous"] = stored(n / before) if before and n <= before else None
    return entries


def completeness(facts: Facts) -> dict[str, Any]:
    """Share of the follow-ups due in a month that were held in their window, by municipality and side."""
    months = _last_months(facts.as_of)
    tallies: dict[tuple[str, str, str], Counter[Verdict]] = {}
    for row in due(facts):
        key = (facts.matches[row.match].municipality, row.side, f"{row.due_on:%Y-%m}")
        tallies.setdefault(key, Counter())[verdict(row, facts)] += 1
    sides = [side for side in ("refugee", "mentor", "both") if any(key[1] == side for key in tallies)]
    rows = [
        {
            "municipality": code,
            "side": side,
            "cells": [_cell(tallies.get((code, side, month), Counter())) for month in months],
        }
        for code in facts.municipalities
        for side in sides
    ]
    return {"months": months, "rows": rows}


def _cell(tally: Counter[Verdict]) -> dict[str, Any]:
    known = tally.total() - tally[Verdict.OPEN]
    if known < FEWEST_DUE:
        return {"share": None, "known": None}
    return {"share": round(100 * tally[Verdict.IN_TIME] / known), "known": nearest(known)}


def _last_months(as_of: datetime.date) -> list[str]:
    number = as_of.year * 12 + as_of.month - 1
    return [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(number - MONTHS_SHOWN + 1, number + 1)]


def curve(facts: Facts) -> dict[str, Any]:
    """How long matches last, as far as enough have been followed."""
    survival = curve_of(facts)
    steps = survival.steps()
    shown: list[list[Any]] = [
        [int(day), stored(share), stored(lower), stored(upper)]
        for day, share, lower, upper, followed in zip(
            *(
                column.tolist()
                for column in (steps.days, steps.share, steps.lower, steps.upper, steps.at_risk)
            ),
            strict=True,
        )
        if followed >= FEWEST_FOLLOWED
    ]
    shown = [step for before, step in pairwise([[None, None], *shown]) if step[1] != before[1]]
    last = max(
        (
            day
            for day, followed in zip(steps.days.tolist(), steps.at_risk.tolist(), strict=True)
            if followed >= FEWEST_FOLLOWED
        ),
        default=0,
    )
    return {
        "n": survival.n,
        "ended": int(survival.ended.sum()),
        "last_day": last,
        "steps": shown,
        "months": [_month(survival, month) for month in range(CURVE_MONTHS + 1)],
        "marks": [month for month in MARKS if days_of_months(month) <= last],
    }


def _month(survival: Any, month: int) -> dict[str, Any]:
    estimate = survival.at(days_of_months(month))
    enough = estimate.n_at_risk >= FEWEST_FOLLOWED
    share, lower, upper = (estimate[:3]) if enough else (None, None, None)
    return {
        "month": month,
        "share": stored(share),
        "lower": stored(lower),
        "upper": stored(upper),
        "at_risk": estimate.n_at_risk if enough else None,
    }
