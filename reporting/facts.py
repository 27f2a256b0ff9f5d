"""The facts indicators count: plain rows as of one day, and no queries, so that any is tried by hand."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from mentorship.programmes.schema import ProgrammeDocument


@dataclass(frozen=True, slots=True)
class RefugeeFact:
    pk: int
    person: int
    municipality: str
    gender: str
    birth_year: int | None
    registered_on: datetime.date
    interviewed_on: datetime.date | None = None
    selected_on: datetime.date | None = None
    left_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class MentorFact:
    pk: int
    municipality: str
    organisation: str
    gender: str
    birth_year: int | None
    registered_on: datetime.date
    interviewed_on: datetime.date | None = None
    selected_on: datetime.date | None = None
    trained_on: datetime.date | None = None
    left_on: datetime.date | None = None
    capacity: int = 1


@dataclass(frozen=True, slots=True)
class MatchFact:
    """A match that has started. `municipality` is the refugee's, `organisation` the mentor's.

    imported : it came from a file, which may not know of its start meeting.
    """

    pk: int
    mentor: int
    refugee: int
    municipality: str
    organisation: str
    started_on: datetime.date
    ended_on: datetime.date | None = None
    end_reason: str = ""
    met_on: datetime.date | None = None
    imported: bool = False

    def days_followed(self, as_of: datetime.date) -> int:
        return ((self.ended_on or as_of) - self.started_on).days


@dataclass(frozen=True, slots=True)
class FollowUpFact:
    """A step for one side that was due, or held, by the day of the facts.

    before : it was due before its match came in from a file, and nobody has said whether it was held.
    """

    match: int
    step: str
    side: str
    due_on: datetime.date
    held_on: datetime.date | None = None
    pair_met: str = ""
    before: bool = False


@dataclass(frozen=True, slots=True)
class SpellFact:
    from_on: datetime.date
    to_on: datetime.date | None
    status: str
    hours: float | None = None


@dataclass(frozen=True, slots=True)
class SessionFact:
    """A session that has been held; `mentors` and `refugees` are the keys of those who came."""

    activity: int
    kind: str
    municipality: str
    organisation: str
    held_on: datetime.date
    mentors: frozenset[int] = frozenset()
    refugees: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Facts:
    """One programme as of the end of the day `as_of`; keys are the rows' own.

    spells : by person, in order of their first day. populations : person ids by key.
    marks : by criterion, the day its yes/no milestone was reached.
    """

    as_of: datetime.date
    document: ProgrammeDocument
    municipalities: tuple[str, ...] = ()
    refugees: dict[int, RefugeeFact] = field(default_factory=dict)
    mentors: dict[int, MentorFact] = field(default_factory=dict)
    matches: dict[int, MatchFact] = field(default_factory=dict)
    followups: tuple[FollowUpFact, ...] = ()
    spells: dict[int, tuple[SpellFact, ...]] = field(default_factory=dict)
    populations: dict[str, frozenset[int]] = field(default_factory=dict)
    population_dates: dict[str, datetime.date] = field(default_factory=dict)
    sessions: tuple[SessionFact, ...] = ()
    marks: dict[str, datetime.date] = field(default_factory=dict)

    def within(self, *, municipality: str | None = None, organisation: str | None = None) -> "Facts":
        """The part of one municipality (by code) or one partner (by name). Populations stay whole.

        A refugee belongs to a partner by his or her match; a match to the refugee's municipality.
        """
        if municipality is None and organisation is None:
            return self
        matches = {
            pk: match
            for pk, match in self.matches.items()
            if municipality in (None, match.municipality) and organisation in (None, match.organisation)
        }
        accompanied = {match.refugee for match in matches.values()}
        return replace(
            self,
            refugees={
                pk: row
                for pk, row in self.refugees.items()
                if municipality in (None, row.municipality) and (organisation is None or pk in accompanied)
            },
            mentors={
                pk: row
                for pk, row in self.mentors.items()
                if municipality in (None, row.municipality) and organisation in (None, row.organisation)
            },
            matches=matches,
            followups=tuple(row for row in self.followups if row.match in matches),
            sessions=tuple(
                row
                for row in self.sessions
                if municipality in (None, row.municipality) and organisation in (None, row.organisation)
            ),
        )

    @cached_property
    def followups_by_match(self) -> dict[int, list[FollowUpFact]]:
        found: dict[int, list[FollowUpFact]] = {}
        for row in self.followups:
            found.setdefault(row.match, []).append(row)
        return found

    @cached_property
    def first_start(self) -> dict[int, datetime.date]:
        """The day each refugee (by key) first had a mentor."""
        first: dict[int, datetime.date] = {}
        for match in self.matches.values():
            known = first.get(match.refugee)
            first[match.refugee] = min(known, match.started_on) if known else match.started_on
        return first

    @cached_property
    def windows(self) -> dict[str, int]:
        """How many days late a step may be held and still be in time, by the step's name in the plan."""
        return {
            occurrence.name: step.window_days
            for step in self.document.follow_up.plan
            for occurrence in step.occurrences()
        }

    def window_of(self, step: str) -> datetime.timedelta:
        return datetime.timedelta(days=self.windows.get(step, 7))

    def selected_mentors(self) -> Iterator[MentorFact]:
        return (mentor for mentor in self.mentors.values() if mentor.selected_on)

    def spell_on(self, person: int, day: datetime.date) -> SpellFact | None:
        """The latest spell that covers `day`, or None where the extracts say nothing of it."""
        covering = [
            spell
            for spell in self.spells.get(person, ())
            if spell.from_on <= day and (spell.to_on is None or spell.to_on >= day)
        ]
        return covering[-1] if covering else None
