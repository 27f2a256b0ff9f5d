"""What the calendar of interviews prints: days, lines, states."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mentorship.clock import today
from mentorship.formats import day_in_words
from mentorship.models import Interview, Programme
from mentorship.panels.interviews import interview_tag
from mentorship.selectors.interviews import local
from mentorship.templatetags.danish import da_time

WORKING_DAYS = 5


def when_in_words(interview: Interview) -> str:
    """tirsdag 24. november kl. 10.00"""
    starts_at = local(interview.starts_at)
    return _("%(day)s at %(time)s") % {"day": day_in_words(starts_at.date()), "time": da_time(starts_at)}


def entry_of(interview: Interview, programme: Programme, *, with_interviewer: bool) -> dict[str, Any]:
    """One interview as the calendar prints it: no query of its own."""
    starts_at = local(interview.starts_at)
    ends_at = starts_at + datetime.timedelta(minutes=interview.minutes)
    row = interview.enrolment
    details = [interview.meeting_place, str(interview.interviewer) if with_interviewer else ""]
    return {
        "pk": interview.pk,
        "when": f"{da_time(starts_at)}–{da_time(ends_at)}",
        "day": day_in_words(starts_at.date()),
        "name": row.label,
        "protected": row.person.is_protected,
        "detail": ", ".join(text for text in details if text),
        "tag": interview_tag(interview),
        "url": reverse("people:interview", args=[programme.key, interview.pk]),
        "version": interview.version,
    }


def days_of(
    monday: datetime.date, interviews: list[Interview], programme: Programme, *, with_interviewer: bool
) -> list[dict[str, Any]]:
    """The working days of the week, and a day of the weekend where there is something on it."""
    found: dict[datetime.date, list[dict[str, Any]]] = {}
    for interview in interviews:
        entry = entry_of(interview, programme, with_interviewer=with_interviewer)
        found.setdefault(local(interview.starts_at).date(), []).append(entry)
    week = [monday + datetime.timedelta(days=number) for number in range(7)]
    return [
        {
            "key": day.isoformat(),
            "label": day_in_words(day),
            "today": day == today(),
            "past": day < today(),
            "entries": found.get(day, []),
        }
        for day in week
        if day.weekday() < WORKING_DAYS or day in found
    ]
