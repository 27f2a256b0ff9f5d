"""What the page of the selection prints: quotas, rows of candidates and of the selected, the composition."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorship.clock import today
from mentorship.forms.selection import CandidateFilter
from mentorship.models import Programme, Refugee
from mentorship.programmes.document import programme_document
from mentorship.selectors.selection import (
    Breakdown,
    Quota,
    breakdowns,
    in_total,
    mentor_target,
    most_left_out,
    quotas,
)
from mentorship.templatetags.danish import da_date, da_number
from mentorship.views.register import column
from mentorship.views.sides import REFUGEES, Side
from mentorship.vocabulary import ConsentScope

SOON_DAYS = 14


def quota_rows(request: HttpRequest, programme: Programme, side: Side) -> list[dict[str, Any]]:
    """A line for each municipality the user selects for, and one for all of them where there are several."""
    user: Any = request.user
    parts = quotas(user, programme, side.model)
    rows = [_quota_row(part, part.municipality) for part in parts]
    target, due_on = None, None
    whole = len(parts) == programme.municipality_parts.count()
    if side is REFUGEES:
        stated = [part.quota for part in parts if part.quota is not None]
        target = sum(stated) if stated else None
        dates = {part.due_on for part in parts}
        due_on = dates.pop() if len(dates) == 1 else None
    elif whole and (criterion := mentor_target(programme)) and criterion.target is not None:
        target, due_on = int(criterion.target), criterion.due_on
    if len(parts) != 1 or (target is not None and side is not REFUGEES):
        total = _quota_row(in_total(parts, target, due_on), _("In all")) | {"total": True}
        if side is REFUGEES:  # what one municipality selects past its quota fills no place of another's
            total |= {"left": sum(part.left or 0 for part in parts), "over": 0} if target else {}
        rows.append(total)
    return rows


def _quota_row(part: Quota, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "quota": part.quota,
        "selected": part.selected,
        "left": part.left,
        "over": part.over,
        "candidates": part.candidates,
        "due_on": part.due_on,
        "when": _days(part.days_left),
        "tone": _tone(part),
        "maximum": max(part.quota or 0, part.selected, 1),
        "label": _("%(place)s: %(selected)d selected of %(quota)d")
        % {"place": name, "selected": part.selected, "quota": part.quota}
        if part.quota
        else "",
    }


def _days(left: int | None) -> str:
    if left is None:
        return ""
    if left < 0:
        return ngettext("%(count)d day ago", "%(count)d days ago", -left) % {"count": -left}
    if left == 0:
        return _("today")
    return ngettext("in %(count)d day", "in %(count)d days", left) % {"count": left}


def _tone(part: Quota) -> str:
    """Red where the date has passed with places left, amber where it is near."""
    if not part.left or part.days_left is None:
        return ""
    return "stop" if part.days_left < 0 else ("warn" if part.days_left <= SOON_DAYS else "")


def columns(request: HttpRequest, side: Side, shows_selected: bool) -> list[dict[str, Any]]:
    known: list[tuple[str, str]] = [
        ("navn", _("Name")),
        ("kommune", _("Municipality")),
        ("alder", _("Age and gender")),
        ("", _("Education and work")),
    ]
    if shows_selected:
        known += [("udvalgt", _("Selected on")), *([("", _("Grounds"))] if side is REFUGEES else [])]
    else:
        known += [("ankommet", _("Arrived"))] if side is REFUGEES else [("forening", _("Organisation"))]
        known += [("", _("Worth noting"))]
    return [column(request, key, label, False) for key, label in known]


def candidate_entry(row: Any, programme: Programme, side: Side, ticked: set[str]) -> dict[str, Any]:
    extra = da_date(row.arrived_on) if isinstance(row, Refugee) else str(row.organisation or "–")
    return _entry(row, programme, side) | {
        "ticked": str(row.pk) in ticked,
        "extra": extra,
        "notes": _notes(row, programme),
    }


def selected_entry(row: Any, programme: Programme, side: Side, ticked: set[str]) -> dict[str, Any]:
    name = "people:deselect" if side is REFUGEES else "people:deselect_mentor"
    return _entry(row, programme, side) | {
        "selected_on": da_date(row.selected_on),
        "grounds": row.selection_grounds if isinstance(row, Refugee) else "",
        "left": row.left_on is not None,
        "deselect_url": "" if row.rests_on else reverse(name, args=[programme.key, row.pk]),
    }


def _entry(row: Any, programme: Programme, side: Side) -> dict[str, Any]:
    """What both lists print of a person: no query of its own."""
    profile = getattr(row, "profile", None)
    work = [profile.get_education_display(), profile.occupation or profile.work_experience] if profile else []
    age = row.person.age
    return {
        "pk": row.pk,
        "name": row.label,
        "protected": row.person.is_protected,
        "case_number": row.case_number,
        "second": "" if row.label == row.case_number else row.case_number,
        "url": side.url("", programme, row.pk),
        "municipality": row.municipality.name,
        "age": ", ".join(
            text
            for text in ("" if age is None else da_number(age), str(row.person.get_gender_display()).lower())
            if text
        ),
        "work": ", ".join(str(text) for text in work if text),
    }


def _notes(row: Any, programme: Programme) -> list[dict[str, str]]:
    """[{label, tone}]: what is missing, and where the programme's own limits would leave the person out."""
    notes = []
    if row.interviewed_on is None:
        notes.append({"label": _("no interview"), "tone": "warn"})
    consents = {c.scope for c in row.consents.all() if c.withdrawn_on is None}
    if ConsentScope.PARTICIPATION not in consents:
        notes.append({"label": _("no consent"), "tone": "warn"})
    if isinstance(row, Refugee):
        notes += _outside(row, programme)
        if row.selection_grounds:
            notes.append({"label": _("decided before"), "tone": "neutral", "text": row.selection_grounds})
    return notes


