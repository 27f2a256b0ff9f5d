"""Dates and numbers as the active language writes them."""

import datetime

from django.utils.formats import date_format


def short_date(on: datetime.date) -> str:
    """22-11-2026."""
    return date_format(on, "SHORT_DATE_FORMAT")
