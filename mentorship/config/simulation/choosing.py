"""Who is selected of those who come, on what grounds, and the interviews that stand in the calendar."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mentorship.clock import moment_on
from mentorship.config.simulation import words
from mentorship.config.simulation.agenda import Agenda
from mentorship.config.simulation.casework import Told
from mentorship.models import Mentor, Programme, Refugee, User
from mentorship.people.booking import book_interview, close_interview
from mentorship.people.selecting import select_people
from mentorship.selectors.interviews import interviewers_for, without_interview

# Who comes late, after this part of the time, is not all decided on yet: of so many one still waits.
MOSTLY_SELECTED = 0.8
ONE_UNDECIDED_OF = 3
# Days from the last day of the simulation: interviews of the coming week, two of them on the day itself.
COMING = (0, 0, 1, 1, 2, 3, 4, 7)
EARLIER_DAYS = 4


@dataclass
class Choosing:
    """One programme's selection, until `last`. `size`: how many refugees are to come."""

    programme: Programme
    leader: User
    seed: int
    size: int
    last: datetime.date
    told: Told
    draw: random.Random = field(init=False)
    room: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.draw = random.Random(f"{self.seed}:choosing")  # noqa: S311  made-up lives need no secrets
        parts = self.programme.municipality_parts.values_list("municipality", "quota")
        quotas = {municipality: quota for municipality, quota in parts if quota is not None}
        # A crowd far beyond the programme's own size is selected past the quotas.
        self.room = quotas if self.size <= 2 * sum(quotas.values()) else {}

    def plan_interviews(self, agenda: Agenda) -> None:
        """The calendar as it stands on the last day."""
        earlier = self.last - datetime.timedelta(days=EARLIER_DAYS)
        agenda.put(earlier, self._earlier_interviews, at_days_end=True)
        agenda.put(self.last, self._coming_interviews, at_days_end=True)

    def select(self, came: Sequence[Mentor | Refugee], on: datetime.date) -> None:
        """Decide on those who came on a day."""
        start = self.programme.starts_on
        late = (on - start) > (self.last - start) * MOSTLY_SELECTED
        chosen: dict[str, list[Any]] = {}
        for number, row in enumerate(came, start=1):
            wanted = not late or number % ONE_UNDECIDED_OF
            code = self.draw.choice(words.GROUNDS)
            if wanted and self._has_room(row):
                chosen.setdefault(code if isinstance(row, Refugee) else "", []).append(row)
        for code, rows in chosen.items():
            select_people(
                programme=self.programme,
                enrolments=rows,
                on=on,
                by=self.leader,
                grounds=code,
                past_quota=True,
            )
            for row in rows:
                self.told.add(f"{row.side}_selected")

    def _has_room(self, row: Mentor | Refugee) -> bool:
        if isinstance(row, Mentor):
            return row.interviewed_on is not None
        left = self.room.get(row.municipality_id)
        if left is not None:
            self.room[row.municipality_id] = left - 1
        return left is None or left > 0

    def _earlier_interviews(self, on: datetime.date) -> None:
        """Two of some days ago: somebody did not come, and of one nobody has said how it went."""
        for number, row in enumerate(self._lacking()[:2]):
            interview = self._book(row, on, 9 + 2 * number)
            if number == 0:
                close_interview(interview=interview, version=interview.version, came=False, by=self.leader)

    def _coming_interviews(self, on: datetime.date) -> None:
        """The coming week."""
        rows = self._lacking()[: len(COMING)]
        for number, (row, days) in enumerate(zip(rows, COMING, strict=False)):
            day = on + datetime.timedelta(days=days)
            day += datetime.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
            self._book(row, day, 9 + number)
            self.told.add("interview_booked")

    def _lacking(self) -> list[Any]:
        """Refugees and mentors by turns, so that both stand in the calendar."""
        sides: list[list[Any]] = []
        for model, side in ((Refugee, "refugee"), (Mentor, "mentor")):
            rows: Any = model._default_manager.filter(programme=self.programme)
            sides.append(list(without_interview(rows, side).select_related("programme")[: len(COMING)]))
        most = max(len(rows) for rows in sides)
        return [rows[at] for at in range(most) for rows in sides if at < len(rows)]

    def _book(self, row: Any, day: datetime.date, hour: int) -> Any:
        may = list(interviewers_for(row))
        return book_interview(
            enrolment=row,
            interviewer=self.leader if hour % 2 else self.draw.choice(may),
            starts_at=moment_on(day, hour),
            minutes=self.draw.choice((45, 60)),
            meeting_place=self.draw.choice(words.PLACES),
            by=self.leader,
        )
