"""Made-up courses, trainings and events with those who come to them, and milestones as they are reached."""

import datetime
import random
from collections.abc import Iterable, Sequence
from functools import partial

from mentorship.activities.attending import record_attendance, sign_up
from mentorship.activities.planning import Meeting, plan_activity
from mentorship.clock import moment_on
from mentorship.config.simulation.agenda import Agenda
from mentorship.config.simulation.casework import Told
from mentorship.models import Activity, ActivitySession, Mentor, Programme, Refugee, SuccessCriterion, User
from mentorship.programmes.document import programme_document
from mentorship.programmes.milestones import UNIT, mark_milestone
from mentorship.vocabulary import ActivityKind, AttendanceState, Side

CAME, AWAY, EXCUSED = AttendanceState.ATTENDED, AttendanceState.ABSENT, AttendanceState.EXCUSED
AT_A_COURSE = 200  # so many at most in one; a thousand people need several
AT_AN_EVENT = 24
TRAININGS_AT = (0.42, 0.74)  # shares of the time lived through
EVENTS_EVERY_DAYS = 61
MILESTONES_AFTER_DAYS = (38, 69, 104)
PLACES = ("Biblioteket", "Medborgerhuset", "Jobcentret, mødelokale 2", "Frivilligcentret")
WEEK = datetime.timedelta(days=7)


class Courses:
    """What one programme holds. Drawn from a generator of its own: the lives of the people stay the same."""

    def __init__(self, programme: Programme, *, leader: User, agenda: Agenda, seed: int, told: Told):
        self.programme, self.leader, self.agenda, self.told = programme, leader, agenda, told
        self.document = programme_document(programme)
        self.draw = random.Random(f"{seed}:courses")  # noqa: S311  made-up courses need no secrets

    @property
    def hold_intro_courses(self) -> bool:
        """Whether the programme has its own; where it has none, a roster tells who has been at one."""
        return any(course.when == "before_match" for course in self.document.training)

    def people_came(self, people: Sequence[Mentor | Refugee], on: datetime.date) -> None:
        """New people go to the introduction course of their side, the mentors to their organisation's."""
        side = str(people[0].side)
        courses = [c for c in self.document.training if c.side == side and c.when == "before_match"]
        for course in courses:
            for holder in sorted({getattr(one, "organisation_id", None) or 0 for one in people}):
                mine = [one for one in people if (getattr(one, "organisation_id", None) or 0) == holder]
                for start in range(0, len(mine), AT_A_COURSE):
                    some = mine[start : start + AT_A_COURSE]
                    day = self._evening(on + datetime.timedelta(days=self.draw.randint(3, 8)))
                    title = course.label.on_screen("da")
                    activity = self._plan(ActivityKind.INTRO_COURSE, side, title, [day], holder or None)
                    sign_up(activity=activity, people=some, by=self.leader)

    def plan_ahead(self, last: datetime.date) -> None:
        """Trainings, events and milestones of the time until `last`, and what is coming then."""
        start = self.programme.starts_on
        days = (last - start).days
        for course in self.document.training:
            if course.when != "before_match" and course.side == "mentor":
                title = course.label.on_screen("da")
                firsts = [start + datetime.timedelta(days=round(days * share)) for share in TRAININGS_AT]
                for first in (*firsts, last + datetime.timedelta(days=12)):
                    asked = min(first - 2 * WEEK, last - datetime.timedelta(days=1))
                    self.agenda.put(asked, partial(self._training, title, first))
        for number, kind in enumerate(self.document.activities):
            first = start + datetime.timedelta(days=round(days * 0.3) + 30 * number)
            while first <= last + 2 * WEEK:
                asked = min(first - WEEK, last - datetime.timedelta(days=1))
                self.agenda.put(asked, partial(self._event, kind.label.on_screen("da"), first))
                first += datetime.timedelta(days=EVENTS_EVERY_DAYS)
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

    def _event(self, title: str, first: datetime.date, on: datetime.date) -> None:
        """A Saturday for both sides; who comes is drawn among those in the programme."""
        day = first + datetime.timedelta(days=(5 - first.weekday()) % 7)
        activity = self._plan(
            ActivityKind.EVENT, Side.BOTH, title, [(day, 14, 17)], None, places=2 * AT_AN_EVENT
        )
        for model in (Mentor, Refugee):
            people = list(model.objects.filter(programme=self.programme, left_on=None).order_by("pk"))
            some = self.draw.sample(
                people, min(len(people), self.draw.randint(AT_AN_EVENT // 3, AT_AN_EVENT))
            )
            if some:
                sign_up(activity=activity, people=sorted(some, key=lambda one: one.pk), by=self.leader)

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
        chances = (76, 16, 8) if session.activity.kind == ActivityKind.EVENT else (92, 4, 4)
        rows = session.attendances.order_by("pk").values_list("pk", "state")
        answers = {
            pk: (state, self.draw.choices((CAME, AWAY, EXCUSED), chances)[0].value) for pk, state in rows
        }
        record_attendance(session=session, answers=answers, by=self.leader)
        self.told.add("session_held")

    def _evening(self, day: datetime.date) -> tuple[datetime.date, int, int]:
        """17 to 19 on the Tuesday, Wednesday or Thursday that comes next."""
        while day.weekday() not in (1, 2, 3):
            day += datetime.timedelta(days=1)
        return day, 17, 19
