"""What the pages of likely duplicates print: the cases of a person, and two people field by field."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mentorship.errors import DomainError
from mentorship.formats import short_date
from mentorship.forms.hidden import HIDDEN_WHEN_PROTECTED
from mentorship.languages import country_name, language_name
from mentorship.models import Mentor, Person, Profile, Programme, Refugee, User
from mentorship.people.enrolment_doubles import background_brought, facts_brought, find_doubles
from mentorship.people.merging import CHOSEN_FIELDS, FIRST, SECOND
from mentorship.trail import has_asked_for_name
from mentorship.views.person_profile import lines_of_facts, yes_no
from mentorship.views.sides import MENTORS, REFUGEES

# What two rows share, by the first word of `Likeness.shared_keys`.
SHARED: "dict[str, str | Promise]" = {
    "cpr": gettext_lazy("the same CPR number"),
    "email": gettext_lazy("the same e-mail"),
    "phone and first name": gettext_lazy("the same phone and first name"),
    "phone and year": gettext_lazy("the same phone and year of birth"),
    "name and year": gettext_lazy("the same name and year of birth"),
}


def in_words(shared: "Iterable[str | Promise]") -> str:
    return ", ".join(str(word) for word in shared)


def cases_of(people: Iterable[int], user: User) -> dict[int, list[dict[str, Any]]]:
    """{person: [{label, number, side, programme, url, protected}]} of the cases `user` may see; 2 queries."""
    found: dict[int, list[dict[str, Any]]] = {pk: [] for pk in people}
    for side, model in ((REFUGEES, Refugee), (MENTORS, Mentor)):
        rows: Any = model.objects.visible_to(user).filter(person__in=list(found))
        for row in rows.select_related("person", "programme", "municipality").order_by("pk"):
            found[row.person_id].append(
                {
                    "label": row.label,
                    "number": row.case_number,
                    "side": side.words(row.programme).one,
                    "programme": row.programme.name,
                    "municipality": row.municipality.name,
                    "url": side.url("", row.programme, row.pk),
                    "protected": row.person.is_protected,
                    "here": (row.programme_id, side.name),
                }
            )
    return {pk: cases for pk, cases in found.items() if cases}


def names_hidden_of(pair: Iterable[Person], user: User, programme: Programme) -> bool:
    """Whether one of the two is protected and the user has not asked for the name in this session."""
    return any(
        person.is_protected and not has_asked_for_name(user=user, person=person, programme=programme)
        for person in pair
    )


def compared(pair: tuple[Person, Person], *, hidden: bool, chosen: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each field of the two: what both say, and whether there is something to choose."""
    rows = []
    for name in (*CHOSEN_FIELDS, "cpr"):
        concealed = hidden and name in (*HIDDEN_WHEN_PROTECTED, "cpr")
        first, second = ("", "") if concealed else (_said(person, name) for person in pair)
        column: Any = Person._meta.get_field(name)
        rows.append(
            {
                "name": name,
                "label": column.verbose_name,
                "first": first,
                "second": second,
                "hidden": concealed,
                "choose": bool(first and second and first != second and name != "cpr"),
                "chosen": SECOND if chosen.get(name) == SECOND else FIRST,
            }
        )
    return rows


def _said(person: Person, name: str) -> str:
    if name == "cpr":
        return person.masked_cpr
    if name == "gender":
        return str(person.get_gender_display())
    if name == "contact_language":
        return language_name(person.contact_language) if person.contact_language else ""
    value = getattr(person, name)
    return "" if value is None else str(value)


def brought_rows(pair: tuple[Person, Person]) -> list[dict[str, str]]:
    """[{label, value}] a merge brings to the case that stays, of one registered twice on the same side."""
    try:
        doubles = find_doubles(*pair, to_change=False)
    except DomainError:  # work on both: the merge is refused, and says so
        return []
    rows = []
    for double in doubles:
        lines = lines_of_facts(dict.fromkeys(Profile.FACTS, "") | facts_brought(double), double.goes)
        rows += [{"label": line["label"], "value": line["value"]} for line in lines if line["value"]]
        for name in background_brought(double):
            column: Any = double.goes._meta.get_field(name)
            label = str(column.verbose_name)
            rows.append({"label": label[:1].upper() + label[1:], "value": _case_value(double.goes, column)})
    return rows


def _case_value(row: Any, column: Any) -> str:
    value = getattr(row, column.name)
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, datetime.date):
        return short_date(value)
    if column.name == "country":
        return country_name(value)
    return str(getattr(row, f"get_{column.name}_display", lambda: value)())


def likely_rows(people: list[int], user: User, programme: Programme, side: str) -> list[dict[str, Any]]:
    """For the warning before a new person is saved: who it may be, and whether to enrol that person here."""
    cases = cases_of(people, user)
    return [
        {
            "pk": pk,
            "cases": found,
            "may_join": (programme.pk, side) not in {case["here"] for case in found},
        }
        for pk, found in cases.items()
    ]


def no_longer_new(another: str) -> set[int]:
    """Keys the user has said are other people: `12,15` as the button carries them."""
    return {int(word) for word in another.split(",") if word.isdecimal()}
