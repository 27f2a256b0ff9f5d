"""Matches in all against the line to the target."""

import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorship.templatetags.danish import da_number
from reporting.charts.frame import Frame, apart, round_step, round_top

LABEL_HEIGHT = 17


def progress_chart(figures: dict[str, Any]) -> dict[str, Any]:
    """`wide` and `narrow` drawings of the same figures, and what a reader who can't see them is told."""
    progress = figures["progress"]
    return {
        "wide": _drawing(figures, width=700, height=300, labels=13),
        "narrow": _drawing(figures, width=360, height=270, labels=8),
        "words": _("%(reached)s matched by %(day)s; the target is %(target)s")
        % {
            "reached": progress["reached"],
            "day": date_format(_day(figures["data_on"]), "SHORT_DATE_FORMAT"),
            "target": da_number(progress["target"]),
        },
    }


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _drawing(figures: dict[str, Any], *, width: int, height: int, labels: int) -> dict[str, Any]:
    """At most `labels` months are named along the axis: more would run into each other."""
    progress, start = figures["progress"], _day(figures["programme"]["starts_on"])
    months = progress["months"]
    every = -(-len(months) // labels)
    highest = max([progress["reached"], progress["target"] or 0, progress["forecast"] or 0, 4])
    step = round_step(highest)
    days = [(_day(month["on"]) - start).days for month in months]
    frame = Frame(width, height, x_max=max(days[-1], 1), y_max=round_top(highest, step))
    known = [(day, month) for day, month in zip(days, months, strict=True) if month["all"] is not None]
    now = frame.x(known[-1][0]) if known else frame.left
    lines = _lines(figures, frame, known)
    return {
        "width": width,
        "height": height,
        "left": frame.left,
        "right": frame.x_end,
        "base": frame.y_end,
        "grid": [{"y": frame.y(value), "label": value} for value in range(0, int(frame.y_max) + 1, step)],
        "ticks": [
            {"x": frame.x(day), "y": frame.y_end + 20, "label": date_format(_day(month["on"]), "M").lower()}
            for number, (day, month) in enumerate(zip(days, months, strict=True))
            if number % every == 0
        ],
        "target": frame.points([(0, 0)] + [(d, m["line"]) for d, m in zip(days, months, strict=True)])
        if progress["target"]
        else "",
        "lines": lines,
        "forecast": _forecast(frame, progress, known, start),
        "dot": {"x": now, "y": frame.y(progress["reached"])},
        "labels": _labels(frame, progress, lines, now, days[-1]),
    }


def _lines(
    figures: dict[str, Any], frame: Frame, known: list[tuple[int, dict[str, Any]]]
) -> list[dict[str, Any]]:
    """The whole first, then each municipality where there are more than one."""
    places = figures["municipalities"] if len(figures["municipalities"]) > 1 else []
    lines = [
        {
            "name": place["name"],
            "last": known[-1][1]["by"][place["code"]] if known else 0,
            "points": frame.points([(0, 0)] + [(day, month["by"][place["code"]]) for day, month in known]),
        }
        for place in places
    ]
    whole = frame.points([(0, 0)] + [(day, month["all"]) for day, month in known])
    return [{"name": "", "last": figures["progress"]["reached"], "points": whole}, *lines]


def _forecast(
    frame: Frame, progress: dict[str, Any], known: list[tuple[int, dict[str, Any]]], start: datetime.date
) -> str:
    if progress["forecast"] is None or not known or progress["state"] == "reached":
        return ""
    return frame.points(
        [(known[-1][0], progress["reached"]), ((_day(progress["due_on"]) - start).days, progress["forecast"])]
    )


def _labels(
    frame: Frame, progress: dict[str, Any], lines: list[dict[str, Any]], now: float, last_day: int
) -> list[dict[str, Any]]:
    """What stands at the right end, one below the other and never on top of another."""
    told: list[tuple[float, float, str, bool]] = []
    if progress["target"]:
        text = _("target %(n)s") % {"n": da_number(progress["target"])}
        told.append((frame.y(progress["target"]), frame.x(last_day), text, True))
    if progress["forecast"] is not None and progress["state"] != "reached":
        text = _("forecast %(n)s") % {"n": da_number(progress["forecast"])}
        told.append((frame.y(progress["forecast"]), frame.x(last_day), text, False))
    told.append((frame.y(progress["reached"]), now, _("%(n)s matched") % {"n": progress["reached"]}, True))
    told += [(frame.y(line["last"]), now, f"{line['name']} {line['last']}", False) for line in lines[1:]]
    told.sort(key=lambda label: label[0])
    ys = apart([label[0] + 4 for label in told], LABEL_HEIGHT)
    return [
        {"x": round(x + 8, 1), "y": y, "text": text, "strong": strong}
        for (_y, x, text, strong), y in zip(told, ys, strict=True)
    ]
