"""How long each page of the browser's walk takes, and how many queries it asks."""

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

WARM_UPS, RUNS, PATIENCE_S = 3, 30, 20


@dataclass(frozen=True, slots=True)
class PageTime:
    """`ms` is the median of server time, without network; `cpu_ms` what was worked on it, whoever else works.

    cpu_ms : of this process, and on PostgreSQL of the server process that answers, if it is here.
    """

    ms: float
    cpu_ms: float
    queries: int
    status: int
    kib: int
    runs: int


def time_page(client: Client, path: str, *, runs: int = RUNS) -> PageTime:
    """30 runs after 3 warm-ups; fewer where the page takes long."""
    seconds, worked, began, served = [], [], time.perf_counter(), 0.0
    for number in range(WARM_UPS + runs):
        if number == WARM_UPS:
            served = _server_seconds()
        start, cpu = time.perf_counter(), time.process_time()
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]  # a test client's stream is of bytes
        if number >= WARM_UPS:
            seconds.append(time.perf_counter() - start)
            worked.append(time.process_time() - cpu)
        if number > WARM_UPS and time.perf_counter() - began > PATIENCE_S:
            break
    served = (_server_seconds() - served) / len(seconds)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return PageTime(
        ms=statistics.median(seconds) * 1000,
        cpu_ms=(statistics.median(worked) + served) * 1000,
        queries=len(queries),
        status=response.status_code,
        kib=len(body) // 1024,
        runs=len(seconds),
    )


def _server_seconds() -> float:
    """CPU seconds the database's own process has worked for this connection; 0 where nobody can tell."""
    if connection.vendor != "postgresql":
        return 0.0  # SQLite works in this process
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return int(told.read_text().split()[0]) / 1e9 if told.exists() else 0.0
