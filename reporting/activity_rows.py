"""What was held, who came, and which milestones were said to be reached: as of a day."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from mentorship.clock import moment_on
from mentorship.models import ActivitySession, Attendance, MilestoneMark, Programme
from mentorship.vocabulary import AttendanceState
from reporting.facts import SessionFact

DAY = datetime.timedelta(days=1)


def _held(programme: Programme, as_of: datetime.date) -> Any:
    """Sessions of the programme that had begun by the end of `as_of` and were not called off."""
    off = Q(activity__cancelled_on__isnull=False, activity__cancelled_on__lte=as_of)
    rows = ActivitySession.objects.filter(
        activity__programme=programme, starts_at__lt=moment_on(as_of + DAY, 0)
    )
    return rows.exclude(off)


def load_sessions(programme: Programme, as_of: datetime.date) -> Iterator[SessionFact]:
    """Two queries: the sessions, and who came to them."""
    held = _held(programme, as_of)
    came: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    attended = Attendance.objects.filter(session__in=held, state=AttendanceState.ATTENDED)
    for session, mentor, refugee in attended.values_list("session_id", "mentor_id", "refugee_id"):
        came[session][0 if mentor else 1].add(mentor or refugee)
    columns = (
        "pk",
        "activity_id",
        "activity__kind",
        "activity__municipality__code",
        "activity__organisation__name",
        "starts_at",
    )
    for pk, activity, kind, municipality, organisation, starts_at in held.values_list(*columns):
        mentors, refugees = came[pk]
        yield SessionFact(
            activity=activity,
            kind=kind,
            municipality=municipality or "",
            organisation=organisation or "",
            held_on=timezone.localdate(starts_at),
            mentors=frozenset(mentors),
            refugees=frozenset(refugees),
        )


def load_marks(programme: Programme, as_of: datetime.date) -> dict[str, datetime.date]:
    """The day each yes/no milestone was reached, by its criterion's key."""
    rows = MilestoneMark.objects.filter(criterion__programme=programme, reached_on__lte=as_of)
    return dict(rows.values_list("criterion__key", "reached_on"))


def sessions_held(programme: Programme, until: datetime.date, *, since: datetime.date | None = None) -> Any:
    """The sessions with their number in the activity and how many stood in each state; one query."""
    before = ActivitySession.objects.filter(
        activity=OuterRef("activity"), starts_at__lte=OuterRef("starts_at")
    )
    number = Subquery(before.order_by().values("activity").annotate(n=Count("pk")).values("n"))
    counts = {
        name: Count("attendances", filter=Q(attendances__state=state))
        for name, state in (
            ("attended", AttendanceState.ATTENDED),
            ("absent", AttendanceState.ABSENT),
            ("excused", AttendanceState.EXCUSED),
        )
    }
    rows = ActivitySession.objects.filter(activity__programme=programme, activity__cancelled_on=None)
    rows = rows.annotate(signed_up=Count("attendances"), **counts, number=number)
    rows = rows.filter(starts_at__lt=moment_on(until + DAY, 0))
    if since:
        rows = rows.filter(starts_at__gte=moment_on(since, 0))
    return rows.select_related("activity__municipality").order_by("starts_at", "pk")
