"""A new plan beside the draft it was proposed from: what each reaches, who differs, which to go on with."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from matching.comparing import Side, by_town, figures, moves
from matching.models import MatchingRun
from matching.services.drafts import go_on_with
from matching.views.board_address import back_to_board
from matching.views.board_draft import figure_line
from matching.views.board_parts import words_of
from matching.views.compare import side_of
from matching.views.trial_parts import MOVES_A_PAGE, move_rows
from mentorship.errors import DomainError
from mentorship.http import SignedInRequest, needs, page_or_404
from mentorship.models import Programme
from mentorship.permissions import Permission
from mentorship.trail import record_lookups

DRAFT = MatchingRun.State.DRAFT


class GoOnForm(forms.Form):
    """Which of the two to go on with, and whether the other one stays a draft."""

    keep = forms.IntegerField(widget=forms.HiddenInput)
    both = forms.BooleanField(label=gettext_lazy("Keep the other one as a draft too"), required=False)


@never_cache
@require_safe
@needs(Permission.MATCH_PROPOSE)
def show_beside(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """Whose names the page shows is logged. Without a draft to stand beside, the plan opens on the board."""
    new = get_object_or_404(programme.matching_runs.select_related("based_on"), pk=pk)
    old = new.based_on
    if old is None or old.state != DRAFT or new.state != DRAFT:
        return back_to_board(programme, f"plan={new.pk}")
    before, after = side_of(old), side_of(new)
    found = moves(before.mentors, after.mentors)
    page = Paginator(found, MOVES_A_PAGE).get_page(page_or_404(request.GET.get("side")))
    rows, seen = move_rows(request.user, programme, list(page.object_list))
    for row, move in zip(rows, page.object_list, strict=True):
        if move.refugee not in after.towns:
            row["tag"] = {"label": _("No longer waits"), "tone": "neutral"}
    record_lookups(user=request.user, person_ids=sorted(seen), what="plan", programme=programme)
    context = {
        "title": _("Which plan to go on with?"),
        "old": old,
        "new": new,
        "lines": _lines(before, after, old, new),
        "choices": [
            {
                "run": run,
                "new": run is new,
                "form": GoOnForm(initial={"keep": run.pk}, auto_id=f"go{run.pk}_%s"),
            }
            for run in (old, new)
        ],
        "changed": len(found),
        "gained": sum(move.kind == "gained" for move in found),
        "lost": sum(move.kind == "lost" and move.refugee in after.towns for move in found),
        "gone": sum(move.refugee not in after.towns for move in found),
        "page": page,
        "rows": rows,
        "words": words_of(programme),
        "go_on_url": reverse("matching:go_on", args=[programme.key, new.pk]),
        "compare_url": reverse("matching:compare", args=[programme.key])
        + f"?{urlencode({'a': old.pk, 'b': new.pk})}",
        "crumbs": [
            {"label": _("Match"), "url": reverse("matching:board", args=[programme.key])},
            {"label": new.name},
        ],
    }
    return render(request, "matching/beside.html", context)


def _lines(before: Side, after: Side, old: MatchingRun, new: MatchingRun) -> list[dict[str, Any]]:
    was, is_now = figures(before), figures(after)
    lines = [
        figure_line(_("Matched"), is_now.matched, was.matched),
        figure_line(_("Who waited"), new.waiting, old.waiting),
        figure_line(_("Points in all"), is_now.total, was.total),
        figure_line(_("Weakest pair"), is_now.weakest, was.weakest),
        figure_line(_("Days of waiting that end"), is_now.days, was.days),
        figure_line(_("Locked pairs"), _locked(new), _locked(old)),
    ]
    towns = by_town(before, after)
    if len(towns) > 1:
        lines += [
            figure_line(_("Matched in %(town)s") % {"town": town.name}, town.matched[1], town.matched[0])
            for town in towns
        ]
    return lines


def _locked(run: MatchingRun) -> int:
    return len(run.params.get("locks", ()))


@require_POST
@needs(Permission.MATCH_PROPOSE)
def go_on(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """Go on with one of the two; the other is put away unless it is to stay a draft."""
    new = get_object_or_404(programme.matching_runs.select_related("based_on"), pk=pk)
    form = GoOnForm(request.POST)
    both = {run.pk: run for run in (new, new.based_on) if run}
    if not form.is_valid() or form.cleaned_data["keep"] not in both:
        raise Http404
    run = both.pop(form.cleaned_data["keep"])
    other = None if form.cleaned_data["both"] else next(iter(both.values()), None)
    try:
        go_on_with(run=run, instead_of=other, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("matching:plans", args=[programme.key]))
    messages.success(request, _("You go on with “%(name)s”.") % {"name": run.name})
    return back_to_board(programme, f"plan={run.pk}", "draft-title")
