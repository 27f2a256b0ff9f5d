"""Fixtures of the tests of floor 1."""

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
