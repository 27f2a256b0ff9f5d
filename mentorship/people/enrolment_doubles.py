"""One human being enrolled twice on the same side of a programme: which of the two may go."""

from dataclasses import dataclass
from typing import Any

from django.core.serializers import serialize
from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.models import Clearance, Consent, Mentor, Person, Profile, Refugee, User
from mentorship.people.editing import edit_profile

# What comes with being registered; anything else that hangs on an enrolment was built on it.
COMES_ALONG = (Profile, Consent, Clearance)
# Facts of the case that are asked for, as those of the profile are; days and decisions stay each case's own.
BACKGROUND = {
    "mentor": ("self_supporting", "local_ties", "former_network_contact", "recruited_through"),
    "refugee": (
        "residence_basis",
        "country",
        "arrived_on",
        "labour_status",
        "danish_education",
        "interpreter",
        "recruited_through",
    ),
}


@dataclass(frozen=True, slots=True)
class Double:
    """`stays` and `goes`: two enrolments of one human being, nothing built on the one that goes."""

    stays: Mentor | Refugee
    goes: Mentor | Refugee


def find_doubles(one: Person, other: Person, *, to_change: bool = True) -> list[Double]:
    """Both enrolled on the same side of a programme. DomainError where something is built on both.

    to_change : hold the rows until the transaction ends; without it they are only looked at.
    """
    found: list[Double] = []
    for model in (Mentor, Refugee):
        rows: Any = model._default_manager.select_related("profile")
        rows = rows.select_for_update(of=("self",)) if to_change else rows
        mine = {row.programme_id: row for row in rows.filter(person=one)}
        theirs = {row.programme_id: row for row in rows.filter(person=other)}
        both = sorted(mine.keys() & theirs.keys())
        found += [_which_stays(mine[programme], theirs[programme]) for programme in both]
    return found


def _which_stays(mine: Any, theirs: Any) -> Double:
    if not is_built_on(theirs):
        return Double(mine, theirs)
    if not is_built_on(mine):
        return Double(theirs, mine)
    raise DomainError(
        _(
            "Both are enrolled on the same side, and work has been done on both: %(one)s and %(other)s. "
            "End one of the two cases first."
        )
        % {"one": mine.case_number, "other": theirs.case_number}
    )


def is_built_on(enrolment: Mentor | Refugee) -> bool:
    """Whether anything but the registration itself hangs on the enrolment."""
    profile = getattr(enrolment, "profile", None)
    if profile is not None and profile.version > 1:
        return True
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: enrolment}).exists()
        for relation in enrolment._meta.related_objects
        if relation.related_model not in COMES_ALONG
    )


def facts_brought(double: Double) -> dict[str, Any]:
    """What the interview with the one that goes found out, and nobody has asked the one that stays."""
    known, new = _facts_of(double.stays), _facts_of(double.goes)
    return {name: value for name, value in new.items() if _is_known(value) and not _is_known(known.get(name))}


def background_brought(double: Double) -> dict[str, Any]:
    """The same of the facts that stand on the case itself."""
    names = BACKGROUND[str(double.goes.side)]
    said = {name: (getattr(double.stays, name), getattr(double.goes, name)) for name in names}
    return {name: new for name, (known, new) in said.items() if _is_known(new) and not _is_known(known)}


def _facts_of(enrolment: Mentor | Refugee) -> dict[str, Any]:
    profile: Profile | None = getattr(enrolment, "profile", None)
    return profile.facts() if profile else {}


def _is_known(value: Any) -> bool:
    """An empty list is an answer: none."""
    return value not in (None, "")


def drop_double(double: Double, *, by: User) -> dict[str, Any]:
    """Remove the one nothing is built on; papers and facts the other lacks go over. What it was, as data."""
    goes, side = double.goes, str(double.goes.side)
    _bring_facts(double, by)
    told = {"pk": goes.pk, "rows": serialize("json", [goes, *_rows_of(goes)])}
    given = set(double.stays.consents.valid().values_list("scope", flat=True))
    goes.consents.exclude(scope__in=given).update(**{side: double.stays})
    if isinstance(goes, Mentor) and isinstance(double.stays, Mentor):
        recorded = set(double.stays.clearances.values_list("kind", flat=True))
        goes.clearances.exclude(kind__in=recorded).update(mentor=double.stays)
    goes.delete()
    return told


def _bring_facts(double: Double, by: User) -> None:
    stays: Any = double.stays
    if facts := facts_brought(double):
        profile: Profile | None = getattr(stays, "profile", None)
        edit_profile(enrolment=stays, version=profile.version if profile else 1, by=by, facts=facts)
    if background := background_brought(double):
        for name, value in background.items():
            setattr(stays, name, value)
        stays.version += 1
        stays.save(update_fields=[*background, "version"])


def _rows_of(goes: Mentor | Refugee) -> list[Any]:
    rows: list[Any] = list(goes.consents.all())
    if isinstance(goes, Mentor):
        rows += goes.clearances.all()
    profile = getattr(goes, "profile", None)
    return [*rows, profile] if profile else rows
