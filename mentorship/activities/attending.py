"""Signing people up for an activity, taking them off, and recording who came."""

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorship.activities.effects import follow_attendance
from mentorship.activities.planning import RECORDED, locked, sessions_with_taken
from mentorship.clock import now, today
from mentorship.errors import DomainError, EditConflict, NoPlaceLeft
from mentorship.formats import short_date
from mentorship.models import Act, Activity, ActivitySession, Attendance, Mentor, Refugee, User
from mentorship.trail import act_fields, record_act
from mentorship.vocabulary import AttendanceState, Side

# What a form says of one attendance: what it read, and what it now is.
Answer = tuple[str, str]


@transaction.atomic
def sign_up(
    *,
    activity: Activity,
    people: Sequence[Mentor | Refugee],
    by: User,
    sessions: Collection[int] | None = None,
) -> int:
    """Sign people up for the sessions (None: all of them); how many were not signed up before.

    Raises NoPlaceLeft, and signs nobody up, where a session has too few places left for all of them.
    """
    row = locked(activity)
    _refuse_people(row, people)
    chosen = [session for session in sessions_with_taken(row) if sessions is None or session.pk in sessions]
    if not chosen:
        raise DomainError(_("Choose at least one session."))
    side = str(people[0].side)
    known = {
        (one.session_id, getattr(one, f"{side}_id")): one
        for one in Attendance.objects.filter(session__in=chosen, **{f"{side}__in": people})
    }
    added, again, newcomers = [], [], set()
    for session in chosen:
        wanting = [person for person in people if _is_free(known.get((session.pk, person.pk)))]
        _refuse_without_place(row, session, len(wanting))
        for person in wanting:
            newcomers.add(person.pk)
            if one := known.get((session.pk, person.pk)):
                one.state, one.recorded_by, one.recorded_at = AttendanceState.SIGNED_UP, by, now()
                again.append(one)
            else:
                owner = {side: person}
                added.append(Attendance(session=session, recorded_by=by, recorded_at=now(), **owner))
    Attendance.objects.bulk_create(added)
    Attendance.objects.bulk_update(again, ["state", "recorded_by", "recorded_at"])
    _record(row, [person for person in people if person.pk in newcomers], "signed_up", by)
    return len(newcomers)


def _is_free(attendance: Attendance | None) -> bool:
    return attendance is None or attendance.state == AttendanceState.EXCUSED


def _refuse_people(row: Activity, people: Sequence[Mentor | Refugee]) -> None:
    if row.cancelled_on:
        raise DomainError(_("The activity is called off: nobody can be signed up."))
    if not people:
        raise DomainError(_("Choose at least one person."))
    if len({person.side for person in people}) > 1:
        raise DomainError(_("Sign up the people of one side at a time."))
    if row.side not in (Side.BOTH, people[0].side):
        raise DomainError(_("The activity is for the other side."))
    if any(person.left_on or person.programme_id != row.programme_id for person in people):
        raise DomainError(_("Somebody among those chosen is no longer in the programme."))


def _refuse_without_place(row: Activity, session: ActivitySession, wanted: int) -> None:
    if row.places is None:
        return
    left = max(0, row.places - session.taken)  # type: ignore[attr-defined]  # annotated by with_taken
    if wanted > left:
        told = ngettext(
            "%(left)d place is left on %(day)s, and %(wanted)d are chosen. Nobody was signed up.",
            "%(left)d places are left on %(day)s, and %(wanted)d are chosen. Nobody was signed up.",
            left,
        )
        day = short_date(timezone.localdate(session.starts_at))
        raise NoPlaceLeft(told % {"left": left, "day": day, "wanted": wanted})


@transaction.atomic
def take_off(*, activity: Activity, person: Mentor | Refugee, by: User) -> int:
    """Take somebody off all sessions; refused where attendance is recorded. How many sessions it was."""
    row = locked(activity)
    mine = Attendance.objects.filter(session__activity=row, **{str(person.side): person})
    if mine.filter(state__in=RECORDED).exists():
        raise DomainError(_("Attendance is recorded for this person. Correct the attendance instead."))
    count = mine.count()
    if not count:
        raise DomainError(_("This person is not signed up."))
    mine.delete()
    _record(row, [person], "taken_off", by)
    return count


@transaction.atomic
def record_attendance(*, session: ActivitySession, answers: Mapping[int, Answer], by: User) -> int:
    """Record who came, by the key of each attendance; how many rows changed.

    EditConflict, and nothing is written, where somebody else has recorded something else meanwhile.
    """
    activity = locked(session.activity)
    rows = {row.pk: row for row in session.attendances.filter(pk__in=answers)}
    changed = []
    for pk, (was, state) in answers.items():
        row = rows.get(pk)
        if row is None or (row.state != was and row.state != state):
            raise EditConflict(
                _("A colleague has recorded this session since you opened the page. See what stands now.")
            )
        if row.state != state:
            row.state, row.recorded_by, row.recorded_at = state, by, now()
            changed.append(row)
    _refuse_answers(activity, session, changed)
    if not changed:
        return 0
    Attendance.objects.bulk_update(changed, ["state", "recorded_by", "recorded_at"])
    came = sum(row.state == AttendanceState.ATTENDED for row in changed)
    record_act(
        kind="activity.attendance",
        subject=activity,
        by=by,
        programme=activity.programme,
        session=session.pk,
        changed=len(changed),
        came=came,
    )
    follow_attendance(
        activity=activity,
        by=by,
        mentors={row.mentor_id for row in changed if row.mentor_id},
        refugees={row.refugee_id for row in changed if row.refugee_id},
    )
    return len(changed)


def _refuse_answers(activity: Activity, session: ActivitySession, changed: list[Attendance]) -> None:
    if activity.cancelled_on and changed:
        raise DomainError(_("The activity is called off: there is no attendance to record."))
    ahead = timezone.localdate(session.starts_at) > today()
    if ahead and any(row.state in RECORDED for row in changed):
        raise DomainError(_("The session has not been held yet. Until then only “excused” can be recorded."))


def _record(row: Activity, people: Sequence[Mentor | Refugee], verb: str, by: User) -> None:
    """One line in the trail of each person."""
    Act.objects.bulk_create(
        Act(
            **act_fields(
                kind=f"{person.side}.{verb}",
                subject=person,
                by=by,
                programme=row.programme,
                activity=row.pk,
            )
        )
        for person in people
    )
