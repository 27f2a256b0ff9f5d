"""One way on one instance, in a process of its own with limits on memory and processor time.

The process is a fork of this one, so that none pays for loading libraries, and a slow rival harms nobody.
"""

import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from benching.goals import Figure
from benching.ways import Result, Run

LONG_ENOUGH_S = 0.03  # short runs are repeated to this, since processor time is told in coarse steps
SLOW_S = 2  # what takes longer runs once
MEMORY = 4 * 2**30


@dataclass(frozen=True)
class Budget:
    """How many runs, and how many seconds of processor time each way has."""

    runs: int
    seconds: int


def measured(name: str, prepare: Callable[[], Run], budget: Budget) -> Figure | None:
    """What it took and found; None, and a word on why, if it ran out of time or memory."""
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_measure, args=(prepare, budget, theirs))
    child.start()
    theirs.close()
    try:
        found = mine.recv() if mine.poll(budget.seconds * 20) else "out of patience"
    except EOFError:
        found = "out of time or memory"
    child.kill()
    child.join()
    if isinstance(found, Figure):
        return found
    print(f"  ({name}: {found})", file=sys.stderr)
    return None


def _measure(prepare: Callable[[], Run], budget: Budget, out: Connection) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (budget.seconds, budget.seconds + 5))
    try:
        run = prepare()
        taken, (matched, total) = _first(run)
        times = max(1, min(1000, round(LONG_ENOUGH_S / max(taken[0], 1e-5))))
        while len(taken) < budget.runs and taken[-1] <= SLOW_S:
            taken.append(_timed(run, times))
    except (MemoryError, RuntimeError, ValueError) as error:
        out.send(f"{type(error).__name__}: {error}"[:100])
        return
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    out.send(Figure(statistics.median(taken[1:] or taken), matched, total, peak))


def _first(run: Run) -> tuple[list[float], Result]:
    began = time.process_time()
    found = run()
    return [time.process_time() - began], found


def _timed(run: Run, times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        run()
    return (time.process_time() - began) / times
