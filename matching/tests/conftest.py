import datetime

import pytest
import time_machine
from django.urls import reverse

from matching.models import StartMeeting
from matching.testing.factories import MatchFactory
from mentorship.models import Municipality
from mentorship.permissions import Role
from mentorship.programmes.catalogue import read_programme
from mentorship.programmes.services import load_programme
from mentorship.testing.factories import (
    MentorFactory,
    OrganisationFactory,
    RefugeeFactory,
    RoleBindingFactory,
    UserFactory,
)

TODAY = datetime.date(2026, 3, 16)  # a Monday


@pytest.fixture
def clock():
    """It is ten o'clock on TODAY, and stays so."""
    with time_machine.travel(
        datetime.datetime(2026, 3, 16, 9, 0, tzinfo=datetime.UTC), tick=False
    ) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def document():
    return read_programme("holdbart-match")


@pytest.fixture
def programme(db, clock, document):
    """Holdbart match, running since the start of 2026."""
    return load_programme(document=document, start_on=datetime.date(2026, 1, 1)).programme


@pytest.fixture
def soroe(programme):
    return Municipality.objects.get(code="340")


@pytest.fixture
def leader(programme):
    return UserFactory(leader_of=programme)


@pytest.fixture
def mentor(programme, soroe):
    return MentorFactory(programme=programme, municipality=soroe)


@pytest.fixture
def refugee(programme, soroe):
    return RefugeeFactory(programme=programme, municipality=soroe)


@pytest.fixture
def match(programme, mentor, refugee, leader):
    """A proposal; `make_match` makes more of them."""
    return MatchFactory(programme=programme, mentor=mentor, refugee=refugee, created_by=leader)


@pytest.fixture
def make_match(programme, soroe, leader):
    def make(**traits):
        traits = {"programme": programme, "municipality": soroe, "created_by": leader} | traits
        return MatchFactory(**traits)

    return make


@pytest.fixture
def organisation(programme):
    return OrganisationFactory(name="Frivillige i Sorø")


@pytest.fixture
def consultant(programme, soroe):
    return RoleBindingFactory(role=Role.CONSULTANT, programme=programme, municipality=soroe).user


@pytest.fixture
def partner(programme, organisation):
    return RoleBindingFactory(role=Role.PARTNER, programme=programme, organisation=organisation).user


@pytest.fixture
def at(programme):
    def url(name, *args):
        return reverse(f"matching:{name}", args=[programme.key, *args])

    return url


@pytest.fixture
def told(make_match, programme, soroe, organisation):
    """A running match of the partner's mentor; the refugee's profile holds words nobody else needs."""
    mentor = MentorFactory(programme=programme, municipality=soroe, organisation=organisation)
    refugee = RefugeeFactory(programme=programme, municipality=soroe)
    refugee.person.name = "Kanariefugl Efternavnet"
    refugee.person.save()
    refugee.profile.occupation = "hemmeligt erhverv"
    refugee.profile.expectations = "hemmelig forventning"
    refugee.profile.save()
    refugee.note = "hemmelig bemærkning"
    refugee.save()
    because = [{"criterion": "occupation", "weight": 1, "fit": 1, "points": 100, "text": "hemmelig grund"}]
    match = make_match(mentor=mentor, refugee=refugee, active=True, score=100, because=because)
    StartMeeting.objects.create(match=match, refugee_expectations="hemmeligt mål")
    return match
