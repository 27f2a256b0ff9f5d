"""Recruiting mentors: what each channel and each organisation has yielded so far."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mentorship.clock import today
from mentorship.http import SignedInRequest, needs
from mentorship.models import Programme
from mentorship.people.channels import channel_labels
from mentorship.permissions import Permission
from mentorship.programmes.document import words
from mentorship.templatetags.danish import da_date, da_number
from reporting.forms import RecruitmentFilter
from reporting.indicators.base import days_of_months
from reporting.recruitment import Yield, yields
from reporting.recruits import load_recruits

LASTING_MONTHS = 3


@require_safe
@needs(Permission.MENTOR_VIEW)
def recruitment(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Counts alone, of the mentors the user may read; no person."""
    form = RecruitmentFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = load_recruits(request.user, programme, since=asked.get("fra"), until=asked.get("til"))
    counted = yields(found, as_of=today(), days=days_of_months(LASTING_MONTHS))
    whole, by_channel = counted.whole, counted.by_channel
    labels = channel_labels(programme)
    context = {
        "title": _("Recruitment"),
        "words": words(programme).mentor,
        "form": form,
        "active": _active(request, asked),
        "here": reverse("reporting:recruitment", args=[programme.key]),
        "sentence": _sentence(by_channel, labels),
        "count": whole.registered,
        "tables": [
            _table("kanal", _("By channel"), _("Channel"), by_channel, whole, labels, _("(not stated)")),
            _table(
                "forening",
                _("By organisation"),
                _("Organisation"),
                counted.by_organisation,
                whole,
                {},
                _("the municipality's own"),
            ),
        ],
    }
    return render(request, "reporting/recruitment.html", context)


def _active(request: SignedInRequest, asked: dict[str, Any]) -> list[dict[str, str]]:
    """The period asked for, each end with the address without it."""
    labels = {"fra": _("From"), "til": _("To")}
    active = []
    for name, value in asked.items():
        if value:
            kept = {key: str(word) for key, word in request.GET.items() if word and key != name}
            active.append({"label": f"{labels[name]}: {da_date(value)}", "url": f"?{urlencode(kept)}"})
    return active


def _table(
    key: str,
    title: str,
    head: str,
    rows: list[Yield],
    whole: Yield,
    labels: dict[str, str],
    unstated: str,
) -> dict[str, Any]:
    largest = max((row.registered for row in rows), default=0)
    return {
        "key": key,
        "title": title,
        "head": head,
        "rows": [_row(row, labels.get(row.key, row.key) or unstated, largest) for row in rows],
        "total": _row(whole, _("In all"), largest),
    }


def _row(row: Yield, label: str, largest: int) -> dict[str, Any]:
    lasted = row.lasted
    return {
        "label": label,
        "yield": row,
        "lasted": _("%(part)s of %(whole)s") % {"part": da_number(lasted.n), "whole": da_number(lasted.N)}
        if lasted.N
        else "",
        "unknown": lasted.not_yet_known,
        "days": row.median_days,
        "maximum": largest,
        "said": _("%(name)s: %(matched)d matched of %(registered)d registered")
        % {"name": label, "matched": row.matched, "registered": row.registered},
    }


def _sentence(rows: list[Yield], labels: dict[str, str]) -> str:
    """Which channel brought the most, and of which the largest share is matched, where that can be told."""
    named = [row for row in rows if row.key]
    if not named:
        return ""
    most = named[0]
    text = _("Most come through %(channel)s: %(count)s of %(whole)s.") % {
        "channel": labels.get(most.key, most.key).lower(),
        "count": da_number(most.registered),
        "whole": da_number(sum(row.registered for row in rows)),
    }
    enough = [row for row in named if row.registered >= LEAST_TO_COMPARE]
    best = max(enough, key=lambda row: row.matched / row.registered, default=None)
    if best is None or len(enough) < 2:
        return text
    return f"{text} " + _(
        "The largest share is matched of those through %(channel)s: %(part)s of %(count)s."
    ) % {
        "channel": labels.get(best.key, best.key).lower(),
        "part": da_number(best.matched),
        "count": da_number(best.registered),
    }


LEAST_TO_COMPARE = 5
