"""Who came to a session, and the list to tick at the door."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mentorship.activities.attending import Answer, record_attendance
from mentorship.clock import today
from mentorship.errors import DomainError, EditConflict
from mentorship.forms.activities import ANSWERS
from mentorship.http import needs, page_or_404
from mentorship.models import Activity, ActivitySession, Attendance, Programme
from mentorship.permissions import Permission
from mentorship.selectors.activities import seen_and_unseen
from mentorship.trail import record_lookups
from mentorship.views.activities import activity_or_404
from mentorship.views.activity_parts import activity_url, crumbs, when
from mentorship.views.sides import MENTORS, REFUGEES
from mentorship.vocabulary import AttendanceState

ATTENDING_A_PAGE = 100


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACTIVITY_CHANGE)
def attendance(request: HttpRequest, programme: Programme, pk: int, session_pk: int) -> HttpResponse:
    """One form for all who were signed up: everybody came, but for the exceptions."""
    row = activity_or_404(request, programme, pk)
    session = _session_or_404(row, session_pk)
    if request.method != "POST":
        return _attendance_page(request, programme, row, session)
    try:
        count = record_attendance(session=session, answers=_answers(request, session), by=request.user)  # type: ignore[arg-type]  # as above
    except DomainError as error:
        status = 409 if isinstance(error, EditConflict) else 400
        return _attendance_page(request, programme, row, session, error=str(error), status=status)
    told = ngettext(
        "Attendance of %(count)d person is saved.", "Attendance of %(count)d people is saved.", count
    )
    messages.success(request, told % {"count": count} if count else _("Nothing was changed."))
    return HttpResponseRedirect(activity_url(row, programme))


def _session_or_404(row: Activity, pk: int) -> ActivitySession:
    session = row.sessions.filter(pk=pk).first()
    if session is None:
        raise Http404
    session.activity = row
    return session


def _answers(request: HttpRequest, session: ActivitySession) -> dict[int, Answer]:
    """What the form says of each person the user may see; of anybody else it says nothing."""
    rows = Attendance.objects.filter(session=session).visible_to(request.user)  # type: ignore[arg-type]  # signed in by middleware
    known = {str(state) for state in AttendanceState}
    found = {}
    for key in rows.values_list("pk", flat=True):
        was, state = request.POST.get(f"was-{key}", ""), request.POST.get(f"state-{key}", "")
        if was in known and state in known:
            found[key] = (was, state)
    return found


def _attendance_page(
    request: HttpRequest,
    programme: Programme,
    row: Activity,
    session: ActivitySession,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    rows, others = seen_and_unseen(session, request.user)  # type: ignore[arg-type]  # signed in by middleware
    page = Paginator(rows, ATTENDING_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    held = timezone.localdate(session.starts_at) <= today()
    _log_names(request, programme, page.object_list)
    title = _("Record attendance") if held else _("Excused before it begins")
    context = {
        "title": title,
        "crumbs": crumbs(programme, row, title),
        "activity": row,
        "when": when(session),
        "where": session.meeting_place,
        "held": held,
        "cancelled": row.cancelled_on is not None,
        "page": page,
        "people": [_attending(one, held, request) for one in page.object_list],
        "others": others,
        "error": error,
        "cancel_url": activity_url(row, programme),
        "signup_url": activity_url(row, programme, "_signup"),
    }
    return render(request, "mentorship/attendance.html", context, status=status)


def _log_names(request: HttpRequest, programme: Programme, rows: Any) -> None:
    people = [one.enrolment.person_id for one in rows]
    record_lookups(user=request.user, person_ids=people, what="list", programme=programme)  # type: ignore[arg-type]  # signed in by middleware


def _attending(one: Attendance, held: bool, request: HttpRequest) -> dict[str, Any]:
    """One person's line. Where the session has been held, a sign-up stands on "came" until told otherwise."""
    state = AttendanceState(one.state)
    proposed = AttendanceState.ATTENDED if held and state == AttendanceState.SIGNED_UP else state
    chosen = request.POST.get(f"state-{one.pk}", proposed)
    person = one.enrolment
    answers = [
        {"value": value.value, "label": label, "chosen": value == chosen}
        for value, label in ANSWERS
        if _is_offered(value, state, held=held)
    ]
    more = "" if person.label == person.case_number else person.case_number
    return {
        "key": one.pk,
        "name": person.label,
        "protected": person.person.is_protected,
        "more": more,
        "was": state.value,
        "recorded": state != AttendanceState.SIGNED_UP,
        "answers": answers,
    }


def _is_offered(value: AttendanceState, state: AttendanceState, *, held: bool) -> bool:
    """Before the day only an excuse and its undoing; after it “not recorded” takes back what was recorded."""
    if not held:
        return value in (AttendanceState.EXCUSED, AttendanceState.SIGNED_UP)
    return value != AttendanceState.SIGNED_UP or state != AttendanceState.SIGNED_UP


@never_cache
@require_safe
@needs(Permission.ACTIVITY_CHANGE)
def print_list(request: HttpRequest, programme: Programme, pk: int, session_pk: int) -> HttpResponse:
    """A sheet to tick at the door: names, or case numbers where the name is protected."""
    row = activity_or_404(request, programme, pk)
    session = _session_or_404(row, session_pk)
    rows, others = seen_and_unseen(session, request.user)  # type: ignore[arg-type]  # signed in by middleware
    page = Paginator(rows.taking_a_place(), ATTENDING_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    _log_names(request, programme, page.object_list)
    title = _("List of participants")
    context = {
        "title": title,
        "crumbs": crumbs(programme, row, title),
        "activity": row,
        "when": when(session),
        "where": session.meeting_place,
        "page": page,
        "people": [_printed(one, programme) for one in page.object_list],
        "others": others,
        "back_url": reverse("people:attendance", args=[programme.key, row.pk, session.pk]),
    }
    return render(request, "mentorship/attendance_list.html", context)


def _printed(one: Attendance, programme: Programme) -> dict[str, Any]:
    side = MENTORS if one.mentor_id else REFUGEES
    return {
        "name": one.enrolment.label,
        "case_number": one.enrolment.case_number,
        "side": side.words(programme).one,
    }
