"""How long a match lasts: the curve, its band, and how many have been followed so far."""

from typing import Any

from django.utils.translation import gettext as _

from mentorship.templatetags.danish import percent
from reporting.charts.frame import Frame
from reporting.indicators.base import days_of_months

ROOM_BELOW = 96


def curve_chart(figures: dict[str, Any]) -> dict[str, Any]:
    """`wide` and `narrow` drawings, and the curve in words."""
    curve = figures["curve"]
    marks = [
        month for month in curve["months"] if month["month"] in curve["marks"] and month["share"] is not None
    ]
    words = [
        _("%(share)s last %(months)s months") % {"share": percent(mark["share"]), "months": mark["month"]}
        for mark in marks
    ]
    return {
        "wide": _drawing(curve, marks, width=700, height=330),
        "narrow": _drawing(curve, marks[-2:], width=360, height=320),
        "words": ", ".join(words) or _("Too early to tell"),
    }


def _drawing(
    curve: dict[str, Any], marks: list[dict[str, Any]], *, width: int, height: int
) -> dict[str, Any]:
    shown = [month for month in curve["months"] if month["month"] <= _last_month(curve)]
    frame = Frame(
        width, height, x_max=days_of_months(_last_month(curve)), y_max=1, left=46, right=20, bottom=ROOM_BELOW
    )
    every = 1 if width > 400 or len(shown) < 8 else 2
    return {
        "width": width,
        "height": height,
        "left": frame.left,
        "right": frame.x_end,
        "base": frame.y_end,
        "grid": [{"y": frame.y(share / 4), "label": percent(share / 4)} for share in range(5)],
        "ticks": [
            {
                "x": frame.x(days_of_months(month["month"])),
                "label": month["month"],
                "at_risk": "<5" if month["at_risk"] is None else month["at_risk"],
            }
            for month in shown[::every]
        ],
        "tick_y": frame.y_end + 20,
        "risk_head_y": frame.y_end + 52,
        "risk_y": frame.y_end + 74,
        "steps": frame.points(_stairs(curve, 1)),
        "band": frame.points(_stairs(curve, 3) + _stairs(curve, 2)[::-1]),
        "marks": [_mark(frame, mark) for mark in marks],
    }


def _last_month(curve: dict[str, Any]) -> int:
    """The axis ends a month after the curve, at 3 at the least."""
    reached = [month["month"] for month in curve["months"] if month["share"] is not None]
    return min(12, max([3, *(month + 1 for month in reached)]))


def _stairs(curve: dict[str, Any], column: int) -> list[tuple[float, float]]:
    """The corners of a step line: level until the next day with an end, and on to the last day followed."""
    corners: list[tuple[float, float]] = []
    limit = days_of_months(_last_month(curve))
    for step in curve["steps"]:
        day, value = min(step[0], limit), step[column]
        if corners:
            corners.append((day, corners[-1][1]))
        corners.append((day, value))
    if corners:
        corners.append((min(max(curve["last_day"], corners[-1][0]), limit), corners[-1][1]))
    return corners


def _mark(frame: Frame, mark: dict[str, Any]) -> dict[str, Any]:
    x, y = frame.x(days_of_months(mark["month"])), frame.y(mark["share"])
    low = frame.y(mark["lower"])
    return {
        "x": x,
        "y": y,
        "text_y": round(low + 18, 1),
        "band_y": round(low + 35, 1),
        "share": percent(mark["share"]),
        "band": f"{100 * mark['lower']:.0f}–{100 * mark['upper']:.0f}",
    }
