"""Numbers and dates on the page are Danish, and what is unknown is said to be."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from mentorship import clock
from mentorship.templatetags import danish

SUMMER_NIGHT = datetime.datetime(2026, 7, 1, 22, 30, tzinfo=datetime.UTC)  # past midnight in Copenhagen


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        pytest.param(1234.5, 1, "1.234,5", id="thousands"),
        pytest.param(1234567, 0, "1.234.567", id="millions"),
        pytest.param(0, 0, "0", id="zero"),
        pytest.param(-3.1, 1, "−3,1", id="below zero"),
        pytest.param(2.5, 0, "3", id="a half goes up"),
        pytest.param(Decimal("0.05"), 1, "0,1", id="decimal"),
        pytest.param("12", 0, "12", id="text that is a number"),
        pytest.param(None, 0, "–", id="unknown"),
        pytest.param("", 0, "–", id="empty"),
        pytest.param("mange", 0, "–", id="no number"),
        pytest.param(float("nan"), 0, "–", id="not a number"),
        pytest.param(float("inf"), 0, "–", id="no end"),
        pytest.param(True, 0, "–", id="a truth is no number"),
    ],
)
def test_da_number(value, decimals, text):
    assert danish.da_number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        pytest.param(4.2, 1, "+4,2", id="above zero"),
        pytest.param(-4.2, 1, "−4,2", id="below zero"),
        pytest.param(0, 0, "0", id="zero"),
        pytest.param(0.04, 1, "0,0", id="rounds to zero"),
        pytest.param(None, 0, "–", id="unknown"),
    ],
)
def test_signed(value, decimals, text):
    assert danish.signed(value, decimals) == text


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [
        pytest.param(0.764, 0, "76\N{NO-BREAK SPACE}%", id="whole"),
        pytest.param(0.7645, 1, "76,5\N{NO-BREAK SPACE}%", id="one decimal"),
        pytest.param(1, 0, "100\N{NO-BREAK SPACE}%", id="all"),
        pytest.param(None, 0, "–", id="unknown"),
    ],
)
def test_percent(share, decimals, text):
    assert danish.percent(share, decimals) == text


def test_dates_are_those_of_copenhagen():
    assert danish.da_date(datetime.date(2026, 11, 2)) == "02-11-2026"
    assert danish.da_date(SUMMER_NIGHT) == "02-07-2026"
    assert danish.da_date(datetime.datetime(2026, 7, 1, 22, 30)) == "01-07-2026"  # noqa: DTZ001  a local time
    assert danish.da_date(None) == "–"
    assert danish.da_date("2026-11-02") == "–"


def test_instants():
    assert danish.da_datetime(SUMMER_NIGHT) == "02-07-2026 00.30"
    assert danish.da_datetime(datetime.datetime(2026, 7, 1, 9, 4)) == "01-07-2026 09.04"  # noqa: DTZ001  a local time
    assert danish.da_datetime(datetime.date(2026, 7, 1)) == "01-07-2026"
    assert danish.da_time(SUMMER_NIGHT) == "00.30"
    assert danish.da_time(datetime.datetime(2026, 7, 1, 9, 4)) == "09.04"  # noqa: DTZ001  a local time
    assert danish.da_time(datetime.time(9, 4)) == "09.04"
    assert danish.da_time(None) == "–"


def test_days_are_counted_from_the_day_we_pretend():
    with clock.pretend_today(datetime.date(2026, 11, 22)):
        assert danish.days_since(datetime.date(2026, 9, 12)) == 71
        assert danish.days_since(SUMMER_NIGHT) == 143
    assert danish.days_since(None) is None


def test_days_in_words():
    with translation.override("en"):
        assert danish.days_text(1) == "1 day"
        assert danish.days_text(1071) == "1.071 days"
    with translation.override("da"):
        assert danish.days_text(1) == "1 dag"
        assert danish.days_text(71) == "71 dage"
    assert danish.days_text(None) == "–"


@pytest.mark.parametrize(
    ("value", "maximum", "share"),
    [
        pytest.param(5, 6, "83.3", id="a point, as SVG wants"),
        pytest.param(7, 6, "100.0", id="never beyond the end"),
        pytest.param(-1, 6, "0.0", id="never before the start"),
        pytest.param(None, 6, "0", id="unknown"),
        pytest.param(5, 0, "0", id="nothing to reach"),
        pytest.param(5, None, "0", id="no maximum"),
    ],
)
def test_share_of(value, maximum, share):
    assert danish.share_of(value, maximum) == share
