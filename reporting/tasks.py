"""Wake-ups of floor 4."""

import logging

from celery import shared_task

from mentorship.errors import DomainError
from mentorship.models import Programme
from reporting.snapshots import close_due_quarters, live_quarter

log = logging.getLogger(__name__)


@shared_task(name="reporting.close_quarters")
def close_quarters() -> int:
    """Freeze what is over and not frozen, in every programme; returns how many quarters.

    Asked every hour. The database says what is missing, so a lost schedule loses no quarter, and one
    programme that cannot be frozen does not keep the others from it.
    """
    frozen = 0
    for programme in Programme.objects.all():
        try:
            frozen += len(close_due_quarters(programme))
        except DomainError:
            log.warning("quarter not frozen", extra={"programme": programme.key}, exc_info=True)
    return frozen


@shared_task(name="reporting.keep_live_figures")
def keep_live_figures() -> int:
    """Count the running quarter of every programme where something has changed, before somebody asks."""
    programmes = Programme.objects.all()
    for programme in programmes:
        live_quarter(programme)
    return len(programmes)
