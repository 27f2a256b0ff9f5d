"""Made-up courses, trainings and events with those who come to them, and milestones as they are reached."""

import datetime
import random
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from mentorship.activities.attending import record_attendance, sign_up
from mentorship.activities.planning import Meeting, plan_activity
from mentorship.clock import moment_on
from mentorship.config.simulation.agenda import Agenda
from mentorship.config.simulation.casework import Told
from mentorship.models import Activity, ActivitySession, Mentor, Programme, Refugee, SuccessCriterion, User
from mentorship.programmes.document import programme_document
from mentorship.programmes.milestones import UNIT, mark_milestone
from mentorship.programmes.schema.casework import Training
from mentorship.vocabulary import ActivityKind, AttendanceState, Side

CAME, AWAY, EXCUSED = AttendanceState.ATTENDED, AttendanceState.ABSENT, AttendanceState.EXCUSED
AT_A_COURSE = 200  # so many at most in one; a thousand people need several
AT_AN_EVENT = 24
TRAININGS_AT = (0.42, 0.74)  # shares of the time lived through
FEWEST = 4  # a partner with fewer sends them to the municipality's course
RECORDED_WITHIN = datetime.timedelta(days=7)
EVENT_EVERY = datetime.timedelta(days=34)
TITLES = (
    "Fællesspisning",
    "Byvandring i kvarteret",
    "Cykeltur langs vandet",
    "Brætspil og kaffe",
    "Rundvisning på biblioteket",
    "Filmaften",
    "Fodbold i parken",
)
MILESTONES_AFTER_DAYS = (38, 69, 104)
PLACES = ("Biblioteket", "Medborgerhuset", "Jobcentret, mødelokale 2", "Frivilligcentret")
WEEK = datetime.timedelta(days=7)


