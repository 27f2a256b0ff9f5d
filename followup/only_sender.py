"""One sender at a time where the database has one writer."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from django.db import connection, transaction


@contextmanager
def only_sender() -> Iterator[bool]:
    """Whether this sender may go on, for as long as the block lasts.

    PostgreSQL locks row by row: always. On SQLite a row cannot be held without holding up every writer, so
    a lock on a file beside the database is held instead; the system frees it when its holder is killed.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or name.startswith(("file:", ":memory:")):  # in memory: nobody else's
        yield True
        return
    with Path(f"{name}.sender").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def while_sending() -> Any:
    """The transaction that holds a row while its mail is under way; none where the file is what is held."""
    return nullcontext() if connection.vendor == "sqlite" else transaction.atomic()
