"""A kind of job that takes its time and says where it is, for workers that are killed in the middle of it.

    python -m mentorship.testing.slow_job 3    asks for three; prints how many seconds each asking took

A worker that is to know the kind is started with --include=mentorship.testing.slow_job.
"""

import os
import sys
import time
from typing import Any

STEPS = 20
KIND = "slow"
NOTES = "slow-job.txt"


def run(job: Any) -> dict[str, Any]:
    from django.conf import settings  # noqa: PLC0415  after the settings are set up

    from mentorship.jobs import tell_progress  # noqa: PLC0415  as above

    for step in range(1, STEPS + 1):
        with (settings.VAR_DIR / NOTES).open("a") as notes:
            notes.write(f"{job.key} {os.getpid()} {step}\n")
        tell_progress(job, step, STEPS)
        time.sleep(0.1)
    return {"steps": STEPS}


def register() -> None:
    from mentorship.jobs import RUNNERS  # noqa: PLC0415  as above

    RUNNERS[KIND] = run


def ask(count: int) -> None:
    from mentorship.jobs import start_job  # noqa: PLC0415  as above
    from mentorship.tasks import run_job  # noqa: PLC0415  as above

    for _ in range(count):
        began = time.monotonic()
        start_job(kind=KIND, by=None, wake=run_job.delay)
        print(f"{time.monotonic() - began:.2f}")


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    ask(int(sys.argv[1]))
else:
    register()
