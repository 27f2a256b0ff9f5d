"""Changing a case: the facts of a person, and what the interview found out.

Whoever saves a page says which version it was read from. If somebody else has saved since, nothing is
written and `EditConflict` is raised: the page shows both versions and keeps the text.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.clock import now
from mentorship.errors import DomainError, EditConflict
from mentorship.models import Mentor, Person, Profile, ProfileVersion, Refugee, User
from mentorship.people.identity import cpr_fields
from mentorship.people.reasons import explain
from mentorship.people.roster.cpr import Cpr
from mentorship.people.waiting import follow_event, waiting_from
from mentorship.trail import record_act

Enrolled = TypeVar("Enrolled", Mentor, Refugee)


def case_version(enrolment: Mentor | Refugee) -> str:
    """What the form of the facts carries: the case and the person behind it are two rows."""
    return f"{enrolment.version}.{enrolment.person.version}"


@transaction.atomic
def edit_case(
    *,
    enrolment: Enrolled,
    version: str,
    by: User,
    person: Mapping[str, Any],
    case: Mapping[str, Any],
    cpr: Cpr | None = None,
) -> Enrolled:
    """Save the facts if the case is still at `version`; EditConflict if not. `cpr` None leaves the number."""
    human = Person.objects.select_for_update().get(pk=enrolment.person_id)
    row = type(enrolment)._default_manager.select_for_update(of=("self",)).get(pk=enrolment.pk)
    row.person = human
    if case_version(row) != version:
        raise _conflict()
    before = waiting_from(row) if isinstance(row, Refugee) else None
    changed: list[str] = _apply(row, case)
    if isinstance(row, Refugee) and changed:
        follow_event(row, before)
    _refuse_taken_number(row)
    changed_of_person: list[str] = _apply(human, {**person, **(_new_cpr(human, cpr) if cpr else {})})
    if changed_of_person:
        human.version += 1
        human.save()
    if changed:
        row.version += 1
        row.save()
    if changed or changed_of_person:
        hidden = {"cpr_hash", "cpr_kind"}
        fields = [name for name in (*changed, *changed_of_person) if name not in hidden]
        record_act(kind=f"{row.side}.edited", subject=row, by=by, programme=row.programme, fields=fields)
    return row


@transaction.atomic
def edit_profile(*, enrolment: Enrolled, version: int, by: User, facts: Mapping[str, Any]) -> Profile:
    """Save what the interview found out as the next version of the profile; EditConflict if it has moved on.

    The version that is left is kept too, so that every number a match may name can be read.
    """
    side = str(enrolment.side)
    owner: dict[str, Any] = {side: enrolment}
    Profile.objects.get_or_create(**owner)
    profile = Profile.objects.select_for_update().get(**owner)
    if profile.version != version:
        raise _conflict()
    left = _version_of(profile, by=None)
    changed = _apply(profile, facts)
    if not changed:
        return profile
    profile.version += 1
    profile.updated_at = now()
    profile.save()
    ProfileVersion.objects.bulk_create([left, _version_of(profile, by=by)], ignore_conflicts=True)
    record_act(
        kind=f"{side}.profiled",
        subject=enrolment,
        by=by,
        programme=enrolment.programme,
        version=profile.version,
        fields=changed,
    )
    return profile


def _version_of(profile: Profile, *, by: User | None) -> ProfileVersion:
    return ProfileVersion(
        profile=profile, number=profile.version, facts=profile.facts(), made_at=profile.updated_at, made_by=by
    )


def _apply(row: "Person | Mentor | Refugee | Profile", fields: Mapping[str, Any]) -> list[str]:
    """Set what differs; the names of what did."""
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    return changed


def _new_cpr(person: Person, cpr: Cpr) -> Mapping[str, Any]:
    fields = cpr_fields(cpr)
    if Person.objects.filter(cpr_hash=fields["cpr_hash"]).exclude(pk=person.pk).exists():
        raise DomainError(explain("cpr_elsewhere"))
    return fields


def _refuse_taken_number(row: Mentor | Refugee) -> None:
    same = type(row)._default_manager.filter(programme=row.programme_id, case_number=row.case_number)
    if same.exclude(pk=row.pk).exists():
        raise DomainError(_("The case number is taken in this programme. Give another one."))


def _conflict() -> EditConflict:
    return EditConflict(
        _("Somebody else has saved this page since you opened it. Nothing of theirs was overwritten.")
    )
