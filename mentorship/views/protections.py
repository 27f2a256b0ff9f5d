"""Protected people whose protection runs out: asked about in time, before the name is shown again."""

import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mentorship.clock import today
from mentorship.http import SignedInRequest, needs, page_or_404
from mentorship.models import Programme
from mentorship.people.protection import ALL, RUNNING_OUT, protections
from mentorship.permissions import Permission
from mentorship.templatetags.danish import da_date
from mentorship.views.papers_tabs import papers_tabs
from mentorship.views.sides import MENTORS, REFUGEES

ROWS_A_PAGE = 25


@never_cache
@require_safe
@needs(Permission.REFUGEE_CHANGE, Permission.MENTOR_CHANGE)
def list_protections(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Case numbers alone: the list tells nothing that is protected, so nothing is looked up."""
    shown = ALL if request.GET.get("vis") == ALL else RUNNING_OUT
    lines = []
    for side in (REFUGEES, MENTORS):
        rows = protections(side.writable(request, programme), shown)
        word = side.words(programme).one
        lines += [(until, number, word, side.url("edit", programme, pk)) for pk, number, until in rows]
    lines.sort(key=lambda line: (line[0] is None, line[0] or today(), line[1]))
    page = Paginator(lines, ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    here = reverse("people:protections", args=[programme.key])
    context = {
        "siblings": papers_tabs(request.user, programme, "people:protections"),
        "tabs": [
            {"label": _("Expires within 30 days"), "url": here, "current": shown == RUNNING_OUT},
            {"label": _("Everybody protected"), "url": f"{here}?vis={ALL}", "current": shown == ALL},
        ],
        "page": page,
        "columns": [
            {"label": label} for label in (_("Case number"), _("Side"), _("Protected until"), _("Next"))
        ],
        "rows": [_row(*line) for line in page.object_list],
        "crumbs": [{"label": _("Start"), "url": reverse("people:start")}, {"label": _("Protected names")}],
    }
    return render(request, "mentorship/protections.html", context)


def _row(until: datetime.date | None, number: str, word: str, url: str) -> list[Any]:
    if until is None:
        when: Any = _("until it is lifted")
    elif until < today():
        when = {"text": _("Expired %(date)s") % {"date": da_date(until)}, "tone": "stop"}
        when["note"] = _("The name is shown again. Ask, and set a new date if it should not be.")
    else:
        when = {"text": da_date(until), "tone": "warn"}
        when["note"] = _("Ask the person, and set a new date if it is to go on.")
    return [number, word, when, {"text": _("Change the date"), "url": url, "note": ""}]
