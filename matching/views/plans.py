"""A plan for all who wait: what it reaches, whom it leaves and why; put forward or discarded."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Min, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from matching import services
from matching.forms import PutForwardForm
from matching.models import MatchingRun, PlannedPair
from matching.services.putting_forward import AT_ONCE
from matching.showing import bars
from matching.views.board_parts import words_of
from matching.views.plan_parts import became_of, told_why
from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.http import SignedInRequest, needs, page_or_404
from mentorship.models import Programme, Refugee
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.tasks import run_job
from mentorship.templatetags.danish import da_number
from mentorship.trail import record_lookups

ROWS_A_PAGE = 50
TONES = {"draft": "info", "used": "ok", "discarded": "neutral"}


def _run_or_404(programme: Programme, pk: int) -> MatchingRun:
    return get_object_or_404(programme.matching_runs.select_related("created_by"), pk=pk)


@never_cache
@require_safe
@needs(Permission.MATCH_PROPOSE)
def show_plan(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """Whose names the page shows is logged, in one insert."""
    run = _run_or_404(programme, pk)
    pairs = Paginator(_pairs(run), ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    because = {entry["refugee"]: entry["because"] for entry in run.unmatched}
    left = Paginator(_left(because), ROWS_A_PAGE).get_page(page_or_404(request.GET.get("side")))
    context = {
        "run": run,
        "tag": {"label": run.get_state_display(), "tone": TONES[run.state]},
        "tiles": _tiles(run),
        "by_eye": _by_eye(run),
        "towns": _towns(run, list(because)),
        "pair_page": pairs,
        "pairs": [_pair_row(programme, pair) for pair in told_why(run, list(pairs.object_list))],
        "became": became_of(run),
        "matches_url": f"{reverse('matching:matches', args=[programme.key])}?stade=proposed",
        "board_url": f"{reverse('matching:board', args=[programme.key])}?plan={run.pk}",
        "left_page": left,
        "left": [_left_row(programme, row, because[row.pk]) for row in left.object_list],
        "words": words_of(programme),
        "draft": run.state == MatchingRun.State.DRAFT,
        "crumbs": [
            {"label": _("Match"), "url": reverse("matching:board", args=[programme.key])},
            {"label": run.name},
        ],
        "put_forward_url": reverse("matching:put_forward", args=[programme.key, run.pk]),
        "discard_url": reverse("matching:discard", args=[programme.key, run.pk]),
    }
    seen = {row.person_id for row in left.object_list}
    for pair in pairs.object_list:
        seen |= {pair.refugee.person_id, pair.mentor.person_id}
    record_lookups(user=request.user, person_ids=sorted(seen), what="plan", programme=programme)
    return render(request, "matching/plan.html", context)


def _pairs(run: MatchingRun) -> QuerySet[PlannedPair]:
    return run.pairs.select_related(
        "refugee__person", "refugee__municipality", "mentor__person", "mentor__municipality"
    ).order_by("-score", "pk")


def _left(because: dict[int, Any]) -> QuerySet[Refugee]:
    """Whom the plan leaves, the longest wait first."""
    rows = Refugee.objects.filter(pk__in=list(because)).select_related("person", "municipality")
    return rows.order_by("waiting_since", "pk")


def _tiles(run: MatchingRun) -> list[dict[str, Any]]:
    weakest = run.pairs.aggregate(least=Min("score"))["least"]
    since = run.pairs.order_by().values_list("refugee__waiting_since", flat=True)
    days = sum((run.on - day).days for day in since if day)
    return [
        {
            "label": _("Matched"),
            "value": da_number(run.matched),
            "of": _("of %(waiting)s") % {"waiting": da_number(run.waiting)},
        },
        {"label": _("Points in all"), "value": da_number(run.total)},
        {"label": _("Weakest pair"), "value": da_number(weakest), "of": _("points")},
        {"label": _("Days of waiting that end"), "value": da_number(days)},
        {"label": _("Places left over"), "value": da_number(run.places - run.matched)},
    ]


def _by_eye(run: MatchingRun) -> str:
    """What taking the best pair first would have reached with the same people; empty where it is no worse."""
    best_first = run.params.get("by_eye")
    if not best_first or not run.matched:
        return ""
    more = run.matched - best_first["matched"]
    if more > 0:
        return ngettext(
            "Taking the best pair first, one after another, would have served %(count)d person fewer.",
            "Taking the best pair first, one after another, would have served %(count)d people fewer.",
            more,
        ) % {"count": more}
    points = run.total - best_first["total"]
    if points >= 0.5:
        sentence = _(
            "Taking the best pair first, one after another, would have served as many, "
            "with %(points)s fewer points."
        )
        return sentence % {"points": da_number(points)}
    return _("Taking the best pair first, one after another, would have come just as far this time.")


def _towns(run: MatchingRun, left: list[int]) -> list[dict[str, Any]]:
    """Matched of waiting by the refugee's municipality."""
    served = Counter(run.pairs.order_by().values_list("refugee__municipality__name", flat=True))
    unserved = Counter(
        Refugee.objects.filter(pk__in=left).order_by().values_list("municipality__name", flat=True)
    )
    return [
        {"name": name, "matched": served[name], "waiting": served[name] + unserved[name]}
        for name in sorted(served | unserved)
    ]


