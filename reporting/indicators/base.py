"""What an indicator is, what it answers, and where all of them are found."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from matching.shares import Share, share_known
from mentorship.models import Programme
from mentorship.programmes.schema.measures import Criterion, Parameters
from reporting.facts import Facts
from reporting.selectors import load_facts

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. `value` is None while nothing is known.

    value : a count, a share of 0-1, or percentage points, by the indicator's unit.
    n, N : numerator and denominator where it is a share; N counts only those of whom it is known.
    not_yet_known : those it is too early to tell of, in neither n nor N.
    lower, upper : 95 % limits, on the value's own scale.
    x0, n0 : the group compared with.
    on : the day it happened, where the figure is a yes.
    estimated : whether `value` is an estimate that also uses the cases not yet known, rather than n / N.
    """

    value: float | None
    n: int = 0
    N: int | None = None
    not_yet_known: int = 0
    lower: float | None = None
    upper: float | None = None
    x0: int | None = None
    n0: int | None = None
    estimated: bool = False
    on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """What a criterion asks of its indicator."""

    parameters: Parameters = Parameters()
    compare_with: str = ""
    criterion: str = ""

    @classmethod
    def of(cls, criterion: Criterion) -> "Ask":
        return cls(criterion.parameters, criterion.compare_with or "", criterion.key)


Count = Callable[[Facts, Ask], Measure]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure with its definition in words, so that every number can be opened.

    `sensitive` figures rest on public registers of people: published rounded, never for small groups.
    """

    key: str
    label: "str | Promise"
    unit: str
    numerator: "str | Promise"
    denominator: "str | Promise"
    source: "str | Promise"
    count: Count
    sensitive: bool = False

    def compute(
        self,
        programme: Programme,
        as_of: datetime.date,
        *,
        municipality: str | None = None,
        organisation: str | None = None,
        ask: Ask | None = None,
    ) -> Measure:
        """The figure as of the end of a day. Many figures at once: load the facts once and call `count`."""
        facts = load_facts(programme, as_of)
        return self.count(facts.within(municipality=municipality, organisation=organisation), ask or Ask())


REGISTER: dict[str, Indicator] = {}


def indicator(
    key: str,
    *,
    label: "str | Promise",
    unit: str,
    source: "str | Promise",
    numerator: "str | Promise" = "",
    denominator: "str | Promise" = "",
    sensitive: bool = False,
) -> Callable[[Count], Count]:
    """Register the decorated function as the way `key` is counted."""

    def register(count: Count) -> Count:
        REGISTER[key] = Indicator(key, label, unit, numerator, denominator, source, count, sensitive)
        return count

    return register


def counted(number: int) -> Measure:
    return Measure(value=number, n=number)


def shared(share: Share) -> Measure:
    """A share of those of whom it is known."""
    return Measure(
        value=share.value,
        n=share.n,
        N=share.N,
        not_yet_known=share.not_yet_known,
        lower=share.lower,
        upper=share.upper,
    )


def share_of(verdicts: "list[bool | None]") -> Measure:
    """From one verdict a case: yes, no, or None for not yet known."""
    yes, unknown = verdicts.count(True), verdicts.count(None)
    return shared(share_known(yes, len(verdicts) - yes - unknown, unknown))


def days_of_months(months: int) -> int:
    """Months as days where a length is meant, not a date: 91 for 3, 183 for 6."""
    return round(months * DAYS_A_YEAR / 12)
