"""Server time and queries of every page, with many people in the programme.

    python scripts/bench_pages.py                        over 10,000 people and 100,000 follow-ups, on SQLite
    DATABASE_URL=postgres://… python scripts/bench_pages.py
    python scripts/bench_pages.py --copies 0             the small programme that is multiplied
    VAR=/tmp/pages python scripts/bench_pages.py         keeps the database there, for
    VAR=/tmp/pages python scripts/bench_pages.py --reuse --only people:

A made-up programme lived through by simulation is multiplied; each page is then opened by the role that
reads it, 30 times after 3 warm-ups. Needs a scratch database.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("VAR", tempfile.mkdtemp(prefix="bench-pages-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "mentorship.config.settings.demo"
django.setup()

from django.conf import settings  # noqa: E402  Django is set up first
from django.core.management import call_command  # noqa: E402  as above
from django.db import connection  # noqa: E402  as above
from django.test import Client  # noqa: E402  as above

from followup.models import FollowUp  # noqa: E402  as above
from mentorship.clock import pretend_today  # noqa: E402  as above
from mentorship.config.testing.crowd import multiply  # noqa: E402  as above
from mentorship.config.testing.page_times import RUNS, time_page  # noqa: E402  as above
from mentorship.config.tests.browser.addresses import ADDRESSES  # noqa: E402  as above
from mentorship.config.tests.browser.worlds import MID_WAY, known_world, lived_world  # noqa: E402  as above
from mentorship.models import Person  # noqa: E402  as above

GOAL_MS = 100


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--copies", type=int, default=480, help="of the 31 people who are multiplied")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--skip", default="\0", help="no pages whose name holds this")
    parser.add_argument("--runs", type=int, default=RUNS, help="of each page, after 3 warm-ups")
    parser.add_argument("--reuse", action="store_true", help="the database of an earlier run")
    options = parser.parse_args()
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    with pretend_today(MID_WAY):
        world = known_world() if options.reuse else lived_world()
        # Keys of what each page shows are taken from the programme as it was lived, before the copies.
        asked = [a for a in ADDRESSES if options.only in str(a) and options.skip not in str(a)]
        pages = [(str(a), a.role, a.path(world)) for a in asked]
        began = time.perf_counter()
        if not options.reuse:
            multiply(world.programme, options.copies)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(
            f"{connection.vendor}, Python {platform.python_version()}, {os.cpu_count()} cores: "
            f"{Person.objects.count()} people, {FollowUp.objects.count()} follow-ups "
            f"(copied in {time.perf_counter() - began:.0f} s)\n\n"
            "| page | role | ms | CPU ms | queries | KiB | runs |\n|---|---|--:|--:|--:|--:|--:|"
        )
        slow = busy = 0
        for name, role, path in pages:
            client = Client()
            if role:
                client.force_login(world.users[role])
            took = time_page(client, path, runs=options.runs)
            slow, busy = slow + (took.ms > GOAL_MS), busy + (took.cpu_ms > GOAL_MS)
            says = "" if took.status == 200 else f" ({took.status})"
            who = role.value if role else ""
            figures = f"{took.ms:.0f} | {took.cpu_ms:.0f} | {took.queries} | {took.kib} | {took.runs}"
            print(f"| {name}{says} | {who} | {figures} |", flush=True)
    print(f"\n{slow} of {len(pages)} pages take more than {GOAL_MS} ms; {busy} more than that of CPU time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
