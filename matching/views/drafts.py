"""Changes of a draft, as buttons send them: the page comes back as it stood, with the draft as it now is."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from matching.board_forms import ChangeForm, NameForm, VersionForm
from matching.models import MatchingRun, PlanChange
from matching.services.drafts import change_draft, redo_change, rename_draft, undo_change
from matching.views.board_address import back_to_board
from matching.views.board_costs import people_line, signed
from mentorship.errors import DomainError
from mentorship.http import SignedInRequest, needs
from mentorship.models import Mentor, Programme, Refugee
from mentorship.permissions import Permission

KIND = PlanChange.Kind
NEEDS_MENTOR = (KIND.LOCK, KIND.CHOOSE, KIND.FORBID, KIND.ALLOW)


@require_POST
@needs(Permission.MATCH_PROPOSE)
def change(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """Lock, choose, keep apart, leave out, and their opposites: one change, re-planned."""
    run = _run_or_404(programme, pk)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        raise Http404
    data = form.cleaned_data
    refugees = Refugee.objects.visible_to(request.user).filter(programme=programme)
    mentors = Mentor.objects.visible_to(request.user).filter(programme=programme)
    refugee, mentor = get_object_or_404(refugees, pk=data["refugee"]), None
    if data["kind"] in NEEDS_MENTOR:
        mentor = get_object_or_404(mentors, pk=data["mentor"])
    try:
        made = change_draft(
            run=run,
            version=data["version"],
            kind=data["kind"],
            refugee=refugee,
            mentor=mentor,
            reason=data["reason"],
            by=request.user,
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _said(made))
    return _back(programme, run, data)


def _said(made: PlanChange, *, undone: bool = False) -> str:
    """What the change did to the plan. Case numbers alone: a message may outlive the page in a log."""
    moved = sum(1 for refugee, *_mentors in made.moved if refugee != made.refugee_id)
    sign = -1 if undone else 1
    parts = [
        f"{made.get_kind_display()}: {made.refugee.case_number}.",
        _("The plan: %(points)s points") % {"points": signed(sign * made.total_change)},
        people_line(sign * made.matched_change),
        ngettext("%(count)d other moved", "%(count)d others moved", moved) % {"count": moved}
        if moved
        else "",
    ]
    return f"{parts[0]} {', '.join(filter(None, parts[1:]))}."


@require_POST
@needs(Permission.MATCH_PROPOSE)
def undo(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """Take the last change back."""
    return _step(request, programme, pk, undo_change, undone=True)


@require_POST
@needs(Permission.MATCH_PROPOSE)
def redo(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """Do again what was undone last."""
    return _step(request, programme, pk, redo_change, undone=False)


def _step(
    request: SignedInRequest, programme: Programme, pk: int, service: Any, *, undone: bool
) -> HttpResponse:
    run = _run_or_404(programme, pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        made = service(run=run, version=form.cleaned_data["version"], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        said = _said(made, undone=undone)
        messages.success(request, _("Undone: %(what)s") % {"what": said} if undone else said)
    return _back(programme, run, form.cleaned_data)


@require_POST
@needs(Permission.MATCH_PROPOSE)
def rename(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """Give the draft another name."""
    run, form = _run_or_404(programme, pk), NameForm(request.POST)
    try:
        name = form.cleaned_data["name"] if form.is_valid() else ""
        rename_draft(run=run, name=name, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The plan has a new name."))
    return back_to_board(programme, form.cleaned_data.get("back") or f"plan={run.pk}", "draft-title")


def _run_or_404(programme: Programme, pk: int) -> MatchingRun:
    return get_object_or_404(programme.matching_runs, pk=pk)


def _back(programme: Programme, run: MatchingRun, data: dict[str, Any]) -> HttpResponse:
    return back_to_board(programme, data["back"] or f"plan={run.pk}", data["at"])
