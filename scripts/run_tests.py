"""Run the groups of tests this machine can run, and say which did not run and why.

TEST_DATABASE_URL (PostgreSQL), TEST_REDIS_URL and a Chromium add their groups. TEST_GROUPS chooses by
hand ("sqlite postgres redis browser"), TEST_WORKERS says on how many cores, COVERAGE_MIN the least
share of lines and branches that must be covered (asked when the whole suite ran).
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import redis

from mentorship.testing.browser import chromium

ROOT = Path(__file__).resolve().parents[1]
DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "")
WORKERS = os.environ.get("TEST_WORKERS", "2")
COVERAGE_MIN = float(os.environ.get("COVERAGE_MIN") or 95)
NOTHING_COLLECTED = 5
COVERAGE = ("--cov", "--cov-append", "--cov-report=")
WHOLE_SUITE = "sqlite"  # the other groups are parts of it again, on other servers: coverage is counted here


@dataclass(frozen=True)
class Group:
    name: str
    what: str
    chosen_by: str
    missing: str
    environment: dict[str, str]


def lacks_postgres() -> str:
    if not DATABASE_URL.startswith("postgres"):
        return "TEST_DATABASE_URL names no PostgreSQL"
    try:
        psycopg2.connect(DATABASE_URL.rsplit("/", 1)[0] + "/postgres", connect_timeout=5).close()
    except psycopg2.OperationalError as error:
        return f"the PostgreSQL of TEST_DATABASE_URL does not answer: {str(error).strip().splitlines()[-1]}"
    return ""


def lacks_redis() -> str:
    if not REDIS_URL:
        return "TEST_REDIS_URL is not set"
    try:
        redis.Redis.from_url(REDIS_URL, socket_connect_timeout=5).ping()
    except redis.RedisError as error:
        return f"the Redis of TEST_REDIS_URL does not answer: {error}"
    return ""


def groups() -> list[Group]:
    no_postgres = lacks_postgres()
    best_database = {} if no_postgres else {"TEST_DATABASE_URL": DATABASE_URL}
    plain = "not browser and not redis and not slow"
    return [
        Group("sqlite", "all that needs no server, on SQLite", f"{plain} and not postgres", "", {}),
        Group(
            "postgres",
            "all that asks a database, on PostgreSQL",
            f"{plain} and (database or postgres)",
            no_postgres,
            best_database,
        ),
        Group("redis", "through a real Redis", "redis and not slow", lacks_redis(), best_database),
        Group(
            "browser",
            "in a Chromium",
            "browser and not slow",
            "" if chromium() else "no Chromium found (CHROMIUM can name one)",
            best_database,
        ),
    ]


def run(group: Group) -> int:
    print(f"\n── {group.name}: {group.what} ──", flush=True)
    environment = {k: v for k, v in os.environ.items() if k != "TEST_DATABASE_URL"} | group.environment
    if group.name != WHOLE_SUITE:
        return run_pytest(group.chosen_by, environment)
    counted = run_pytest(f"{group.chosen_by} and not walk", environment, *COVERAGE)
    return run_pytest(f"{group.chosen_by} and walk", environment) or counted


def run_pytest(chosen_by: str, environment: dict[str, str], *more: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-m", chosen_by, "-n", WORKERS, "--dist=worksteal"]
    status = subprocess.run([*command, *more, *sys.argv[1:]], cwd=ROOT, env=environment).returncode
    return 0 if status == NOTHING_COLLECTED else status


def report_coverage() -> int:
    """The share of lines and branches that the whole suite ran; 0 if it is enough."""
    print("\n── coverage of lines and branches ──", flush=True)
    command = [sys.executable, "-m", "coverage", "report", f"--fail-under={COVERAGE_MIN}"]
    return subprocess.run(command, cwd=ROOT).returncode


def main() -> int:
    asked = set((os.environ.get("TEST_GROUPS") or "sqlite postgres redis browser").replace(",", " ").split())
    said_by_hand = bool(os.environ.get("TEST_GROUPS"))
    subprocess.run([sys.executable, "-m", "coverage", "erase"], cwd=ROOT, check=True)
    outcome, failed, ran = [], False, set()
    for group in groups():
        if group.name not in asked:
            outcome.append(f"{group.name:9} did not run: TEST_GROUPS leaves it out")
        elif group.missing:
            failed = failed or said_by_hand or "does not answer" in group.missing
            outcome.append(f"{group.name:9} did not run: {group.missing}")
        else:
            began = time.monotonic()
            status = run(group)
            failed, ran = failed or bool(status), ran | {group.name}
            outcome.append(
                f"{group.name:9} {'failed' if status else 'passed'} in {time.monotonic() - began:.0f} s"
            )
    if WHOLE_SUITE in ran:
        failed = bool(report_coverage()) or failed
    print("\nGroups of tests\n  " + "\n  ".join(outcome))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
