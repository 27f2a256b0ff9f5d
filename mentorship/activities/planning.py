"""Planning an activity with its sessions, changing it, calling it off."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorship.activities.effects import follow_attendance
from mentorship.clock import now, today
from mentorship.errors import DomainError, EditConflict
from mentorship.models import Activity, ActivitySession, Attendance, Programme, User
from mentorship.trail import record_act
from mentorship.vocabulary import ActivityKind, AttendanceState, Side

# Whom it suits: read where people are found for it. Left empty, nothing is demanded.
PROFILE_FIELDS = (
    "needs",
    "interests",
    "languages",
    "availability",
    "postcode",
    "wants_gender",
    "age_from",
    "age_to",
)
FIELDS = ("kind", "side", "title", "municipality", "organisation", "places", *PROFILE_FIELDS)
RECORDED = (AttendanceState.ATTENDED, AttendanceState.ABSENT)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One time the activity meets, as a form says it; `pk` None is a new one."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime
    meeting_place: str = ""
    pk: int | None = None


@transaction.atomic
def plan_activity(
    *, programme: Programme, by: User, fields: Mapping[str, Any], sessions: Sequence[Meeting]
) -> Activity:
    """Lay an activity into the calendar with at least one session; `fields` are those of `FIELDS`."""
    _check(fields, sessions)
    activity = Activity.objects.create(programme=programme, created_by=by, **fields)
    ActivitySession.objects.bulk_create(_session(activity, meeting) for meeting in sessions)
    record_act(kind="activity.planned", subject=activity, by=by, programme=programme, sessions=len(sessions))
    return activity


@transaction.atomic
def change_activity(
    *, activity: Activity, version: int, by: User, fields: Mapping[str, Any], sessions: Sequence[Meeting]
) -> Activity:
    """Save the activity if it is still at `version`; EditConflict if not.

    A session that is left out goes, with its sign-ups, unless attendance is recorded. Whoever is signed up
    is signed up for a new session too.
    """
    row = locked(activity)
    if row.version != version:
        raise EditConflict(
            _("Somebody else has saved this page since you opened it. Nothing of theirs was overwritten.")
        )
    _check(fields, sessions)
    _refuse_another_kind(row, fields)
    changed = [name for name in FIELDS if name in fields and getattr(row, name) != fields[name]]
    for name in changed:
        setattr(row, name, fields[name])
    moved = _settle_sessions(row, sessions)
    _refuse_too_few_places(row)
    if changed or moved:
        row.version += 1
        row.save()
        record_act(
            kind="activity.changed",
            subject=row,
            by=by,
            programme=row.programme,
            fields=changed,
            sessions=moved,
        )
    if moved:
        follow_attendance(activity=row, by=by)
    return row


@transaction.atomic
def cancel_activity(*, activity: Activity, by: User) -> Activity:
    """Call an activity off. Who was signed up stays to be read, so that they can be told."""
    row = locked(activity)
    if row.cancelled_on:
        raise DomainError(_("The activity is called off already."))
    if Attendance.objects.filter(session__activity=row, state__in=RECORDED).exists():
        raise DomainError(_("Attendance is recorded: what has been held cannot be called off."))
    return _set_cancelled(row, today(), by, "activity.cancelled")


@transaction.atomic
def resume_activity(*, activity: Activity, by: User) -> Activity:
    """Take the calling off back; the sign-ups stand as they were."""
    row = locked(activity)
    if not row.cancelled_on:
        raise DomainError(_("The activity is not called off."))
    return _set_cancelled(row, None, by, "activity.resumed")


def _set_cancelled(row: Activity, on: datetime.date | None, by: User, kind: str) -> Activity:
    row.cancelled_on = on
    row.version += 1
    row.save(update_fields=["cancelled_on", "version"])
    record_act(kind=kind, subject=row, by=by, programme=row.programme)
    return row


def locked(activity: Activity) -> Activity:
    """The row again, held until the transaction ends: places are counted under this lock."""
    rows = Activity.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.get(pk=activity.pk)


def _session(activity: Activity, meeting: Meeting) -> ActivitySession:
    return ActivitySession(
        activity=activity,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        meeting_place=meeting.meeting_place,
    )


def _check(fields: Mapping[str, Any], sessions: Sequence[Meeting]) -> None:
    if not sessions:
        raise DomainError(_("An activity meets at least once: give a day and a time."))
    if any(meeting.ends_at <= meeting.starts_at for meeting in sessions):
        raise DomainError(_("A session ends before it begins. Check the two times."))
    if len({meeting.starts_at for meeting in sessions}) < len(sessions):
        raise DomainError(_("Two sessions begin at the same time. Change or remove one of them."))
    if fields["kind"] == ActivityKind.MENTOR_TRAINING and fields["side"] != Side.MENTOR:
        raise DomainError(_("Mentor training is for the mentors' side alone."))


def _refuse_another_kind(row: Activity, fields: Mapping[str, Any]) -> None:
    same = fields["kind"] == row.kind and fields["side"] == row.side
    if not same and Attendance.objects.filter(session__activity=row).exists():
        raise DomainError(
            _("People are signed up: the kind and whom it is for stay. Plan another activity instead.")
        )


def _settle_sessions(row: Activity, meetings: Sequence[Meeting]) -> int:
    """Make the rows as the form has them; how many were added, moved or removed."""
    known = {session.pk: session for session in row.sessions.all()}
    kept = {meeting.pk for meeting in meetings if meeting.pk}
    if not kept <= known.keys():
        raise EditConflict(_("A session was removed by somebody else. Open the page again."))
    gone = known.keys() - kept
    if Attendance.objects.filter(session__in=gone, state__in=RECORDED).exists():
        raise DomainError(_("A session with recorded attendance cannot be removed."))
    ActivitySession.objects.filter(pk__in=gone).delete()
    moved = len(gone)
    for meeting in meetings:
        session = known.get(meeting.pk) if meeting.pk else None
        if session is None:
            continue
        told = (meeting.starts_at, meeting.ends_at, meeting.meeting_place)
        if told != (session.starts_at, session.ends_at, session.meeting_place):
            session.starts_at, session.ends_at, session.meeting_place = told
            session.save()
            moved += 1
    return moved + _add_sessions(row, [meeting for meeting in meetings if not meeting.pk])


def _add_sessions(row: Activity, meetings: Sequence[Meeting]) -> int:
    added = [_session(row, meeting) for meeting in meetings]
    ActivitySession.objects.bulk_create(added)
    signed_up = Attendance.objects.filter(session__activity=row).taking_a_place()
    people = set(signed_up.values_list("mentor_id", "refugee_id"))
    Attendance.objects.bulk_create(
        Attendance(session=session, mentor_id=mentor, refugee_id=refugee, recorded_at=now())
        for session in added
        for mentor, refugee in sorted(people, key=str)
    )
    return len(added)


def _refuse_too_few_places(row: Activity) -> None:
    fullest = max((session.taken for session in sessions_with_taken(row)), default=0)
    if row.places is not None and fullest > row.places:
        raise DomainError(
            ngettext(
                "%(count)d person is signed up already: there cannot be fewer places.",
                "%(count)d people are signed up already: there cannot be fewer places.",
                fullest,
            )
            % {"count": fullest}
        )


def sessions_with_taken(activity: Activity) -> list[Any]:
    """The sessions in order, each with `taken`: how many of its places are taken."""
    return list(ActivitySession.objects.filter(activity=activity).with_taken())
