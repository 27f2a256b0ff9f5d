"""Nobody found: what one change would help whom; and whom to recruit next."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from matching import services
from matching.advising import advice_under_way, of_person, options_of, read_advice, still_waiting
from matching.selectors import waiting_refugees
from matching.views.advice_parts import (
    group_rows,
    left_rows,
    option_rows,
    rule_rows,
    standing,
    wanted_rows,
)
from matching.views.board_parts import words_of
from mentorship.clock import today
from mentorship.http import SignedInRequest, needs, page_or_404
from mentorship.models import Programme, Refugee
from mentorship.permissions import Permission
from mentorship.tasks import run_job
from mentorship.templatetags.danish import days_text
from mentorship.trail import record_lookup, record_lookups

ROWS_A_PAGE = 50


@never_cache
@require_safe
@needs(Permission.MATCH_PROPOSE)
def list_advice(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Everybody the best plan leaves, the longest wait first; whose names it shows is logged."""
    advice, job = read_advice(programme, on=today())
    waiting = still_waiting(programme, advice, today()) if advice else set()
    rows = waiting_refugees(programme, on=today()).visible_to(request.user).filter(pk__in=waiting)
    rows = rows.select_related("person", "municipality")
    page = Paginator(rows, ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    groups, named = group_rows(programme, advice, waiting) if advice else ([], set())
    left = left_rows(programme, advice, page.object_list) if advice else []
    seen = {row.person_id for row in page.object_list} | named
    record_lookups(user=request.user, person_ids=sorted(seen), what="advice", programme=programme)
    context = {
        "title": _("Nobody found"),
        "standing": standing(programme, advice, job, len(waiting)),
        "groups": groups,
        "left": left,
        "page": page,
        "words": words_of(programme),
        **_shared(programme),
    }
    return render(request, "matching/advice.html", context)


def _shared(programme: Programme) -> dict[str, Any]:
    """What both pages of the advice need to be worked out anew where the programme is large."""
    under_way = advice_under_way(programme)
    return {
        "work_out_url": reverse("matching:work_out", args=[programme.key]),
        "job_url": reverse("people:job", args=[under_way.key]) if under_way else "",
        "advice_url": reverse("matching:advice", args=[programme.key]),
        "recruitment_url": reverse("matching:recruitment", args=[programme.key]),
        "board_url": reverse("matching:board", args=[programme.key]),
    }


@never_cache
@require_safe
@needs(Permission.MATCH_PROPOSE)
def show_advice(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """One person who waits: each rule with how many it excludes, each change with whom it makes possible."""
    rows = waiting_refugees(programme, on=today()).visible_to(request.user)
    refugee: Refugee = get_object_or_404(
        rows.select_related("person", "municipality", "profile", "programme"), pk=pk
    )
    advice, job = read_advice(programme, on=today())
    told = of_person(advice, refugee.pk) or options_of(programme, refugee, on=today())
    options, named = option_rows(programme, told, refugee)
    record_lookup(user=request.user, person=refugee.person, what="advice", programme=programme)
    record_lookups(user=request.user, person_ids=sorted(named), what="advice", programme=programme)
    waited = (today() - refugee.waiting_since).days if refugee.waiting_since else None
    context = {
        "title": _("What would help %(person)s") % {"person": refugee.label},
        "refugee": refugee,
        "facts": [
            {"label": _("Municipality"), "value": refugee.municipality.name},
            {"label": _("Has waited"), "value": days_text(waited)},
        ],
        "fitting": told["fitting"],
        "in_plan": of_person(advice, refugee.pk) is None and advice is not None,
        "rules": rule_rows(programme, told, refugee),
        "options": options,
        "job": job,
        "words": words_of(programme),
        "case_url": reverse("people:refugee", args=[programme.key, refugee.pk]),
        "choose_url": f"{reverse('matching:board', args=[programme.key])}?refugee={refugee.pk}",
        "crumbs": [
            {"label": _("Match"), "url": reverse("matching:board", args=[programme.key])},
            {"label": _("Nobody found"), "url": reverse("matching:advice", args=[programme.key])},
            {"label": refugee.case_number},
        ],
    }
    return render(request, "matching/advice_person.html", context)


@never_cache
@require_safe
@needs(Permission.MATCH_PROPOSE)
def show_recruitment(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """What kinds of mentors would serve most of those left. Counts alone: nobody's name, nobody's case."""
    advice, job = read_advice(programme, on=today())
    rows = wanted_rows(programme, advice) if advice else []
    context = {
        "title": _("Whom to recruit next"),
        "standing": standing(programme, advice, job, len(advice["left"]) if advice else 0),
        "rows": rows,
        "wanted": sum(row["count"] for row in rows),
        "on": advice["on"] if advice else "",
        "words": words_of(programme),
        **_shared(programme),
    }
    return render(request, "matching/recruitment.html", context)


@require_POST
@needs(Permission.MATCH_PROPOSE)
def work_out(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Ask for the advice to be worked out; the job's page leads to it."""
    job = services.start_advice_job(programme=programme, by=request.user, wake=run_job.delay)
    return HttpResponseRedirect(reverse("people:job", args=[job.key]))
