"""A whole file of matches against the register: which are new, which are known, and what cannot be."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from matching.history.rows import FoundMatch, RowReader
from matching.models import Match
from matching.states import OCCUPYING_STATES, OPEN_STATES, STARTED_STATES
from mentorship.clock import today
from mentorship.models import Programme
from mentorship.people.roster.check import Report, Row, check_table
from mentorship.people.roster.problems import Problem, UnreadableRoster
from mentorship.people.roster.reading import Table, read_table
from mentorship.people.roster.values import Surroundings

KIND = "match"
PLACES = range(1, 6)
Key = tuple[int, int, datetime.date]


@dataclass(frozen=True, slots=True)
class HistoryPlan:
    """What taking in a file of matches would do. With errors in the report it does nothing.

    `new`: what would be written, in the order of the file. `places`: line -> the mentor's place a running
    one takes. `found`: line -> what the row tells. `known` and `differs`: lines of rows the register has,
    as told or otherwise. `table`: what it was made from; None where the file is no table.
    """

    report: Report
    table: Table | None = None
    new: tuple[FoundMatch, ...] = ()
    places: Mapping[int, int] = field(default_factory=dict)
    found: Mapping[int, FoundMatch] = field(default_factory=dict)
    known: frozenset[int] = frozenset()
    differs: frozenset[int] = frozenset()


def plan_history(
    *, data: bytes, programme: Programme, mapping: Mapping[str, str] | None = None
) -> HistoryPlan:
    """Check `data` as a file of matches, alone and against the programme's register. Writes nothing."""
    try:
        table = read_table(data)
    except UnreadableRoster as error:
        return HistoryPlan(Report(KIND, errors=(error.as_problem(),)))
    report = check_table(table, KIND, Surroundings({}, today()), mapping)
    if not report.rows:
        return HistoryPlan(report, table)
    reader = RowReader(programme, report)
    rows = {row.line: row for row in report.rows}
    found = {line: match for line, row in rows.items() if (match := reader.read(row))}
    against = _Register(programme, reader, rows)
    new = against.compare(found.values())
    places = against.places(new)
    against.overlaps(new)
    report = replace(
        report,
        errors=_in_order(report, (*report.errors, *reader.errors)),
        warnings=_in_order(report, (*report.warnings, *reader.warnings)),
        notes=(*report.notes, *reader.notes.values()),
    )
    return HistoryPlan(
        report, table, tuple(new), places, found, frozenset(against.known), frozenset(against.differs)
    )


def _in_order(report: Report, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    columns = {header: index for index, header in enumerate(report.headers.values())}
    return tuple(sorted(problems, key=lambda each: (each.first_line, columns.get(each.column, -1))))


class _Register:
    """The programme's matches as they are, asked row by row; what is wrong goes to the reader's lists."""

    def __init__(self, programme: Programme, reader: RowReader, rows: Mapping[int, Row]):
        self.reader, self.rows = reader, rows
        matches = list(
            Match.objects.filter(programme=programme).select_related("start_meeting").order_by("pk")
        )
        self.by_key = {
            (match.mentor_id, match.refugee_id, match.started_on): match
            for match in matches
            if match.state in STARTED_STATES
        }
        self.open_of = {match.refugee_id: match for match in matches if match.state in OPEN_STATES}
        self.taken: dict[int, set[int]] = defaultdict(set)
        self.spans: dict[int, list[tuple[datetime.date, datetime.date]]] = defaultdict(list)
        for match in matches:
            if match.state in OCCUPYING_STATES and match.place:
                self.taken[match.mentor_id].add(match.place)
            if match.started_on:
                self.spans[match.refugee_id].append((match.started_on, match.ended_on or datetime.date.max))
        self.known: set[int] = set()
        self.differs: set[int] = set()

    def compare(self, found: Iterable[FoundMatch]) -> list[FoundMatch]:
        """Those the register doesn't have; the second row of one match is an error."""
        new: list[FoundMatch] = []
        seen: set[Key] = set()
        for match in found:
            row = self.rows[match.line]
            if match.key in seen:
                self.reader.errors.append(self.reader.problem("duplicate_match", row, "started_on"))
                continue
            seen.add(match.key)
            if (known := self.by_key.get(match.key)) is None:
                new.append(match)
            elif keys := _differences(known, match):
                self.differs.add(match.line)
                self.reader.warnings += [
                    self.reader.problem("differs_from_register", row, key) for key in keys
                ]
            else:
                self.known.add(match.line)
        return new

    def places(self, new: Sequence[FoundMatch]) -> dict[int, int]:
        """Line -> the place each running match takes; one that cannot have any is an error."""
        places: dict[int, int] = {}
        running: set[int] = set()
        for match in new:
            if not match.runs:
                continue
            row = self.rows[match.line]
            if match.refugee.pk in running or match.refugee.pk in self.open_of:
                self.reader.errors.append(self.reader.problem("refugee_has_a_match", row, "refugee"))
                continue
            running.add(match.refugee.pk)
            taken = self.taken[match.mentor.pk]
            if len(taken) >= match.mentor.capacity:
                self.reader.errors.append(self.reader.problem("mentor_has_no_place", row, "mentor"))
                continue
            places[match.line] = min(set(PLACES) - taken)
            taken.add(places[match.line])
        return places

    def overlaps(self, new: Sequence[FoundMatch]) -> None:
        """A refugee with two mentors on one day is odd, and may have been so: a warning."""
        wrong = {problem.line for problem in self.reader.errors}
        for match in sorted(new, key=lambda each: (each.started_on, each.line)):
            if match.line in wrong:
                continue
            last = match.ended_on or datetime.date.max
            spans = self.spans[match.refugee.pk]
            if any(begun < last and match.started_on < ended for begun, ended in spans):
                row = self.rows[match.line]
                self.reader.warnings.append(self.reader.problem("overlapping_match", row, "started_on"))
            spans.append((match.started_on, last))


def _differences(known: Match, match: FoundMatch) -> list[str]:
    """Column keys in which the row says other than the register; what it doesn't say is no difference."""
    meeting = getattr(known, "start_meeting", None)
    told = {
        "start_meeting_on": (match.met_on, meeting.held_on if meeting else None),
        "ended_on": (match.ended_on, known.ended_on),
        "end_reason": (match.reason, known.close_reason),
    }
    return [key for key, (said, register) in told.items() if said and said != register]