class Courses:
    """What one programme holds. Drawn from a generator of its own: the lives of the people stay the same."""

    def __init__(self, programme: Programme, *, leader: User, agenda: Agenda, seed: int, told: Told):
        self.programme, self.leader, self.agenda, self.told = programme, leader, agenda, told
        self.document = programme_document(programme)
        self.draw = random.Random(f"{seed}:courses")  # noqa: S311  made-up courses need no secrets
        self.last = datetime.date.max
        self.events = 0

    @property
    def hold_intro_courses(self) -> bool:
        """Whether the programme has its own; where it has none, a roster tells who has been at one."""
        return any(course.when == "before_match" for course in self.document.training)

    def people_came(self, people: Sequence[Mentor | Refugee], on: datetime.date) -> None:
        """New people, and who missed the last one, go to the introduction course of their side.

        Mentors go to their organisation's, unless it has too few of them for one of its own.
        """
        side = str(people[0].side)
        titles = [c.label.on_screen("da") for c in self.document.training if _is_intro(c, side)]
        if not titles:
            return
        lacking = type(people[0])._default_manager.filter(
            programme=self.programme, left_on=None, intro_course_on=None
        )
        for holder, group in self._by_holder(list(lacking.order_by("pk"))).items():
            for start in range(0, len(group), AT_A_COURSE):
                day = self._evening(on + datetime.timedelta(days=self.draw.randint(3, 8)))
                activity = self._plan(ActivityKind.INTRO_COURSE, side, titles[0], [day], holder)
                sign_up(activity=activity, people=group[start : start + AT_A_COURSE], by=self.leader)

    def _by_holder(self, people: list[Mentor | Refugee]) -> dict[int | None, list[Mentor | Refugee]]:
        groups: dict[int | None, list[Mentor | Refugee]] = {}
        for one in people:
            holder = one.organisation_id if isinstance(one, Mentor) else None
            groups.setdefault(holder, []).append(one)
        for holder in [key for key, group in groups.items() if key and len(group) < FEWEST]:
            groups.setdefault(None, []).extend(groups.pop(holder))
        return groups

    def plan_ahead(self, last: datetime.date) -> None:
        """Trainings, events and milestones of the time until `last`, and what is coming then."""
        self.last = last
        start, eve = self.programme.starts_on, last - datetime.timedelta(days=1)
        days = (last - start).days
        for course in self.document.training:
            if course.when != "before_match" and course.side == "mentor":
                firsts = [start + datetime.timedelta(days=round(days * share)) for share in TRAININGS_AT]
                # The last one is under way: one evening held, and nobody has recorded it yet.
                for first in (*firsts, last - WEEK):
                    asked = min(first - 2 * WEEK, eve)
                    title = course.label.on_screen("da")
                    self.agenda.put(asked, partial(self._training, title, first))
        if self.document.activities:
            first = start + datetime.timedelta(days=round(days * 0.3))
            firsts = [first + n * EVENT_EVERY for n in range(max(1, (last - first) // EVENT_EVERY))]
            for first in (*firsts, last - datetime.timedelta(days=2), last + 2 * WEEK):
                self.agenda.put(min(first - WEEK, eve), partial(self._event, first))
        self._plan_milestones()

    def _plan_milestones(self) -> None:
        """All but the last of the yes/no milestones are reached early on; one stays open."""
        rows = list(SuccessCriterion.objects.filter(programme=self.programme, unit=UNIT))[:-1]
        for criterion, after in zip(rows, MILESTONES_AFTER_DAYS, strict=False):
            on = self.programme.starts_on + datetime.timedelta(days=after)
            self.agenda.put(on, partial(self._reach, criterion))

    def _reach(self, criterion: SuccessCriterion, on: datetime.date) -> None:
        mark_milestone(criterion=criterion, reached_on=on, by=self.leader)
        self.told.add("milestone_reached")

    def _training(self, title: str, first: datetime.date, on: datetime.date) -> None:
        """Two evenings for the mentors who lack the training."""
        lacking = Mentor.objects.in_programme().filter(programme=self.programme, trained_on=None)
        people = list(lacking.order_by("registered_on", "pk")[:AT_A_COURSE])
        if people:
            evenings = [self._evening(first), self._evening(first + WEEK)]
            activity = self._plan(ActivityKind.MENTOR_TRAINING, Side.MENTOR, title, evenings, None)
            sign_up(activity=activity, people=people, by=self.leader)

    def _event(self, day: datetime.date, on: datetime.date) -> None:
        """An afternoon for both sides, by turns with a partner; who comes is drawn among all."""
        title = TITLES[self.events % len(TITLES)]
        holders = [None, *self._partners]
        holder = holders[self.events % len(holders)]
        self.events += 1
        activity = self._plan(
            ActivityKind.EVENT, Side.BOTH, title, [(day, 14, 17)], holder, places=2 * AT_AN_EVENT
        )
        models: tuple[type[Mentor] | type[Refugee], ...] = (Mentor, Refugee)
        for model in models:
            people: list[Any] = list(
                model._default_manager.filter(programme=self.programme, left_on=None).order_by("pk")
            )
            wanted = self.draw.randint(AT_AN_EVENT // 3, AT_AN_EVENT)
            some = self.draw.sample(people, min(len(people), wanted))
            if some:
                sign_up(activity=activity, people=sorted(some, key=lambda one: one.pk), by=self.leader)

    @property
    def _partners(self) -> list[int]:
        names = [part.name for part in self.document.organisations if "activities" in part.does]
        rows = self.programme.organisations.filter(name__in=names).order_by("name")
        return list(rows.values_list("pk", flat=True))

    def _plan(
        self,
        kind: ActivityKind,
        side: str,
        title: str,
        times: Iterable[tuple[datetime.date, int, int]],
        holder: int | None,
        places: int | None = None,
    ) -> Activity:
        meetings = [
            Meeting(moment_on(day, starts), moment_on(day, ends), self.draw.choice(PLACES))
            for day, starts, ends in times
        ]
        fields = {"kind": kind, "side": side, "title": title, "places": places, "organisation_id": holder}
        activity = plan_activity(programme=self.programme, by=self.leader, fields=fields, sessions=meetings)
        self.told.add(f"activity_{kind.value}")
        for session in activity.sessions.all():
            day = datetime.timedelta(days=1) + session.starts_at.date()
            self.agenda.put(day, partial(self._who_came, session.pk), at_days_end=True)
        return activity

    def _who_came(self, session_pk: int, on: datetime.date) -> None:
        """The day after: most came, some stayed away, some had sent word."""
        session = ActivitySession.objects.select_related("activity").get(pk=session_pk)
        late = session.activity.kind != ActivityKind.INTRO_COURSE
        if late and self.last - on < RECORDED_WITHIN:
            return  # somebody still has to
        chances = (76, 16, 8) if session.activity.kind == ActivityKind.EVENT else (92, 4, 4)
        rows = session.attendances.order_by("pk").values_list("pk", "state")
        answers = {
            pk: (state, self.draw.choices((CAME, AWAY, EXCUSED), chances)[0].value) for pk, state in rows
        }
        record_attendance(session=session, answers=answers, by=self.leader)
        self.told.add("session_held")

    @staticmethod
    def _evening(day: datetime.date) -> tuple[datetime.date, int, int]:
        """17 to 19 on the Tuesday, Wednesday or Thursday that comes next."""
        while day.weekday() not in (1, 2, 3):
            day += datetime.timedelta(days=1)
        return day, 17, 19


def _is_intro(course: Training, side: str) -> bool:
    return course.side == side and course.when == "before_match"
