"""The start meeting outside the page of the match: a file for a calendar, and the agreement to print."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from matching.agreements import columns_of
from matching.invitees import meeting_event
from matching.models import Match
from matching.permissions import may_take
from matching.services.start_meetings import is_planned
from matching.showing import refugee_label
from matching.states import RUNNING_STATES, MatchAction, MatchState
from mentorship.http import SignedInRequest, needs
from mentorship.ics import as_calendar
from mentorship.models import Programme
from mentorship.permissions import Permission
from mentorship.trail import record_lookups


def _match_or_404(request: SignedInRequest, programme: Programme, pk: int) -> Match:
    rows = Match.objects.filter(programme=programme).visible_to(request.user).for_list()
    return get_object_or_404(rows.select_related("start_meeting"), pk=pk)


@never_cache
@require_safe
@needs(Permission.MATCH_VIEW)
def meeting_file(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """The planned meeting as a calendar file, by case number; a 404 while none is planned."""
    match = _match_or_404(request, programme, pk)
    meeting = getattr(match, "start_meeting", None)
    if meeting is None or not is_planned(meeting):
        raise Http404
    record_lookups(
        user=request.user, person_ids=[match.refugee.person_id], what="start_meeting", programme=programme
    )
    body = as_calendar([meeting_event(match, meeting, staff=True)])
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="opstartsmoede.ics"'
    return response


@never_cache
@require_safe
@needs(Permission.MATCH_VIEW)
def show_agreement(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """For whoever holds the start meeting, from both sides' yes on; named as far as the reader may know."""
    match = _match_or_404(request, programme, pk)
    if match.state not in (MatchState.ACCEPTED, *RUNNING_STATES):
        raise Http404
    if not may_take(request.user, match, MatchAction.START):
        raise PermissionDenied
    people = [match.refugee.person_id, match.mentor.person_id]
    record_lookups(user=request.user, person_ids=people, what="agreement", programme=programme)
    here = reverse("matching:match", args=[programme.key, pk])
    context = {
        "title": _("Agreement"),
        "who": f"{refugee_label(request.user, match)} – {match.mentor.label}",
        "columns": columns_of(match),
        "here": here,
        "crumbs": [
            {"label": _("Matches"), "url": reverse("matching:matches", args=[programme.key])},
            {"label": f"{match.refugee.case_number} · {match.mentor.case_number}", "url": here},
            {"label": _("Agreement")},
        ],
    }
    return render(request, "matching/agreement.html", context)
