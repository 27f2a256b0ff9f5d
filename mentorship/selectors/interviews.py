"""The interviews of a calendar: whose, when, which clash, and who has none coming."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mentorship.clock import moment_on, today
from mentorship.models import Interview, Mentor, Programme, Refugee, RoleBinding, User
from mentorship.permissions import Permission, Role, roles_granted
from mentorship.vocabulary import InterviewState

LONGEST = datetime.timedelta(minutes=480)


def bookable(user: User, programme: Programme, model: type[Mentor] | type[Refugee]) -> "QuerySet[Any]":
    """People the user may book interviews with: the leader everybody, others within their own narrow part."""
    rows: QuerySet[Any] = model.objects.visible_to(user, permission=Permission.ACTIVITY_CHANGE)
    return rows.filter(programme=programme)


def of_programme(programme: Programme, user: User, *, cancelled: bool = False) -> "QuerySet[Interview]":
    """Interviews of the programme with people `user` may read, ready to be printed."""
    rows = Interview.objects.visible_to(user).filter(
        Q(mentor__programme=programme) | Q(refugee__programme=programme)
    )
    if not cancelled:
        rows = rows.exclude(state=InterviewState.CANCELLED)
    return rows.select_related("interviewer", "mentor__person", "refugee__person").order_by("starts_at", "pk")


def between(rows: "QuerySet[Interview]", first: datetime.date, last: datetime.date) -> "QuerySet[Interview]":
    """Those that begin on the days from `first` to `last`, both included."""
    end = moment_on(last + datetime.timedelta(days=1), 0)
    return rows.filter(starts_at__gte=moment_on(first, 0), starts_at__lt=end)


def unanswered(rows: "QuerySet[Interview]") -> "QuerySet[Interview]":
    """Those whose day has passed without anybody saying whether they were held."""
    return rows.filter(state=InterviewState.PLANNED, starts_at__lt=moment_on(today(), 0))


def clashes(
    interviewer: User, starts_at: datetime.datetime, minutes: int, *, but: Interview | None = None
) -> list[Interview]:
    """What else the interviewer has planned that overlaps; in whatever programme."""
    ends_at = starts_at + datetime.timedelta(minutes=minutes)
    rows = Interview.objects.filter(
        interviewer=interviewer,
        state=InterviewState.PLANNED,
        starts_at__lt=ends_at,
        starts_at__gt=starts_at - LONGEST,
    ).order_by("starts_at", "pk")
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return [row for row in rows if row.starts_at + datetime.timedelta(minutes=row.minutes) > starts_at]


def interviewers_for(enrolment: Mentor | Refugee) -> "QuerySet[User]":
    """Users a hat of whose reaches the person and may hold interviews."""
    roles = set(roles_granted(Permission.ACTIVITY_CHANGE))
    reach = Q(role__in=roles - {Role.CONSULTANT, Role.PARTNER})
    if Role.CONSULTANT in roles:
        reach |= Q(role=Role.CONSULTANT, municipality=enrolment.municipality_id)
    if Role.PARTNER in roles and isinstance(enrolment, Mentor) and enrolment.organisation_id:
        reach |= Q(role=Role.PARTNER, organisation=enrolment.organisation_id)
    hats = RoleBinding.objects.in_force().filter(reach, programme=enrolment.programme_id)
    return User.objects.filter(is_active=True, pk__in=hats.values("user")).order_by("name", "pk")


def planned_of(enrolment: Mentor | Refugee) -> Interview | None:
    """The interview that stands in the calendar for the person, if any."""
    return enrolment.interviews.filter(state=InterviewState.PLANNED).order_by("starts_at", "pk").first()


def without_interview(rows: "QuerySet[Any]", side: str) -> "QuerySet[Any]":
    """Those in the programme who have had no interview and have none coming; who has waited longest first."""
    planned = Interview.objects.filter(state=InterviewState.PLANNED, **{side: OuterRef("pk")})
    return (
        rows.filter(~Exists(planned), interviewed_on=None, left_on=None)
        .select_related("person", "municipality")
        .order_by("registered_on", "case_number", "pk")
    )


def local(instant: datetime.datetime) -> datetime.datetime:
    return timezone.localtime(instant)
