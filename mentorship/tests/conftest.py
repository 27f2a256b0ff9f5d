"""Fixtures of the tests of floor 1."""

import datetime

import pytest

from mentorship.clock import pretend_today
from mentorship.programmes.catalogue import read_programme
from mentorship.programmes.services import load_programme
from mentorship.tests.roster_world import TODAY, programme_of_two_municipalities


@pytest.fixture
def roster_day():
    """The day the given rosters were made for."""
    with pretend_today(TODAY):
        yield


@pytest.fixture
def programme():
    """One without rows, in two municipalities."""
    return programme_of_two_municipalities()


@pytest.fixture
def holdbart():
    return load_programme(document=read_programme("holdbart-match")).programme


@pytest.fixture
def morning(time_machine):
    """Four minutes past ten in Copenhagen, on the day the worlds of these tests live."""
    time_machine.move_to(datetime.datetime(2026, 11, 22, 9, 4, tzinfo=datetime.UTC))


@pytest.fixture
def enter(client):
    """The browser of a user."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
