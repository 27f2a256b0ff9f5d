"""Each thing the programme is measured by: figure, n of N, target, not yet known, and a verdict."""

from typing import Any

from mentorship.programmes.schema.measures import Criterion
from reporting.facts import Facts
from reporting.indicators import REGISTER, Ask, Indicator, Measure
from reporting.snapshots.numbers import nearest, stored
from reporting.snapshots.progress import NEARLY, line_at
from reporting.statistics import difference_pp

SMALLEST = 5
SMALLEST_BASE = 10


def criteria(facts: Facts, names: dict[str, str]) -> list[dict[str, Any]]:
    """One entry a criterion in the programme's order, with its parts by municipality and partner."""
    return [
        _entry(criterion, facts, names) for criterion in facts.document.criteria if not _granted(criterion)
    ]


def _granted(criterion: Criterion) -> bool:
    """Retired with the funder's word; while that is awaited it still counts."""
    return criterion.retired is not None and criterion.retired.word == "granted"


def _entry(criterion: Criterion, facts: Facts, names: dict[str, str]) -> dict[str, Any]:
    indicator = REGISTER.get(criterion.indicator)
    label = criterion.label.model_dump(exclude_none=True)
    entry = {
        "key": criterion.key,
        "label": label,
        "indicator": criterion.indicator,
        "kind": criterion.kind,
        "unit": criterion.unit,
        "direction": criterion.direction,
        "target": stored(criterion.target),
        "due_on": criterion.due_on.isoformat() if criterion.due_on else None,
        "of": criterion.of.label.model_dump(exclude_none=True) if criterion.of else None,
        "counted": indicator is not None,
        "rounded": bool(indicator and indicator.sensitive),
    }
    if indicator is None:
        return entry | _unknown() | {"status": "not_counted", "parts": []}
    return (
        entry | _figures(criterion, indicator, facts) | {"parts": _parts(criterion, indicator, facts, names)}
    )


def _parts(
    criterion: Criterion, indicator: Indicator, facts: Facts, names: dict[str, str]
) -> list[dict[str, Any]]:
    if indicator.sensitive:
        return []
    partners = {part.key: part.name for part in facts.document.organisations}
    parts = [
        (names.get(code, code), target, facts.within(municipality=code))
        for code in facts.municipalities
        if (target := criterion.by_municipality.get(code)) is not None
    ] + [
        (partners[key], target, facts.within(organisation=partners[key]))
        for key, target in sorted(criterion.by_organisation.items())
    ]
    return [
        {"name": name, "target": stored(target)} | _figures(criterion, indicator, part, target=target)
        for name, target, part in parts
    ]


def _figures(
    criterion: Criterion, indicator: Indicator, facts: Facts, *, target: float | None = None
) -> dict[str, Any]:
    aim = criterion.target if target is None else target
    measure = indicator.count(facts, Ask.of(criterion))
    start, due = facts.document.period.starts_on, criterion.due_on
    line = line_at(aim, start, due, facts.as_of) if aim and due and criterion.unit == "count" else aim
    status = verdict(measure, criterion, aim, line, overdue=due is not None and facts.as_of > due)
    figures = _publishable(measure, indicator) if indicator.sensitive else _as_counted(measure)
    if figures["withheld"]:
        status = "too_few"
    if criterion.unit == "yes_no":
        figures["reached_on"] = measure.on.isoformat() if measure.on else None
    return figures | {"line": stored(line), "status": status}


def _as_counted(measure: Measure) -> dict[str, Any]:
    return {
        "value": stored(measure.value),
        "n": measure.n,
        "N": measure.N,
        "not_yet_known": measure.not_yet_known,
        "lower": stored(measure.lower),
        "upper": stored(measure.upper),
        "n0": measure.n0,
        "estimated": measure.estimated,
        "withheld": False,
    }


def _unknown() -> dict[str, Any]:
    return _as_counted(Measure(value=None)) | {"line": None}


def _publishable(measure: Measure, indicator: Indicator) -> dict[str, Any]:
    """What public registers say of people: counts to the nearest 5, shares of the rounded ones, none of few.

    The difference in percentage points and its interval are worked out from the rounded counts too: three
    exact figures beside four rounded ones leave room for one set of exact counts, and give it away.
    """
    figures = _as_counted(measure)
    rounded = {name: nearest(figures[name]) for name in ("n", "N", "not_yet_known", "n0")}
    figures |= rounded | {"estimated": False}
    if indicator.unit == "count":
        figures["value"] = rounded["n"]
    elif indicator.unit == "percentage_points":
        figures["withheld"] = measure.value is not None and min(_groups(measure)) < SMALLEST
        figures |= _rounded_difference(measure)
    else:
        base = rounded["N"] or 0
        figures |= {"lower": None, "upper": None, "withheld": bool(measure.N) and base < SMALLEST_BASE}
        figures["value"] = (
            stored(min(1.0, rounded["n"] / base)) if base and rounded["n"] is not None else None
        )
    if figures["withheld"]:
        figures |= dict.fromkeys(("value", "lower", "upper", "n", "N", "n0"))
        figures["not_yet_known"] = 0
    return figures


def _rounded_difference(measure: Measure) -> dict[str, Any]:
    x1, n1, x0, n0 = (nearest(count) or 0 for count in (measure.n, measure.N, measure.x0, measure.n0))
    if measure.value is None or not n1 or not n0:
        return dict.fromkeys(("value", "lower", "upper"))
    effect = difference_pp(min(x1, n1), n1, min(x0, n0), n0)
    return {"value": stored(effect.pp), "lower": stored(effect.lower), "upper": stored(effect.upper)}


def _groups(measure: Measure) -> tuple[int, ...]:
    """How many support themselves, and do not, in each of the two groups."""
    x0, n0 = measure.x0 or 0, measure.n0 or 0
    return measure.n, (measure.N or 0) - measure.n, x0, n0 - x0


def verdict(
    measure: Measure, criterion: Criterion, target: float | None, line: float | None, *, overdue: bool
) -> str:
    """One word on where the criterion stands; never "behind" on what cannot be known yet."""
    if measure.value is None:
        return "not_yet_known"
    if criterion.unit == "yes_no":
        return "reached" if measure.value else ("overdue" if overdue else "open")
    if target is None or line is None:
        return "no_target"
    if criterion.unit == "percentage_points":
        return _verdict_of_effect(measure, target)
    value = measure.value * 100 if criterion.unit == "percent" else measure.value
    if criterion.direction == "at_most":
        return "reached" if value <= target else "behind"
    if value >= target:
        return "reached"
    if criterion.unit == "percent":
        return "open" if _may_still(measure, target) else "behind"
    if overdue:
        return "overdue"
    if value >= line:
        return "on_track"
    return "nearly" if value >= NEARLY * line else "behind"


def _verdict_of_effect(measure: Measure, target: float) -> str:
    if measure.lower is None or measure.upper is None:
        return "not_yet_known"
    if measure.lower >= target:
        return "reached"
    return "behind" if measure.upper < target else "too_early"


def _may_still(measure: Measure, target: float) -> bool:
    """Whether the share reaches the target if all that is not yet known turns out well."""
    if not measure.not_yet_known or measure.N is None:
        return False
    known = measure.N + measure.not_yet_known
    return 100 * (measure.n + measure.not_yet_known) / known >= target
