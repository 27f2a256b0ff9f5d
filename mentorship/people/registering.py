"""Taking a person into a programme, by hand."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.models import Mentor, Person, Profile, ProfileVersion, Programme, Refugee, User
from mentorship.people.carriers import Carriers, Tie
from mentorship.people.identity import cpr_fields, cpr_hash
from mentorship.people.reasons import explain
from mentorship.people.roster.cpr import Cpr
from mentorship.people.waiting import follow_event
from mentorship.trail import record_act

Enrolled = TypeVar("Enrolled", Mentor, Refugee)


@transaction.atomic
def register_refugee(
    *,
    programme: Programme,
    by: User,
    person: Mapping[str, Any],
    case: Mapping[str, Any],
    cpr: Cpr | None = None,
    known: Person | None = None,
) -> Refugee:
    """Enrol a person on the receiving side, with an empty profile. Fields are those of Person and Refugee.

    known : somebody in the register who is the same human being; blanks are filled from `person`.
    """
    human = _known(known, person, cpr, by) if known else _person(person, cpr, Refugee, by)
    refugee = Refugee(programme=programme, person=human, **case)
    follow_event(refugee, None)
    return _enrol(refugee, by=by)


@transaction.atomic
def register_mentor(
    *,
    programme: Programme,
    by: User,
    person: Mapping[str, Any],
    case: Mapping[str, Any],
    cpr: Cpr | None = None,
    known: Person | None = None,
) -> Mentor:
    """Enrol a volunteer, with an empty profile. Fields are those of Person and Mentor; `known` as above."""
    human = _known(known, person, cpr, by) if known else _person(person, cpr, Mentor, by)
    return _enrol(Mentor(programme=programme, person=human, **case), by=by)


def _known(known: Person, fields: Mapping[str, Any], cpr: Cpr | None, by: User) -> Person:
    """Somebody `by` sees already, now enrolled once more; a number that is not theirs is refused."""
    seen = [model.objects.visible_to(by).filter(person=known).exists() for model in (Mentor, Refugee)]
    if not any(seen):
        raise DomainError(_("The person is registered where you may not see it."))
    human = Person.objects.select_for_update().get(pk=known.pk)
    if cpr and human.cpr_hash != cpr_hash(cpr.digits):
        if human.cpr_hash or Person.objects.filter(cpr_hash=cpr_hash(cpr.digits)).exists():
            raise DomainError(explain("cpr_elsewhere"))
        for name, value in cpr_fields(cpr).items():
            setattr(human, name, value)
    return _filled(human, fields)


def _person(fields: Mapping[str, Any], cpr: Cpr | None, side: type[Mentor | Refugee], by: User) -> Person:
    """The person already known by this CPR number, else a new one: a human being is one row.

    Knowing a number opens nobody's case: somebody registered where `by` sees nothing is joined by name as
    well, and never from the other side. Somebody known from an extract alone gets what is written here.
    """
    number = cpr_hash(cpr.digits) if cpr else ""
    kind = "refugee" if side is Refugee else "mentor"
    carriers = Carriers(kind=kind, hashes={number} if number else (), by=by)
    carrier = carriers.find(number, str(fields.get("name", "")))
    if carrier is None:
        return Person.objects.create(**fields, **(dict(cpr_fields(cpr)) if cpr else {}))
    if carrier.tie is Tie.BARE:
        return _filled(carrier.person, fields)
    if carrier.tie is Tie.STRANGER:
        raise DomainError(explain("cpr_elsewhere"))
    return carrier.person


def _filled(person: Person, fields: Mapping[str, Any]) -> Person:
    """Blanks are filled; what is known stays."""
    for name, value in fields.items():
        if value and not getattr(person, name):
            setattr(person, name, value)
    person.version += 1
    person.save()
    return person


def _enrol(enrolment: Enrolled, *, by: User) -> Enrolled:
    side = str(enrolment.side)
    enrolment.case_number = enrolment.case_number or next_case_number(enrolment)
    _refuse_twins(enrolment)
    try:
        with transaction.atomic():
            enrolment.save()
    except IntegrityError:  # somebody else was a moment earlier
        raise DomainError(
            _("The person or the case number was registered by somebody else a moment ago.")
        ) from None
    profile = Profile.objects.create(**{side: enrolment})
    ProfileVersion.objects.create(profile=profile, number=1, facts=profile.facts(), made_by=by)
    record_act(kind=f"{side}.registered", subject=enrolment, by=by, programme=enrolment.programme)
    return enrolment


def _refuse_twins(enrolment: Mentor | Refugee) -> None:
    same = type(enrolment)._default_manager.filter(programme=enrolment.programme)
    if same.filter(case_number=enrolment.case_number).exists():
        raise DomainError(_("The case number is taken in this programme. Give another one."))
    if same.filter(person=enrolment.person).exists():
        raise DomainError(_("A person with this CPR number is registered in the programme already."))


def next_case_number(enrolment: Mentor | Refugee) -> str:
    """The next free number of ours, `B-0001` or `M-0001`, for a municipality that gives none."""
    letter = "M" if isinstance(enrolment, Mentor) else "B"
    taken = set(
        type(enrolment)
        ._default_manager.filter(programme=enrolment.programme, case_number__startswith=f"{letter}-")
        .values_list("case_number", flat=True)
    )
    number = len(taken) + 1
    while f"{letter}-{number:04}" in taken:
        number += 1
    return f"{letter}-{number:04}"
