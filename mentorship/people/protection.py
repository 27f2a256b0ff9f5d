"""Whose name and address are protected, and whose protection runs out."""

import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet

from mentorship.clock import today

RUNNING_OUT, ALL = "udloeber", "alle"
SOON = relativedelta(days=30)


def protections(rows: "QuerySet[Any]", shown: str) -> list[tuple[int, str, datetime.date | None]]:
    """(pk, case number, until): those that run out within 30 days or did so in the last 30, or everybody."""
    protected = rows.filter(person__protected=True, left_on=None)
    if shown == RUNNING_OUT:
        protected = running_out(protected)
    else:
        until = Q(person__protected_until=None) | Q(person__protected_until__gte=today())
        protected = protected.filter(until)
    return list(protected.values_list("pk", "case_number", "person__protected_until").order_by("pk"))


def running_out(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.filter(
        person__protected=True,
        left_on=None,
        person__protected_until__gte=today() - SOON,
        person__protected_until__lte=today() + SOON,
    )
