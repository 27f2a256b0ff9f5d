"""The whole job, timed: people read from the database, scored, assigned, explained and stored as a plan.

    python scripts/bench_plan.py                      2,000 refugees and 2,000 mentors, on SQLite
    python scripts/bench_plan.py --refugees 25000 --mentors 25000 --municipalities 98
    DATABASE_URL=postgres://… python scripts/bench_plan.py
    VAR=/tmp/kept python scripts/bench_plan.py        a second run finds the people there

Made-up people, seeded, taken in as a roster. With more municipalities than the two of the programme the
pairs keep to one municipality. The plan is made in a process of its own: peak memory is that of the job.
Needs a scratch database.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("VAR", tempfile.mkdtemp(prefix="bench-plan-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "mentorship.config.settings.demo"
django.setup()

from django.core.management import call_command  # noqa: E402  Django is set up first
from django.db import connection  # noqa: E402  as above

from matching.pool import read_pool  # noqa: E402  as above
from matching.services.plans import make_plan  # noqa: E402  as above
from mentorship.clock import pretend_today  # noqa: E402  as above
from mentorship.config.testing.waiting import DAY, waiting_crowd  # noqa: E402  as above
from mentorship.models import Programme, Refugee  # noqa: E402  as above

STEPS = ("read people", "score", "assign", "explain, and best first", "store")
CLICKS = 5
KB_A_MB = 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--refugees", type=int, default=2000)
    parser.add_argument("--mentors", type=int, default=2000)
    parser.add_argument("--municipalities", type=int, default=2, help="more than 2: pairs within one alone")
    parser.add_argument("--runs", type=int, default=3, help="the fastest is printed")
    parser.add_argument("--measure", metavar="KEY", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measured(options.measure)))
        return 0
    call_command("migrate", verbosity=0)
    programme = waiting_crowd(options.refugees, options.mentors, municipalities=options.municipalities)
    again = [sys.executable, __file__, "--measure", programme.key]
    runs = [
        json.loads(subprocess.run(again, check=True, capture_output=True, text=True).stdout)
        for _run in range(options.runs)
    ]
    print_table(min(runs, key=lambda run: sum(step["wall"] for step in run["steps"])))
    return 0


def measured(key: str) -> dict[str, Any]:
    """One plan, in this process: seconds of each step, what the plan reached, the most memory taken."""
    programme = Programme.objects.get(key=key)
    marks: list[tuple[float, float]] = []

    def mark(done: int, total: int) -> None:
        marks.append((time.perf_counter(), time.process_time()))

    with pretend_today(DAY):
        run = make_plan(programme=programme, by=None, progress=mark)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_A_MB
        return {
            "steps": [
                {"name": name, "wall": there[0] - here[0], "cpu": there[1] - here[1]}
                for name, here, there in zip(STEPS, marks, marks[1:], strict=False)
            ],
            "matched": run.matched,
            "waiting": run.waiting,
            "optimal": run.optimal,
            "by_eye": run.params["by_eye"]["matched"],
            "peak_mb": peak,
            "click": min((clicked(programme) for _click in range(CLICKS)), key=lambda each: each["cpu"]),
            "vendor": connection.vendor,
        }


def clicked(programme: Programme) -> dict[str, float]:
    """One refugee opened on the matching page: ranked, why others are out, the best one's reasons."""
    refugee = Refugee.objects.filter(programme=programme).order_by("pk")[0]
    wall, cpu = time.perf_counter(), time.process_time()
    pool = read_pool(programme, on=DAY, refugee=refugee)
    ranked = pool.ranked(refugee.pk)
    pool.ruled_out(refugee.pk)
    because = time.process_time()
    if ranked:
        pool.because(refugee.pk, ranked[0][0])
    now = time.process_time()
    return {"cpu": now - cpu, "wall": time.perf_counter() - wall, "because": now - because}


def print_table(run: dict[str, Any]) -> None:
    print(
        f"{run['vendor']}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}: {run['matched']} of {run['waiting']} matched "
        f"({'proved best' if run['optimal'] else 'not proved best'}), by eye {run['by_eye']}\n\n"
        "| step | wall s | CPU s |\n|---|--:|--:|"
    )
    total = {
        "name": "the whole job",
        **{kind: sum(s[kind] for s in run["steps"]) for kind in ("wall", "cpu")},
    }
    for step in (*run["steps"], total):
        print(f"| {step['name']} | {step['wall']:.2f} | {step['cpu']:.2f} |")
    click = run["click"]
    print(
        f"\npeak memory {run['peak_mb']:.0f} MB; one refugee on the matching page "
        f"{1000 * click['cpu']:.0f} ms CPU ({1000 * click['wall']:.0f} ms wall), of which one pair's reasons "
        f"{1000 * click['because']:.1f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
