"""The quarter: one question, its answer, and the evidence. Totals and rounded groups; no person."""

from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mentorship.http import SignedInRequest, needs
from mentorship.models import Programme
from mentorship.permissions import Permission
from reporting.charts import curve_chart, progress_chart, sections, words
from reporting.snapshots import digest
from reporting.views import choices
from reporting.views.criteria_rows import CASES, criteria_rows


@require_safe
@needs(Permission.QUARTER_VIEW)
def quarter(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Live figures of the running quarter, or a frozen one by choice (`?kvartal=2026Q3`)."""
    shown = choices.choose(request.user, programme, request.GET.get("kvartal", "").strip())
    figures = shown.figures
    heat = sections.heat_table(figures, programme)
    first, sentence = words.answer(figures["progress"])
    label = words.quarter_label(shown.quarter)
    context = {
        "title": label,
        "question": words.question(figures["progress"]),
        "answer": first,
        "sentence": sentence,
        "provenance": choices.provenance(shown),
        "preliminary": shown.snapshot is None,
        "reason": shown.snapshot.reason if shown.snapshot else "",
        "options": choices.options(request.user, programme, shown),
        "action": reverse("reporting:quarter", args=[programme.key]),
        "memo_url": _memo_url(request, programme, shown),
        "tiles": words.tiles(figures["progress"]),
        "progress": {"data": progress_chart(figures), "table": sections.progress_table(figures)},
        "progress_title": _progress_title(figures["progress"]),
        "funnel": sections.funnel_sides(figures, programme),
        "criteria": criteria_rows(figures, programme, request.user),
        "curve": {"data": curve_chart(figures), "table": sections.curve_table(figures)},
        "curve_title": sections.curve_title(figures),
        "has_curve": bool(figures["curve"]["steps"]),
        "heat": heat,
        "heat_title": sections.heat_title(figures, heat),
        "evidence_key": _evidence_key(request, programme, shown),
        **_breakdowns(shown, programme),
    }
    return render(request, "reporting/quarter.html", context)


def _evidence_key(request: SignedInRequest, programme: Programme, shown: choices.Shown) -> str:
    """What the drawn evidence depends on: the figures, the reader's language, and which lists he may open."""
    may = "".join(str(int(request.user.may(permission, programme))) for _name, permission in CASES.values())
    published = shown.breakdowns
    told = [digest(shown.figures), digest(published) if published else "", get_language(), may]
    return sha256(repr(told).encode()).hexdigest()


def _progress_title(progress: dict[str, Any]) -> str:
    if progress["target"] is None:
        return _("Matches month by month")
    short = round(progress["line"] - progress["reached"])
    if short > 0:
        return _("%(n)s below the line to the target") % {"n": short}
    return _("On or above the line to the target")


def _breakdowns(shown: choices.Shown, programme: Programme) -> dict[str, Any]:
    """Breakdowns come with a frozen quarter alone: day by day their changes would tell of persons."""
    source = shown.breakdowns
    if source is None or not source["breakdowns"]:
        return {"breakdowns": [], "breakdowns_on": ""}
    return {
        "breakdowns": sections.breakdown_tables(source, programme),
        "breakdowns_on": words.day(source["data_on"]),
    }


def _memo_url(request: SignedInRequest, programme: Programme, shown: choices.Shown) -> str:
    if shown.snapshot is None or not request.user.may(Permission.REPORT_MAKE, programme):
        return ""
    return reverse("reporting:memo", args=[programme.key, shown.snapshot.quarter])
