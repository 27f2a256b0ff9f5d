"""A partner's candidates by pseudonym, and the suggestions that come of them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from matching.candidates import Names, free_mentors, read_candidates, suggestion_reasons
from matching.forms import SuggestForm
from matching.models import Suggestion
from matching.services.suggesting import decline, suggest_pair, take_up
from matching.showing import first_upper
from matching.views.board_parts import words_of
from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.http import SignedInRequest, needs, page_or_404
from mentorship.models import Mentor, Programme
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.templatetags.danish import da_date, da_number
from mentorship.trail import record_lookups

MENTORS_A_PAGE, CANDIDATES_A_PAGE, SUGGESTIONS_SHOWN = 50, 10, 20
TONES = {Suggestion.State.OPEN: "info", Suggestion.State.TAKEN_UP: "ok", Suggestion.State.DECLINED: "neutral"}


@never_cache
@require_safe
@needs(Permission.CANDIDATES_VIEW)
def list_candidates(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """The mentors with a place, and for the chosen one those who wait: who was told of is logged."""
    _refuse_unless_shared(programme)
    mentors = free_mentors(request.user, programme)
    page = Paginator(mentors, MENTORS_A_PAGE).get_page(page_or_404(request.GET.get("side")))
    mentor = _chosen(request, programme)
    chosen = _chosen_context(request, programme, mentor) if mentor else None
    record_lookups(
        user=request.user,
        person_ids=[row.person_id for row in page.object_list],
        what="list",
        programme=programme,
    )
    screen = words_of(programme)
    context = {
        "title": _("Candidates"),
        "words": screen,
        "page": page,
        "mentors": [_mentor_line(programme, row, mentor) for row in page.object_list],
        "chosen": chosen,
        "here": reverse("candidates:list", args=[programme.key]),
        "suggestions": _suggestions(request, programme),
    }
    return render(request, "matching/candidates.html", context)


def _refuse_unless_shared(programme: Programme) -> None:
    if not programme_document(programme).matching.partners_see_pseudonyms:
        raise Http404


def _chosen(request: SignedInRequest, programme: Programme) -> Mentor | None:
    wanted = request.GET.get("mentor")
    if not wanted:
        return None
    if not wanted.isdecimal():
        raise Http404
    return get_object_or_404(free_mentors(request.user, programme), pk=int(wanted))


def _mentor_line(programme: Programme, row: Mentor, chosen: Mentor | None) -> dict[str, Any]:
    return {
        "label": row.label,
        "protected": row.person.is_protected,
        "about": row.municipality.name,
        "url": f"{reverse('candidates:list', args=[programme.key])}?mentor={row.pk}#kandidater",
        "current": chosen is not None and chosen.pk == row.pk,
    }


def _chosen_context(request: SignedInRequest, programme: Programme, mentor: Mentor) -> dict[str, Any]:
    found = read_candidates(programme, mentor, today())
    page = Paginator(found.ranked, CANDIDATES_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    rows = [found.shown(pk, points) for pk, points in page.object_list]
    told = [row.refugee for row in rows]
    asked = set(
        Suggestion.objects.open().filter(mentor=mentor, refugee__in=told).values_list("refugee_id", flat=True)
    )
    _log(request, programme, told)
    return {
        "mentor": mentor,
        "page": page,
        "possible": len(found.ranked),
        "waiting": len(found.pool.refugee_ids),
        "rows": [
            {
                "candidate": row,
                "asked": row.refugee in asked,
                "form": SuggestForm(
                    programme=programme,
                    initial={"mentor": mentor.pk, "candidate": row.token},
                    auto_id=f"id_%s_{row.token}",
                ),
            }
            for row in rows
        ],
    }


def _log(request: SignedInRequest, programme: Programme, refugees: list[int]) -> None:
    people = programme.refugees.filter(pk__in=refugees).order_by("pk").values_list("person_id", flat=True)
    record_lookups(user=request.user, person_ids=list(people), what="candidates", programme=programme)


def _suggestions(request: SignedInRequest, programme: Programme) -> list[dict[str, Any]]:
    """The user's latest suggestions, by pseudonym, and what came of them; the newest twenty."""
    rows = (
        Suggestion.objects.visible_to(request.user)
        .filter(mentor__programme=programme)
        .select_related("mentor__person")
        .order_by("-at", "-pk")[:SUGGESTIONS_SHOWN]
    )
    reasons = suggestion_reasons(programme)
    return [
        {
            "mentor": row.mentor.label,
            "candidate": Names(programme, row.mentor.organisation_id).name(row.refugee_id),
            "day": da_date(row.at),
            "why": reasons[row.reason],
            "tag": {"label": row.get_state_display(), "tone": TONES[Suggestion.State(row.state)]},
        }
        for row in rows
    ]


