"""What the made-up staff and pairs do, each step through the service a page would call."""

import datetime
import random
from dataclasses import dataclass, field
from functools import partial

from followup.models import FollowUp, FollowUpState, PairMet
from followup.services.logging import Log, log_extra, log_in_bulk
from matching.models import Match
from matching.services.deciding import advise_against, back_match, record_answer
from matching.services.proposing import withdraw_match
from matching.services.running import end_match, start_match
from matching.services.start_meetings import plan_start_meeting
from matching.states import RUNNING_STATES, MatchState
from mentorship.clock import moment_on
from mentorship.config.simulation import words
from mentorship.config.simulation.agenda import Agenda
from mentorship.errors import NoPlaceLeft
from mentorship.models import Mentor, Programme, Refugee, User
from mentorship.people.editing import edit_profile
from mentorship.people.papers import give_consent
from mentorship.programmes.document import programme_document
from mentorship.vocabulary import ConsentScope, Need


@dataclass(slots=True)
class Told:
    """How often each thing happened."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


@dataclass(frozen=True, slots=True)
class Chances:
    """How made-up people behave; shares of 1 and days. None of it is a finding about real people."""

    consents: float = 0.93
    says_what_is_offered: float = 0.9
    backed: float = 0.93
    says_yes: float = 0.92
    done: float = 0.86
    missed: float = 0.07
    excused: float = 0.04
    concern: float = 0.09
    ends_a_month: float = 0.035
    falls_silent: float = 0.02
    completes: float = 0.85


class Casework:
    """One programme's cases moving on. Everything drawn comes from one generator: same seed, same lives."""

    def __init__(
        self, programme: Programme, *, leader: User, task_group: User, agenda: Agenda, seed: int, told: Told
    ):
        self.programme = programme
        self.document = programme_document(programme)
        self.leader, self.task_group = leader, task_group
        self.agenda, self.told = agenda, told
        self.chances = Chances()
        self.to_log: dict[datetime.date, list[int]] = {}
        self.days_planned: set[datetime.date] = set()
        self.draw = random.Random(f"{seed}:casework")  # noqa: S311  made-up lives need no secrets

    def later(self, on: datetime.date, least: int, most: int) -> datetime.date:
        """A working day `least` to `most` days after `on`."""
        day = on + datetime.timedelta(days=self.draw.randint(least, most))
        return day + datetime.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)

    def interviewed(self, enrolment: Mentor | Refugee, on: datetime.date) -> None:
        """What a roster does not hold: further consents, and what a mentor offers help with."""
        for consent in self.document.consents:
            asked = consent.scope != ConsentScope.PARTICIPATION and enrolment.side in consent.sides
            if asked and self.draw.random() < self.chances.consents:
                give_consent(
                    enrolment=enrolment, scope=consent.scope, given_on=on, language="da", by=self.leader
                )
        if isinstance(enrolment, Mentor) and self.draw.random() < self.chances.says_what_is_offered:
            facts = {"needs": self.draw.sample(Need.values, self.draw.randint(1, 3))}
            edit_profile(enrolment=enrolment, version=enrolment.profile.version, by=self.leader, facts=facts)

    def proposed(self, match_id: int, on: datetime.date) -> None:
        """A pair has been put forward: the task group says what it thinks, then both sides answer."""
        if self.document.task_group.part == "none":
            self._ask_both(match_id, on)
        else:
            self.agenda.put(self.later(on, 1, 6), lambda day: self._task_group_answers(match_id, day))

    def _task_group_answers(self, match_id: int, on: datetime.date) -> None:
        match = Match.objects.get(pk=match_id)
        if match.state != MatchState.PROPOSED:
            return
        if self.draw.random() < self.chances.backed:
            back_match(match=match, by=self.task_group, on=on)
            self.told.add("backed")
            self._ask_both(match_id, on)
        else:
            advise_against(match=match, by=self.task_group, text="Vi tror, at et andet match passer bedre.")
            self.told.add("advised_against")
            self.agenda.put(self.later(on, 1, 5), partial(self._withdraw, match_id))

    def _withdraw(self, match_id: int, on: datetime.date) -> None:
        """The leader follows the task group's advice."""
        match = Match.objects.get(pk=match_id)
        if match.state == MatchState.PROPOSED:
            withdraw_match(match=match, by=self.leader, on=on)

    def _ask_both(self, match_id: int, on: datetime.date) -> None:
        for side in ("mentor", "refugee"):
            self.agenda.put(self.later(on, 1, 7), partial(self._answer, match_id, side))

    def _answer(self, match_id: int, side: str, on: datetime.date) -> None:
        match = Match.objects.get(pk=match_id)
        if match.state not in (MatchState.PROPOSED, MatchState.BACKED):
            return
        if self.draw.random() >= self.chances.says_yes:
            reason = self.draw.choice(self.document.matching.decline_reasons).key
            record_answer(match=match, side=side, says="no", by=self.leader, reason=reason, on=on)  # type: ignore[arg-type]  # "mentor" or "refugee"
            self.told.add("declined")
            return
        try:
            match = record_answer(match=match, side=side, says="yes", by=self.leader, on=on)  # type: ignore[arg-type]  # as above
        except NoPlaceLeft:
            self.told.add("no_place_left")
            return
        if match.state == MatchState.ACCEPTED:
            self.told.add("accepted")
            self._plan_meeting(match, on)

    def _plan_meeting(self, match: Match, on: datetime.date) -> None:
        held_on = self.later(on, 3, 16)
        plan_start_meeting(
            match=match,
            by=self.leader,
            planned_at=moment_on(held_on, self.draw.randint(9, 16)),
            meeting_place="Biblioteket",
        )
        self.agenda.put(held_on, lambda day: self._start(match.pk, day))

    def _start(self, match_id: int, on: datetime.date) -> None:
        match = Match.objects.get(pk=match_id)
        if match.state != MatchState.ACCEPTED:
            return
        start_match(
            match=match,
            by=self.leader,
            on=on,
            mentor_expectations="Mødes hver uge det første kvartal.",
            refugee_expectations=self.draw.choice(words.EXPECTATIONS),
            joint_plan="Mål om tre måneder: en praktikplads og en fast plads på sprogskolen.",
        )
        self.told.add("started")
        self._plan_logging(match_id)
        self.agenda.put(self.later(on, 95, 130), lambda day: self._call_between_steps(match_id, day))
        self._plan_end(match_id, on)

    def _plan_logging(self, match_id: int) -> None:
        rows = FollowUp.objects.filter(match_id=match_id).order_by("due_on", "pk").values_list("pk", "due_on")
        for followup_id, due_on in rows:
            self.to_log.setdefault(self.later(due_on, -1, 4), []).append(followup_id)
        for on in sorted(self.to_log.keys() - self.days_planned):
            self.days_planned.add(on)
            self.agenda.put(on, self._log_the_day, at_days_end=True)

    def _log_the_day(self, on: datetime.date) -> None:
        """Everything that is logged on one day, in one go."""
        rows = FollowUp.objects.planned().filter(
            pk__in=self.to_log.pop(on, []), match__state__in=RUNNING_STATES
        )
        entries = []
        for followup in rows.select_related("match__programme", "responsible").order_by("pk"):
            log = self.what_was_found(on)
            self.told.add(f"followup_{log.state}" if log else "not_logged")
            if log:
                entries.append((followup, log, followup.responsible or self.leader))
        self.days_planned.discard(on)
        log_in_bulk(entries)

    def _call_between_steps(self, match_id: int, on: datetime.date) -> None:
        """After the opening phase somebody calls now and then, outside the plan; some pairs fall silent."""
        match = Match.objects.get(pk=match_id)
        if match.state not in RUNNING_STATES or self.draw.random() < self.chances.falls_silent:
            return
        log = self.what_was_found(on)
        if log and log.state == FollowUpState.DONE:
            log_extra(match=match, side=self.draw.choice(("mentor", "refugee")), log=log, by=self.leader)
            self.told.add("extra_talk")
        self.agenda.put(self.later(on, 18, 30), lambda day: self._call_between_steps(match_id, day))

    def what_was_found(self, on: datetime.date) -> Log | None:
        """What is logged of one step, or None where nobody logged it."""
        chance = self.draw.random()
        c = self.chances
        if chance < c.done:
            level = self.draw.choices((1, 2), (4, 1))[0] if self.draw.random() < c.concern else 0
            return Log(
                state=FollowUpState.DONE,
                held_on=on,
                channel=self.draw.choice(self.document.follow_up.channels[:3]).key,
                rating=self.draw.choices((2, 3, 4, 5), (6, 22, 46, 26))[0],
                pair_met=self.draw.choices(PairMet.values, (6, 20, 38, 30, 6))[0],
                areas=tuple(self.draw.sample(Need.values, self.draw.choices((0, 1, 2), (35, 45, 20))[0])),
                changed=self.draw.choice(words.CHANGES) if self.draw.random() < 0.5 else "",
                concern_level=level,
                concern=self.draw.choice(words.CONCERNS) if level else "",
                next_step=self.draw.choice(words.NEXT_STEPS) if self.draw.random() < 0.4 else "",
            )
        if chance < c.done + c.missed:
            return Log(state=FollowUpState.MISSED)
        if chance < c.done + c.missed + c.excused:
            return Log(state=FollowUpState.EXCUSED)
        return None

    def _plan_end(self, match_id: int, started_on: datetime.date) -> None:
        months = 0
        while self.draw.random() >= self.chances.ends_a_month and months < 12:
            months += 1
        on = self.later(started_on, 30 * months + 5, 30 * months + 30)
        full_course = months >= 12
        self.agenda.put(on, lambda day: self._end(match_id, day, full_course))

    def _end(self, match_id: int, on: datetime.date, full_course: bool) -> None:
        match = Match.objects.get(pk=match_id)
        if match.state not in RUNNING_STATES:
            return
        completed = full_course and self.draw.random() < self.chances.completes
        reasons = [reason.key for reason in self.document.end_reasons if reason.completed == completed]
        end_match(match=match, by=self.leader, on=on, reason=self.draw.choice(reasons))
        self.told.add("ended")
