"""Listening to what matching tells the floors above."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from matching.signals import match_state_changed


@contextmanager
def heard() -> Iterator[list[SimpleNamespace]]:
    """The news sent inside the block, oldest first."""
    news: list[SimpleNamespace] = []

    def listen(sender: Any, signal: Any, **what: Any) -> None:
        news.append(SimpleNamespace(**what))

    match_state_changed.connect(listen, weak=False)
    try:
        yield news
    finally:
        match_state_changed.disconnect(listen)
