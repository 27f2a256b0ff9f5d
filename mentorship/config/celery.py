"""The Celery application; workers and beat start from here."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.config.settings.demo")

app = Celery("mentorship")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def load_solver(**_: object) -> None:
    """The worker makes the plans: it has the compiled solver at hand before the first of them."""
    from matching import assignment_compiled  # noqa: PLC0415  the web imports this file, and needs no solver

    if assignment_compiled.is_installed():
        assignment_compiled.warm_up()
