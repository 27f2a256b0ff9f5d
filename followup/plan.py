"""A programme's plan of follow-ups, as data. Pure: no Django, no clock.

A plan is steps; a step falls so many months or days after its anchor, once or again and again. Months are
counted from the anchor, each on its own: three months after 30 November is 28 or 29 February, never what one
month added three times gives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

SIDES = ("mentor", "refugee", "both")
EACH_SIDE = ("mentor", "refugee")
ANCHORS = ("start", "start_meeting", "end")
TIMINGS = ("after_months", "after_days", "weekly", "monthly")
MAX_MONTHS, MAX_DAYS, MAX_WEEKS = 120, 3660, 520  # ten years: beyond it a plan has a slip of the pen


def _refuse(step: str, field: str, why: str) -> ValueError:
    return ValueError(f"follow-up plan, step {step}, field {field}: {why}")


def _whole_number(value: object, *, step: str, field: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _refuse(step, field, f"must be a whole number from {least} to {most}, not {value!r}")
    return value


class Occurrence(NamedTuple):
    """One time a step falls: what `Due.step` calls it, its distance."""

    name: str
    months: int
    days: int


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every `every_weeks` weeks, both ends included; week n falls n times 7 days after the anchor, n >= 1."""

    first_week: int
    last_week: int
    every_weeks: int = 1


@dataclass(frozen=True, slots=True)
class Monthly:
    """Every `every_months` months from the first to the last, both included, first >= 1."""

    first_month: int
    last_month: int
    every_months: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One follow-up of a plan.

    Exactly one of `after_months`, `after_days` (calendar days), `weekly` and `monthly` says when.

    sides : ("mentor", "refugee") asks each side on its own, one due date a side; ("both",) is one meeting
        with the two of them; ("mentor",) or ("refugee",) asks one side.
    anchor : the date it is counted from: the match's "start", its "start_meeting" or its "end".
    """

    key: str
    sides: tuple[str, ...] = EACH_SIDE
    after_months: int | None = None
    after_days: int | None = None
    weekly: Weekly | None = None
    monthly: Monthly | None = None
    anchor: str = "start"

    def __post_init__(self) -> None:
        """Refuse what cannot be a step, with a ValueError that names step and field."""
        if not isinstance(self.key, str) or not self.key.strip():
            raise _refuse(repr(self.key), "key", "must be a name")
        self._check_sides()
        if self.anchor not in ANCHORS:
            raise _refuse(repr(self.key), "anchor", f"{self.anchor!r} is none of {', '.join(ANCHORS)}")
        self._check_timing()

    def _check_sides(self) -> None:
        name = repr(self.key)
        if not self.sides:
            raise _refuse(name, "sides", f"must name at least one of {', '.join(SIDES)}")
        for side in self.sides:
            if side not in SIDES:
                raise _refuse(name, "sides", f"{side!r} is none of {', '.join(SIDES)}")
        if len(set(self.sides)) < len(self.sides):
            raise _refuse(name, "sides", "names a side twice")
        if "both" in self.sides and len(self.sides) > 1:
            raise _refuse(name, "sides", "'both' is one meeting with the two and stands alone")

    def _check_timing(self) -> None:
        name = repr(self.key)
        given = [timing for timing in TIMINGS if getattr(self, timing) is not None]
        if len(given) != 1:
            told = " and ".join(given) or "none of them"
            raise _refuse(name, " / ".join(TIMINGS), f"exactly one must be given, not {told}")
        if self.after_months is not None:
            _whole_number(self.after_months, step=name, field="after_months", least=0, most=MAX_MONTHS)
        elif self.after_days is not None:
            _whole_number(self.after_days, step=name, field="after_days", least=0, most=MAX_DAYS)
        elif self.weekly is not None:
            week = self.weekly
            self._check_series("weekly", week.first_week, week.last_week, week.every_weeks, MAX_WEEKS)
        elif self.monthly is not None:
            month = self.monthly
            self._check_series("monthly", month.first_month, month.last_month, month.every_months, MAX_MONTHS)

    def _check_series(self, timing: str, first: object, last: object, every: object, most: int) -> None:
        name, unit = repr(self.key), {"weekly": "week", "monthly": "month"}[timing]
        least = _whole_number(first, step=name, field=f"{timing}.first_{unit}", least=1, most=most)
        _whole_number(last, step=name, field=f"{timing}.last_{unit}", least=least, most=most)
        _whole_number(every, step=name, field=f"{timing}.every_{unit}s", least=1, most=most)

    def occurrences(self) -> tuple[Occurrence, ...]:
        """When it falls, in order. Steps that come again carry week or month in their name ("week_03")."""
        return _occurrences(self)


@lru_cache(maxsize=1024)
def _occurrences(step: Step) -> tuple[Occurrence, ...]:
    if step.weekly is not None:
        weeks = range(step.weekly.first_week, step.weekly.last_week + 1, step.weekly.every_weeks)
        return tuple(Occurrence(f"{step.key}_{week:02d}", 0, 7 * week) for week in weeks)
    if step.monthly is not None:
        months = range(step.monthly.first_month, step.monthly.last_month + 1, step.monthly.every_months)
        return tuple(Occurrence(f"{step.key}_{month:02d}", month, 0) for month in months)
    return (Occurrence(step.key, step.after_months or 0, step.after_days or 0),)


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in the order the programme lists them; ValueError when two would give the same `Due.step`."""

    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        """Refuse two steps that a stored follow-up could not be told apart by."""
        seen: set[str] = set()
        for step in self.steps:
            for name, *_ in step.occurrences():
                if name in seen:
                    raise _refuse(repr(step.key), "key", f"{name!r} is already the name of another step")
                seen.add(name)


