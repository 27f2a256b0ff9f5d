"""Interviews in the calendar: booked, moved, cancelled, held or not."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.clock import today
from mentorship.errors import DomainError, EditConflict
from mentorship.formats import short_date
from mentorship.models import Interview, Mentor, Refugee, User
from mentorship.people.waiting import follow_event, waiting_from
from mentorship.selectors.interviews import interviewers_for, local, planned_of
from mentorship.trail import record_act
from mentorship.vocabulary import InterviewState


@transaction.atomic
def book_interview(
    *,
    enrolment: Mentor | Refugee,
    interviewer: User,
    starts_at: datetime.datetime,
    minutes: int,
    meeting_place: str = "",
    by: User,
) -> Interview:
    """Put an interview in the calendar; DomainError while the person has one coming already.

    That the interviewer is busy is no obstacle here: the page warns, and whoever books decides.
    """
    row = _lock_person(enrolment)
    if row.left_on:
        raise DomainError(_("The person has left the programme. Nobody is interviewed after that."))
    if planned := planned_of(row):
        raise DomainError(
            _("An interview is planned for %(day)s already. Move that one, or say whether it was held.")
            % {"day": short_date(local(planned.starts_at).date())}
        )
    _check(row, interviewer, starts_at)
    interview = Interview.objects.create(
        **{str(row.side): row},
        interviewer=interviewer,
        starts_at=starts_at,
        minutes=minutes,
        meeting_place=meeting_place,
    )
    _tell("booked", interview, by=by)
    return interview


@transaction.atomic
def move_interview(
    *,
    interview: Interview,
    version: int,
    interviewer: User,
    starts_at: datetime.datetime,
    minutes: int,
    meeting_place: str = "",
    by: User,
) -> Interview:
    """Another time, place or interviewer; EditConflict where it has changed since `version`."""
    row = _lock(interview, version)
    _check(row.enrolment, interviewer, starts_at)
    wanted = {
        "interviewer_id": interviewer.pk,
        "starts_at": starts_at,
        "minutes": minutes,
        "meeting_place": meeting_place,
    }
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, wanted[name])
    _save(row, *changed)
    _tell("moved", row, by=by, fields=changed)
    return row


@transaction.atomic
def cancel_interview(*, interview: Interview, version: int, by: User) -> Interview:
    """Take it out of the calendar."""
    row = _lock(interview, version)
    row.state = InterviewState.CANCELLED
    _save(row, "state")
    _tell("cancelled", row, by=by)
    return row


@transaction.atomic
def close_interview(*, interview: Interview, version: int, came: bool, by: User) -> Interview:
    """Say that the interview was held, or that the person did not come.

    The first interview that is held dates the case; a later one leaves that day as it is.
    """
    row = _lock(interview, version)
    day = local(row.starts_at).date()
    if day > today():
        raise DomainError(_("The interview lies ahead. Say how it went when its day has come."))
    row.state = InterviewState.HELD if came else InterviewState.ABSENT
    _save(row, "state")
    if came and row.enrolment.interviewed_on is None:
        _date_the_case(row.enrolment, day)
    _tell("held" if came else "absent", row, by=by)
    return row


@transaction.atomic
def reopen_interview(*, interview: Interview, version: int, by: User) -> Interview:
    """Undo what was said by mistake: it is planned again, and the day it put on the case goes."""
    row = _lock(interview, version, states=(InterviewState.HELD, InterviewState.ABSENT))
    if planned_of(row.enrolment):
        raise DomainError(_("Another interview has been booked since. Cancel that one first."))
    day = local(row.starts_at).date()
    was_held = row.state == InterviewState.HELD
    row.state = InterviewState.PLANNED
    _save(row, "state")
    others = row.enrolment.interviews.filter(state=InterviewState.HELD)
    if was_held and row.enrolment.interviewed_on == day and not others.exists():
        _date_the_case(row.enrolment, None)
    _tell("reopened", row, by=by)
    return row


def _date_the_case(enrolment: Mentor | Refugee, day: datetime.date | None) -> None:
    before = waiting_from(enrolment) if isinstance(enrolment, Refugee) else None
    enrolment.interviewed_on = day
    enrolment.version += 1
    fields = ["interviewed_on", "version"]
    if isinstance(enrolment, Refugee):
        follow_event(enrolment, before)
        fields.append("waiting_since")
    enrolment.save(update_fields=fields)


def _lock_person(enrolment: Mentor | Refugee) -> Any:
    """The person's row, held: two who book for the same person wait for each other."""
    rows: Any = type(enrolment)._default_manager.select_related("programme", "person")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=enrolment.pk)


def _lock(
    interview: Interview, version: int, states: tuple[InterviewState, ...] = (InterviewState.PLANNED,)
) -> Interview:
    """The interview and its person, held, in that state and still at `version`."""
    person = _lock_person(interview.enrolment)
    row = Interview.objects.select_for_update(of=("self",)).get(pk=interview.pk)
    setattr(row, str(person.side), person)
    if row.version != version:
        raise EditConflict(
            _("Somebody else has changed this interview since you opened the page. Look again.")
        )
    if row.state not in states:
        raise DomainError(
            _("That is no longer possible: the interview is “%(state)s”.")
            % {"state": row.get_state_display()}
        )
    return row


def _check(enrolment: Mentor | Refugee, interviewer: User, starts_at: datetime.datetime) -> None:
    if local(starts_at).date() < today():
        raise DomainError(_("The day has been. Choose today or a later day."))
    if not interviewers_for(enrolment).filter(pk=interviewer.pk).exists():
        raise DomainError(_("The interviewer has no role that reaches this person. Choose another."))


def _save(row: Interview, *fields: str) -> None:
    row.version += 1
    names = [name.removesuffix("_id") for name in fields]
    row.save(update_fields=[*names, "version"])


def _tell(what: str, row: Interview, *, by: User, **detail: Any) -> None:
    """In the trail of the person: when it is, who holds it; never where."""
    record_act(
        kind=f"interview.{what}",
        subject=row.enrolment,
        by=by,
        programme=row.enrolment.programme,
        interview=row.pk,
        at=row.starts_at.isoformat(),
        interviewer=row.interviewer_id,
        **detail,
    )
