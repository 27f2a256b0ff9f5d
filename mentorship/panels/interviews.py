"""What the calendar of interviews hangs on other pages: a person's interviews, today's on the start page."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorship.clock import today
from mentorship.ics import Event
from mentorship.models import Interview, Mentor, Programme, Refugee, User
from mentorship.permissions import Permission
from mentorship.registry import (
    CalendarSource,
    NavEntry,
    PersonPanel,
    StartCard,
    add_calendar_sources,
    add_navigation,
    add_person_panels,
    add_start_cards,
)
from mentorship.selectors.interviews import between, bookable, local, of_programme, unanswered
from mentorship.templatetags.danish import da_datetime, da_time
from mentorship.vocabulary import InterviewState

SHOWN = 10
TIMES_SHOWN = 8
DAYS_BACK, DAYS_AHEAD = 30, 180
TIMELINE = {InterviewState.HELD: "done", InterviewState.ABSENT: "missed", InterviewState.CANCELLED: "excused"}
TONES = {
    InterviewState.PLANNED: "info",
    InterviewState.HELD: "ok",
    InterviewState.ABSENT: "stop",
    InterviewState.CANCELLED: "neutral",
}


def register() -> None:
    # Whoever sees people has interviews to see; a mentor's side is seen by all of those.
    add_navigation(NavEntry(gettext_lazy("Interviews"), "people:calendar", Permission.MENTOR_VIEW, 42))
    add_person_panels(
        PersonPanel("interviews", "mentorship/partials/_interviews.html", interviews_of, 5, "main")
    )
    add_start_cards(
        StartCard("interviews", "mentorship/partials/_start_interviews.html", todays_interviews, 15)
    )
    add_calendar_sources(CalendarSource("interviews", own_interviews))


def own_interviews(user: User) -> Iterator[Event]:
    """The interviews the user is to hold, around now: the case number and the time; one query."""
    rows = Interview.objects.visible_to(user).filter(interviewer=user, state=InterviewState.PLANNED)
    first, last = today() - datetime.timedelta(days=DAYS_BACK), today() + datetime.timedelta(days=DAYS_AHEAD)
    found = between(rows, first, last).select_related("mentor__programme", "refugee__programme")
    for row in found.order_by("starts_at", "pk"):
        yield Event(
            uid=f"interview-{row.pk}",
            starts_at=row.starts_at,
            minutes=row.minutes,
            summary=_("Interview %(case)s") % {"case": row.enrolment.case_number},
            url=settings.SITE_URL + reverse("people:interview", args=[row.enrolment.programme.key, row.pk]),
            sequence=row.version,
        )


def interviews_of(request: HttpRequest, row: Mentor | Refugee) -> dict[str, Any] | None:
    """The person's interviews, the latest first, and the way to book one; two queries."""
    user: Any = request.user
    programme = row.programme
    found = list(row.interviews.select_related("interviewer").order_by("-starts_at", "-pk")[:SHOWN])
    may_book = bookable(user, programme, type(row)).filter(pk=row.pk).exists()
    planned = any(interview.state == InterviewState.PLANNED for interview in found)
    name = "people:refugee_booking" if isinstance(row, Refugee) else "people:mentor_booking"
    book_url = "" if planned or not may_book or row.left_on else reverse(name, args=[programme.key, row.pk])
    if not found and not book_url:
        return None
    return {
        "title": _("Interviews"),
        "events": [_event(interview, programme) for interview in found],
        "book_url": book_url,
        "wanted": row.interviewed_on is None and not planned,
    }


def _event(interview: Interview, programme: Programme) -> dict[str, Any]:
    place = [_("%(count)d minutes") % {"count": interview.minutes}, interview.meeting_place]
    return {
        "when": da_datetime(interview.starts_at),
        "what": _("Interview with %(name)s") % {"name": interview.interviewer},
        "detail": ", ".join(text for text in place if text),
        "state": TIMELINE.get(InterviewState(interview.state), ""),
        "tag": interview_tag(interview),
        "url": reverse("people:interview", args=[programme.key, interview.pk]),
    }


def todays_interviews(user: User, programme: Programme) -> dict[str, Any] | None:
    """How many interviews the user holds today and what waits for an answer; None where there is neither."""
    if not user.may(Permission.MENTOR_VIEW, programme):
        return None
    mine = of_programme(programme, user).filter(
        interviewer__in=user.work_of(programme), state=InterviewState.PLANNED
    )
    todays, open_ones = between(mine, today(), today()), unanswered(mine).count()
    times = list(todays.values_list("starts_at", flat=True)[: TIMES_SHOWN + 1])
    count = len(times) if len(times) <= TIMES_SHOWN else todays.count()
    if not count and not open_ones:
        return None
    return {
        "to_do": count + open_ones,
        "late": open_ones,
        "title": _("Interviews"),
        "count": count,
        "sentence": ngettext("interview today.", "interviews today.", count),
        "times": ", ".join(da_time(at) for at in times[:TIMES_SHOWN]) + (" …" if count > TIMES_SHOWN else ""),
        "open": ngettext(
            "%(count)d earlier interview waits for word of whether it was held.",
            "%(count)d earlier interviews wait for word of whether they were held.",
            open_ones,
        )
        % {"count": open_ones}
        if open_ones
        else "",
        "url": reverse("people:calendar", args=[programme.key]),
    }


def interview_tag(interview: Interview) -> dict[str, str]:
    """The state in words; a day that has passed without an answer is told apart."""
    if interview.state == InterviewState.PLANNED and local(interview.starts_at).date() < today():
        return {"label": _("Was it held?"), "tone": "warn"}
    state = InterviewState(interview.state)
    return {"label": str(state.label), "tone": TONES[state]}
