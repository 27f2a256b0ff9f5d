"""The data controller's monthly sample of the look-up log: drawn, gone through, signed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mentorship.errors import DomainError
from mentorship.http import needs
from mentorship.models import LookUp, LookUpReview, Programme
from mentorship.people.lookup_sample import (
    AT_LEAST,
    AT_MOST,
    WATCHED,
    Month,
    MonthLine,
    draw,
    in_month,
    months,
    opened,
    review_lookup,
)
from mentorship.permissions import Permission
from mentorship.selectors.lookups import case_numbers, caseloads, user_names
from mentorship.templatetags.danish import da_datetime, da_number
from mentorship.views.person_trail import lookup_row

TONES = {LookUpReview.Verdict.OK: "ok", LookUpReview.Verdict.QUESTIONED: "warn"}


@require_safe
@needs(Permission.LOOKUPS_VIEW)
def list_samples(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The months, newest first, with how far each is gone through."""
    labels = (_("Month"), _("Cases opened"), _("In the sample"), _("Gone through"), _("To be asked about"))
    columns = [{"label": label, "numeric": at > 0} for at, label in enumerate((*labels, _("State")))]
    columns[-1]["numeric"] = False
    context = {
        "crumbs": [_log_crumb(programme), {"label": _("Monthly samples")}],
        "columns": columns,
        "rows": [_month_row(programme, line) for line in months(programme)],
    }
    return render(request, "mentorship/lookup_samples.html", context)


def _log_crumb(programme: Programme) -> dict[str, str]:
    return {"label": _("Look-up log"), "url": reverse("people:lookups", args=[programme.key])}


def _month_row(programme: Programme, line: MonthLine) -> list[Any]:
    done = line.reviewed >= line.sampled
    state = (_("Gone through"), "ok") if done else (_("To be gone through"), "warn")
    if not line.month.is_over:
        state = (_("The month is running"), "neutral")
    return [
        {
            "text": _month_name(line.month),
            "url": reverse("people:lookup_sample", args=[programme.key, line.month.key]),
        },
        da_number(line.opened),
        da_number(line.sampled),
        da_number(line.reviewed),
        da_number(line.questioned),
        {"text": state[0], "tone": state[1]},
    ]


def _month_name(month: Month) -> str:
    return date_format(month.first, "F Y")


@require_safe
@needs(Permission.LOOKUPS_VIEW)
def show_sample(request: HttpRequest, programme: Programme, month: str) -> HttpResponse:
    """One month's sample, 200 rows at most. Cases are named by number: nothing new is looked up."""
    found = Month.parse(month)
    if found is None:
        raise Http404
    keys = draw(programme, found)
    rows = list(LookUp.objects.filter(pk__in=keys).select_related("review__reviewed_by").order_by("at", "pk"))
    people = {row.person_id for row in rows}
    names = user_names(row.user_id for row in rows)
    numbers, loads = case_numbers(programme, people), caseloads(programme, people)
    entries = [_entry(row, names, numbers, loads, request.user.pk) for row in rows]
    reviewed = sum(1 for entry in entries if entry["verdict"])
    context = {
        "title": _("Sample for %(month)s") % {"month": _month_name(found)},
        "crumbs": [
            _log_crumb(programme),
            {"label": _("Monthly samples"), "url": reverse("people:lookup_samples", args=[programme.key])},
            {"label": _month_name(found)},
        ],
        "over": found.is_over,
        "facts": _facts(programme, found, entries, reviewed),
        "rule": _rule(),
        "left": len(entries) - reviewed,
        "entries": entries,
        "verdicts": [{"value": code, "label": label} for code, label in LookUpReview.Verdict.choices],
    }
    return render(request, "mentorship/lookup_sample.html", context)


def _facts(
    programme: Programme, month: Month, entries: list[dict[str, Any]], reviewed: int
) -> list[dict[str, str]]:
    rows = in_month(programme, month)
    total, watched = rows.count(), rows.filter(WATCHED).count()
    questioned = sum(1 for entry in entries if entry["verdict"] == LookUpReview.Verdict.QUESTIONED)
    return [
        {"label": _("Cases opened"), "value": da_number(total)},
        {"label": _("Of these not one's own, or protected"), "value": da_number(watched)},
        {"label": _("In the sample"), "value": da_number(len(entries))},
        {"label": _("Gone through"), "value": da_number(reviewed)},
        {"label": _("To be asked about"), "value": da_number(questioned)},
    ]


def _rule() -> str:
    return _(
        "Drawn by lot among the times a single case was opened in the month: %(least)s or 5 %%, whichever is"
        " more, at most %(most)s. At least half are cases that were not the user's own, or people whose name"
        " is protected, if there are so many. Names seen in lists are not in it. The sample is the same each"
        " time it is opened, and nobody can tell beforehand what it will hold."
    ) % {"least": AT_LEAST, "most": AT_MOST}


def _entry(
    row: LookUp, names: dict[int, str], numbers: dict[int, str], loads: dict[int, str], me: int | None
) -> dict[str, Any]:
    said = lookup_row(row, names)
    review = getattr(row, "review", None)
    return {
        "pk": row.pk,
        "at": da_datetime(row.at),
        "who": said["who"],
        "own": row.user_id == me,
        "number": numbers.get(row.person_id, "–"),
        "protected": row.protected,
        "what": said["what"],
        "why": said["why"],
        "load": loads.get(row.person_id, ""),
        "verdict": review.verdict if review else "",
        "tag": {"label": review.get_verdict_display(), "tone": TONES[review.verdict]} if review else None,
        "signed": f"{review.reviewed_by}, {da_datetime(review.reviewed_at)}" if review else "",
    }


@require_POST
@needs(Permission.LOOKUPS_VIEW)
def review(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """One verdict; back to the row it was said of."""
    row = get_object_or_404(opened(programme), pk=pk)
    user: Any = request.user
    try:
        review_lookup(
            look_up=row,
            programme=programme,
            verdict=request.POST.get("verdict", ""),
            seen=request.POST.get("seen", ""),
            by=user,
        )
    except DomainError as error:
        messages.error(request, str(error))
    page = reverse("people:lookup_sample", args=[programme.key, Month.of(row.at).key])
    return HttpResponseRedirect(f"{page}#opslag-{row.pk}")
