"""The other parts of the page: chart tables, the way in, follow-up in time, and who takes part."""

import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mentorship.models import Programme
from mentorship.programmes.document import words as screen_words
from mentorship.templatetags.danish import da_number, percent
from reporting.charts.words import UNKNOWN
from reporting.snapshots.breakdowns import summed

SMALLEST_SHARED = 10
HEAT = ((90, 1), (75, 2), (65, 3), (0, 4))


def _column(label: str, *, numeric: bool = True) -> dict[str, Any]:
    return {"label": label, "numeric": numeric}


def progress_table(figures: dict[str, Any]) -> dict[str, Any]:
    places = figures["municipalities"]
    names = [_column(place["name"]) for place in places]
    rows = [
        [
            date_format(datetime.date.fromisoformat(month["on"]), "F Y"),
            da_number(month["all"]),
            *(da_number(month["by"][place["code"]]) for place in places),
            da_number(month["line"]),
        ]
        for month in figures["progress"]["months"]
        if month["all"] is not None
    ]
    return {
        "caption": _("Matched in all at the end of the month"),
        "columns": [
            _column(_("Month"), numeric=False),
            _column(_("In all")),
            *names,
            _column(_("Line to the target")),
        ],
        "rows": rows,
    }


def curve_table(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        "caption": _("Matches that last, by months since the start"),
        "columns": [
            _column(_("Months"), numeric=False),
            _column(_("Still running")),
            _column(_("95 % interval")),
            _column(_("Followed so long")),
        ],
        "rows": [
            [
                str(month["month"]),
                percent(month["share"]),
                UNKNOWN
                if month["share"] is None
                else f"{100 * month['lower']:.0f}–{percent(month['upper'])}",
                "<5" if month["at_risk"] is None else da_number(month["at_risk"]),
            ]
            for month in figures["curve"]["months"]
        ],
    }


def curve_title(figures: dict[str, Any]) -> str:
    known = [month for month in figures["curve"]["months"] if month["month"] and month["share"] is not None]
    marks = [month for month in known if month["month"] in figures["curve"]["marks"]]
    if not marks:
        return _("How long does a match last? Too early to tell")
    last = marks[-1]
    return _("%(share)s of the matches last %(months)s months") % {
        "share": percent(last["share"]),
        "months": last["month"],
    }


def funnel_sides(figures: dict[str, Any], programme: Programme) -> list[dict[str, Any]]:
    words = screen_words(programme)
    labels = {
        "target_group": _("In the target group"),
        "registered": pgettext("step", "Registered"),
        "interviewed": pgettext("step", "Interviewed"),
        "selected": pgettext("step", "Selected"),
        "matched": pgettext("step", "Matched"),
        "running": _("Match under way"),
    }
    headings = {"refugees": words.refugee.many.capitalize(), "mentors": words.mentor.many.capitalize()}
    maximum = max([1, *(step["n"] for steps in figures["funnel"].values() for step in steps)])
    return [
        {
            "key": side,
            "heading": headings[side],
            "maximum": maximum,
            "steps": [
                {
                    "label": labels[step["key"]],
                    "n": step["n"],
                    "share": "" if step["of_previous"] is None else percent(step["of_previous"]),
                }
                for step in steps
            ],
        }
        for side, steps in figures["funnel"].items()
    ]


def heat_table(figures: dict[str, Any], programme: Programme) -> dict[str, Any]:
    """Rows of cells with a step of colour; a cell too small to show is hatched."""
    words = screen_words(programme)
    sides = {
        "refugee": words.refugee.many,
        "mentor": words.mentor.many,
        "both": _("both together"),
    }
    names = {place["code"]: place["name"] for place in figures["municipalities"]}
    months = [datetime.date.fromisoformat(f"{month}-01") for month in figures["completeness"]["months"]]
    return {
        "months": [
            {"short": date_format(month, "M").lower(), "long": date_format(month, "F Y")} for month in months
        ],
        "rows": [
            {
                "municipality": names[row["municipality"]],
                "side": sides[row["side"]],
                "cells": [{"share": cell["share"], "step": _step(cell["share"])} for cell in row["cells"]],
            }
            for row in figures["completeness"]["rows"]
            if any(cell["share"] is not None for cell in row["cells"])
        ],
    }


def _step(share: int | None) -> int:
    return 0 if share is None else next(step for least, step in HEAT if share >= least)


def heat_title(figures: dict[str, Any], heat: dict[str, Any]) -> str:
    """The worst month of the worst row, which is what the meeting asks about."""
    shown = [
        (cell["share"], row["municipality"], month["long"])
        for row in heat["rows"]
        for cell, month in zip(row["cells"], heat["months"], strict=True)
        if cell["share"] is not None
    ]
    if not shown:
        return _("Follow-up in time: too few so far to show")
    share, place, month = min(shown)
    if share >= HEAT[1][0]:
        return _("Follow-up in time: nowhere below %(share)s %%") % {"share": share}
    return _("Follow-up in time: lowest in %(place)s, %(month)s") % {"place": place, "month": month}


def breakdown_tables(figures: dict[str, Any], programme: Programme) -> list[dict[str, Any]]:
    """One table a side: gender, then age, by municipality; all from the rounded master table."""
    words = screen_words(programme)
    names = {place["code"]: place["name"] for place in figures["municipalities"]}
    titles = {
        "refugees": (
            _("Who takes part?"),
            _("%(people)s matched") % {"people": words.refugee.many.capitalize()},
        ),
        "mentors": (
            _("Who is a %(mentor)s?") % {"mentor": words.mentor.one},
            _("%(people)s selected") % {"people": words.mentor.many.capitalize()},
        ),
    }
    return [
        {
            "key": side,
            "title": titles[side][0],
            "caption": f"{titles[side][1]} ¹",
            "columns": [_column(_("Group"), numeric=False)]
            + [_column(names[code]) for code in table["columns"]]
            + [_column(_("In all")), _column(_("Share"))],
            "rows": [row for trait in ("gender", "age") for row in _breakdown_rows(table, trait)],
        }
        for side, table in figures["breakdowns"].items()
        if side in titles
    ]


def _breakdown_rows(table: dict[str, Any], trait: str) -> list[list[str]]:
    rows = summed(table, trait)
    whole = sum(sum(cells) for _label, cells in rows)
    return [
        [
            group_label(label),
            *(da_number(cell) for cell in cells),
            da_number(sum(cells)),
            percent(sum(cells) / whole)
            if whole >= SMALLEST_SHARED and sum(cells) >= SMALLEST_SHARED
            else UNKNOWN,
        ]
        for label, cells in rows
        if sum(cells)
    ]


def group_label(code: str) -> str:
    """A gender or an age band of the breakdowns in words."""
    fixed = {
        "female": _("Women"),
        "male": _("Men"),
        "other": _("Other or not stated"),
        "unknown": _("Age not known"),
    }
    if code in fixed:
        return fixed[code]
    low, _dash, high = code.partition("-")
    if not low:
        return _("Under %(age)s") % {"age": int(high) + 1}
    if not high:
        return _("%(age)s or over") % {"age": low}
    return _("%(low)s–%(high)s years") % {"low": low, "high": high}
