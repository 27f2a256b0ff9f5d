"""Another day for a whole process: a server under test answers in threads of its own."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from unittest import mock

from mentorship import clock


@contextmanager
def everyone_pretends(on: datetime.date) -> Iterator[None]:
    """`clock.today()` answers `on` in every thread; sessions, jobs and mail keep the real time."""
    with mock.patch.object(clock, "_pretended", ContextVar("pretended_today", default=on)):
        yield
