"""Prove what takes long, and write docs/proof.md: the tests marked slow, and the mutation of the pure cores.

The slow tests (kills of workers, simulated years, races) need what `make test` needs for its groups:
TEST_DATABASE_URL and TEST_REDIS_URL; without them their part runs on SQLite and the filesystem broker.
"""

import datetime
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import mutation

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "proof.md"


def databases() -> list[str]:
    """What the slow tests run on: SQLite always, PostgreSQL where there is one."""
    given = os.environ.get("TEST_DATABASE_URL", "")
    return ["SQLite"] + (["PostgreSQL"] if given.startswith("postgres") else [])


def run_slow_tests(database: str) -> tuple[bool, str]:
    """Whether they passed, and the table rows of what each took."""
    environment = dict(os.environ)
    if database == "SQLite":
        environment.pop("TEST_DATABASE_URL", None)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-m",
        "slow",
        "-rA",
        "--durations=0",
        "-p",
        "no:cacheprovider",
    ]
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    print(done.stdout[-2000:], flush=True)
    closing = done.stdout.strip().splitlines()[-1].strip("= ")
    shown = [
        line for line in done.stdout.splitlines() if line.startswith(("PASSED", "FAILED", "ERROR", "SKIPPED"))
    ]
    lines = [f"{database}: {closing}; {time.monotonic() - began:.0f} s", "", *(f"- {line}" for line in shown)]
    return done.returncode in {0, 5}, "\n".join(lines)


def machine() -> str:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return (
        f"{datetime.datetime.now(datetime.UTC):%d-%m-%Y %H:%M} UTC, commit {commit.stdout.strip()}, "
        f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores"
    )


def main() -> int:
    parts = ["# What was proved", "", f"Written by `make prove`: {machine()}.", "", "## Slow tests", ""]
    passed = True
    for database in databases():
        succeeded, text = run_slow_tests(database)
        passed = passed and succeeded
        parts += [text, ""]
    scores = {}
    for name in mutation.CORES:
        print(f"mutating {name} …", flush=True)
        scores[name], _ = mutation.mutate(name)
        passed = passed and scores[name].percent >= mutation.LEAST_PERCENT
    parts += [
        "## Mutation of the pure cores",
        "",
        f"Each must reach {mutation.LEAST_PERCENT:.0f} %; a mutant no test reaches counts as survived.",
        "",
        mutation.table(scores),
        "",
    ]
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text("\n".join(parts), encoding="utf-8")
    print(mutation.table(scores))
    print(f"written: {TARGET.relative_to(ROOT)}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
