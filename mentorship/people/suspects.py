"""New rows that are likely somebody else: whom they may be, and what was decided of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mentorship.people.planning import Plan
from mentorship.people.roster.check import Report, Row
from mentorship.people.roster.duplicates import Likeness, likeness_of

MOST_CANDIDATES = 4

Decisions = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Likely:
    """A new row with whom it may be: enrolments of the register, and earlier new rows by their line."""

    row: Row
    enrolments: tuple[int, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """The new rows after what was decided: those to enrol, and those that are a person of the register."""

    new: tuple[Row, ...]
    merged: tuple[tuple[Row, int], ...] = ()
    kept: tuple[tuple[Row, tuple[int, ...]], ...] = ()
    undecided: tuple[int, ...] = ()


def likely_rows(plan: Plan) -> list[Likely]:
    """Every new row that has to be decided of, in the order of the file."""
    rows = {row.line: row for row in plan.new}
    above = _likely_above(plan.report, rows)
    return [
        Likely(row, tuple(plan.likely.get(line, ())[:MOST_CANDIDATES]), above.get(line, ()))
        for line, row in sorted(rows.items())
        if line in plan.likely or line in above
    ]


def _likely_above(report: Report, rows: Mapping[int, Row]) -> dict[int, tuple[int, ...]]:
    """{line: earlier new lines of the same group that may be the same person}."""
    found: dict[int, tuple[int, ...]] = {}
    for problem in report.warnings:
        if problem.reason != "duplicate":
            continue
        group = [line for line in problem.lines if line in rows]
        records = {line: likeness_of(rows[line].values) for line in group}
        for position, line in enumerate(group):
            earlier = [other for other in group[:position] if _alike(records[other], records[line])]
            if earlier:
                found[line] = tuple(earlier[:MOST_CANDIDATES])
    return found


def _alike(one: Likeness, other: Likeness) -> bool:
    shared = set(one.shared_keys()) & set(other.shared_keys())
    return bool(shared) and not one.surely_another(other)


def settle(plan: Plan, decisions: Decisions) -> Settled:
    """The new rows of `plan` by `decisions`; one that no longer fits who is there is no decision.

    A row that is another row fills the other's blanks; it goes where the other goes.
    """
    settling = _Settling({row.line: row for row in plan.new})
    kept: list[tuple[Row, tuple[int, ...]]] = []
    undecided: list[int] = []
    for likely in likely_rows(plan):
        line = likely.row.line
        decision = decisions.get(str(line), {})
        persons = tuple(person_of(plan, pk) for pk in likely.enrolments)
        if decision.get("act") == "keep":
            kept.append((likely.row, persons))
        elif decision.get("act") == "merge" and decision.get("person") in persons:
            settling.into_person(line, decision["person"])
        elif decision.get("act") == "merge" and decision.get("row") in likely.lines:
            settling.into_row(line, decision["row"])
        else:
            undecided.append(line)
    return Settled(tuple(settling.new.values()), tuple(settling.merged), tuple(kept), tuple(undecided))


def person_of(plan: Plan, enrolment: int) -> int:
    """The person of an enrolment the plan was held against."""
    if plan.known is None:
        raise LookupError(enrolment)
    return plan.known.enrolment(enrolment).person_id


class _Settling:
    """Rows on their way into others; those above were settled first, so each step is the last."""

    def __init__(self, new: dict[int, Row]):
        self.new = new
        self.merged: list[tuple[Row, int]] = []
        self._person: dict[int, int] = {}
        self._row: dict[int, int] = {}

    def into_person(self, line: int, person: int) -> None:
        self._person[line] = person
        self.merged.append((self.new.pop(line), person))

    def into_row(self, line: int, above: int) -> None:
        above = self._row.get(above, above)
        if above in self._person:
            self.into_person(line, self._person[above])
            return
        row = self.new.pop(line)
        self._row[line] = above
        self.new[above] = Row(above, {**row.values, **self.new[above].values})
