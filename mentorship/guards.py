"""Rules the database holds by triggers, where a constraint cannot: illegal steps, rows written once.

Triggers are laid again after every migration: SQLite drops them when a table is rebuilt.
"""

from collections.abc import Iterable

from django.db import connections


def refuse_update(*, name: str, table: str, when: str, message: str, using: str = "default") -> None:
    """Let the database refuse updates of `table` for which `when` (SQL over OLD and NEW) holds.

    `name`, `table`, `when` and `message` are ours, never a user's.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, name=name, table=table, when=when, message=message):
            cursor.execute(statement)


def _statements(vendor: str, *, name: str, table: str, when: str, message: str) -> Iterable[str]:
    if vendor == "sqlite":
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield (
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield (
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()"
    )
