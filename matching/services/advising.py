"""Advice for those nobody is found for, worked out in the background where there are many."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from matching.advising import ADVICE_JOB, work_out
from mentorship import jobs
from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.models import Job, Programme, User


def start_advice_job(*, programme: Programme, by: User | None, wake: Callable[[str], None]) -> Job:
    """Ask for the advice to be worked out anew; `wake` publishes the job's key."""
    return jobs.start_job(kind=ADVICE_JOB, by=by, programme=programme, wake=wake)


@jobs.job_kind(ADVICE_JOB)
def run_advice_job(job: Job) -> dict[str, Any]:
    """Keep the advice as the job's result: keys, codes and counts, nobody's name."""
    if job.programme is None:
        raise DomainError(_("The programme is gone."))
    return work_out(job.programme, on=today())
