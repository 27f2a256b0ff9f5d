"""One human being enrolled twice on the same side of a programme: which of the two may go."""

from dataclasses import dataclass
from typing import Any

from django.core.serializers import serialize
from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.models import Clearance, Consent, Mentor, Person, Profile, Refugee

# What comes with being registered; anything else that hangs on an enrolment was built on it.
COMES_ALONG = (Profile, Consent, Clearance)


@dataclass(frozen=True, slots=True)
class Double:
    """`stays` and `goes`: two enrolments of one human being, nothing built on the one that goes."""

    stays: Mentor | Refugee
    goes: Mentor | Refugee


def find_doubles(one: Person, other: Person) -> list[Double]:
    """Both enrolled on the same side of a programme. DomainError where something is built on both."""
    found: list[Double] = []
    for model in (Mentor, Refugee):
        rows: Any = model._default_manager.select_for_update(of=("self",)).select_related("profile")
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


def drop_double(double: Double) -> dict[str, Any]:
    """Remove the one nothing is built on; papers the other lacks go over to it. What it was, as data."""
    goes, side = double.goes, str(double.goes.side)
    told = {"pk": goes.pk, "rows": serialize("json", [goes, *_rows_of(goes)])}
    given = set(double.stays.consents.valid().values_list("scope", flat=True))
    goes.consents.exclude(scope__in=given).update(**{side: double.stays})
    if isinstance(goes, Mentor) and isinstance(double.stays, Mentor):
        recorded = set(double.stays.clearances.values_list("kind", flat=True))
        goes.clearances.exclude(kind__in=recorded).update(mentor=double.stays)
    goes.delete()
    return told


def _rows_of(goes: Mentor | Refugee) -> list[Any]:
    rows: list[Any] = list(goes.consents.all())
    if isinstance(goes, Mentor):
        rows += goes.clearances.all()
    profile = getattr(goes, "profile", None)
    return [*rows, profile] if profile else rows
