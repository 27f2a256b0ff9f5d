"""Wake-ups of follow-up: thin, repeatable, safe to lose."""

from celery import shared_task

from followup import reminders


@shared_task(name="followup.send_due_notices")
def send_due_notices() -> int:
    """Lay out, queue and send what is due."""
    return reminders.remind().sent
