"""The registers: where each case stands, who is found, in which order."""

from typing import Any, TypeVar

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from mentorship.clock import today
from mentorship.models import Mentor, Refugee
from mentorship.registry import case_states
from mentorship.selectors.search import contains

Enrolled = TypeVar("Enrolled", Mentor, Refugee)

# What ?sorter= may say, and the columns it means. A minus sign in front turns the order round.
ORDERS: dict[str, tuple[str, ...]] = {
    "navn": ("shown_name", "case_number"),
    "sagsnummer": ("case_number",),
    "kommune": ("municipality__name", "case_number"),
    "venter": ("waiting_since", "case_number"),
    "registreret": ("registered_on", "case_number"),
    "forening": ("organisation__name", "case_number"),
    "konsulent": ("consultant__name", "case_number"),
    "alder": ("person__birth_year", "case_number"),
    "ankommet": ("arrived_on", "case_number"),
    "udvalgt": ("selected_on", "case_number"),
}


def protected_now() -> Q:
    """People whose protection holds today; the same rule as Person.is_protected."""
    return Q(person__protected=True) & (
        Q(person__protected_until=None) | Q(person__protected_until__gte=today())
    )


def with_case_state(rows: "QuerySet[Enrolled]", side: str) -> "QuerySet[Enrolled]":
    """Annotate `case_state`: the key of the first of the registered states whose condition holds."""
    whens = [When(state.condition(), then=Value(state.key)) for state in case_states(side)]
    return rows.annotate(case_state=Case(*whens, default=Value(""), output_field=CharField()))


def search_people(rows: "QuerySet[Enrolled]", text: str) -> "QuerySet[Enrolled]":
    """By part of the name or case number; a protected person by the case number alone.

    Finding somebody by a hidden name would give the name away.
    """
    by_number = contains("case_number", text)
    return rows.filter(by_number | (contains("person__name", text) & ~protected_now()))


def in_order(rows: "QuerySet[Enrolled]", order: str) -> "QuerySet[Enrolled]":
    """Sorted as `order` says; unknown values last. What `ORDERS` or the rows do not know sorts by name."""
    name, backwards = order.lstrip("-"), order.startswith("-")
    columns = ORDERS.get(name, ORDERS["navn"])
    model: Any = rows.model
    if columns[0].split("__")[0] not in {"shown_name", *(field.name for field in model._meta.fields)}:
        columns = ORDERS["navn"]
    rows = rows.annotate(
        shown_name=Case(
            When(protected_now(), then=Lower("case_number")),
            When(person__name="", then=Lower("case_number")),
            default=Lower("person__name"),
            output_field=CharField(),
        )
    )
    first = F(columns[0])
    by: list[Any] = [first.desc(nulls_last=True) if backwards else first.asc(nulls_last=True)]
    return rows.order_by(*by, *columns[1:], "pk")
