"""Dates and numbers as the active language writes them."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import pgettext


def short_date(on: datetime.date) -> str:
    """22-11-2026."""
    return date_format(on, "SHORT_DATE_FORMAT")


def day_in_words(on: datetime.date) -> str:
    """mandag 23. november; Monday 23 November."""
    return date_format(on, pgettext("form of a date", "l j F"))


def day_and_year(on: datetime.date) -> str:
    """mandag 23. november 2026; Monday 23 November 2026."""
    return date_format(on, pgettext("form of a date", "l j F Y"))
