"""How long each page of the browser's walk takes, and how many queries it asks."""

import statistics
import time
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

WARM_UPS, RUNS, PATIENCE_S = 3, 30, 20


@dataclass(frozen=True, slots=True)
class PageTime:
    """`ms` is the median of server time, without network."""

    ms: float
    queries: int
    status: int
    kib: int


def time_page(client: Client, path: str) -> PageTime:
    """30 runs after 3 warm-ups; fewer where the page takes long."""
    seconds, began = [], time.perf_counter()
    for number in range(WARM_UPS + RUNS):
        start = time.perf_counter()
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]  # a test client's stream is of bytes
        if number >= WARM_UPS:
            seconds.append(time.perf_counter() - start)
        if number > WARM_UPS and time.perf_counter() - began > PATIENCE_S:
            break
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return PageTime(statistics.median(seconds) * 1000, len(queries), response.status_code, len(body) // 1024)
