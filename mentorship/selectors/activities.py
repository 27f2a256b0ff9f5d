"""Lists of activities, who is signed up, and whom one could sign up: each with all its page prints."""

import datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower

from mentorship.clock import moment_on, now, today
from mentorship.models import Activity, ActivitySession, Attendance, Mentor, Programme, Refugee, User
from mentorship.models.activity import DATES_THE_CASE, TAKES_A_PLACE
from mentorship.selectors.register import in_order, search_people
from mentorship.vocabulary import ActivityKind, AttendanceState

SPANS = ("coming", "past", "all")


def start_of_today() -> datetime.datetime:
    return moment_on(today(), 0)


def activities(user: User, programme: Programme) -> "QuerySet[Activity]":
    """Those of the programme, each with first and last session and how many people it is about.

    People are counted once an activity, whoever asks: the counts name nobody.
    """
    rows = Activity.objects.visible_to(user).filter(programme=programme)
    return rows.select_related("municipality", "organisation").annotate(
        first_at=Min("sessions__starts_at"),
        last_at=Max("sessions__starts_at"),
        meetings=Count("sessions", distinct=True),
        signed_up=_people_in(TAKES_A_PLACE),
        came=_people_in((AttendanceState.ATTENDED,)),
    )


def _people_in(states: tuple[AttendanceState, ...]) -> Any:
    """How many different people stand in one of `states` in some session."""
    rows = Attendance.objects.filter(session__activity=OuterRef("pk"), state__in=states).order_by()
    counted = rows.values("session__activity").annotate(
        n=Count("mentor", distinct=True) + Count("refugee", distinct=True)
    )
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), Value(0))


def within_span(rows: Any, span: str) -> Any:
    """coming: the next first; past: the latest first; all: the latest first."""
    if span == "coming":
        return rows.filter(last_at__gte=start_of_today()).order_by("first_at", "pk")
    if span == "past":
        rows = rows.filter(last_at__lt=start_of_today())
    return rows.order_by("-last_at", "-pk")


def participants(activity: Activity, rows: Any) -> Any:
    """Of `rows` (mentors or refugees the user may read) those signed up, with `here`: their attendances."""
    mine = Attendance.objects.filter(session__activity=activity)
    side = _side_of(rows)
    signed = rows.filter(pk__in=mine.filter(**{f"{side}__isnull": False}).values(f"{side}_id"))
    return in_order(signed.for_list().prefetch_related(Prefetch("attendances", mine, "here")), "navn")


def people_on_lists(activity: Activity) -> int:
    """How many different people are signed up for some session, whatever came of it."""
    rows = Attendance.objects.filter(session__activity=activity)
    counted = rows.aggregate(n=Count("mentor", distinct=True) + Count("refugee", distinct=True))
    return int(counted["n"])


def candidates(
    activity: Activity, rows: Any, *, lacking: bool, text: str = "", municipality: str = ""
) -> Any:
    """Of `rows` those in the programme who are not signed up for every session yet."""
    side = _side_of(rows)
    taken = Attendance.objects.filter(session__activity=activity, **{side: OuterRef("pk")}).exclude(
        state=AttendanceState.EXCUSED
    )
    taken = taken.order_by().values(side).annotate(n=Count("pk")).values("n")
    rows = rows.filter(left_on=None).annotate(
        sessions_taken=Coalesce(Subquery(taken, output_field=IntegerField()), Value(0))
    )
    rows = rows.filter(sessions_taken__lt=activity.sessions.count())
    if lacking and (field := lacked_field(activity, side)):
        rows = rows.filter(**{field: None})
    if municipality:
        rows = rows.filter(municipality__code=municipality)
    if text:
        rows = search_people(rows, text)
    return in_order(rows.for_list(), "navn")


def lacked_field(activity: Activity, side: str) -> str:
    """The field of a case that attending this activity fills, or empty."""
    field = DATES_THE_CASE.get(ActivityKind(activity.kind), "")
    model = Mentor if side == "mentor" else Refugee
    return field if field in {column.name for column in model._meta.fields} else ""


def _side_of(rows: Any) -> str:
    return "mentor" if rows.model is Mentor else "refugee"


def unmarked_sessions(user: User, programme: Programme) -> "QuerySet[ActivitySession]":
    """Sessions held whose attendance is not recorded for somebody the user may see, the oldest first."""
    waiting = Attendance.objects.visible_to(user).filter(
        session=OuterRef("pk"), state=AttendanceState.SIGNED_UP
    )
    held = ActivitySession.objects.filter(
        Exists(waiting), activity__programme=programme, activity__cancelled_on=None, ends_at__lt=now()
    )
    return held.select_related("activity").order_by("starts_at", "pk")


def attendances_of(enrolment: Mentor | Refugee) -> "QuerySet[Attendance]":
    """Everything one person is or was signed up for, the latest first."""
    rows = Attendance.objects.filter(**{str(enrolment.side): enrolment})
    return rows.select_related("session__activity").order_by("-session__starts_at", "-pk")


def seen_and_unseen(session: ActivitySession, user: User) -> tuple[Any, int]:
    """The attendances of people the user may see, and how many others there are."""
    rows: Any = Attendance.objects.visible_to(user).filter(session=session)
    others = session.attendances.count() - rows.count()
    related = rows.select_related("mentor__person", "mentor__organisation", "refugee__person")
    return related.annotate(**_as_shown()).order_by("shown_side", "shown_name", "pk"), others


def _as_shown() -> dict[str, Any]:
    """Refugees before mentors, each by name, or by case number where the name is protected."""
    hidden = {
        side: Q(**{f"{side}__person__protected": True})
        & (
            Q(**{f"{side}__person__protected_until": None})
            | Q(**{f"{side}__person__protected_until__gte": today()})
        )
        for side in ("mentor", "refugee")
    }
    return {
        "shown_side": Case(When(refugee__isnull=False, then=Value(0)), default=Value(1)),
        "shown_name": Case(
            When(hidden["mentor"], then=Lower("mentor__case_number")),
            When(mentor__isnull=False, then=Lower("mentor__person__name")),
            When(hidden["refugee"], then=Lower("refugee__case_number")),
            default=Lower("refugee__person__name"),
            output_field=CharField(),
        ),
    }


def coming_sessions(user: User, programme: Programme, days: int) -> "QuerySet[ActivitySession]":
    """What is on from today and `days` days on, with `taken`."""
    rows = ActivitySession.objects.filter(
        Q(activity__in=Activity.objects.visible_to(user)),
        activity__programme=programme,
        activity__cancelled_on=None,
        starts_at__gte=start_of_today(),
        starts_at__lt=moment_on(today() + datetime.timedelta(days=days + 1), 0),
    )
    return rows.with_taken().select_related("activity")
