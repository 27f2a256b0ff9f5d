"""The figures in words and as text: question, answer, and what stands in the tables."""

import datetime
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from mentorship.formats import short_date
from mentorship.templatetags.danish import da_number, percent, signed
from reporting.quarters import Quarter

UNKNOWN = "–"


def told(texts: dict[str, str] | None) -> str:
    """A stored text in the reader's language, else in whichever it has."""
    if not texts:
        return ""
    wanted = (get_language() or "da").split("-")[0]
    return next((texts[code] for code in (wanted, "en", "da", "sv", "nb") if texts.get(code)), "")


def day(text: str) -> str:
    return short_date(datetime.date.fromisoformat(text))


def quarter_label(quarter: Quarter) -> str:
    return quarter.label(_("Quarter {number}, {year}"))


def question(progress: dict[str, Any]) -> str:
    if progress["target"] is None:
        return _("How many have been matched?")
    return _("On the way to %(target)s matches?") % {"target": da_number(progress["target"])}


def answer(progress: dict[str, Any]) -> tuple[str, str]:
    """A word that answers, and the sentence that shows why."""
    words = {
        "n": da_number(progress["reached"]),
        "target": da_number(progress["target"]),
        "line": da_number(progress["line"]),
        "forecast": da_number(progress["forecast"]),
        "missing": da_number((progress["target"] or 0) - progress["reached"]),
        "due": day(progress["due_on"]),
    }
    match progress["state"]:
        case "no_target":
            return "", _("%(n)s have been matched; the programme names no number to reach.") % words
        case "reached":
            return pgettext("answer", "Yes."), _(
                "%(n)s are matched: the target of %(target)s is reached."
            ) % words
        case "overdue":
            told_so = _(
                "%(n)s are matched; all %(target)s should have been by %(due)s. %(missing)s are missing."
            )
            return pgettext("answer", "No."), told_so % words
    first = {"on_track": pgettext("answer", "Yes."), "nearly": pgettext("answer", "Nearly.")}
    sentence = _(
        "%(n)s are matched; the line to the target says %(line)s. "
        "At the pace of the last three months it will be %(forecast)s on %(due)s."
    )
    return first.get(progress["state"], pgettext("answer", "No.")), sentence % words


def tiles(progress: dict[str, Any]) -> list[dict[str, Any]]:
    of = _("of %(target)s") % {"target": da_number(progress["target"])} if progress["target"] else ""
    found = [
        {"label": _("Matched"), "value": progress["reached"], "of": of},
        {
            "label": _("New in the quarter"),
            "value": progress["in_quarter"],
            "of": _("against %(n)s in the quarter before") % {"n": progress["in_previous"]},
        },
        {"label": _("Pace, three months"), "value": da_number(progress["pace"], 1), "of": _("a month")},
    ]
    if progress["needed"] is not None:
        found.append(
            {"label": _("Pace needed"), "value": da_number(progress["needed"], 1), "of": _("a month")}
        )
    return found


def value(entry: dict[str, Any], unit: str) -> str:
    """The figure as text, by its unit."""
    number = entry["value"]
    if number is None:
        return UNKNOWN
    if unit == "percent":
        return percent(number)
    if unit == "percentage_points":
        return _("%(pp)s pp") % {"pp": signed(number, 1)}
    if unit == "yes_no":
        return _("yes") if number else _("no")
    return f"{da_number(number)} kr." if unit == "amount" else da_number(number)


def n_of(entry: dict[str, Any], unit: str) -> str:
    if entry["N"] is None or entry["n"] is None:
        return ""
    if unit == "percentage_points":
        return f"{da_number(entry['N'])}/{da_number(entry['n0'])}"
    return f"{da_number(entry['n'])}/{da_number(entry['N'])}"


def target(number: float | None, unit: str) -> str:
    if unit == "yes_no":
        return _("yes")
    if number is None:
        return _("no figure")
    if unit == "percent":
        return percent(number / 100)
    if unit == "percentage_points":
        return _("%(pp)s pp") % {"pp": signed(number)}
    return f"{da_number(number)} kr." if unit == "amount" else da_number(number)


TONES = {
    "reached": "ok",
    "on_track": "ok",
    "nearly": "warn",
    "behind": "warn",
    "overdue": "stop",
    "open": "unknown",
    "not_yet_known": "unknown",
    "too_early": "unknown",
}


def status(entry: dict[str, Any], unit: str, aim: float | None) -> dict[str, str]:
    """A word and a tone; the word alone says it too."""
    code = entry["status"]
    if unit == "yes_no" and code != "not_counted":
        return {"text": milestone(entry), "tone": TONES.get(code, "neutral")}
    missing = da_number((aim or 0) - (entry["value"] or 0)) if unit == "count" and aim else ""
    unknown = entry["not_yet_known"]
    words = {
        "reached": pgettext("criterion", "reached"),
        "on_track": _("on the way"),
        "nearly": _("a little behind"),
        "behind": _("%(n)s behind") % {"n": missing} if missing else _("below the target"),
        "overdue": _("overdue, %(n)s missing") % {"n": missing},
        "open": _("%(n)s not yet known") % {"n": unknown},
        "not_yet_known": _("%(n)s not yet known") % {"n": unknown} if unknown else _("not yet known"),
        "too_early": _("too early to tell"),
        "no_target": _("%(n)s not yet known") % {"n": unknown} if unknown else _("no target"),
        "too_few": _("too few to show"),
        "not_counted": _("not counted yet"),
    }
    return {"text": words[code], "tone": TONES.get(code, "neutral")}


def milestone(entry: dict[str, Any]) -> str:
    """Reached on a day, or not, with the day it was to be reached."""
    if entry["value"]:
        return pgettext("criterion", "reached %(day)s") % {"day": day(entry["reached_on"])}
    if entry.get("due_on"):
        return _("not reached, deadline %(day)s") % {"day": day(entry["due_on"])}
    return _("not reached yet")
