"""An extract against the register: which spells are new, which end one that ran, and what contradicts."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from mentorship.clock import today
from mentorship.models import LabourSpell, Municipality, Programme
from mentorship.people.import_kinds import RowState
from mentorship.people.outcomes.people import People, Who, in_chunks
from mentorship.people.roster.check import Report, Row, check_table
from mentorship.people.roster.cpr import Cpr
from mentorship.people.roster.folding import as_text
from mentorship.people.roster.problems import BadValue, Problem, UnreadableRoster
from mentorship.people.roster.reading import Table, read_table
from mentorship.people.roster.values import Surroundings

KIND = "outcome"
STILL = datetime.date.max


@dataclass(frozen=True, slots=True)
class Spell:
    """A row of the file: one status of somebody from a day, to a day (inclusive) or still running."""

    line: int
    who: Who
    from_on: datetime.date
    to_on: datetime.date | None
    status: str
    hours: Decimal | None
    municipality: str = ""

    @property
    def last(self) -> datetime.date:
        return self.to_on or STILL


@dataclass(frozen=True, slots=True)
class Known:
    """A spell of the register."""

    pk: int
    from_on: datetime.date
    to_on: datetime.date | None
    status: str
    hours: Decimal | None


@dataclass(frozen=True, slots=True)
class Amendment:
    """A spell of the register that the file tells the end, or the hours, of: nothing else of it changes."""

    known: Known
    to_on: datetime.date | None
    hours: Decimal | None


@dataclass(slots=True)
class OutcomePlan:
    """What taking in an extract would do. With errors in the report it does nothing.

    `new_people`: hash -> number, of those known from the extract alone. `states`: line -> what becomes of it.
    `table`: what it was made from; None where the file is no table.
    """

    report: Report
    table: Table | None = None
    new: list[Spell] = field(default_factory=list)
    amended: list[Amendment] = field(default_factory=list)
    unchanged: int = 0
    new_people: Mapping[str, Cpr] = field(default_factory=dict)
    municipality_of: Mapping[int, int] = field(default_factory=dict)
    states: dict[int, RowState] = field(default_factory=dict)


def plan_outcomes(
    *, data: bytes, programme: Programme, mapping: Mapping[str, str] | None = None
) -> OutcomePlan:
    """Check `data` as an extract, alone and against the register. Writes nothing."""
    municipalities = dict(Municipality.objects.order_by("code").values_list("code", "name"))
    try:
        table = read_table(data)
    except UnreadableRoster as error:
        return OutcomePlan(Report(KIND, errors=(error.as_problem(),)))
    report = _checksums_counted(check_table(table, KIND, Surroundings(municipalities, today()), mapping))
    if not report.rows:
        return OutcomePlan(report, table)
    people = People(programme, report.rows)
    reader = _Reader(report, people)
    by_person = reader.by_person()
    plan = OutcomePlan(report, table, new_people=people.new, municipality_of=people.municipality_of)
    known = _known_spells(by_person)
    for who, spells in by_person.items():
        _compare(plan, reader, spells, known.get(who, []))
    columns = {header: index for index, header in enumerate(report.headers.values())}
    plan.report = replace(
        report,
        errors=_in_order((*report.errors, *reader.errors), columns),
        warnings=_in_order((*report.warnings, *reader.warnings), columns),
    )
    return plan


def _checksums_counted(report: Report) -> Report:
    """In place of a warning on row after row, how many numbers it is: an extract repeats each of them."""
    others = tuple(problem for problem in report.warnings if problem.reason != "cpr_checksum")
    if len(others) == len(report.warnings):
        return report
    numbers = {cpr.digits for row in report.rows if (cpr := row.values.get("cpr")) and not cpr.checksum_holds}
    note = Problem("cpr_checksums", value=str(len(numbers)))
    return replace(report, warnings=others, notes=(*report.notes, note))


def _in_order(problems: Iterable[Problem], columns: Mapping[str, int]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda each: (each.first_line, columns.get(each.column, -1))))


class _Reader:
    """Rows into spells, by person and in order of their days; what is wrong goes to `errors`."""

    def __init__(self, report: Report, people: People):
        self.report, self.people = report, people
        self.rows: dict[int, Row] = {row.line: row for row in report.rows}
        self.told = {(problem.line, problem.column) for problem in report.errors}
        self.on = today()
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def by_person(self) -> dict[Who, list[Spell]]:
        headers = self.report.headers
        if "cpr" not in headers and "case_number" not in headers:
            self.errors.append(Problem("missing_column", line=1, column="CPR"))
        found: dict[Who, list[Spell]] = defaultdict(list)
        for row in self.report.rows:
            spell = self._spell(row)
            if spell is not None:
                found[spell.who].append(spell)
        for spells in found.values():
            spells.sort(key=lambda each: (each.from_on, each.line))
        return found

    def tell(self, reason: str, line: int, key: str) -> None:
        """An error at the cell of `key`, with what stands in it."""
        self.errors.append(self._problem(reason, line, key))

    def warn(self, reason: str, line: int, key: str) -> None:
        self.warnings.append(self._problem(reason, line, key))

    def _problem(self, reason: str, line: int, key: str) -> Problem:
        value = self.rows[line].values.get(key)
        if isinstance(value, Decimal):
            value = float(value)
        shown = as_text(value) if isinstance(value, str | float | datetime.date) else ""
        return Problem(reason, line, self.report.headers.get(key, key), shown)

    def _spell(self, row: Row) -> Spell | None:
        who, values = self._who(row), row.values
        from_on, to_on = values.get("from"), values.get("to")
        if from_on is not None and from_on > self.on:
            self.tell("in_the_future", row.line, "from")
        if from_on is not None and to_on is not None and to_on < from_on:
            self.tell("ends_before_it_starts", row.line, "to")
            return None
        if who is None or from_on is None or "status" not in values:
            return None
        hours = values.get("hours_per_week")
        return Spell(row.line, who, from_on, to_on, values["status"], hours, values.get("municipality", ""))

    def _who(self, row: Row) -> Who | None:
        try:
            who = self.people.find(row)
        except BadValue as error:
            self.tell(error.reason, row.line, "case_number")
            return None
        if who is None and (key := self._where_to_say_who(row)):
            self.tell("required", row.line, key)
        return who

    def _where_to_say_who(self, row: Row) -> str:
        """The column that had to name somebody; none where an unreadable number has been told already."""
        headers = self.report.headers
        if (row.line, headers.get("cpr")) in self.told:
            return ""
        return next((key for key in ("cpr", "case_number") if key in headers), "")


def _known_spells(by_person: Iterable[Who]) -> dict[Who, list[Known]]:
    found: dict[Who, list[Known]] = defaultdict(list)
    for part in in_chunks([who for who in by_person if isinstance(who, int)]):
        rows = LabourSpell.objects.filter(person__in=part).order_by("from_on", "pk")
        columns = ("person_id", "pk", "from_on", "to_on", "status", "hours_per_week")
        for who, pk, from_on, to_on, status, hours in rows.values_list(*columns):
            found[who].append(Known(pk, from_on, to_on, status, hours))
    return found


def _compare(plan: OutcomePlan, reader: _Reader, spells: list[Spell], known: list[Known]) -> None:
    """One person's spells, in order: against each other, and against what the register has."""
    left = {(each.from_on, each.status): each for each in known}
    ends = {each.pk: each.to_on or STILL for each in known}
    new: list[Spell] = []
    before: Spell | None = None
    for spell in spells:
        if before is not None and _same(before, spell):
            reader.warn("repeated_row", spell.line, "from")
            plan.unchanged += 1
            plan.states[spell.line] = "known"
            continue
        if before is not None and spell.from_on <= before.last:
            reader.tell("overlapping_spell", spell.line, "from")
        elif (match := left.get((spell.from_on, spell.status))) is None:
            new.append(spell)
        elif amended := _amend(plan, reader, spell, match):
            ends[match.pk] = amended.to_on or STILL
        before = spell if before is None or spell.last >= before.last else before
    for spell in new:
        plan.states[spell.line] = "new"
        if any(each.from_on <= spell.last and spell.from_on <= ends[each.pk] for each in known):
            reader.tell("overlaps_register", spell.line, "from")
    plan.new += new


def _same(one: Spell, other: Spell) -> bool:
    return (one.from_on, one.to_on, one.status, one.hours) == (
        other.from_on,
        other.to_on,
        other.status,
        other.hours,
    )


def _amend(plan: OutcomePlan, reader: _Reader, spell: Spell, known: Known) -> Amendment | None:
    """A spell that ran may get its end, and hours nobody knew; whatever else differs contradicts."""
    if spell.to_on != known.to_on and known.to_on is not None:
        reader.tell("spell_ends_otherwise", spell.line, "to")
        return None
    if spell.hours is not None and known.hours not in (None, spell.hours):
        reader.tell("spell_has_other_hours", spell.line, "hours_per_week")
        return None
    hours = known.hours if spell.hours is None else spell.hours
    if (spell.to_on, hours) == (known.to_on, known.hours):
        plan.unchanged += 1
        plan.states[spell.line] = "known"
        return None
    amendment = Amendment(known, spell.to_on, hours)
    plan.amended.append(amendment)
    plan.states[spell.line] = "new"
    return amendment
