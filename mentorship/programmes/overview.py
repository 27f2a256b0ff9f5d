"""A programme told in lines, for the shell."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from mentorship.models import Programme
from mentorship.permissions import Role
from mentorship.programmes.schema import ProgrammeDocument
from mentorship.programmes.schema.casework import Step
from mentorship.programmes.schema.measures import Criterion, Result
from mentorship.programmes.vocabulary import MATCH_CRITERIA
from mentorship.vocabulary import Side


def list_line(key: str, programme: Programme | None) -> str:
    """One programme of `programme list`."""
    if programme is None:
        return _("%(key)s: not loaded") % {"key": key}
    return _("%(key)s: version %(version)s, %(start)s to %(end)s") % {
        "key": key,
        "version": programme.version,
        "start": _day(programme.starts_on),
        "end": _day(programme.ends_on),
    }


def lines(document: ProgrammeDocument) -> Iterator[str]:
    """The programme's frame, rules, plan and criteria, in the active language."""
    yield f"{document.key}: {document.name}"
    yield f"  {document.summary}"
    yield f"  {_day(document.period.starts_on)} - {_day(document.period.ends_on)}"
    yield from _frame(document)
    yield from _matching(document)
    yield from _section(_("Follow-up"), [step_line(step) for step in document.follow_up.plan])
    yield from _section(_("Criteria"), [criterion_line(criterion) for criterion in document.criteria])
    yield from _section(_("Results the source counted"), [result_line(result) for result in document.results])


def _section(title: str, entries: list[str]) -> Iterator[str]:
    if entries:
        yield title
        yield from (f"  {entry}" for entry in entries)


def _frame(document: ProgrammeDocument) -> Iterator[str]:
    yield from _section(
        _("Municipalities"),
        [
            f"{part.code} {part.name}" + (f": {part.quota.people}" if part.quota else "")
            for part in document.municipalities
        ],
    )
    yield from _section(
        _("Partners"),
        [
            part.name
            + (f": {part.agreement.quota}" if part.agreement and part.agreement.quota is not None else "")
            for part in document.organisations
        ],
    )
    yield from _section(_("Phases"), [str(phase.label) for phase in document.phases])


def _matching(document: ProgrammeDocument) -> Iterator[str]:
    weights = sorted(document.matching.weights.items(), key=lambda item: (-item[1], item[0]))
    yield from _section(
        _("Weights in matching"), [f"{MATCH_CRITERIA.label(key)}: {weight:g}" for key, weight in weights]
    )


def step_line(step: Step) -> str:
    """When a step falls, and who follows up which side."""
    asked = [(Side(side).label, step.responsible.for_side(side)) for side in step.responsible.sides]
    whom = ", ".join(f"{side}: {Role(doer).label}" for side, doer in asked if doer)
    return f"{step.label} ({_time(step)}; {whom})"


def _time(step: Step) -> str:
    if step.weekly:
        return _("weeks %(first)s-%(last)s") % {
            "first": step.weekly.first_week,
            "last": step.weekly.last_week,
        }
    if step.monthly:
        return _("months %(first)s-%(last)s") % {
            "first": step.monthly.first_month,
            "last": step.monthly.last_month,
        }
    if step.after_months is not None:
        return _("month %(number)s") % {"number": step.after_months}
    return _("day %(number)s") % {"number": step.after_days}


def criterion_line(criterion: Criterion) -> str:
    """A criterion with its target, what it is a share of, its split and its date."""
    parts = [str(criterion.label)]
    if criterion.target is not None:
        parts.append(f"{criterion.target:g} {_unit(criterion.unit)}".strip())
    if criterion.of:
        parts.append(_("of %(denominator)s") % {"denominator": criterion.of.label})
    split = criterion.by_municipality | criterion.by_organisation
    if split:
        parts.append(" + ".join(f"{key}: {share}" for key, share in sorted(split.items())))
    if criterion.due_on:
        parts.append(_("by %(date)s") % {"date": _day(criterion.due_on)})
    if criterion.retired:
        parts.append(_("to be deleted; the funder's word: %(word)s") % {"word": criterion.retired.word})
    return "; ".join(parts)


def result_line(result: Result) -> str:
    """A number the source counted, with what it is a share of."""
    bounds = (result.between.at_least, result.between.at_most) if result.between else (result.value,)
    value = "-".join(f"{bound:g}" for bound in bounds if bound is not None)
    of = "; " + _("of %(denominator)s") % {"denominator": result.of.label} if result.of else ""
    return f"{result.label}: {value} {_unit(result.unit)}".strip() + of


def _unit(unit: str) -> str:
    return {"percent": "%", "percentage_points": _("percentage points"), "count": ""}.get(unit, unit)


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"
