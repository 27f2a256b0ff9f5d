"""Two rows that stand for one human being become one; and the way back.

Strict on purpose: what is built on either row moves along whole, or nothing moves at all.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.clock import now
from mentorship.errors import DomainError, EditConflict
from mentorship.models import (
    LabourSpell,
    Mentor,
    Person,
    PersonMerge,
    PopulationMember,
    Refugee,
    TwoPeople,
    User,
)
from mentorship.people.enrolment_doubles import drop_double, find_doubles
from mentorship.people.likeness import may_merge
from mentorship.registry import MERGE_OBSTACLES
from mentorship.trail import record_act
from mentorship.vocabulary import CprKind

CHOSEN_FIELDS = ("name", "email", "phone", "gender", "birth_year", "postcode", "contact_language")
CPR_FIELDS = ("cpr", "cpr_hash", "cpr_kind")
PROTECTION = ("protected", "protected_until")
FIELDS = (*CHOSEN_FIELDS, *CPR_FIELDS, *PROTECTION)
EMPTY: dict[str, Any] = {
    **dict.fromkeys(
        ("name", "email", "phone", "gender", "postcode", "contact_language", "cpr", "cpr_kind"), ""
    ),
    "birth_year": None,
    "cpr_hash": None,
    "protected": False,
    "protected_until": None,
}
FIRST, SECOND = "first", "second"


@transaction.atomic
def merge_people(
    *, first: Person, second: Person, versions: str, choices: Mapping[str, str], by: User
) -> PersonMerge:
    """Make `second` part of `first`: enrolments, spells and memberships move, `second` is left empty.

    versions : as `versions_of` said when the two were compared. choices : {field: "first" or "second"} for
    fields on which both say something and not the same; what only one of them says is kept.
    """
    kept, absorbed = _locked(first, second)
    if versions_of(kept, absorbed) != versions:
        raise EditConflict(_("One of the two was changed since you compared them. Compare once more."))
    _refuse(kept, absorbed, by)
    doubles = find_doubles(kept, absorbed)
    before = {"kept": _snapshot(kept), "absorbed": _snapshot(absorbed)}
    merge = PersonMerge(kept=kept, absorbed=absorbed, by=by)
    dropped = [drop_double(double, by=by) for double in doubles]
    moved = _move(absorbed, kept) | {"dropped": [double["pk"] for double in dropped]}
    _join(kept, absorbed, choices)
    merge.before = json.dumps(before | {"dropped": dropped, "members": _drop_members(absorbed, kept)})
    merge.moved = moved | {"version": kept.version}
    merge.save()
    TwoPeople.objects.filter(first=kept, second=absorbed).delete()
    _tell("person.merged", kept, merge, by)
    return merge


def versions_of(first: Person, second: Person) -> str:
    """What a comparison of the two carries along."""
    return f"{first.version}.{second.version}"


@transaction.atomic
def are_two_people(*, first: Person, second: Person, by: User) -> TwoPeople:
    """Remember that the two are not one human being; a second call changes nothing."""
    low, high = sorted((first, second), key=lambda person: person.pk)
    if not (may_merge(low.pk, user=by) and may_merge(high.pk, user=by)):
        raise DomainError(_("One of the two is registered where you may not change anything."))
    found, made = TwoPeople.objects.get_or_create(first=low, second=high, defaults={"by": by})
    if made:
        record_act(kind="person.two_people", subject=low, by=by, other=high.pk)
    return found


@transaction.atomic
def undo_merge(*, merge: PersonMerge, by: User) -> PersonMerge:
    """Take a merge back, while nobody has changed the person since; DomainError if it can't be."""
    merge = PersonMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    kept, absorbed = _locked(merge.kept, merge.absorbed)
    if why := why_not_undone(merge, kept):
        raise DomainError(why)
    if not may_merge(kept.pk, user=by):
        raise DomainError(_("One of the two is registered where you may not change anything."))
    told = json.loads(merge.before)
    for name in CPR_FIELDS:  # the number is free before the other takes it back
        setattr(kept, name, EMPTY[name])
    kept.save()
    for person, said in ((absorbed, told["absorbed"]), (kept, told["kept"])):
        _restore(person, said)
    _move_back(merge.moved, absorbed)
    PopulationMember.objects.bulk_create(
        PopulationMember(person=absorbed, population_id=population, municipality_id=municipality)
        for population, municipality in told["members"]
    )
    merge.undone_at, merge.undone_by, merge.before = now(), by, ""
    merge.save(update_fields=["undone_at", "undone_by", "before"])
    for person in (kept, absorbed):
        _tell("person.unmerged", person, merge, by)
    return merge


def why_not_undone(merge: PersonMerge, kept: Person) -> str:
    """In words; empty where the merge can be taken back."""
    if merge.undone_at:
        return _("The merge is taken back already.")
    if merge.moved["dropped"]:
        return _("A double registration was dropped with the merge, so it cannot be taken back by itself.")
    if kept.version != merge.moved["version"]:
        return _("The person was changed since, so the merge cannot be taken back by itself.")
    return ""


