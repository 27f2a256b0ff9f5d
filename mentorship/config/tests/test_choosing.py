"""The simulated selection and calendar: some are chosen, some are still to be, the coming week is booked."""

import datetime

import pytest

from mentorship.clock import pretend_today
from mentorship.config.simulation.agenda import Agenda
from mentorship.config.simulation.casework import Told
from mentorship.config.simulation.choosing import COMING, Choosing
from mentorship.models import Act, Interview, Mentor, Municipality, Refugee
from mentorship.testing.factories import MentorFactory, RefugeeFactory, UserFactory
from mentorship.testing.programmes import loaded_programme

LAST = datetime.date(2026, 11, 23)
pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC))
    return loaded_programme()


def choosing(programme, size=40, seed=4):
    leader = UserFactory(leader_of=programme)
    return Choosing(programme, leader, seed, size, LAST, Told())


def came(programme, make=RefugeeFactory, people=20, **fields):
    soroe = Municipality.objects.get(code="340")
    fields = {"selected_on": None, "papers": False} | fields
    return [make(programme=programme, municipality=soroe, **fields) for _number in range(people)]


def selected(model=Refugee):
    return model.objects.exclude(selected_on=None)


def test_all_who_come_early_are_selected_with_grounds(programme):
    mind = choosing(programme)
    mind.select(came(programme), programme.starts_on + datetime.timedelta(days=20))
    assert selected().count() == mind.told.counts["refugee_selected"] == 20
    assert not selected().filter(selection_grounds="").exists()
    assert Act.objects.filter(kind="refugee.selected", by_id=mind.leader.pk).count() == selected().count()


def test_of_those_who_come_late_some_are_still_to_be_decided_on(programme):
    mind = choosing(programme)
    mind.select(came(programme), LAST)
    assert selected().count() == 14


def test_a_programme_of_its_own_size_stays_within_its_quotas_and_a_crowd_does_not(programme):
    programme.municipality_parts.update(quota=7)
    choosing(programme, size=24).select(came(programme), programme.starts_on)
    assert selected().count() == 7
    choosing(programme, size=1000).select(came(programme), programme.starts_on)
    assert selected().count() == 27


def test_only_mentors_who_were_interviewed_are_selected(programme):
    mind = choosing(programme)
    mind.select(came(programme, MentorFactory), programme.starts_on)
    mind.select(came(programme, MentorFactory, interviewed_on=None), programme.starts_on)
    assert selected(Mentor).count() == mind.told.counts["mentor_selected"] == 20
    assert not selected(Mentor).filter(interviewed_on=None).exists()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_makes_the_same_choice(programme, seed):
    rows = came(programme)
    choices = []
    for _time in range(2):
        choosing(programme, seed=seed).select(rows, LAST)
        choices.append(list(selected().order_by("pk").values_list("pk", "selection_grounds")))
        Refugee.objects.update(selected_on=None, selection_grounds="")
    assert choices[0] == choices[1] != []


def test_the_calendar_stands_as_on_the_last_day(programme):
    mind, agenda = choosing(programme), Agenda()
    came(programme, people=6, interviewed_on=None)
    came(programme, MentorFactory, people=6, interviewed_on=None)
    mind.plan_interviews(agenda)
    for on, happening in agenda.until(LAST):
        with pretend_today(on):
            happening(on)
    assert mind.told.counts["interview_booked"] == len(COMING)
    states = Interview.objects.filter(starts_at__date__lt=LAST).values_list("state", flat=True)
    assert sorted(states) == ["absent", "planned"]
    week = Interview.objects.filter(state="planned", starts_at__date__gte=LAST)
    assert {interview.starts_at.isoweekday() for interview in week} <= {1, 2, 3, 4, 5}
    assert week.filter(starts_at__date=LAST, interviewer=mind.leader).exists()
    assert week.exclude(mentor=None).exists()
    assert week.exclude(refugee=None).exists()
