"""The matching benchmark: our assignment against other ways, on made-up people, in the same run.

    make bench                 all sizes, 5 runs each, medians; slow rivals once, 60 s and 4 GB at most each
    make bench BENCH=--quick   small sizes, 3 runs, within a minute

Seconds are processor time, so that a busy machine disturbs little; ratios are against rivals of the same run.
Every way runs in a process of its own, on one thread. docs/benchmarks.md keeps a run.
"""

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from importlib.metadata import version
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The rivals' packages come last: one of them has a package called as ours.
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
sys.path.append(str(ROOT / ".venv" / "bench"))

from benching import families, goals, ways, whole  # noqa: E402  found by the path above
from benching.child import MEMORY, Budget, measured  # noqa: E402  as above

from matching import assignment_compiled  # noqa: E402  as above

RIVALS = ROOT / ".venv" / "bench"
LOCK = ROOT / "requirements-bench.txt"
MENTOR_MATCH = ROOT / "scripts" / "benching" / "mentor_match.py"
SIZES = [
    *((family, size) for size in (70, 300, 600, 1800, 5000) for family in ("plentiful", "scarce")),
    *(("national plentiful", size) for size in (3125, 6250, 12500, 25000)),
    ("national scarce", 25000),
]
WHOLES = [300, 600, 1800, 25000]
QUICK = [(family, size) for family, size in SIZES if size <= 600]


def install_rivals() -> None:
    """The other ways' packages, beside the product's: one of them is called as one of ours."""
    stamp = RIVALS / "installed"
    if stamp.exists() and stamp.read_text() == LOCK.read_text():
        return
    uv = [str(ROOT / ".venv" / "bin" / "uv"), "pip", "install", "--quiet", "--target", str(RIVALS)]
    subprocess.run([*uv, "--require-hashes", "-r", str(LOCK)], check=True, cwd=ROOT)
    stamp.write_text(LOCK.read_text())


def assignments(sizes: list[tuple[str, int]], budget: Budget) -> Iterator[goals.Row]:
    """Every way on every instance; one that gave up at a size is spared the larger of the family."""
    gave_up: set[tuple[str, str]] = set()
    for family, size in sizes:
        instance = families.make(family, size)
        only_ours = family.startswith("national") and size < 25000
        for name, way in ways.WAYS.items():
            if (family, name) in gave_up or (only_ours and name != goals.OURS):
                continue
            figure = measured(name, partial(way, instance), budget)
            if figure is None:
                gave_up.add((family, name))
            yield goals.Row(family, size, name, figure)


def wholes(sizes: list[int], budget: Budget) -> Iterator[goals.Row]:
    """Scores, match and explanations against mentor-match, and against two solvers' solve alone."""
    for size in sizes:
        people = whole.crowd_of(size)
        instance = whole.instance(people)
        yield goals.Row("whole", size, goals.OURS, measured("ours", partial(whole.ours, people), budget))
        if size <= 600:
            yield goals.Row("whole", size, "mentor-match", mentor_match(instance, budget))
        solver = "OR-Tools flow" if size > 5000 else "SciPy linear_sum_assignment"
        figure = measured(solver, partial(ways.WAYS[solver], instance), budget)
        yield goals.Row("whole", size, f"{solver}, solve alone", figure)


def mentor_match(instance: families.Instance, budget: Budget) -> goals.Figure | None:
    """A program of its own, without our packages on its path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "instance.npz"
        instance.save(path)
        done = subprocess.run(
            [sys.executable, str(MENTOR_MATCH), str(path), str(MEMORY), str(budget.seconds)],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(RIVALS)},
        )
    if done.returncode:
        print(f"  (mentor-match: {(done.stderr.strip() or 'out of time')[-100:]})", file=sys.stderr)
        return None
    return goals.Figure(*json.loads(done.stdout))


def machine() -> str:
    """Date, machine and versions, in a line each."""
    about = Path("/proc/cpuinfo").read_text().splitlines()
    cpu = next((line.split(":")[1].strip() for line in about if line.startswith("model name")), "?")
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "ortools", "numba"))
    rivals = ", ".join(sorted(found.name.removesuffix(".dist-info") for found in RIVALS.glob("*.dist-info")))
    now = datetime.datetime.now(datetime.UTC)
    return (
        f"{now:%d-%m-%Y %H:%M} UTC; {cpu}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
        f"{platform.system()}, Python {platform.python_version()}.\n"
        f"{packages}; rivals: {rivals}. Seed {families.SEED}."
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, within a minute")
    parser.add_argument("--limit", type=int, default=60, help="seconds a way has (60)")
    asked = parser.parse_args()
    install_rivals()
    sizes, budget = SIZES, Budget(5, asked.limit)
    if asked.quick:
        sizes, budget = QUICK, Budget(3, min(asked.limit, 3))
    assignment_compiled.warm_up()
    print(machine() + "\n\n" + goals.HEAD, flush=True)
    rows: list[goals.Row] = []
    for row in chain(assignments(sizes, budget), wholes([300] if asked.quick else WHOLES, budget)):
        rows.append(row)
        print(goals.line(row, rows), flush=True)
    print("\n" + "\n".join(goals.reached(rows)))
    return int(goals.anybody_better(rows))


if __name__ == "__main__":
    sys.exit(main())
