"""What activities hang on other pages: the courses of a person, and what is on, on the start page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorship.models import ActivitySession, Attendance, Mentor, Programme, Refugee, User
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.registry import (
    NavEntry,
    PersonPanel,
    StartCard,
    add_navigation,
    add_person_panels,
    add_start_cards,
)
from mentorship.selectors.activities import attendances_of, coming_sessions, unmarked_sessions
from mentorship.templatetags.danish import da_date, da_time
from mentorship.vocabulary import ActivityKind, AttendanceState

SHOWN = 20
DAYS_AHEAD = 21
CARD_ROWS = 4
TIMELINE = {
    AttendanceState.ATTENDED: ("done", "ok"),
    AttendanceState.ABSENT: ("missed", "stop"),
    AttendanceState.EXCUSED: ("excused", "neutral"),
    AttendanceState.SIGNED_UP: ("", "info"),
}


def register() -> None:
    add_navigation(NavEntry(gettext_lazy("Activities"), "people:activities", Permission.ACTIVITY_VIEW, 45))
    add_person_panels(PersonPanel("courses", "mentorship/partials/_courses.html", courses_of, 30, "main"))
    add_start_cards(StartCard("activities", "mentorship/partials/_start_activities.html", what_is_on, 50))


def courses_of(request: HttpRequest, row: Mentor | Refugee) -> dict[str, Any] | None:
    """What a person has come to and is signed up for; one query. None for who may not see activities."""
    user: Any = request.user
    if not user.may(Permission.ACTIVITY_VIEW, row.programme):
        return None
    rows = list(attendances_of(row)[:SHOWN])
    todo = _lacking(row, rows)
    if not rows and not todo:
        return None
    return {
        "title": _("Courses and activities") if rows else "",
        "events": [_event(one, row.programme) for one in rows],
        "todo": todo,
    }


def _lacking(row: Mentor | Refugee, rows: list[Attendance]) -> list[dict[str, str]]:
    """The introduction course, where a match needs it and the person is not signed up for one."""
    rules = programme_document(row.programme).matching.rules
    if not rules or not rules.intro_course_required or row.intro_course_on:
        return []
    signed_up = AttendanceState.SIGNED_UP
    if any(o.state == signed_up and o.session.activity.kind == ActivityKind.INTRO_COURSE for o in rows):
        return []
    url = f"{reverse('people:activities', args=[row.programme.key])}?art={ActivityKind.INTRO_COURSE}"
    text = _("The introduction course is missing")
    return [{"text": text, "url": url, "action": _("Find a course"), "tone": "warn"}]


def _event(one: Attendance, programme: Programme) -> dict[str, Any]:
    activity, state = one.session.activity, AttendanceState(one.state)
    mark, tone = TIMELINE[state]
    label = _("Called off") if activity.cancelled_on else str(state.label)
    return {
        "when": da_date(one.session.starts_at),
        "what": activity.title,
        "detail": f"{activity.get_kind_display()}, {_('completed') if one.dated_on else ''}".rstrip(", "),
        "state": "" if activity.cancelled_on else mark,
        "tag": {"label": label, "tone": "neutral" if activity.cancelled_on else tone},
        "url": reverse("people:activity", args=[programme.key, activity.pk]),
    }


def what_is_on(user: User, programme: Programme) -> dict[str, Any] | None:
    """The next sessions, and those held whose attendance waits; None where there is neither."""
    if not user.may(Permission.ACTIVITY_VIEW, programme):
        return None
    coming = list(coming_sessions(user, programme, DAYS_AHEAD)[:CARD_ROWS])
    waiting = (
        list(unmarked_sessions(user, programme)[:CARD_ROWS])
        if user.may(Permission.ACTIVITY_CHANGE, programme)
        else []
    )
    if not coming and not waiting:
        return None
    work = {"to_do": len(waiting), "late": len(waiting)} if waiting else {}
    return work | {
        "coming": [_coming(session, programme) for session in coming],
        "waiting": [_waiting(session, programme) for session in waiting],
        "url": reverse("people:activities", args=[programme.key]),
    }


def _coming(session: Any, programme: Programme) -> dict[str, str]:
    taken = ngettext("%(count)d signed up", "%(count)d signed up", session.taken) % {"count": session.taken}
    return {
        "title": session.activity.title,
        "url": reverse("people:activity", args=[programme.key, session.activity_id]),
        "when": _when(session),
        "more": " · ".join(filter(None, (session.meeting_place, taken))),
    }


def _waiting(session: ActivitySession, programme: Programme) -> dict[str, str]:
    return {
        "title": session.activity.title,
        "url": reverse("people:attendance", args=[programme.key, session.activity_id, session.pk]),
        "when": _when(session),
    }


def _when(session: ActivitySession) -> str:
    starts = timezone.localtime(session.starts_at)
    day = date_format(starts, "D").rstrip(".").lower()
    return f"{day} {da_date(starts)} {da_time(starts)}"
