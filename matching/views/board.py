"""The matching page: who waits, who fits, and the draft plan; one proposal at a time or a plan for all."""

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
from matching.board_forms import BoardFilter, ProposeForm
from matching.drafts import Draft, drafts_of
from matching.forms import PairForm
from matching.models import Match, MatchingRun, Suggestion
from matching.selectors import waiting_refugees
from matching.showing import first_upper
from matching.views.board_address import KEPT, kept
from matching.views.board_draft import draft_context
from matching.views.board_parts import nobody_for, waiting_page, words_of
from matching.views.board_ranked import chosen_context
from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.http import SignedInRequest, needs
from mentorship.models import Mentor, Programme, Refugee
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.tasks import run_job
from mentorship.trail import record_lookups

FILTERS = ("kommune", "behov", "vis", "sorter", "q")


@never_cache
@require_safe
@needs(Permission.MATCH_PROPOSE)
def board(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Whose names the page shows is logged, in one insert."""
    form = BoardFilter(request.GET or None, programme=programme)
    drafts = drafts_of(programme)
    run = _wanted_draft(request, programme, drafts)
    if isinstance(run, HttpResponse):
        return run
    draft = Draft(run) if run else None
    page, groups = waiting_page(request, programme, form, nobody_for(programme, draft), draft)
    refugee = _chosen(request, programme)
    chosen = chosen_context(request, programme, refugee, draft) if refugee else None
    panel = draft_context(request, programme, draft, drafts) if draft else None
    seen = {row.person_id for row in page.object_list}
    seen |= set(chosen["looked_up"] if chosen else ()) | set(panel["looked_up"] if panel else ())
    record_lookups(user=request.user, person_ids=sorted(seen), what="matching", programme=programme)
    context = {
        "title": _("Match"),
        "form": form,
        "filters_on": any(request.GET.get(name) for name in FILTERS),
        "more_filters": any(request.GET.get(name) for name in ("vis", "sorter", "q")),
        "page": page,
        "groups": groups,
        "count": page.paginator.count,
        "draft": panel,
        "chosen": chosen,
        "chosen_pk": refugee.pk if refugee else None,
        "step": _step(request, refugee),
        "steps": _steps(request, programme, page.paginator.count, refugee, run),
        "words": words_of(programme),
        "board_url": reverse("matching:board", args=[programme.key]),
        "clear_url": f"?{kept(request.GET, 'plan', 'refugee')}",
        "back": kept(request.GET, *KEPT, "trin"),
        "reasons": _reasons(programme),
        "propose_form": ProposeForm(),
        "suggested": _suggested(request, programme, refugee),
    }
    return render(request, "matching/board.html", context)


def _wanted_draft(
    request: SignedInRequest, programme: Programme, drafts: list[MatchingRun]
) -> MatchingRun | HttpResponse | None:
    """The draft of the address, else the one worked in last. What is no draft any more has its own page."""
    wanted = request.GET.get("plan")
    if not wanted:
        return drafts[0] if drafts else None
    if not wanted.isdecimal():
        raise Http404
    for run in drafts:
        if run.pk == int(wanted):
            return run
    run = get_object_or_404(programme.matching_runs, pk=int(wanted))
    return HttpResponseRedirect(reverse("matching:plan", args=[programme.key, run.pk]))


def _reasons(programme: Programme) -> list[dict[str, str]]:
    """The programme's own reasons for keeping two apart."""
    return [
        {"key": reason.key, "label": str(reason.label)}
        for reason in programme_document(programme).matching.decline_reasons
    ]


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


def _step(request: SignedInRequest, refugee: Refugee | None) -> str:
    """Which of the three columns a narrow screen shows."""
    if request.GET.get("trin") == "plan":
        return "plan"
    return "mentors" if refugee else "waiting"


def _steps(
    request: SignedInRequest,
    programme: Programme,
    count: int,
    refugee: Refugee | None,
    run: MatchingRun | None,
) -> list[dict[str, Any]]:
    """The three columns as steps on a phone."""
    screen, here = words_of(programme), _step(request, refugee)
    rest = [name for name in KEPT if name != "refugee"]
    query, alone = kept(request.GET), kept(request.GET, *rest)
    reached = (
        _("%(matched)s of %(waiting)s") % {"matched": run.matched, "waiting": run.waiting} if run else ""
    )
    return [
        {
            "label": _("Waiting"),
            "note": f"{count} {screen['refugees']}",
            "url": f"?{alone}",
            "state": "current" if here == "waiting" else "todo",
        },
        {
            "label": first_upper(screen["mentors"]),
            "note": refugee.case_number if refugee else "",
            "url": f"?{query}" if refugee else "",
            "state": "current" if here == "mentors" else "todo",
        },
        {
            "label": _("Plan"),
            "note": reached,
            "url": f"?{query}&trin=plan" if query else "?trin=plan",
            "state": "current" if here == "plan" else "todo",
        },
    ]


@require_POST
@needs(Permission.MATCH_PROPOSE)
def propose(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Propose one pair. Where that is refused the page comes back for the same refugee, with the reason."""
    refugee, mentor = pair_of(request, programme)
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
    refugee, mentor = pair_of(request, programme)
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


def pair_of(request: SignedInRequest, programme: Programme) -> tuple[Refugee, Mentor]:
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
    """Ask for a plan for all who wait; the job's page shows how far it is, and leads to the plan.

    Asked from a draft, the new plan is made beside it, with what is decided in it if that is wanted.
    """
    form = ProposeForm(request.POST)
    if not form.is_valid():
        raise Http404
    data = form.cleaned_data
    options: dict[str, Any] = {}
    if data["plan"]:
        draft = Draft(get_object_or_404(programme.matching_runs, pk=data["plan"]))
        options = {"based_on": draft.run}
        if data["keep"]:
            options |= {
                "locks": sorted(draft.standing.locks.items()),
                "left_out": sorted(draft.standing.left_out),
            }
    job = services.start_plan_job(
        programme=programme, by=request.user, wake=run_job.delay, name=data["name"].strip(), **options
    )
    return HttpResponseRedirect(reverse("people:job", args=[job.key]))
