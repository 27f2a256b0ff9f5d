"""One interview of the calendar: booked from the person, moved, cancelled, held or not, taken along."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.clock import today
from mentorship.errors import DomainError, EditConflict
from mentorship.forms.booking import BookingForm
from mentorship.forms.interview import steps_for
from mentorship.http import needs
from mentorship.ics import Event, as_calendar
from mentorship.models import Interview, Programme
from mentorship.panels.interviews import interview_tag
from mentorship.people.booking import (
    book_interview,
    cancel_interview,
    close_interview,
    move_interview,
    reopen_interview,
)
from mentorship.permissions import Permission
from mentorship.selectors.interviews import bookable, local, of_programme, planned_of
from mentorship.templatetags.danish import da_date, da_time
from mentorship.trail import record_lookup
from mentorship.views.calendar_parts import when_in_words
from mentorship.views.sides import MENTORS, REFUGEES, Side, row_or_404

READERS = (Permission.REFUGEE_VIEW, Permission.MENTOR_VIEW)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACTIVITY_CHANGE)
def book_refugee(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    return _book(request, programme, REFUGEES, pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACTIVITY_CHANGE)
def book_mentor(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    return _book(request, programme, MENTORS, pk)


def _book(request: HttpRequest, programme: Programme, side: Side, pk: int) -> HttpResponse:
    user: Any = request.user
    row = row_or_404(bookable(user, programme, side.model), pk)
    if planned := planned_of(row):
        messages.info(request, _("An interview is planned already. Move it here, or say how it went."))
        return HttpResponseRedirect(interview_url(programme, planned))

    def save(form: BookingForm) -> HttpResponse:
        interview = book_interview(enrolment=row, by=user, **form.wanted())
        messages.success(request, _("Booked: %(when)s.") % {"when": when_in_words(interview)})
        return HttpResponseRedirect(interview_url(programme, interview))

    record_lookup(user=user, person=row.person, what="interview", programme=programme)
    form = BookingForm(request.POST or None, enrolment=row, user=user)
    answer = _sent(request, form, save)
    if isinstance(answer, HttpResponse):
        return answer
    context = {
        "title": _("Book an interview"),
        "who": row.label,
        "person_url": side.url("", programme, pk),
        "crumbs": [_calendar_crumb(programme), {"label": row.case_number}],
        "form": form,
        "warning": answer,
        "button": _("Book all the same") if answer else _("Book the interview"),
        "cancel_url": side.url("", programme, pk),
    }
    status = 400 if form.errors else 200
    return render(request, "mentorship/booking.html", context, status=status)


def _sent(request: HttpRequest, form: BookingForm, save: Callable[[BookingForm], HttpResponse]) -> Any:
    """The answer where the form went through; else the warning to show with it, or nothing."""
    if request.method != "POST" or not form.is_valid():
        return ""
    if not form.told_clashes():
        return form.tell_clashes()
    try:
        return save(form)
    except EditConflict as error:
        form.write_over()
        form.add_error(None, str(error))
        return ""
    except DomainError as error:
        form.add_error(None, str(error))
        return ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(*READERS)
def show_interview(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """The interview, and what may be done with it; a POST moves it."""
    user: Any = request.user
    interview = _interview_or_404(request, programme, pk)
    row, side = interview.enrolment, _side(interview)
    may_change = bookable(user, programme, side.model).filter(pk=row.pk).exists()
    if request.method == "POST" and not may_change:
        raise Http404

    def save(form: BookingForm) -> HttpResponse:
        moved = move_interview(
            interview=interview, version=form.cleaned_data["version"] or 0, by=user, **form.wanted()
        )
        messages.success(request, _("The interview is now %(when)s.") % {"when": when_in_words(moved)})
        return HttpResponseRedirect(interview_url(programme, moved))

    form = BookingForm(request.POST or None, enrolment=row, user=user, interview=interview)
    answer = _sent(request, form, save)
    if isinstance(answer, HttpResponse):
        return answer
    record_lookup(user=user, person=row.person, what="interview", programme=programme)
    if form.errors:
        interview.refresh_from_db(
            fields=["starts_at", "minutes", "meeting_place", "interviewer", "state", "version"]
        )
    context = _about(request, programme, interview, may_change) | {
        "form": form,
        "warning": answer,
        "button": _("Move it all the same") if answer else _("Move the interview"),
    }
    return render(request, "mentorship/interview_booked.html", context, status=400 if form.errors else 200)


def _about(
    request: HttpRequest, programme: Programme, interview: Interview, may_change: bool
) -> dict[str, Any]:
    row, side = interview.enrolment, _side(interview)
    planned = interview.state == "planned"
    starts_at = local(interview.starts_at)
    return {
        "interview": interview,
        "title": _("Interview with %(name)s") % {"name": row.label},
        "tag": interview_tag(interview),
        "crumbs": [_calendar_crumb(programme), {"label": row.case_number}],
        "facts": [
            {"label": _("Date"), "value": da_date(starts_at)},
            {"label": _("Time"), "value": f"{da_time(starts_at)} ({interview.minutes} min.)"},
            {"label": pgettext("meeting", "Place"), "value": interview.meeting_place},
            {"label": _("Interviewer"), "value": str(interview.interviewer)},
        ],
        "person_url": side.url("", programme, row.pk),
        "may_change": may_change,
        "planned": planned,
        "may_close": planned and may_change,
        "has_come": starts_at.date() <= today(),
        "may_reopen": may_change and interview.state in {"held", "absent"},
        "step_urls": {
            step: reverse("people:interview_step", args=[programme.key, interview.pk, step]) for step in STEPS
        },
        "again_url": side.url("booking", programme, row.pk) if may_change and not planned else "",
        "ics_url": reverse("people:interview_ics", args=[programme.key, interview.pk]) if planned else "",
    }


@require_POST
@needs(Permission.ACTIVITY_CHANGE)
def step_interview(request: HttpRequest, programme: Programme, pk: int, step: str) -> HttpResponse:
    """Held, did not come, cancelled, or what was said by mistake undone."""
    user: Any = request.user
    interview = _interview_or_404(request, programme, pk)
    row, side = interview.enrolment, _side(interview)
    if step not in STEPS or not bookable(user, programme, side.model).filter(pk=row.pk).exists():
        raise Http404
    version = request.POST.get("version", "")
    try:
        STEPS[step](interview=interview, version=int(version) if version.isdecimal() else 0, by=user)
    except DomainError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(interview_url(programme, interview))
    messages.success(request, str(_told(step)))
    return HttpResponseRedirect(_next_page(request, programme, side, interview, step))


STEPS: dict[str, Callable[..., Interview]] = {
    "holdt": lambda **given: close_interview(came=True, **given),
    "udeblev": lambda **given: close_interview(came=False, **given),
    "aflys": cancel_interview,
    "fortryd": reopen_interview,
}


def _told(step: str) -> str:
    return {
        "holdt": _("The interview is marked as held. Now write what it found out."),
        "udeblev": _("It is noted that the person did not come. Book a new time."),
        "aflys": _("The interview is cancelled. Tell the person, unless it was the person who did it."),
        "fortryd": _("The interview is planned again."),
    }[step]


def _next_page(
    request: HttpRequest, programme: Programme, side: Side, interview: Interview, step: str
) -> str:
    """Held leads on to what the interview found out; who did not come, to a new time."""
    row = interview.enrolment
    if step == "udeblev":
        return side.url("booking", programme, row.pk)
    if step == "fortryd":
        return interview_url(programme, interview)
    if step == "holdt" and side.writable(request, programme).filter(pk=row.pk).exists():
        return side.url("interview", programme, row.pk, steps_for(row)[0].slug)
    return side.url("", programme, row.pk)


@require_safe
@needs(*READERS)
def interview_file(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """The interview as a calendar file: the case number alone; the place unless it is protected."""
    interview = _interview_or_404(request, programme, pk)
    event = Event(
        uid=f"interview-{interview.pk}",
        starts_at=interview.starts_at,
        minutes=interview.minutes,
        summary=_("Interview %(case)s") % {"case": interview.enrolment.case_number},
        place="" if interview.enrolment.person.is_protected else interview.meeting_place,
        url=request.build_absolute_uri(interview_url(programme, interview)),
        sequence=interview.version,
    )
    response = HttpResponse(as_calendar([event]), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="samtale-{interview.pk}.ics"'
    return response


def interview_url(programme: Programme, interview: Interview) -> str:
    return reverse("people:interview", args=[programme.key, interview.pk])


def _interview_or_404(request: HttpRequest, programme: Programme, pk: int) -> Interview:
    """A cancelled one too: its page says so, and leads to a new time."""
    rows = of_programme(programme, request.user, cancelled=True)  # type: ignore[arg-type]  # signed in by middleware
    found = rows.select_related("mentor__programme", "refugee__programme").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _side(interview: Interview) -> Side:
    return MENTORS if interview.mentor_id else REFUGEES


def _calendar_crumb(programme: Programme) -> dict[str, str]:
    return {"label": _("Interviews"), "url": reverse("people:calendar", args=[programme.key])}
