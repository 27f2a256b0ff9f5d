"""One place says which day it is, in Copenhagen, and can be told otherwise for as long as a block lasts."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from mentorship.clock import moment_on, now, pretend_today, today

DAY = datetime.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        pytest.param(
            "2026-11-22T22:59:59+00:00", datetime.date(2026, 11, 22), id="just before midnight, winter"
        ),
        pytest.param("2026-11-22T23:00:00+00:00", datetime.date(2026, 11, 23), id="midnight, winter"),
        pytest.param("2026-07-01T22:00:00+00:00", datetime.date(2026, 7, 2), id="midnight, summer"),
    ],
)
def test_a_day_begins_at_midnight_in_copenhagen(instant, day):
    with time_machine.travel(datetime.datetime.fromisoformat(instant), tick=False):
        assert today() == day


def test_inside_the_block_it_is_the_day_that_was_said_and_after_it_is_not():
    with time_machine.travel("2026-11-22T10:15:00+00:00", tick=False):
        with pretend_today(DAY):
            assert today() == DAY
            with pretend_today(datetime.date(2025, 1, 1)):
                assert today() == datetime.date(2025, 1, 1)
            assert today() == DAY
        assert today() == datetime.date(2026, 11, 22)


def test_it_ends_with_a_failure_too():
    with pytest.raises(KeyError), pretend_today(DAY):
        raise KeyError
    assert today() == timezone.localdate()


def test_none_changes_nothing():
    with pretend_today(None):
        assert today() == timezone.localdate()
        assert abs(now() - timezone.now()) < datetime.timedelta(seconds=5)
    with pretend_today(DAY), pretend_today(None):
        assert today() == DAY


def test_the_instant_keeps_its_time_of_day_on_the_day_that_was_said():
    with time_machine.travel("2026-11-22T10:15:00+00:00", tick=False):
        assert now() == timezone.now()
        with pretend_today(DAY):
            assert timezone.localtime(now()).replace(tzinfo=None) == datetime.datetime(2024, 2, 29, 11, 15)  # noqa: DTZ001  local on purpose


def test_a_moment_is_local_and_aware():
    assert moment_on(DAY).isoformat() == "2024-02-29T12:00:00+01:00"
    assert moment_on(datetime.date(2024, 7, 1), 9).isoformat() == "2024-07-01T09:00:00+02:00"