@require_POST
@needs(Permission.CANDIDATES_VIEW)
def suggest(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """One pair, with a coded reason; back to the same mentor."""
    _refuse_unless_shared(programme)
    form = SuggestForm(request.POST, programme=programme)
    mentors = Mentor.objects.visible_to(request.user).filter(programme=programme)
    wanted = request.POST.get("mentor", "")
    mentor = get_object_or_404(mentors, pk=int(wanted) if wanted.isdecimal() else 0)
    back = f"{reverse('candidates:list', args=[programme.key])}?mentor={mentor.pk}#kandidater"
    if not form.is_valid():
        messages.error(request, _("Choose why you suggest the pair."))
        return HttpResponseRedirect(back)
    data = form.cleaned_data
    try:
        suggest_pair(
            programme=programme,
            mentor=mentor,
            token=data["candidate"],
            reason=data["reason"],
            by=request.user,
        )
    except DomainError as error:
        messages.error(request, str(error))
        back = reverse("candidates:list", args=[programme.key])
    else:
        messages.success(request, _("The suggestion has gone to the project leader."))
    return HttpResponseRedirect(back)


@never_cache
@require_safe
@needs(Permission.MATCH_PROPOSE)
def list_suggestions(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """What partners suggest, oldest first, for the leader to take up or decline."""
    rows = (
        Suggestion.objects.open()
        .visible_to(request.user)
        .filter(mentor__programme=programme)
        .select_related("mentor__person", "mentor__organisation", "refugee__person", "by")
        .order_by("at", "pk")
    )
    page = Paginator(rows, MENTORS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    seen = {row.mentor.person_id for row in page.object_list} | {
        row.refugee.person_id for row in page.object_list
    }
    record_lookups(user=request.user, person_ids=sorted(seen), what="matching", programme=programme)
    context = {
        "title": pgettext("from partners", "Suggestions"),
        "crumbs": [
            {"label": _("Match"), "url": reverse("matching:board", args=[programme.key])},
            {"label": pgettext("from partners", "Suggestions")},
        ],
        "page": page,
        "count": da_number(page.paginator.count),
        "words": {key: first_upper(word) for key, word in words_of(programme).items()},
        "rows": [_suggestion(programme, row) for row in page.object_list],
    }
    return render(request, "matching/suggestions.html", context)


def _suggestion(programme: Programme, row: Suggestion) -> dict[str, Any]:
    board = reverse("matching:board", args=[programme.key])
    return {
        "pk": row.pk,
        "refugee": row.refugee.label,
        "refugee_url": f"{board}?refugee={row.refugee_id}",
        "mentor": row.mentor.label,
        "mentor_url": reverse("people:mentor", args=[programme.key, row.mentor_id]),
        "organisation": str(row.mentor.organisation or ""),
        "why": suggestion_reasons(programme)[row.reason],
        "who": str(row.by),
        "day": da_date(row.at),
    }


@require_POST
@needs(Permission.MATCH_PROPOSE)
def answer(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """`answer` take_up proposes the pair; anything else declines it."""
    rows = Suggestion.objects.visible_to(request.user).filter(mentor__programme=programme)
    suggestion = get_object_or_404(rows, pk=pk)
    listed = reverse("candidates:suggestions", args=[programme.key])
    try:
        if request.POST.get("answer") == "take_up":
            match = take_up(suggestion=suggestion, programme=programme, by=request.user)
            messages.success(request, _("The match is proposed."))
            return HttpResponseRedirect(reverse("matching:match", args=[programme.key, match.pk]))
        decline(suggestion=suggestion, programme=programme, by=request.user)
        messages.success(request, _("The suggestion is declined. The partner can see it."))
    except DomainError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(listed)
