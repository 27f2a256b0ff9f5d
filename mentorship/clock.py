"""Which day it is. The one place that asks, so that `--on` and the demo can say otherwise."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_pretended: ContextVar[datetime.date | None] = ContextVar("pretended_today", default=None)


def today() -> datetime.date:
    """The local date in Europe/Copenhagen, or the date `pretend_today` was given."""
    return _pretended.get() or timezone.localdate()


def now() -> datetime.datetime:
    """This instant; under `pretend_today` the same time of day on the pretended day.

    For what is said of a case. What guards the system itself (jobs, look-ups, mail) asks Django's clock.
    """
    instant = timezone.now()
    pretended = _pretended.get()
    if pretended is None:
        return instant
    return timezone.localtime(instant).replace(year=pretended.year, month=pretended.month, day=pretended.day)


@contextmanager
def pretend_today(on: datetime.date | None) -> Iterator[None]:
    """Let `today()` answer `on` inside the block; None changes nothing."""
    token = _pretended.set(on or _pretended.get())
    try:
        yield
    finally:
        _pretended.reset(token)


def moment_on(on: datetime.date, hour: int = 12) -> datetime.datetime:
    """The instant at `hour` o'clock local time of the day `on`, timezone-aware."""
    return datetime.datetime.combine(on, datetime.time(hour), tzinfo=timezone.get_default_timezone())
