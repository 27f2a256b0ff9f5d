"""Mail to the two themselves and to whoever comes to a start meeting: asked for as rows, sent by a worker.

A row of long work is the letter on its way (`mentorship.jobs`); what it says is written when it leaves, from
how things stand then. What could not leave is tried again. A repeat carries the same Message-ID.
"""

import datetime
from collections.abc import Callable
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from matching.letter_texts import Letter, ask_letter, meeting_letter
from mentorship import jobs
from mentorship.models import Job, JobState, Programme, User
from mentorship.tasks import run_job

LETTER_JOB = "matching.letter"
RETRY_AFTER = datetime.timedelta(minutes=4)
GIVEN_UP_AFTER = datetime.timedelta(days=3)

WRITERS: dict[str, Callable[..., Letter | None]] = {"ask": ask_letter, "meeting": meeting_letter}


def queue_letter(*, what: str, programme: Programme, by: User | None, **params: Any) -> Job:
    """A letter to be sent when this transaction is through. `params`: keys and codes, never an address."""
    return jobs.start_job(
        kind=LETTER_JOB, by=by, programme=programme, wake=run_job.delay, what=what, **params
    )


@jobs.job_kind(LETTER_JOB)
def send_letter(job: Job) -> dict[str, Any]:
    """Write the letter and hand it to the mail server; one that says nothing any more is dropped."""
    params = dict(job.params)
    write = WRITERS[params.pop("what")]
    letter = write(**params)
    if letter is None or not letter.to:
        return {"dropped": True}
    _mail(letter, job).send()
    letter.sent()
    return {"sent": True}


def _mail(letter: Letter, job: Job) -> EmailMultiAlternatives:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.body,
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": f"<{job.key}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    if letter.calendar:
        text = letter.calendar.decode()
        mail.attach_alternative(text, f"text/calendar; method={letter.method}")
        mail.attach("invite.ics", text, "application/ics")
    return mail


def try_letters_again() -> int:
    """Letters that could not leave wait for a worker again; after three days nobody waits for them."""
    now = timezone.now()
    failed = Job.objects.filter(
        kind=LETTER_JOB,
        state=JobState.FAILED,
        finished_at__lte=now - RETRY_AFTER,
        created_at__gt=now - GIVEN_UP_AFTER,
    )
    return failed.update(state=JobState.WAITING, finished_at=None, error="")
