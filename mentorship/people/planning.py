"""A checked roster held against the register: who is new, who is known, and what is worth a word."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mentorship.clock import today
from mentorship.models import Municipality, Organisation, Programme, RoleBinding, User
from mentorship.people.carriers import Carriers, Tie
from mentorship.people.channels import channel_keys
from mentorship.people.identity import cpr_hash
from mentorship.people.known import KnownPeople
from mentorship.people.roster.check import Report, Row, check_table
from mentorship.people.roster.folding import fold
from mentorship.people.roster.problems import Problem, UnreadableRoster
from mentorship.people.roster.reading import Table, read_table
from mentorship.people.roster.values import Surroundings


@dataclass(frozen=True, slots=True)
class Plan:
    """What taking in a roster would do. With errors in the report it does nothing.

    found: what became of the lines the register has already. likely: {line of a new row: enrolments it is
    likely to be}. `table` and `known` are what it was made from; None where the file is no table.
    """

    report: Report
    new: tuple[Row, ...] = ()
    found: Mapping[int, Literal["known", "differs"]] = field(default_factory=dict)
    likely: Mapping[int, list[int]] = field(default_factory=dict)
    table: Table | None = None
    known: KnownPeople | None = None

    @property
    def unchanged(self) -> int:
        return sum(state == "known" for state in self.found.values())

    @property
    def differing(self) -> int:
        return sum(state == "differs" for state in self.found.values())


@dataclass(slots=True)
class _Findings:
    """What comparing adds to the report."""

    warnings: list[Problem] = field(default_factory=list)
    new: list[Row] = field(default_factory=list)
    found: dict[int, Literal["known", "differs"]] = field(default_factory=dict)
    likely: dict[int, list[int]] = field(default_factory=dict)


def plan_import(
    *,
    data: bytes,
    programme: Programme,
    kind: str,
    by: User | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Plan:
    """Check `data` as a roster of `kind`, alone and against the programme's register. Writes nothing.

    `by` may know of people elsewhere as far as `by` sees them; None is the shell. `mapping` as in `lay_out`.
    """
    try:
        table = read_table(data)
    except UnreadableRoster as error:
        return Plan(Report(kind, errors=(error.as_problem(),)))
    municipalities = dict(Municipality.objects.order_by("code").values_list("code", "name"))
    report = check_table(table, kind, Surroundings(municipalities, today()), mapping)
    if not report.rows:
        return Plan(report, table=table)
    report = replace(report, rows=tuple(_in_the_programmes_words(report.rows, programme)))
    known = KnownPeople(programme=programme, kind=kind)
    findings = _compare(report, known)
    warnings = [*findings.warnings, *_outside(report, programme), *_strangers(report, programme)]
    report = replace(
        report,
        errors=_by_line((*report.errors, *_of_others(findings.new, report, by))),
        warnings=_by_line((*report.warnings, *warnings)),
        notes=(*report.notes, *_notes(findings.new, programme)),
    )
    return Plan(report, tuple(findings.new), findings.found, findings.likely, table, known)


def _by_line(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.first_line))


def _compare(report: Report, known: KnownPeople) -> _Findings:
    found = _Findings()
    for row in report.rows:
        enrolment = known.find(row.values)
        if enrolment is None:
            found.new.append(row)
            if row.values.get("name") and (likely := known.likely(row.values)):
                found.likely[row.line] = likely
                found.warnings.append(Problem("duplicate_in_register", row.line))
            continue
        differing = known.differences(enrolment, row.values)
        found.found[row.line] = "differs" if differing else "known"
        found.warnings += [
            Problem("differs_from_register", row.line, report.headers.get(key, key)) for key in differing
        ]
    return found


def _of_others(rows: list[Row], report: Report, by: User | None) -> list[Problem]:
    """New rows by the number of somebody whom `by` may not see, and who is called something else."""
    if by is None or "cpr" not in report.headers:
        return []
    hashes = {row.line: cpr_hash(row.values["cpr"].digits) for row in rows if "cpr" in row.values}
    carriers = Carriers(kind=report.kind, hashes=set(hashes.values()), by=by)
    found = [
        (row.line, carriers.find(hashes[row.line], row.values.get("name", "")))
        for row in rows
        if row.line in hashes
    ]
    return [
        Problem("cpr_elsewhere", line, report.headers["cpr"])
        for line, carrier in found
        if carrier and carrier.tie is Tie.STRANGER
    ]


def _in_the_programmes_words(rows: tuple[Row, ...], programme: Programme) -> list[Row]:
    """`Mund til mund` becomes the key the programme gives that way of recruiting; other words stay."""
    keys = channel_keys(programme)
    return [
        Row(row.line, {**row.values, "recruited_through": keys.get(fold(said), said)})
        if (said := row.values.get("recruited_through"))
        else row
        for row in rows
    ]


def _outside(report: Report, programme: Programme) -> list[Problem]:
    """A mentor may live next door, but who sees a row goes by its municipality."""
    inside = set(programme.municipality_parts.values_list("municipality__code", flat=True))
    header = report.headers.get("municipality", "")
    return [
        Problem("municipality_outside_programme", row.line, header)
        for row in report.rows
        if inside and row.values.get("municipality", "") not in {"", *inside}
    ]


def _strangers(report: Report, programme: Programme) -> list[Problem]:
    """Consultants who hold no role in the programme."""
    if "consultant" not in report.headers:
        return []
    known = consultants_of(programme)
    return [
        Problem("unknown_consultant", row.line, report.headers["consultant"])
        for row in report.rows
        if row.values.get("consultant") and row.values["consultant"] not in known
    ]


def consultants_of(programme: Programme) -> dict[str, int]:
    """E-mail address in lower case -> primary key of the users who hold a role in `programme` today."""
    bindings = RoleBinding.objects.in_force().filter(programme=programme, user__is_active=True)
    return {email.lower(): pk for email, pk in bindings.values_list("user__email", "user_id").order_by("pk")}


def organisations_of(programme: Programme) -> dict[str, int]:
    """Folded name -> primary key of the organisations that take part in `programme`."""
    parts = programme.organisation_parts.values_list("organisation__name", "organisation_id")
    return {fold(name): pk for name, pk in parts.order_by("pk")}


def _notes(rows: list[Row], programme: Programme) -> list[Problem]:
    known = organisations_of(programme)
    names = {fold(name): name for row in rows if (name := row.values.get("organisation"))}
    notes = [Problem("new_organisation", value=name) for key, name in names.items() if key not in known]
    unnumbered = sum("case_number" not in row.values for row in rows)
    if unnumbered:
        notes.append(Problem("case_numbers_given", value=str(unnumbered)))
    return notes


def all_organisations() -> Mapping[str, int]:
    """Folded name -> primary key of every organisation, so that a second programme reuses it."""
    found: dict[str, Any] = {
        fold(name): pk for name, pk in Organisation.objects.order_by("pk").values_list("name", "pk")
    }
    return found
