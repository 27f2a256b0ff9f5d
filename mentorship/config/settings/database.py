"""SQLite by default, PostgreSQL where a URL says so."""

from pathlib import Path
from typing import Any

import environ


def database_from(url: str, *, var_dir: Path) -> dict[str, Any]:
    """Django's entry for the database at `url`; empty means SQLite under `var_dir`.

    SQLite: WAL, and IMMEDIATE transactions with 20 s of patience. Deferred ones that turn
    into writers are refused at once, WAL or not (RELIABILITY 1.4).
    """
    entry: dict[str, Any] = environ.Env.db_url_config(url or f"sqlite:///{var_dir / 'db.sqlite3'}")
    if entry["ENGINE"].endswith("sqlite3"):
        entry["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    else:
        entry["CONN_MAX_AGE"] = 60
        entry["CONN_HEALTH_CHECKS"] = True
        entry["OPTIONS"] = {"connect_timeout": 5}
    return entry
