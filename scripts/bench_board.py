"""Server time of the matching page and of each click on it, with many who wait and many mentors.

    python scripts/bench_board.py                     2,000 who wait and 2,000 mentors, on SQLite
    python scripts/bench_board.py --refugees 300 --mentors 300
    DATABASE_URL=postgres://… python scripts/bench_board.py
    VAR=/tmp/kept python scripts/bench_board.py       a second run finds the people and the plan there

Made-up people, seeded, as bench_plan.py has them; one draft plan. Medians of CPU and wall milliseconds, and
queries. Needs a scratch database.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("VAR", tempfile.mkdtemp(prefix="bench-board-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "mentorship.config.settings.demo"
django.setup()

from django.conf import settings  # noqa: E402  Django is set up first
from django.core.management import call_command  # noqa: E402  as above
from django.db import connection  # noqa: E402  as above
from django.test import Client  # noqa: E402  as above
from django.test.utils import CaptureQueriesContext  # noqa: E402  as above
from django.urls import reverse  # noqa: E402  as above

from matching.drafts import Draft, drafts_of  # noqa: E402  as above
from matching.services.plans import make_plan  # noqa: E402  as above
from mentorship.clock import pretend_today  # noqa: E402  as above
from mentorship.config.testing.waiting import DAY, waiting_crowd  # noqa: E402  as above
from mentorship.models import Programme, User  # noqa: E402  as above
from mentorship.testing.factories import UserFactory  # noqa: E402  as above

RUNS = 7
GOAL_MS = 200


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--refugees", type=int, default=2000)
    parser.add_argument("--mentors", type=int, default=2000)
    parser.add_argument("--municipalities", type=int, default=2)
    options = parser.parse_args()
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    with pretend_today(DAY):
        programme = waiting_crowd(options.refugees, options.mentors, municipalities=options.municipalities)
        leader = User.objects.filter(bindings__programme=programme).first() or UserFactory(
            leader_of=programme
        )
        run = next(iter(drafts_of(programme)), None) or make_plan(programme=programme, by=leader)
        print(
            f"{connection.vendor}, Python {platform.python_version()}, {os.cpu_count()} cores, "
            f"load {os.getloadavg()[0]:.1f}: {run.matched} of {run.waiting} matched\n\n"
            "| click | CPU ms | wall ms | queries |\n|---|--:|--:|--:|"
        )
        client = Client()
        client.force_login(leader)
        slow = sum(timed(name, click) for name, click in clicks(client, programme).items())
    print(f"\n{slow} above {GOAL_MS} ms CPU")
    return 0


def clicks(client: Client, programme: Programme) -> dict[str, Callable[[], Any]]:
    """What a leader does on the page; each click is on somebody else, so that nothing is remembered."""
    board = reverse("matching:board", args=[programme.key])
    pairs = iter(sorted(Draft(drafts_of(programme)[0]).mentors.items()))

    def change(kind: str, *, other: bool = False) -> None:
        draft = Draft(drafts_of(programme)[0])
        refugee, mentor = next(pairs)
        if other and draft.scores:
            mentor = next(pk for pk, _points in draft.scores.ranked(refugee) if pk != mentor)
        url = reverse("matching:draft_change", args=[programme.key, draft.run.pk])
        sent = {"kind": kind, "refugee": refugee, "mentor": mentor, "version": draft.run.version}
        client.post(url, sent | {"reason": "acquainted"})

    def step(name: str) -> None:
        run = drafts_of(programme)[0]
        url = reverse(f"matching:{name}", args=[programme.key, run.pk])
        client.post(url, {"version": run.version})

    def look() -> None:
        draft = Draft(drafts_of(programme)[0])
        refugee, mentor = next(pairs)
        other = next((pk for pk, _points in draft.scores.ranked(refugee) if pk != mentor), mentor)  # type: ignore[union-attr]  # just made
        client.get(board, {"refugee": refugee, "mentor": other})

    return {
        "the page": lambda: client.get(board),
        "filtered": lambda: client.get(board, {"kommune": "340", "sorter": "nyeste"}),
        "somebody chosen": lambda: client.get(board, {"refugee": next(pairs)[0]}),
        "a mentor looked at": look,
        "lock": lambda: change("lock"),
        "choose another mentor": lambda: change("choose", other=True),
        "keep apart": lambda: change("forbid"),
        "leave out": lambda: change("leave_out"),
        "undo": lambda: step("draft_undo"),
        "do again": lambda: step("draft_redo"),
    }


def timed(name: str, click: Callable[[], Any]) -> bool:
    cpu, wall = [], []
    click()
    for _run in range(RUNS):
        started, clock = time.process_time(), time.perf_counter()
        click()
        cpu.append(1000 * (time.process_time() - started))
        wall.append(1000 * (time.perf_counter() - clock))
    with CaptureQueriesContext(connection) as asked:
        click()
    print(
        f"| {name} | {statistics.median(cpu):.0f} | {statistics.median(wall):.0f} | {len(asked)} |",
        flush=True,
    )
    return statistics.median(cpu) > GOAL_MS


if __name__ == "__main__":
    sys.exit(main())
