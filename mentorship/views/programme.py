"""The programme at a glance: phases, quotas, partners, targets."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mentorship.clock import today
from mentorship.http import needs
from mentorship.models import Programme, Refugee, SuccessCriterion
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document, words
from mentorship.programmes.milestones import UNIT
from mentorship.templatetags.danish import da_date, da_number
from mentorship.views.milestones import milestone_rows

UNITS = {"percent": "%", "percentage_points": gettext_lazy("percentage points"), "count": "", "amount": "kr."}


@require_safe
@needs(Permission.PROGRAMME_VIEW)
def show_programme(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Counts of people stand here for those who see the people; others get them rounded elsewhere."""
    document = programme_document(programme)
    sees_people = request.user.may(Permission.REFUGEE_VIEW, programme)  # type: ignore[union-attr]  # signed in by middleware
    context = {
        "document": document,
        "facts": [
            {"label": _("Period"), "value": f"{da_date(programme.starts_on)} – {da_date(programme.ends_on)}"},
            {"label": _("Funder"), "value": document.funding.funder if document.funding else "–"},
            {"label": _("Version"), "value": str(programme.version)},
        ],
        "phases": [_phase(phase) for phase in document.phases],
        "columns": _columns(programme, sees_people),
        "quotas": _quotas(request, programme, sees_people),
        "partners": _partners(programme),
        "targets": _targets(programme),
        "milestones": milestone_rows(request, programme),
        "lookups_url": _lookups_url(request, programme),
        "words": words(programme),
    }
    return render(request, "mentorship/programme.html", context)


def _phase(phase: Any) -> dict[str, Any]:
    """How far the calendar is through a phase: 0-100, and in words."""
    first, last = phase.starts_on, phase.ends_on or phase.due_on
    on = today()
    share: float = 0
    if first and last and last > first:
        share = min(100, max(0, (on - first).days * 100 / (last - first).days))
    elif last and on >= last:
        share = 100
    state = {"label": _("Coming"), "tone": "neutral"}
    if last and on > last:
        state = {"label": _("Past"), "tone": "neutral"}
    elif first is None or on >= first:
        state = {"label": _("Under way"), "tone": "info"}
    dates = f"{da_date(first)} – {da_date(last)}" if first else _("by %(date)s") % {"date": da_date(last)}
    return {"label": str(phase.label), "dates": dates, "share": share, "state": state, "tasks": phase.tasks}


def _columns(programme: Programme, sees_people: bool) -> list[dict[str, Any]]:
    columns: list[dict[str, Any]] = [
        {"label": _("Municipality")},
        {"label": _("By")},
        {"label": _("Quota"), "numeric": True},
    ]
    if sees_people:
        columns.append({"label": _("Selected"), "numeric": True})
    return columns


def _quotas(request: HttpRequest, programme: Programme, sees_people: bool) -> list[list[Any]]:
    parts = programme.municipality_parts.select_related("municipality")
    selected: dict[int, int] = {}
    if sees_people:
        visible = Refugee.objects.visible_to(request.user)  # type: ignore[arg-type]  # signed in by middleware
        counts = visible.filter(programme=programme, selected_on__isnull=False).values("municipality_id")
        selected = {row["municipality_id"]: row["n"] for row in counts.annotate(n=Count("pk")).order_by()}
    rows = []
    for part in parts:
        row = [part.municipality.name, da_date(part.quota_on), da_number(part.quota)]
        rows.append([*row, da_number(selected.get(part.municipality_id, 0))] if sees_people else row)
    return rows


def _partners(programme: Programme) -> list[list[Any]]:
    parts = programme.organisation_parts.select_related("organisation")
    return [[part.organisation.name, part.target_group, da_number(part.quota)] for part in parts]


def _targets(programme: Programme) -> list[list[Any]]:
    """The criteria of the whole programme, by its document's order; retired ones say so."""
    document = programme_document(programme)
    rows = []
    whole = Q(municipality=None, organisation=None)
    for criterion in SuccessCriterion.objects.filter(whole, programme=programme).exclude(unit=UNIT):
        entry = document.criterion(criterion.key)
        label = str(entry.label) if entry else criterion.key
        of = _("of %(denominator)s") % {"denominator": entry.of.label} if entry and entry.of else ""
        if criterion.retired_on:
            of = _("retired %(date)s") % {"date": da_date(criterion.retired_on)}
        unit = str(UNITS.get(criterion.unit, ""))
        target = (
            f"{da_number(criterion.target)} {unit}".strip()
            if criterion.target is not None
            else _("no figure given")
        )
        rows.append([{"text": label, "note": of}, da_date(criterion.due_on), target])
    return rows


def _lookups_url(request: HttpRequest, programme: Programme) -> str:
    may = request.user.may(Permission.LOOKUPS_VIEW, programme)  # type: ignore[union-attr]  # signed in by middleware
    return reverse("people:lookups", args=[programme.key]) if may else ""
