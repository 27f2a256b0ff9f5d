"""Moving a programme in time: the sources' programmes ran years ago, a demonstration runs today."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from mentorship.programmes.document import parse_document, stored_text
from mentorship.programmes.schema import ProgrammeDocument


def shift_document(document: ProgrammeDocument, start_on: date) -> ProgrammeDocument:
    """The same programme starting on `start_on`; `period.original_starts_on` keeps where it was.

    Between two starts on the same day of the month whole months are moved, and the last day of a month stays
    the last; otherwise every date moves by the same number of days. OverflowError outside the calendar.
    """
    starts_on = document.period.starts_on
    if start_on == starts_on:
        return document
    data = _moved(document.model_dump(exclude_unset=True), _mover(starts_on, start_on))
    data["period"]["original_starts_on"] = document.period.original_starts_on or starts_on
    return parse_document(stored_text(data))


def _mover(starts_on: date, start_on: date) -> Callable[[date], date]:
    if start_on.day != starts_on.day:
        by = start_on - starts_on
        return lambda day: day + by
    months = 12 * (start_on.year - starts_on.year) + start_on.month - starts_on.month
    return lambda day: _months_later(day, months)


def _months_later(day: date, months: int) -> date:
    try:
        moved = day + relativedelta(months=months)
        is_last = (day + timedelta(days=1)).day == 1
        return moved + relativedelta(day=31) if is_last else moved
    except ValueError as error:
        raise OverflowError(str(error)) from error


def _moved(value: Any, move: Callable[[date], date]) -> Any:
    if isinstance(value, date):
        return move(value)
    if isinstance(value, dict):
        return {key: _moved(item, move) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_moved(item, move) for item in value]
    return value
