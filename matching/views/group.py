"""The task group's queue: proposals put to it, by case number and profile alone."""

import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Prefetch
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from matching import services
from matching.forms import StanceForm
from matching.models import Match, MatchComment
from matching.models.match import MatchQuerySet
from matching.showing import FACT_LABELS, bars, facts_of, first_upper
from matching.views.board_parts import words_of
from matching.views.match_parts import STANCE_TONES
from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.http import SignedInRequest, needs, page_or_404
from mentorship.models import Mentor, Programme, Refugee
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.templatetags.danish import da_datetime, da_number
from mentorship.trail import record_lookups
from mentorship.vocabulary import ConsentScope

A_PAGE = 10
SOON = 2  # days left from which a deadline is marked


def _queue(request: SignedInRequest, programme: Programme) -> MatchQuerySet:
    """Proposals put to the task groups the user sits in, the nearest deadline first."""
    return (
        Match.objects.put_to_task_group_of(request.user)
        .filter(programme=programme)
        .select_related(
            "refugee__person",
            "refugee__municipality",
            "refugee__profile",
            "mentor__person",
            "mentor__municipality",
            "mentor__profile",
        )
        .prefetch_related(
            "refugee__programme",
            "refugee__consents",
            "mentor__programme",
            "mentor__consents",
            Prefetch("comments", MatchComment.objects.select_related("by")),
        )
        .order_by(F("answer_by_on").asc(nulls_last=True), "created_at", "pk")
    )


@never_cache
@require_safe
@needs(Permission.MATCH_BACK)
def queue(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """No names. Whose profiles the page shows is logged, in one insert."""
    page = Paginator(_queue(request, programme), A_PAGE).get_page(page_or_404(request.GET.get("page")))
    seen = {match.refugee.person_id for match in page.object_list}
    seen |= {match.mentor.person_id for match in page.object_list}
    record_lookups(user=request.user, person_ids=sorted(seen), what="proposal", programme=programme)
    context = {
        "page": page,
        "count": page.paginator.count,
        "entries": [_entry(programme, match) for match in page.object_list],
        "words": words_of(programme),
        "title": first_upper(words_of(programme)["task_group"]),
        "required": programme_document(programme).task_group.part == "required",
    }
    return render(request, "matching/group.html", context)


def _entry(programme: Programme, match: Match) -> dict[str, Any]:
    refugee, mentor = (_told(row) for row in (match.refugee, match.mentor))
    return {
        "pk": match.pk,
        "refugee": match.refugee.case_number,
        "mentor": match.mentor.case_number,
        "score": da_number(match.score) if match.score is not None else "",
        "answer_by_on": match.answer_by_on,
        "deadline": _deadline(match.answer_by_on),
        "profile": [
            {"label": label, "refugee": refugee.get(key), "mentor": mentor.get(key)}
            for key, label in FACT_LABELS.items()
        ]
        if refugee and mentor
        else [],
        "bars": bars(match.because) if refugee and mentor else [],
        "comments": [
            {
                "who": str(comment.by),
                "when": da_datetime(comment.at),
                "tag": {"label": comment.get_stance_display(), "tone": STANCE_TONES[comment.stance]},
                "text": comment.text,
            }
            for comment in match.comments.all()
        ],
        "form": StanceForm(auto_id=f"id_{match.pk}_%s"),
        "url": reverse("matching:say", args=[programme.key, match.pk]),
    }


def _deadline(by: datetime.date | None) -> dict[str, Any] | None:
    """How long the group has left: tone and words; None where nobody has set a day."""
    if by is None:
        return None
    days = (by - today()).days
    if days < 0:
        text = ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": -days}
        return {"tone": "stop", "text": text}
    if days == 0:
        return {"tone": "warn", "text": _("today")}
    text = ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return {"tone": "warn" if days <= SOON else "info", "text": text}


def _told(row: Mentor | Refugee) -> dict[str, Any]:
    """Profile facts, if the person agreed that the task group sees them; else nothing."""
    agreed = any(
        consent.scope == ConsentScope.TASK_GROUP and consent.withdrawn_on is None
        for consent in row.consents.all()
    )
    return dict(facts_of(row, today())) if agreed else {}


@require_POST
@needs(Permission.MATCH_BACK)
def say(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """Back, advise against or comment. What can't be done comes back as a message, the text with it."""
    match = get_object_or_404(_queue(request, programme), pk=pk)
    here = reverse("matching:group", args=[programme.key])
    form = StanceForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("Choose to back, advise against or comment, with at most 2,000 characters.")
        )
        return HttpResponseRedirect(here)
    text, stance = form.cleaned_data["text"], form.cleaned_data["stance"]
    try:
        done = _say(match, request, stance, text)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(here)


def _say(match: Match, request: SignedInRequest, stance: str, text: str) -> str:
    if stance == MatchComment.Stance.BACKS:
        services.back_match(match=match, by=request.user, text=text)
        return _("The match is backed.")
    if stance == MatchComment.Stance.ADVISES_AGAINST:
        services.advise_against(match=match, by=request.user, text=text)
        return _("Your advice against is recorded; the project leader decides.")
    services.comment_match(match=match, by=request.user, text=text)
    return _("The comment is recorded.")
