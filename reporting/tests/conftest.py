"""A programme with a running quarter and one that is over."""

import datetime

import pytest
import time_machine

from followup.testing.factories import FollowUpFactory
from matching.testing.factories import MatchFactory
from mentorship.models import LabourSpell, Municipality, Population, PopulationMember
from mentorship.permissions import Role
from mentorship.testing.factories import PersonFactory, RoleBindingFactory, UserFactory
from mentorship.testing.programmes import loaded_programme

DAY = datetime.date


@pytest.fixture
def today():
    with time_machine.travel(datetime.datetime(2026, 7, 2, 9, tzinfo=datetime.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def programme():
    return loaded_programme(start_on=DAY(2026, 1, 1))


@pytest.fixture
def soroe(programme):
    return Municipality.objects.get(code="340")


@pytest.fixture
def sign_in(client, programme):
    """Sign in with one role in the programme: `sign_in("steering_group")`."""

    def enter(role, *, programme=programme):
        user = UserFactory()
        narrowed = {"municipality": Municipality.objects.get(code="340")} if role == Role.CONSULTANT else {}
        if role:
            RoleBindingFactory(user=user, role=role, programme=programme, **narrowed)
        client.force_login(user)
        return user

    return enter


@pytest.fixture
def lives(programme, soroe):
    """Makes `n` matches with follow-ups and labour-market spells, and as many others to compare with."""

    def make(n):
        population = Population.objects.get(programme=programme, key="gross_target_group")
        matches = []
        for number in range(n):
            on = DAY(2026, 1, 5) + datetime.timedelta(days=number)
            match = MatchFactory(programme=programme, municipality=soroe, active=True, started_on=on)
            FollowUpFactory(
                match=match,
                step="opening_talk_01",
                due_on=on + datetime.timedelta(days=7),
                done=True,
                channel="telephone",
                concern="=cmd|secret words",
            )
            other = PersonFactory()
            for person in (match.refugee.person, other):
                PopulationMember.objects.create(population=population, person=person)
                status = "ordinary_job" if number % 2 else "public_support"
                LabourSpell.objects.create(
                    person=person, from_on=on, status=status, hours_per_week="37.5", to_on=None
                )
            matches.append(match)
        return matches

    return make
