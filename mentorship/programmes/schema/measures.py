"""What is aimed at, what was counted, and what it is measured against."""

from datetime import date
from typing import Literal

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from mentorship.programmes.schema.base import (
    Amount,
    Count,
    Currency,
    Entry,
    Every,
    IndicatorKey,
    Key,
    Line,
    MunicipalityCode,
    Part,
    Percent,
    Positive,
    Prose,
    Side,
    Span,
    Text,
    check_order,
)
from mentorship.programmes.schema.codes import ActivityKindCode, NeedCode, ResidenceCode, StatusCode

Unit = Literal["count", "percent", "percentage_points", "yes_no", "amount", "sum", "hours"]


class Parameters(Part):
    """What an indicator needs to know; each indicator documents the ones it reads."""

    days: Positive | None = None
    months: Positive | None = None
    younger_than: Positive | None = None
    statuses: tuple[StatusCode, ...] = ()
    steps: tuple[Key, ...] = ()
    questionnaire: Key | None = None
    question: Key | None = None
    answers_from: float | None = None
    needs: tuple[NeedCode, ...] = ()
    residence_bases: tuple[ResidenceCode, ...] = ()
    activity: Key | None = None
    activity_kinds: tuple[ActivityKindCode, ...] = ()
    side: Side | None = None
    exit: Key | None = None


class Denominator(Entry):
    """What a share is a share of. `population`: one of the programme's populations, where it is that."""

    population: Key | None = None
    completed_only: bool = False
    unit: Literal["persons", "matches", "answers", "organisations", "full_time_persons", "occasions"] = (
        "persons"
    )


class Retired(Part):
    """A criterion nobody is measured by any more, or that the funder is asked to delete."""

    asked_on: date | None = None
    asked_by: Line | None = None
    word: Literal["awaited", "granted", "refused"]
    answered_on: date | None = None
    why: Text

    @model_validator(mode="after")
    def _check_order(self) -> "Retired":
        check_order(self.asked_on, self.answered_on, "asked_on", "answered_on")
        return self


class Criterion(Entry):
    """One thing the programme is measured by.

    `target` is what is aimed at; without it `direction` says which way is better. A share names
    what it is a share of in `of`; a difference in percentage points names the `compare_with` population.
    """

    kind: Literal["target", "milestone"]
    indicator: IndicatorKey
    unit: Unit
    direction: Literal["at_least", "at_most", "more", "less"] = "at_least"
    target: float | None = None
    of: Denominator | None = None
    compare_with: Key | None = None
    by_municipality: dict[MunicipalityCode, Count] = Field(default_factory=dict)
    by_organisation: dict[Key, Count] = Field(default_factory=dict)
    due_on: date | None = None
    due_after_months: Positive | None = None
    phase: Key | None = None
    parameters: Parameters = Parameters()
    source: Prose
    stands_for: Text | None = None
    retired: Retired | None = None

    @model_validator(mode="after")
    def _check_whole(self) -> "Criterion":
        for problem in (self._target_problem(), self._denominator_problem(), self._split_problem()):
            if problem:
                raise ValueError(problem)
        return self

    def _target_problem(self) -> str | None:
        aims = self.direction in ("at_least", "at_most")
        if self.unit == "yes_no":
            return _("“target” has no meaning for the unit yes_no") if self.target is not None else None
        if aims and self.target is None:
            return _("“target” is missing; without a number the direction is “more” or “less”")
        if not aims and self.target is not None:
            return _("a “target” needs the direction at_least or at_most")
        if self.unit == "percent" and self.target is not None and not 0 <= self.target <= 100:
            return _("“target” must lie between 0 and 100 for the unit percent")
        return None

    def _denominator_problem(self) -> str | None:
        if self.unit == "percent" and self.of is None:
            return _("“of” is missing: a share without what it is a share of is wrong")
        if self.unit == "percentage_points" and self.compare_with is None:
            return _("“compare_with” is missing: percentage points need the population compared with")
        return None

    def _split_problem(self) -> str | None:
        for field, parts in (
            ("by_municipality", self.by_municipality),
            ("by_organisation", self.by_organisation),
        ):
            if parts and sum(parts.values()) != self.target:
                return _("“%(field)s” adds up to %(sum)s, but “target” is %(target)s") % {
                    "field": field,
                    "sum": sum(parts.values()),
                    "target": f"{self.target:g}" if self.target is not None else "-",
                }
        return None


