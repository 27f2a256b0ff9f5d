"""Activities of one programme and what a browser sends, for the tests of their pages."""

import datetime

from django.urls import reverse

from mentorship.testing.activities import ActivityFactory, AttendanceFactory
from mentorship.testing.factories import MentorFactory, RefugeeFactory

DAY = datetime.date
HELD, COMING = DAY(2026, 11, 18), DAY(2026, 12, 2)


def url(world, name, *args):
    return reverse(f"people:{name}", args=[world.programme.key, *args])


def plan(world, *days, **fields):
    return ActivityFactory(programme=world.programme, days=list(days) or [HELD], **fields)


def mentor(world, name="Kanarie Mentorsen", **fields):
    return MentorFactory(
        programme=world.programme, person__name=name, **{"municipality": world.soroe} | fields
    )


def refugee(world, name="Kanarie Opdigtet", **fields):
    return RefugeeFactory(
        programme=world.programme, person__name=name, **{"municipality": world.soroe} | fields
    )


def signed_up(activity, person, state="signed_up"):
    fields = {"mentor": None, str(person.side): person}
    return [AttendanceFactory(session=row, state=state, **fields) for row in activity.sessions.all()]


def form(*days, **facts):
    """What a browser sends for an activity with these days."""
    data = {"kind": "mentor_training", "side": "mentor", "title": "Mentoruddannelse", "version": "1"}
    data |= {"form-TOTAL_FORMS": str(len(days)), "form-INITIAL_FORMS": "0"}
    for number, day in enumerate(days):
        row = {"day": f"{day:%d-%m-%Y}", "starts": "17.00", "ends": "19.00", "meeting_place": "Biblioteket"}
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return data | facts