def _locked(first: Person, second: Person) -> tuple[Person, Person]:
    if first.pk == second.pk:
        raise DomainError(_("It takes two people to merge."))
    rows = Person.objects.select_for_update().order_by("pk").in_bulk([first.pk, second.pk])
    return rows[first.pk], rows[second.pk]


def _refuse(kept: Person, absorbed: Person, by: User) -> None:
    if not (may_merge(kept.pk, user=by) and may_merge(absorbed.pk, user=by)):
        raise DomainError(_("One of the two is registered where you may not change anything."))
    if surely_two(kept, absorbed):
        raise DomainError(_("Each has a CPR number of its own: they are two people."))
    for obstacle in MERGE_OBSTACLES:
        if why := obstacle(kept, absorbed):
            raise DomainError(why)


def surely_two(one: Person, other: Person) -> bool:
    """Two ordinary numbers that differ; a replacement number gives way to the ordinary one."""
    numbers = [person.cpr_hash for person in (one, other) if person.cpr_kind == CprKind.ORDINARY]
    return len(set(numbers)) > 1


def _snapshot(person: Person) -> dict[str, Any]:
    said = {name: getattr(person, name) for name in FIELDS}
    until = person.protected_until
    return said | {"protected_until": until.isoformat() if until else None}


def _restore(person: Person, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        column: Any = Person._meta.get_field(name)
        setattr(person, name, column.to_python(value) if value is not None else None)
    person.version += 1
    person.save()


def _join(kept: Person, absorbed: Person, choices: Mapping[str, str]) -> None:
    """The kept row as chosen; protection is never lifted by a merge. The other row is emptied first."""
    said = {name: (getattr(kept, name), getattr(absorbed, name)) for name in FIELDS}
    for name, value in EMPTY.items():
        setattr(absorbed, name, value)
    absorbed.version += 1
    absorbed.save()
    for name in CHOSEN_FIELDS:
        mine, other = said[name]
        if other not in ("", None) and (mine in ("", None) or choices.get(name) == SECOND):
            setattr(kept, name, other)
    if said["cpr"][1] and (not said["cpr"][0] or said["cpr_kind"][1] == CprKind.ORDINARY):
        for name in CPR_FIELDS:
            setattr(kept, name, said[name][1])
    if any(said["protected"]):
        until = [
            day
            for protected, day in zip(said["protected"], said["protected_until"], strict=True)
            if protected
        ]
        kept.protected = True
        kept.protected_until = None if None in until else max(until)
    kept.version += 1
    kept.save()


def _move(absorbed: Person, kept: Person) -> dict[str, list[int]]:
    """Everything that hangs on the person; spells the kept row has already stay where they are."""
    moved: dict[str, list[int]] = {}
    for model in (Mentor, Refugee):
        rows: Any = model._default_manager.select_for_update(of=("self",)).filter(person=absorbed)
        moved[model._meta.label] = _hand_over(rows, kept)
    known = set(kept.labour_spells.values_list("from_on", "status"))
    spells = [s for s in absorbed.labour_spells.select_for_update() if (s.from_on, s.status) not in known]
    moved[LabourSpell._meta.label] = _hand_over(spells, kept)
    counted = set(PopulationMember.objects.filter(person=kept).values_list("population_id", flat=True))
    members = PopulationMember.objects.select_for_update().filter(person=absorbed)
    moved[PopulationMember._meta.label] = _hand_over(members.exclude(population__in=counted), kept)
    return moved


def _hand_over(rows: Any, kept: Person) -> list[int]:
    """Row by row, so that the trail of fields tells of each."""
    keys = []
    for row in rows:
        row.person = kept
        row.save(update_fields=["person"])
        keys.append(row.pk)
    return keys


def _move_back(moved: Mapping[str, Any], absorbed: Person) -> None:
    for model in (Mentor, Refugee, LabourSpell, PopulationMember):
        _hand_over(model._default_manager.filter(pk__in=moved[model._meta.label]), absorbed)


def _drop_members(absorbed: Person, kept: Person) -> list[tuple[int, int | None]]:
    """One human being is counted once in a population: what is left of the other row's memberships."""
    left = PopulationMember.objects.filter(person=absorbed)
    told: list[tuple[int, int | None]] = list(left.values_list("population_id", "municipality_id"))
    left.delete()
    return told


def _tell(kind: str, person: Person, merge: PersonMerge, by: User) -> None:
    """A line in the trail of each of the person's cases."""
    for model in (Mentor, Refugee):
        for row in model._default_manager.filter(person=person).select_related("programme"):
            record_act(kind=kind, subject=row, by=by, programme=row.programme, merge=merge.pk)
