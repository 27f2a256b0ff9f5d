"""One match: who they are, why they were paired, where it stands, and the steps that can be taken."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from matching.models import Match
from matching.permissions import may_take
from matching.showing import refugee_label, state_tag
from matching.views.board_parts import words_of
from matching.views.match_parts import match_context
from matching.views.steps import STEPS, Step, steps_open
from mentorship.errors import DomainError, EditConflict, NoPlaceLeft
from mentorship.http import SignedInRequest, needs
from mentorship.models import Programme
from mentorship.permissions import Permission
from mentorship.trail import record_lookups


def _match_or_404(request: SignedInRequest, programme: Programme, pk: int) -> Match:
    rows = Match.objects.filter(programme=programme).visible_to(request.user).for_list()
    rows = rows.select_related(
        "mentor__profile", "refugee__profile", "start_meeting", "created_by", "backed_by"
    )
    return get_object_or_404(
        rows.select_related(
            "programme",
            "mentor__person",
            "mentor__municipality",
            "mentor__organisation",
            "mentor__profile",
            "refugee__person",
            "refugee__municipality",
            "refugee__profile",
            "start_meeting",
            "created_by",
            "backed_by",
            "import_batch",
        ),
        pk=pk,
    )


def _log(request: SignedInRequest, programme: Programme, match: Match) -> None:
    people = [match.refugee.person_id, match.mentor.person_id]
    record_lookups(user=request.user, person_ids=people, what="match", programme=programme)


@never_cache
@require_safe
@needs(Permission.MATCH_VIEW)
def show_match(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    match = _match_or_404(request, programme, pk)
    _log(request, programme, match)
    return render(request, "matching/match.html", match_context(request, programme, match))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MATCH_VIEW)
def take_step(request: SignedInRequest, programme: Programme, pk: int, step: str) -> HttpResponse:
    """A page with the step's form; then the step. Not open from here: back, with why; not one's own: 403."""
    match = _match_or_404(request, programme, pk)
    if step not in STEPS:
        raise Http404
    here, chosen = reverse("matching:match", args=[programme.key, pk]), STEPS[step]
    if not may_take(request.user, match, chosen.arrow):
        raise PermissionDenied
    if chosen not in steps_open(request.user, match):
        messages.error(request, _("That step can't be taken from where the match stands now."))
        return HttpResponseRedirect(here)
    form = chosen.form(request.POST if request.method == "POST" else None, match=match, user=request.user)
    if request.method == "POST" and form.is_valid() and _done(request, chosen, form):
        return HttpResponseRedirect(here)
    _log(request, programme, match)
    context = {
        "form": form,
        "step": chosen,
        "match": match,
        "tag": state_tag(match),
        "refugee": refugee_label(request.user, match),
        "mentor": match.mentor.label,
        "words": words_of(programme),
        "here": here,
        "crumbs": [
            {"label": _("Matches"), "url": reverse("matching:matches", args=[programme.key])},
            {"label": f"{match.refugee.case_number} · {match.mentor.case_number}", "url": here},
            {"label": str(chosen.title)},
        ],
    }
    return render(request, "matching/step.html", context, status=400 if form.errors else 200)


def _done(request: SignedInRequest, step: Step, form: Any) -> bool:
    """Take the step; False where the form is to be shown again with what is in the way."""
    try:
        form.perform()
    except NoPlaceLeft as error:
        messages.warning(request, str(error))
        return True  # what was written is kept; the match's page shows where it stands
    except EditConflict as error:
        form.add_error(None, str(error))
        return False
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, str(step.done))
    for remark in getattr(form, "remarks", ()):
        messages.warning(request, remark)
    return True
