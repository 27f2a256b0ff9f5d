"""Wake-ups of floor 1."""

import logging

from celery import shared_task

from mentorship import jobs
from mentorship.people import uploads
from mentorship.people.documents import sweep_store

log = logging.getLogger(__name__)


@shared_task(name="mentorship.run_job")
def run_job(key: str) -> None:
    jobs.run_job(key)


@shared_task(name="mentorship.take_up_waiting_jobs")
def take_up_waiting_jobs() -> int:
    """Carry out what was asked for while no worker listened; one that fails does not stop the rest."""
    taken = 0
    for key in jobs.waiting_jobs():
        try:
            taken += jobs.run_job(key) is not None
        except Exception:  # the job's row says so, and run_job has logged it
            log.warning("job failed in the sweep", extra={"job": key})
    return taken


@shared_task(name="mentorship.sweep_uploads")
def sweep_uploads() -> int:
    """Throw away files that nobody has finished importing in a week."""
    return uploads.sweep_uploads()


@shared_task(name="mentorship.sweep_documents")
def sweep_documents() -> int:
    """Take away files of documents whose row was never written, or is removed."""
    return sweep_store()