class Result(Entry):
    """A number the source itself counted or states; shown beside the product's own, never as a target."""

    indicator: IndicatorKey = "stated"
    unit: Unit
    value: float | None = None
    between: Span | None = None
    of: Denominator | None = None
    period: Text | None = None
    as_of: date | None = None
    source: Prose
    conflicts_with: tuple[Key, ...] = ()

    @model_validator(mode="after")
    def _check_value(self) -> "Result":
        if (self.value is None) == (self.between is None):
            raise ValueError(_("must have exactly one of: %(fields)s") % {"fields": "value, between"})
        if self.unit == "percent" and self.of is None:
            raise ValueError(_("“of” is missing: a share without what it is a share of is wrong"))
        return self


class Share(Entry):
    """A stated part of a population."""

    percent: Percent
    approximate: bool = False
    statuses: tuple[StatusCode, ...] = ()


class Population(Entry):
    """A group of people at a date. A narrowed group is a new population that `replaces` the old one."""

    as_of: date
    until: date | None = None
    kind: Literal["target_group", "comparison", "reached", "supplementary"]
    size: Count | None = None
    unit: Literal["persons", "full_time_persons", "organisations"] = "persons"
    taken_from: Literal["stated", "extract", "register"]
    part_of: Key | None = None
    without_matched: bool = False
    replaces: Key | None = None
    replaced_because: Text | None = None
    frozen: bool = False
    shares: tuple[Share, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _check_order(self) -> "Population":
        check_order(self.as_of, self.until, "as_of", "until")
        return self


class SelfSupport(Part):
    """Which labour-market statuses count as supporting oneself, and from how many hours a week."""

    statuses: tuple[StatusCode, ...] = Field(min_length=1)
    hours_a_week_at_least: float = Field(default=0, ge=0, le=60)
    counted: Literal["persons", "full_time_persons"] = "persons"


class Report(Entry):
    """A document that goes out; `from_municipalities` hands something in before the quarter is frozen."""

    kind: Literal[
        "status_memo", "status_report", "status_form", "case_status", "evaluation_export", "yearly_count"
    ]
    every: Every
    to: Literal["steering_group", "funder", "evaluator", "municipality", "committee"]
    by: Literal["project_leader", "consultant", "partner", "evaluator"] = "project_leader"
    from_municipalities: bool = False
    sections: tuple[Entry, ...] = ()


class Question(Entry):
    kind: Literal["scale", "yes_no", "choice", "text", "number"]
    scale: Span | None = None
    choices: tuple[Entry, ...] = ()
    asked_if: Key | None = None

    @model_validator(mode="after")
    def _check_kind(self) -> "Question":
        if self.kind == "scale" and self.scale is None:
            raise ValueError(_("“scale” is missing: a question of kind scale says from what to what"))
        if self.kind == "choice" and not self.choices:
            raise ValueError(_("“choices” is missing: a question of kind choice says what can be chosen"))
        return self


class Questionnaire(Entry):
    """The same questions before, during and after make a progress measure."""

    sides: tuple[Side, ...] = Field(min_length=1)
    when: tuple[Literal["before", "during", "after"], ...] = Field(min_length=1)
    questions: tuple[Question, ...] = Field(min_length=1)


class AggregateCount(Entry):
    """A number handed in without a register of persons."""

    unit: Literal["persons", "activities", "incidents", "jobs", "projects", "organisations"]
    every: Every
    target: Count | None = None


class Price(Part):
    currency: Currency = "DKK"
    amount: Amount