def _outside(row: Refugee, programme: Programme) -> list[dict[str, str]]:
    limits = programme_document(programme).selection
    notes = []
    age = row.person.age_on(today())
    if limits and limits.age and age is not None:
        low, high = limits.age.at_least, limits.age.at_most
        if (low is not None and age < low) or (high is not None and age > high):
            notes.append({"label": _("outside the programme's age"), "tone": "stop"})
    bases = limits.residence_bases if limits else ()
    if bases and row.residence_basis and row.residence_basis not in bases:
        notes.append({"label": _("outside the target group"), "tone": "stop"})
    return notes


def composition(rows: Any, found: CandidateFilter) -> dict[str, Any]:
    """{tables, finding, place}: the selected beside the whole, of the municipality chosen or of all."""
    place = found.form.cleaned_data.get("kommune") if found.form.is_valid() else None
    tables = breakdowns(rows.filter(municipality=place) if place else rows)
    worst = most_left_out(tables)
    return {
        "place": place.name if place else "",
        "tables": [_table(table) for table in tables],
        "finding": _finding(*worst) if worst else "",
        "selected": tables[0].selected,
        "whole": tables[0].whole,
    }


def _table(breakdown: Breakdown) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    for group in breakdown.groups:
        whole, selected = breakdown.shares(group)
        label = _("%(group)s: %(selected)s %% of the selected, %(whole)s %% of all") % {
            "group": group.label,
            "selected": da_number(selected),
            "whole": da_number(whole),
        }
        rows.append({"group": group, "whole": whole, "selected": selected, "label": label})
    return {
        "key": breakdown.key,
        "title": breakdown.title,
        "rows": rows,
        "maximum": max([1, *(max(row["whole"], row["selected"]) for row in rows)]),
    }


def _finding(breakdown: Breakdown, group: Any) -> str:
    whole, selected = breakdown.shares(group)
    return _(
        "Furthest behind (%(thing)s): %(group)s, %(selected)s %% of the selected against %(whole)s %% of all."
    ) % {
        "thing": str(breakdown.title).lower(),
        "group": str(group.label).lower(),
        "selected": da_number(selected),
        "whole": da_number(whole),
    }
