"""The advice for those nobody is found for, timed: worked out, and each of its pages and a pair's opened.

    python scripts/bench_advice.py                    2,000 refugees and 2,000 mentors, on SQLite
    VAR=/tmp/kept python scripts/bench_advice.py      a second run finds the people there

CPU seconds of this process beside wall-clock: the machine may be busy. Needs a scratch database.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("VAR", tempfile.mkdtemp(prefix="bench-advice-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "mentorship.config.settings.demo"
django.setup()

from django.conf import settings  # noqa: E402  Django is set up first
from django.core.management import call_command  # noqa: E402  as above
from django.db import connection  # noqa: E402  as above
from django.test import Client  # noqa: E402  as above
from django.test.utils import CaptureQueriesContext  # noqa: E402  as above
from django.urls import reverse  # noqa: E402  as above

from matching.advising import latest_advice  # noqa: E402  as above
from matching.services import start_advice_job  # noqa: E402  as above
from mentorship.clock import pretend_today  # noqa: E402  as above
from mentorship.config.testing.waiting import DAY, waiting_crowd  # noqa: E402  as above
from mentorship.jobs import run_job  # noqa: E402  as above
from mentorship.models import Programme, RoleBinding, User  # noqa: E402  as above
from mentorship.permissions import Role  # noqa: E402  as above

CLICKS = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--refugees", type=int, default=2000)
    parser.add_argument("--mentors", type=int, default=2000)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    with pretend_today(DAY):
        programme = waiting_crowd(options.refugees, options.mentors)
        job = start_advice_job(programme=programme, by=None, wake=lambda key: None)
        print_line("work out (a job)", *timed(lambda: run_job(str(job.key))))
        result = latest_advice(programme)
        assert result is not None  # noqa: S101  the job has just ended
        print(f"  left {len(result.result['left'])}, together {len(result.result['together'])}")
        settings.ALLOWED_HOSTS.append("testserver")
        open_pages(programme, result.result)
    return 0


def open_pages(programme: Programme, advice: dict[str, Any]) -> None:
    leader = User.objects.get_or_create(email="bench@kommune.test")[0]
    RoleBinding.objects.get_or_create(user=leader, role=Role.PROJECT_LEADER, programme=programme)
    client = Client()
    client.force_login(leader)
    first = advice["left"][0]
    pair = [first["refugee"], next(o["mentors"][0] for o in first["options"] if o["mentors"])]
    for name, arguments in (
        ("advice", []),
        ("advice_person", pair[:1]),
        ("recruitment", []),
        ("pair", pair),
        ("pair_letter", [*pair, "til-mentor"]),
    ):
        path = reverse(f"matching:{name}", args=[programme.key, *arguments])
        status = client.get(path).status_code
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
            asked = len(queries)
        wall, cpu = min(
            (timed(partial(client.get, path)) for _run in range(CLICKS)), key=lambda each: each[1]
        )
        print_line(f"{name} ({status}, {asked} queries)", wall, cpu)


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """(wall, CPU) seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def print_line(name: str, wall: float, cpu: float) -> None:
    print(f"{name:40} {cpu:8.3f} s CPU {wall:8.3f} s wall", flush=True)


if __name__ == "__main__":
    sys.exit(main())
