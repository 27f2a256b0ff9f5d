"""Long work as rows: start it, take it up, tell how far it is, end it.

A kind of work registers a function `run(job) -> result` with `job_kind`. The row is written in the
transaction that asks for it; the worker is woken on commit, and a sweep takes up whatever was not.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import Error as DatabaseTrouble
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from mentorship.errors import DomainError
from mentorship.models import Job, JobState, Programme, User

log = logging.getLogger(__name__)

Runner = Callable[[Job], dict[str, Any]]
RUNNERS: dict[str, Runner] = {}
STALE_AFTER = timedelta(minutes=10)
LONGEST_ERROR = 500
HEARTBEAT_EVERY = timedelta(minutes=2)


def job_kind(kind: str) -> Callable[[Runner], Runner]:
    """Register the decorated function as what carries out jobs of `kind`; it must be repeatable."""

    def register(run: Runner) -> Runner:
        RUNNERS[kind] = run
        return run

    return register


def start_job(
    *,
    kind: str,
    by: User | None,
    programme: Programme | None = None,
    wake: Callable[[str], None],
    **params: Any,
) -> Job:
    """Write the row; `wake(key)` is called on commit and may fail: the sweep takes the job up later."""
    job = Job.objects.create(kind=kind, by=by, programme=programme, params=params)

    def wake_quietly() -> None:
        try:
            wake(str(job.key))
        except Exception:  # the broker may be down, in any way; the sweep finds the row within a minute
            log.warning("job not published", extra={"job": str(job.key)}, exc_info=True)

    transaction.on_commit(wake_quietly)
    return job


def run_job(key: str) -> Job | None:
    """Carry out the job if nobody else has; None if it is taken or over.

    A `DomainError` is told to the user in its own words; any other failure is logged, told in general
    words, and raised.
    """
    job = _claim(key)
    if job is None:
        return None
    try:
        with _kept_alive(job):
            result = RUNNERS[job.kind](job)
        return _finish(job, JobState.DONE, result=result)
    except DomainError as error:
        return _finish(job, JobState.FAILED, error=str(error))
    except Exception:
        log.exception("job failed", extra={"job": str(job.key)})
        _finish(job, JobState.FAILED, error="unexpected")
        raise


def tell_progress(job: Job, done: int, total: int) -> None:
    """Note how far the work is; outside the work's own transaction it is seen at once."""
    _ours(job).update(done=done, total=total, heartbeat_at=timezone.now())


def tell_progress_within(job: Job, done: int, total: int) -> None:
    """As `tell_progress`, from inside the work's own transaction, by a connection of its own.

    SQLite has one writer, who is at work: there, nothing is told before the end.
    """
    if connection.vendor == "sqlite":
        return
    teller = threading.Thread(target=_tell_by_another_connection, args=(job, done, total), daemon=True)
    teller.start()
    teller.join()


def _tell_by_another_connection(job: Job, done: int, total: int) -> None:
    try:
        tell_progress(job, done, total)
    except DatabaseTrouble:
        log.warning("progress not told", extra={"job": str(job.key)})
    finally:
        connection.close()  # this thread's own


def waiting_jobs() -> list[str]:
    """Keys of jobs nobody has taken up, or whose worker has been silent too long."""
    stale = timezone.now() - STALE_AFTER
    waiting = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, heartbeat_at__lt=stale)
    return [
        str(key) for key in Job.objects.filter(waiting).order_by("created_at").values_list("key", flat=True)
    ]


def _claim(key: str) -> Job | None:
    now = timezone.now()
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
    claimed = Job.objects.filter(free, key=key).update(
        state=JobState.RUNNING, started_at=now, heartbeat_at=now, done=0, total=0, error=""
    )
    return Job.objects.select_related("programme", "by").get(key=key) if claimed else None


def _ours(job: Job) -> QuerySet[Job]:
    """The row while it is in our hands: whoever takes it over gives it another start."""
    return Job.objects.filter(pk=job.pk, started_at=job.started_at)


@contextmanager
def _kept_alive(job: Job) -> Iterator[None]:
    """A sign of life every so often, so that long work that tells no progress is not taken for dead."""
    over = threading.Event()
    sign = threading.Thread(target=_give_signs_of_life, args=(job, over), daemon=True)
    sign.start()
    try:
        yield
    finally:
        over.set()
        sign.join()


def _give_signs_of_life(job: Job, over: threading.Event) -> None:
    while not over.wait(HEARTBEAT_EVERY.total_seconds()):
        try:
            _ours(job).update(heartbeat_at=timezone.now())
        except DatabaseTrouble:
            log.warning("no sign of life given", extra={"job": str(job.key)})
        finally:
            connection.close()  # this thread's own


def _finish(job: Job, state: JobState, *, result: dict[str, Any] | None = None, error: str = "") -> Job:
    """Write the end, unless the job was taken over from a worker that was silent too long: this one."""
    with transaction.atomic():
        changed = _ours(job).update(
            state=state, result=result or {}, error=error[:LONGEST_ERROR], finished_at=timezone.now()
        )
    if not changed:
        log.warning("job was taken over", extra={"job": str(job.key)})
    job.refresh_from_db()
    return job
