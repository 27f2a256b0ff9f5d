"""One row of a file of matches: whom it names, and whether its days and its reason can be."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from matching.history.people import Participants
from mentorship.clock import today
from mentorship.models import Mentor, Programme, Refugee
from mentorship.people.roster.check import Report, Row
from mentorship.people.roster.folding import as_text, fold
from mentorship.people.roster.problems import BadValue, Problem
from mentorship.programmes.document import programme_document
from mentorship.programmes.schema import ProgrammeDocument

Found = TypeVar("Found", Mentor, Refugee)
DAYS = ("started_on", "start_meeting_on", "ended_on")


@dataclass(frozen=True, slots=True)
class FoundMatch:
    """A row whose two people and whose start are known. `reason` is a key of the programme's end reasons."""

    line: int
    mentor: Mentor
    refugee: Refugee
    started_on: datetime.date
    met_on: datetime.date | None = None
    ended_on: datetime.date | None = None
    reason: str = ""

    @property
    def key(self) -> tuple[int, int, datetime.date]:
        """What a match is recognised by: who with whom, from when."""
        return self.mentor.pk, self.refugee.pk, self.started_on

    @property
    def runs(self) -> bool:
        return self.ended_on is None

    def left_first(self, person: Mentor | Refugee) -> bool:
        """Whether `person` had left the programme while the match still ran."""
        left = person.left_on
        return left is not None and (self.ended_on is None or self.ended_on > left)


class RowReader:
    """Reads rows one by one; `errors` and `warnings` fill as it goes."""

    def __init__(self, programme: Programme, report: Report):
        self.people = Participants(programme)
        self.starts_on = programme.starts_on
        self.headers = report.headers
        self.document = programme_document(programme)
        self.reasons = _end_reasons(self.document)
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self.notes: dict[str, Problem] = {}

    def read(self, row: Row) -> FoundMatch | None:
        """The row's match, or None where its people or its start are not to be had."""
        mentor = self._find(row, "mentor", self.people.mentors.find)
        refugee = self._find(row, "refugee", self.people.refugees.find)
        reason = self._reason(row)
        self.errors += self._wrong_days(row)
        started_on = row.values.get("started_on")
        if mentor is None or refugee is None or started_on is None:
            return None
        found = FoundMatch(
            line=row.line,
            mentor=mentor,
            refugee=refugee,
            started_on=started_on,
            met_on=row.values.get("start_meeting_on"),
            ended_on=row.values.get("ended_on"),
            reason=reason,
        )
        self.errors += self._wrong_people(found, row)
        if started_on < self.starts_on:
            self.warnings.append(self.problem("before_programme", row, "started_on"))
        return found

    def problem(self, reason: str, row: Row, key: str) -> Problem:
        """`reason` at the cell of `key`, with what stands in it."""
        value = row.values.get(key)
        shown = as_text(value) if value is not None else ""
        return Problem(reason, row.line, self.headers.get(key, key), shown)

    def _find(self, row: Row, key: str, find: Callable[[str], Found]) -> Found | None:
        said = row.values.get(key)
        if said is None:
            return None  # missing: said already, by the reader of the file
        try:
            return find(said)
        except BadValue as error:
            self.errors.append(self.problem(error.reason, row, key))
            return None

    def _reason(self, row: Row) -> str:
        said, ended = row.values.get("end_reason"), row.values.get("ended_on")
        if said is None:
            if ended is not None:
                self.errors.append(self.problem("end_reason_missing", row, "end_reason"))
            return ""
        if ended is None:
            self.errors.append(self.problem("end_missing", row, "ended_on"))
        reason = self.reasons.get(fold(said), "")
        if not reason:
            self.errors.append(self.problem("unknown_end_reason", row, "end_reason"))
            labels = (str(entry.label) for entry in self.document.end_reasons)
            self.notes["end_reasons"] = Problem("end_reasons", value=", ".join(labels))
        return reason

    def _wrong_days(self, row: Row) -> Iterator[Problem]:
        days = {key: row.values[key] for key in DAYS if key in row.values}
        for key, day in days.items():
            if day > today():
                yield self.problem("in_the_future", row, key)
        ended_on = days.get("ended_on")
        if ended_on is None:
            return
        if "started_on" in days and ended_on < days["started_on"]:
            yield self.problem("ends_before_it_starts", row, "ended_on")
        elif "start_meeting_on" in days and ended_on < days["start_meeting_on"]:
            yield self.problem("meeting_after_end", row, "start_meeting_on")

    def _wrong_people(self, found: FoundMatch, row: Row) -> Iterator[Problem]:
        if found.mentor.person_id == found.refugee.person_id:
            yield self.problem("same_person", row, "mentor")
        if found.left_first(found.mentor):
            yield self.problem("mentor_has_left", row, "mentor")
        if found.left_first(found.refugee):
            yield self.problem("refugee_has_left", row, "refugee")


def _end_reasons(document: ProgrammeDocument) -> dict[str, str]:
    """The programme's end reasons by key and by their words in every language, folded."""
    found: dict[str, str] = {}
    for entry in document.end_reasons:
        for word in (entry.key, entry.label.da, entry.label.en):
            if word:
                found[fold(word)] = entry.key
    return found
