"""An interview that was held: what was found out, who said yes to what, all of it or nothing."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.models import Mentor, Profile, Refugee, User
from mentorship.people.editing import case_version, edit_case, edit_profile
from mentorship.people.papers import give_consent
from mentorship.trail import record_act
from mentorship.vocabulary import InterviewState


def interview_version(enrolment: Mentor | Refugee) -> str:
    """What an interview is written on top of: the profile, the case and the person behind it."""
    profile = Profile.objects.filter(**{str(enrolment.side): enrolment}).first()
    return f"{profile.version if profile else 1}/{case_version(enrolment)}"


@transaction.atomic
def hold_interview(
    *,
    enrolment: Mentor | Refugee,
    version: str,
    by: User,
    held_on: datetime.date,
    profile: Mapping[str, Any],
    person: Mapping[str, Any],
    case: Mapping[str, Any],
    consents: Sequence[str] = (),
    consented_on: datetime.date | None = None,
    language: str = "",
) -> Profile:
    """Save an interview if nothing has moved since `version`; EditConflict if it has, and nothing is saved.

    The first interview dates the case; a later one is told by the trail alone, so that nobody's waiting
    begins again.
    """
    if held_on > today():
        raise DomainError(_("The interview lies ahead. Write the day it was held."))
    profile_version, _slash, facts_version = version.partition("/")
    dated = {} if enrolment.interviewed_on else {"interviewed_on": held_on}
    found: Any = enrolment  # of either side: what is saved is the same
    row: Any = edit_case(enrolment=found, version=facts_version, by=by, person=person, case={**case, **dated})
    saved = edit_profile(
        enrolment=row,
        version=int(profile_version) if profile_version.isdecimal() else 0,
        by=by,
        facts=profile,
    )
    given = set(row.consents.valid().values_list("scope", flat=True))
    for scope in consents:
        if scope not in given:
            give_consent(
                enrolment=row, scope=scope, given_on=consented_on or held_on, language=language, by=by
            )
    _close_the_appointment(row, held_on)
    record_act(
        kind=f"{row.side}.interviewed",
        subject=row,
        by=by,
        programme=row.programme,
        on=held_on.isoformat(),
        version=saved.version,
    )
    return saved


def _close_the_appointment(enrolment: Mentor | Refugee, held_on: datetime.date) -> None:
    """What stood in the calendar for that day has been held."""
    planned = enrolment.interviews.select_for_update(of=("self",)).filter(state=InterviewState.PLANNED)
    for appointment in planned.filter(starts_at__date=held_on):
        appointment.state = InterviewState.HELD
        appointment.version += 1
        appointment.save(update_fields=["state", "version"])