def _pair_row(programme: Programme, pair: PlannedPair) -> dict[str, Any]:
    refugee, mentor = pair.refugee, pair.mentor
    return {
        "pk": pair.pk,
        "refugee": refugee.label,
        "refugee_url": reverse("people:refugee", args=[programme.key, refugee.pk]),
        "refugee_protected": refugee.person.is_protected,
        "mentor": mentor.label,
        "mentor_url": reverse("people:mentor", args=[programme.key, mentor.pk]),
        "mentor_protected": mentor.person.is_protected,
        "towns": " · ".join(dict.fromkeys([refugee.municipality.name, mentor.municipality.name])),
        "score": da_number(pair.score),
        "locked": pair.locked,
        "bars": bars(pair.because),
    }


def _left_row(programme: Programme, row: Refugee, because: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "label": row.label,
        "protected": row.person.is_protected,
        "url": f"{reverse('matching:board', args=[programme.key])}?refugee={row.pk}",
        "town": row.municipality.name,
        "days": (today() - row.waiting_since).days if row.waiting_since else None,
        "because": because,
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MATCH_PROPOSE)
def put_forward(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """Ask first, with the task group's date; then propose all that is still possible and tell what is not."""
    run = _run_or_404(programme, pk)
    form = PutForwardForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and run.matched > AT_ONCE:
        return _put_forward_by_job(request, programme, run, form.cleaned_data["answer_by_on"])
    if request.method == "POST" and form.is_valid():
        try:
            made = services.put_plan_forward(
                run=run, by=request.user, answer_by_on=form.cleaned_data["answer_by_on"]
            )
        except DomainError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("matching:plan", args=[programme.key, run.pk]))
        return _tell(request, programme, made)
    context = {
        "run": run,
        "form": form,
        "words": words_of(programme),
        "asks_task_group": programme_document(programme).task_group.part != "none",
        "cancel_url": reverse("matching:plan", args=[programme.key, run.pk]),
    }
    return render(request, "matching/put_forward.html", context, status=400 if form.errors else 200)


def _put_forward_by_job(
    request: SignedInRequest, programme: Programme, run: MatchingRun, answer_by_on: Any
) -> HttpResponse:
    """Many pairs take their time: the job's page shows how far it is, and leads to what became of it."""
    try:
        job = services.start_putting_forward(
            run=run, by=request.user, wake=run_job.delay, answer_by_on=answer_by_on
        )
    except DomainError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("matching:plan", args=[programme.key, run.pk]))
    return HttpResponseRedirect(reverse("people:job", args=[job.key]))


def _tell(request: SignedInRequest, programme: Programme, made: services.PutForward) -> HttpResponse:
    """Case numbers alone: a message may outlive the page in a log."""
    count = len(made.matches)
    done = ngettext("%(count)d match is proposed.", "%(count)d matches are proposed.", count)
    messages.success(request, done % {"count": count})
    for pair, why in made.refused:
        messages.warning(
            request,
            _("%(refugee)s and %(mentor)s were not proposed: %(why)s")
            % {"refugee": pair.refugee.case_number, "mentor": pair.mentor.case_number, "why": why},
        )
    return HttpResponseRedirect(f"{reverse('matching:matches', args=[programme.key])}?stade=proposed")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MATCH_PROPOSE)
def discard(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """Ask first; then put the draft away."""
    run = _run_or_404(programme, pk)
    if request.method == "POST":
        try:
            services.discard_plan(run=run, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("matching:plan", args=[programme.key, run.pk]))
        messages.success(request, _("The plan is discarded."))
        return HttpResponseRedirect(reverse("matching:board", args=[programme.key]))
    context = {
        "run": run,
        "here": request.path,
        "cancel_url": reverse("matching:plan", args=[programme.key, run.pk]),
    }
    return render(request, "matching/discard.html", context)


@never_cache
@require_safe
@needs(Permission.MATCH_PROPOSE)
def list_plans(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """The plans made, newest first; the last fifty."""
    runs = programme.matching_runs.select_related("created_by").defer("params", "unmatched")
    rows = [
        {
            "url": reverse("matching:plan", args=[programme.key, run.pk]),
            "name": run.name,
            "by": str(run.created_by or _("the shell")),
            "at": run.created_at,
            "matched": run.matched,
            "waiting": run.waiting,
            "tag": {"label": run.get_state_display(), "tone": TONES[run.state]},
        }
        for run in runs.order_by("-created_at", "-pk")[:50]
    ]
    return render(request, "matching/plans.html", {"rows": rows, "words": words_of(programme)})
