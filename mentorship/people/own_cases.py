"""Whose case it is: the one predicate behind asking a purpose, and the purposes that were given."""

import datetime

from django.utils import timezone

from mentorship.models import Interview, LookUp, Mentor, Person, Programme, Refugee, User
from mentorship.permissions import Role
from mentorship.registry import OWN_CASE_REASONS

PURPOSE = "purpose"  # the look-up that only says why the following ones were made
FORM_STAYS_OPEN = datetime.timedelta(hours=24)


def is_own_case(user: User, enrolment: Mentor | Refugee) -> bool:
    """Whether the case is part of `user`'s own work, so that it is opened without being asked why.

    It is the project leader's; the responsible consultant's, or every consultant's of the municipality
    while nobody is responsible; the partner coordinator's whose organisation the mentor belongs to; that
    of whoever stands in for one of these today; that of whoever interviews the person; and theirs for whom
    a higher floor has a reason (who follows the person up; whose own refugee the mentor accompanies). At
    most one query for the interviews and for each reason of a higher floor, whatever the case holds.
    """
    if _wears_the_hat(user, enrolment):
        return True
    users = user.work_of(enrolment.programme)
    if isinstance(enrolment, Refugee) and enrolment.consultant_id in users:
        return True
    if Interview.objects.filter(**{enrolment.side.value: enrolment}, interviewer__in=users).exists():
        return True
    return any(reason.holds(users, enrolment) for reason in OWN_CASE_REASONS)


def _wears_the_hat(user: User, enrolment: Mentor | Refugee) -> bool:
    for hat in user.roles_in(enrolment.programme):
        if hat.role == Role.PROJECT_LEADER:
            return True
        if isinstance(enrolment, Mentor):
            if hat.role == Role.PARTNER and hat.organisation_id == enrolment.organisation_id:
                return True
        elif hat.role == Role.CONSULTANT and hat.municipality_id == enrolment.municipality_id:
            responsible = enrolment.consultant
            if responsible is None or not responsible.is_active:
                return True
    return False


def stated_purpose(
    user: User, person_id: int, programme: Programme, *, form_sent: bool = False
) -> LookUp | None:
    """The purpose `user` gave today for opening the person's case; None where there is none.

    `form_sent`: one given within 24 hours counts too, so that a form left open over midnight is not lost.
    """
    now = timezone.localtime()
    since = now - FORM_STAYS_OPEN if form_sent else now.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = LookUp.objects.filter(person_id=person_id, user_id=user.pk, programme_key=programme.key)
    return rows.filter(what=PURPOSE, at__gte=since).order_by("-at", "-pk").first()


def state_purpose(*, user: User, person: Person, programme: Programme, ground: str, purpose: str) -> LookUp:
    """Keep why `user` opens a case that is not his or her own; it holds for the rest of the day."""
    return LookUp.objects.create(
        user_id=user.pk,
        user_label=user.email,
        person_id=person.pk,
        programme_key=programme.key,
        what=PURPOSE,
        ground=ground,
        purpose=purpose,
        protected=person.is_protected,
    )
