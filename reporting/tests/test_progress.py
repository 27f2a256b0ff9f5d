"""Matches towards the target, also where the register came after the match."""

import datetime

import pytest

from matching.testing.factories import MatchFactory
from reporting.quarters import Quarter
from reporting.snapshots import build_quarter

DAY = datetime.date


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_a_match_begun_before_the_refugee_was_registered_counts(programme, soroe):
    MatchFactory(
        programme=programme,
        municipality=soroe,
        active=True,
        started_on=DAY(2026, 2, 2),
        refugee__registered_on=DAY(2026, 5, 4),
    )
    first = Quarter(2026, 1)
    assert build_quarter(programme, first, first.last_day)["progress"]["reached"] == 1
