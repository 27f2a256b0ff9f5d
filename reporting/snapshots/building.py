"""The whole of a quarter's figures as JSON: what the page, the memo and the files all read."""

import datetime
from collections.abc import Sequence
from typing import Any

from mentorship.models import Municipality, Programme
from mentorship.programmes.schema.base import Text
from reporting.facts import Facts
from reporting.quarters import Quarter
from reporting.selectors import load_facts
from reporting.snapshots.breakdowns import breakdowns
from reporting.snapshots.criteria import criteria
from reporting.snapshots.pictures import completeness, curve, funnel
from reporting.snapshots.progress import progress

FORMAT = 1


def build_quarter(
    programme: Programme,
    quarter: Quarter,
    as_of: datetime.date,
    *,
    earlier: Sequence[dict[str, Any]] = (),
    with_breakdowns: bool = True,
) -> dict[str, Any]:
    """The figures of `quarter` as of the end of the day `as_of`. The same rows give the same figures.

    earlier : figures frozen before; the breakdowns are tried against them before they are let out.
    with_breakdowns : False for figures that change by the day, as their differences would tell of persons.
    Everything in it may be shown to the steering group: nothing names a person, breakdowns are rounded.
    """
    facts = load_facts(programme, as_of)
    names = dict(Municipality.objects.filter(code__in=facts.municipalities).values_list("code", "name"))
    return {
        "format": FORMAT,
        "programme": _programme(programme, facts),
        "quarter": str(quarter),
        "data_on": as_of.isoformat(),
        "municipalities": [{"code": code, "name": names[code]} for code in facts.municipalities],
        "progress": progress(facts, quarter),
        "funnel": funnel(facts),
        "criteria": criteria(facts, names),
        "completeness": completeness(facts),
        "curve": curve(facts),
        "breakdowns": breakdowns(facts, earlier) if with_breakdowns else None,
    }


def _programme(programme: Programme, facts: Facts) -> dict[str, Any]:
    return {
        "key": programme.key,
        "name": texts(facts.document.name),
        "version": programme.version,
        "starts_on": programme.starts_on.isoformat(),
        "ends_on": programme.ends_on.isoformat(),
    }


def texts(text: Text) -> dict[str, str]:
    """A text in the languages it has, for figures that are read in any of them."""
    return {code: value for code, value in text.model_dump(include={"da", "en", "sv", "nb"}).items() if value}
