"""The table of success criteria: texts, bar and definition of each row, and where its cases are listed."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from mentorship.models import Programme, User
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.templatetags.danish import da_number, signed
from reporting.charts import words
from reporting.indicators import REGISTER

# Where a reader with the right sees the cases behind a figure.
CASES: dict[str, tuple[str, Permission]] = {
    "mentors": ("people:mentors", Permission.MENTOR_VIEW),
    "refugees": ("people:refugees", Permission.REFUGEE_VIEW),
    "matches": ("matching:matches", Permission.MATCH_VIEW),
    "statuses": ("followup:day", Permission.FOLLOWUP_VIEW),
    "followups": ("followup:day", Permission.FOLLOWUP_VIEW),
    "activities": ("people:activities", Permission.ACTIVITY_VIEW),
    "activity": ("people:activities", Permission.ACTIVITY_VIEW),
    "milestone": ("people:programme", Permission.PROGRAMME_VIEW),
}


def criteria_rows(figures: dict[str, Any], programme: Programme, user: User) -> list[dict[str, Any]]:
    rows = []
    for entry in figures["criteria"]:
        rows.append(_row(entry, entry, words.told(entry["label"]), programme, user))
        rows += [_row(entry, part, part["name"], programme, user, part=True) for part in entry["parts"]]
    return rows


def _row(
    entry: dict[str, Any],
    figures: dict[str, Any],
    label: str,
    programme: Programme,
    user: User,
    *,
    part: bool = False,
) -> dict[str, Any]:
    unit, aim = entry["unit"], figures["target"]
    row = {
        "label": label,
        "part": part,
        "note": "" if part else _note(entry),
        "value": words.value(figures, unit),
        "n_of": words.n_of(figures, unit),
        "target": words.target(aim, unit),
        "status": words.status(figures, unit, aim),
        "rounded": entry["rounded"],
        "definition": None if part else _definition(entry, programme),
        "url": "" if part else _cases(entry["indicator"], programme, user),
    }
    return row | {"bar": _bar(figures, unit, aim, row), "effect": _effect(figures, unit, aim)}


def _note(entry: dict[str, Any]) -> str:
    """What the figure is a share of, and how sure it is."""
    notes = []
    if entry["of"]:
        notes.append(_("of %(whole)s") % {"whole": words.told(entry["of"])})
    if entry["unit"] == "percentage_points" and entry["lower"] is not None:
        limits = {"lower": signed(entry["lower"], 1), "upper": signed(entry["upper"], 1)}
        notes = [_("95 % sure between {lower} and {upper} pp; no proof of cause").format(**limits)]
    if entry["due_on"]:
        notes.append(_("by %(day)s") % {"day": words.day(entry["due_on"])})
    return " · ".join(notes)


def _bar(figures: dict[str, Any], unit: str, aim: float | None, row: dict[str, Any]) -> dict[str, Any] | None:
    """Reached, not yet known and target on one scale; none where nothing can be drawn."""
    label = ", ".join(
        filter(
            None,
            [
                row["label"],
                row["value"],
                row["n_of"],
                _("target %(n)s") % {"n": row["target"]},
                row["status"]["text"],
            ],
        )
    )
    if unit == "percentage_points" or figures["value"] is None and not figures["not_yet_known"]:
        return None
    if unit == "percent":
        whole = (figures["N"] or 0) + figures["not_yet_known"]
        share = 100 / whole if whole else 0
        return {
            "label": label,
            "reached": (figures["n"] or 0) * share,
            "unknown": figures["not_yet_known"] * share,
            "target": aim,
            "maximum": 100,
        }
    if aim is None:
        return None
    return {
        "label": label,
        "reached": figures["value"] or 0,
        "unknown": figures["not_yet_known"],
        "target": aim,
        "maximum": max(aim, figures["value"] or 0),
    }


def _effect(figures: dict[str, Any], unit: str, aim: float | None) -> dict[str, Any] | None:
    """The difference as a point on a line, zero and target marked; places in percent of the bar."""
    if unit != "percentage_points" or figures["lower"] is None:
        return None
    low = min(figures["lower"], 0) - 3
    high = max(figures["upper"], aim or 0) + 3

    def place(number: float) -> str:
        return f"{100 * (number - low) / (high - low):.1f}"

    return {
        "zero": place(0),
        "lower": place(figures["lower"]),
        "upper": place(figures["upper"]),
        "value": place(figures["value"]),
        "target": None if aim is None else place(aim),
    }


def _definition(entry: dict[str, Any], programme: Programme) -> dict[str, str]:
    indicator = REGISTER.get(entry["indicator"])
    if indicator is None:
        return {
            "numerator": _why_not(entry["indicator"], programme),
            "denominator": "",
            "source": "",
            "method": "",
        }
    return {
        "numerator": str(indicator.numerator),
        "denominator": str(indicator.denominator),
        "source": str(indicator.source),
        "method": _method(entry),
    }


def _why_not(indicator: str, programme: Programme) -> str:
    """Why a figure is missing; never a guess in its place."""
    if indicator == "answers_positive":
        return _("The answers of the questionnaires are not in the product yet.")
    if indicator == "cost_per_match":
        told = _("What has been spent is not recorded in the product, so the cost so far is not known.")
        return " ".join(filter(None, (told, _budgeted(programme))))
    return _("The product does not count this yet.")


def _budgeted(programme: Programme) -> str:
    """What the budget says of each, which is aimed at and not counted."""
    budget = programme_document(programme).budget
    each = budget.cost_each if budget else None
    if budget is None or each is None or not each.over:
        return ""
    return _("The budget: %(total)s %(currency)s over %(number)s, which is %(each)s %(currency)s each.") % {
        "total": da_number(budget.total),
        "currency": budget.currency,
        "number": da_number(each.over),
        "each": da_number(each.amount),
    }


def _method(entry: dict[str, Any]) -> str:
    if entry["unit"] == "percentage_points":
        return _("Difference of two shares with Newcombe's interval; the groups are not drawn by lot.")
    if entry["rounded"]:
        return _("Rounded to the nearest 5; not shown for groups of fewer than 10.")
    if entry["estimated"]:
        return _(
            "Kaplan-Meier: running matches count as far as they have been followed, so it is not simply n/N."
        )
    if entry["unit"] == "percent":
        return _("n of those of whom it is known; the rest are counted apart as not yet known.")
    if entry["unit"] == "yes_no":
        return _("Said by the project leader, with the day.")
    return _("Counted, each once.")


def _cases(indicator: str, programme: Programme, user: User) -> str:
    name, permission = CASES.get(indicator.partition("_")[0], ("", Permission.MATCH_VIEW))
    if not name or not user.may(permission, programme):
        return ""
    try:
        return reverse(name, args=[programme.key])
    except NoReverseMatch:  # the list is another floor's page
        return ""
