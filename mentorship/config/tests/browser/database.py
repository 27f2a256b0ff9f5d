"""A database of a module's own: a copy of the empty test database, filled once and thrown away whole.

The server answers in threads of its own, so nothing can be rolled back after a test; and SQLite in
memory is one connection for all threads. The copy is a file on SQLite and a database on PostgreSQL.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.db import connections

ALIAS = "default"


@contextmanager
def own_database(folder: Path) -> Iterator[None]:
    """Inside the block every thread uses a fresh copy of the test database, as it stands at the start."""
    empty = connections[ALIAS]
    entry = connections.settings[ALIAS]
    name = _copy(empty, folder)
    connections.settings[ALIAS] = {**entry, "NAME": name}
    connections[ALIAS] = connections.create_connection(ALIAS)
    try:
        yield
    finally:
        connections[ALIAS].close()
        connections.settings[ALIAS] = entry
        connections[ALIAS] = empty
        if empty.vendor == "postgresql":
            with empty._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _copy(empty, folder: Path) -> str:
    """The name of a new copy of the database `empty` is connected to."""
    if empty.vendor == "sqlite":
        path = folder / "site.sqlite3"
        empty.ensure_connection()
        with sqlite3.connect(path) as target:
            empty.connection.backup(target)
        target.close()
        return str(path)
    name = f"browser_{uuid4().hex[:12]}"
    empty.close()
    with empty._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{empty.settings_dict["NAME"]}"')
    return name