def _sides_from(entry: Mapping[str, Any], step: str) -> tuple[str, ...]:
    given = [field for field in ("sides", "side") if entry.get(field) is not None]
    if len(given) > 1:
        raise _refuse(step, "sides", "give either side or sides, not the two of them")
    if given:
        sides = entry[given[0]]
        if not isinstance(sides, (str, list, tuple)):
            raise _refuse(step, given[0], f"must be a list of {', '.join(SIDES)}, not {sides!r}")
        return (sides,) if isinstance(sides, str) else tuple(sides)
    responsible = entry.get("responsible")
    if isinstance(responsible, Mapping):
        return tuple(side for side in SIDES if responsible.get(side))
    return EACH_SIDE


def _series_from(entry: Mapping[str, Any], timing: str, unit: str, step: str) -> tuple[Any, Any, Any] | None:
    series = entry.get(timing)
    if series is None:
        return None
    if not isinstance(series, Mapping):
        raise _refuse(step, timing, f"must have from_{unit} and to_{unit}, not {series!r}")
    ends = []
    for field, other in ((f"from_{unit}", f"first_{unit}"), (f"to_{unit}", f"last_{unit}")):
        if field not in series and other not in series:
            raise _refuse(step, f"{timing}.{field}", "is missing")
        ends.append(series.get(field, series.get(other)))
    return ends[0], ends[1], series.get(f"every_{unit}s", 1)


def _step_from(number: int, entry: object) -> Step:
    if not isinstance(entry, Mapping):
        raise _refuse(f"number {number}", "(all)", f"must be a set of fields, not {entry!r}")
    if "key" not in entry:
        raise _refuse(f"number {number}", "key", "is missing")
    name = repr(entry["key"])
    weekly = _series_from(entry, "weekly", "week", name)
    monthly = _series_from(entry, "monthly", "month", name)
    return Step(
        key=entry["key"],
        sides=_sides_from(entry, name),
        after_months=entry.get("after_months"),
        after_days=entry.get("after_days"),
        weekly=Weekly(*weekly) if weekly else None,
        monthly=Monthly(*monthly) if monthly else None,
        anchor=entry.get("anchor") or "start",
    )


def plan_from_document(document: Sequence[Mapping[str, Any]]) -> Plan:
    """The plan that a programme template's `follow_up.plan` describes.

    Each entry has `key`, exactly one of `after_months`, `after_days`, `weekly: {from_week, to_week,
    every_weeks}` and `monthly: {from_month, to_month, every_months}` (`first_`, `last_` say the same), and
    perhaps `anchor`. The sides are those with a `responsible`, unless `sides` (a list or one word; or `side`)
    names them; with neither it is each side on its own. Other fields are the template's own, not read here.
    Raises ValueError naming step and field.
    """
    if isinstance(document, (str, Mapping)) or not isinstance(document, Sequence):
        raise _refuse("(all)", "plan", f"must be a list of steps, not {document!r}")
    return Plan(tuple(_step_from(number, entry) for number, entry in enumerate(document, start=1)))
