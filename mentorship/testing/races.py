"""Many people at once: threads that start together, on a database that threads can share."""

import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import connection, connections

WORKERS = 16


@contextlib.contextmanager
def shared_database(folder: Path) -> Iterator[None]:
    """Let every thread of the block see one database, set up as production sets it up.

    The suite's SQLite lies in memory, where threads would block each other at once; it is copied to a file
    under `folder`, with the log and the patience of the settings. Other databases are shared already.
    """
    if connection.vendor != "sqlite":
        yield
        return
    memory = connections["default"]
    memory.ensure_connection()
    path = folder / "shared.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as file:
        memory.connection.backup(file)
    settings = connections.settings["default"]
    before = settings["NAME"]
    settings["NAME"] = str(path)
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        settings["NAME"] = before
        connections["default"] = memory


def all_at_once(work: Callable[[Any], Any], jobs: Sequence[Any], workers: int = WORKERS) -> list[Any]:
    """What `work(job)` returned or raised, for each job, with `workers` of them under way at any time."""
    ready = threading.Barrier(min(workers, len(jobs)))
    waiting = deque(enumerate(jobs))
    outcomes: list[Any] = [None] * len(jobs)

    def run() -> None:
        ready.wait(timeout=10)
        try:
            while True:
                try:
                    at, job = waiting.popleft()
                except IndexError:
                    return
                try:
                    outcomes[at] = work(job)
                except Exception as error:  # handed to the test, which knows what it expects
                    outcomes[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(ready.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
