"""The matching page: who waits, who fits, one proposal at a time or a plan for all."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from matching import services
from matching.forms import BoardFilter, PairForm
from matching.models import Match, Suggestion
from matching.selectors import waiting_refugees
from matching.showing import first_upper
from matching.views.board_parts import chosen_context, latest_draft, nobody_for, waiting_page, words_of
from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.http import SignedInRequest, needs
from mentorship.models import Mentor, Programme, Refugee
from mentorship.permissions import Permission
from mentorship.tasks import run_job
from mentorship.trail import record_lookups


@never_cache
@require_safe
@needs(Permission.MATCH_PROPOSE)
def board(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Whose names the page shows is logged, in one insert."""
    form = BoardFilter(request.GET or None, programme=programme)
    draft = latest_draft(programme)
    nobody = nobody_for(programme, draft)
    page, groups = waiting_page(request, programme, form, nobody, draft)
    refugee = _chosen(request, programme)
    chosen = chosen_context(request, programme, refugee) if refugee else None
    seen = {row.person_id for row in page.object_list} | set(chosen["looked_up"] if chosen else ())
    record_lookups(user=request.user, person_ids=sorted(seen), what="matching", programme=programme)
    context = {
        "title": _("Match"),
        "form": form,
        "filters_on": any(request.GET.get(name) for name in ("kommune", "behov", "q")),
        "page": page,
        "groups": groups,
        "count": page.paginator.count,
        "draft": draft.run if draft else None,
        "chosen": chosen,
        "chosen_pk": refugee.pk if refugee else None,
        "steps": _steps(programme, page.paginator.count, refugee, draft),
        "words": words_of(programme),
        "board_url": reverse("matching:board", args=[programme.key]),
        "suggested": _suggested(request, programme, refugee),
    }
    return render(request, "matching/board.html", context)


def _suggested(request: SignedInRequest, programme: Programme, refugee: Refugee | None) -> dict[str, Any]:
    """How many pairs partners suggest, and which mentors for the one who is chosen. One query."""
    rows = list(
        Suggestion.objects.open()
        .visible_to(request.user)
        .filter(mentor__programme=programme)
        .values_list("refugee_id", "mentor_id")
    )
    return {
        "count": len(rows),
        "mentors": {mentor for waiting, mentor in rows if refugee and waiting == refugee.pk},
        "url": reverse("candidates:suggestions", args=[programme.key]),
    }


def _chosen(request: SignedInRequest, programme: Programme) -> Refugee | None:
    """The refugee of the address; 404 where there is none such among those who wait and may be seen."""
    wanted = request.GET.get("refugee")
    if not wanted:
        return None
    if not wanted.isdecimal():
        raise Http404
    rows = waiting_refugees(programme, on=today()).visible_to(request.user)
    return get_object_or_404(
        rows.select_related("person", "municipality", "profile", "programme"), pk=int(wanted)
    )


def _steps(programme: Programme, count: int, refugee: Refugee | None, draft: Any) -> list[dict[str, Any]]:
    """The three columns as steps on a phone."""
    screen = words_of(programme)
    plan = draft.run if draft else None
    return [
        {
            "label": _("Waiting"),
            "note": f"{count} {screen['refugees']}",
            "url": reverse("matching:board", args=[programme.key]),
            "state": "todo" if refugee else "current",
        },
        {
            "label": first_upper(screen["mentors"]),
            "note": refugee.case_number if refugee else "",
            "url": f"?refugee={refugee.pk}" if refugee else "",
            "state": "current" if refugee else "todo",
        },
        {
            "label": _("Plan"),
            "note": _("%(matched)s of %(waiting)s") % {"matched": plan.matched, "waiting": plan.waiting}
            if plan
            else "",
            "url": reverse("matching:plan", args=[programme.key, plan.pk]) if plan else "",
            "state": "todo",
        },
    ]


@require_POST
@needs(Permission.MATCH_PROPOSE)
def propose(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Propose one pair. Where that is refused the page comes back for the same refugee, with the reason."""
    refugee, mentor = _pair(request, programme)
    try:
        match = services.propose_match(programme=programme, refugee=refugee, mentor=mentor, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(_board_url(programme, refugee))
    messages.success(request, _("The match is proposed."))
    return HttpResponseRedirect(reverse("matching:match", args=[programme.key, match.pk]))


@require_POST
@needs(Permission.MATCH_PROPOSE)
def forbid(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Keep two apart for good, for one of the programme's reasons."""
    refugee, mentor = _pair(request, programme)
    try:
        services.forbid_pair(
            refugee=refugee, mentor=mentor, by=request.user, reason=request.POST.get("reason", "")
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The two will not be proposed."))
    match = Match.objects.filter(refugee=refugee, mentor=mentor).order_by("-pk").first()
    if match:
        return HttpResponseRedirect(reverse("matching:match", args=[programme.key, match.pk]))
    return HttpResponseRedirect(_board_url(programme, refugee))


def _pair(request: SignedInRequest, programme: Programme) -> tuple[Refugee, Mentor]:
    """The two people a form names; 404 unless both are the user's to see in this programme."""
    form = PairForm(request.POST)
    if not form.is_valid():
        raise Http404
    refugees = Refugee.objects.visible_to(request.user).filter(programme=programme)
    mentors = Mentor.objects.visible_to(request.user).filter(programme=programme)
    return (
        get_object_or_404(refugees, pk=form.cleaned_data["refugee"]),
        get_object_or_404(mentors, pk=form.cleaned_data["mentor"]),
    )


def _board_url(programme: Programme, refugee: Refugee) -> str:
    return f"{reverse('matching:board', args=[programme.key])}?{urlencode({'refugee': refugee.pk})}"


@require_POST
@needs(Permission.MATCH_PROPOSE)
def propose_for_all(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Ask for a plan for all who wait; the job's page shows how far it is, and leads to the plan."""
    job = services.start_plan_job(programme=programme, by=request.user, wake=run_job.delay)
    return HttpResponseRedirect(reverse("people:job", args=[job.key]))
