"""What attending means for the person's own case: the day of the introduction course, of the training.

The day is that of the last session needed. It is written where none is known, and taken back when the
attendance is corrected, but a day that somebody wrote by hand stays.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.utils import timezone

from mentorship.models import Act, Activity, ActivitySession, Attendance, Mentor, Refugee, User
from mentorship.models.activity import DATES_THE_CASE
from mentorship.trail import act_fields
from mentorship.vocabulary import ActivityKind, AttendanceState

Completed = dict[int, tuple[datetime.date, int]]  # by person: the day, and the session it was reached in


def follow_attendance(
    *,
    activity: Activity,
    by: User,
    mentors: Collection[int] | None = None,
    refugees: Collection[int] | None = None,
) -> None:
    """Bring the cases of these people (None: of all who are signed up) into line with who came.

    The caller holds the lock on the activity. A fixed number of statements a side.
    """
    field = DATES_THE_CASE.get(ActivityKind(activity.kind))
    if field is None:
        return
    sides: tuple[tuple[Any, Collection[int] | None], ...] = ((Mentor, mentors), (Refugee, refugees))
    for model, people in sides:
        if field not in {column.name for column in model._meta.fields}:
            continue
        side = str(model.side)
        if people is None:
            rows = Attendance.objects.filter(session__activity=activity, **{f"{side}__isnull": False})
            people = set(rows.values_list(f"{side}_id", flat=True))
        if people:
            _follow(model, sorted(people), field, activity, by)


def _follow(model: Any, people: list[int], field: str, activity: Activity, by: User) -> None:
    side = str(model.side)
    rows = list(
        Attendance.objects.filter(
            **{f"{side}__in": people},
            session__activity__kind=activity.kind,
            session__activity__programme=activity.programme_id,
        ).select_related("session")
    )
    by_person: dict[int, list[Attendance]] = defaultdict(list)
    for row in rows:
        by_person[getattr(row, f"{side}_id")].append(row)
    completed = _completed(by_person)
    acts, changed, marked = [], [], []
    for enrolment in model.objects.select_for_update(of=("self",)).filter(pk__in=people).order_by("pk"):
        own, was = by_person[enrolment.pk], getattr(enrolment, field)
        if was is not None and was not in {row.dated_on for row in own}:
            marked += _mark(own, None)  # written by hand: it stays
            continue
        day, session = completed.get(enrolment.pk, (None, None))
        marked += _mark(own, session, day)
        if day != was:
            setattr(enrolment, field, day)
            enrolment.version += 1
            changed.append(enrolment)
            detail = {"fields": [field], "activity": activity.pk, "on": day.isoformat() if day else ""}
            kind = f"{side}.course"
            fields = act_fields(kind=kind, subject=enrolment, by=by, programme=activity.programme, **detail)
            acts.append(Act(**fields))
    model.objects.bulk_update(changed, [field, "version"])
    Attendance.objects.bulk_update(marked, ["dated_on"])
    Act.objects.bulk_create(acts)


def _mark(rows: list[Attendance], session: int | None, day: datetime.date | None = None) -> list[Attendance]:
    """Note on the row of `session` that it gave the day, and on no other; the rows that changed."""
    changed = []
    for row in rows:
        dated_on = day if row.session_id == session else None
        if row.dated_on != dated_on:
            row.dated_on = dated_on
            changed.append(row)
    return changed


def _completed(by_person: dict[int, list[Attendance]]) -> Completed:
    """Who has come to each session of one of these activities, and on what day the first was complete."""
    activities = {row.session.activity_id for rows in by_person.values() for row in rows}
    needed: dict[int, list[ActivitySession]] = defaultdict(list)
    for session in ActivitySession.objects.filter(activity__in=activities, activity__cancelled_on=None):
        needed[session.activity_id].append(session)
    found: Completed = {}
    for person, rows in by_person.items():
        came = {row.session_id for row in rows if row.state == AttendanceState.ATTENDED}
        whole = [
            max(sessions, key=lambda session: session.starts_at)
            for sessions in needed.values()
            if came.issuperset(session.pk for session in sessions)
        ]
        if whole:
            first = min(whole, key=lambda session: session.starts_at)
            found[person] = (timezone.localdate(first.starts_at), first.pk)
    return found
