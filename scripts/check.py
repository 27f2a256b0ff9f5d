"""Everything about the code that can be told without running it. All of it runs, then failures are shown."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent

# Made up on the spot: `check --deploy` looks at what production would be given, nothing connects to it.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "mentorship.config.settings.production",
    "SECRET_KEY": os.urandom(40).hex(),
    "FIELD_KEYS": "bm90LWEtc2VjcmV0LWp1c3QtdGhpcnR5LXR3by1ieXQ=",
    "LOOKUP_KEY": os.urandom(32).hex(),
    "PSEUDONYM_KEY": os.urandom(32).hex(),
    "ALLOWED_HOSTS": "mentorship.test",
    "SITE_URL": "https://mentorship.test",
    "DATABASE_URL": "postgres://nobody@localhost/nothing",
    "REDIS_URL": "redis://localhost/0",
}
TEST = {"DJANGO_SETTINGS_MODULE": "mentorship.config.settings.test"}


@dataclass(frozen=True)
class Check:
    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


CHECKS = [
    Check("types (mypy)", [str(BIN / "mypy")]),
    Check("lint (ruff)", [str(BIN / "ruff"), "check", "."]),
    Check("form (ruff)", [str(BIN / "ruff"), "format", "--check", "."]),
    Check("layers (import-linter)", [str(BIN / "lint-imports")]),
    Check("templates (djlint)", [str(BIN / "djlint"), "templates", "--lint", "--quiet"]),
    Check("migrations", manage("makemigrations", "--check", "--dry-run"), TEST),
    Check("translations", [sys.executable, "scripts/messages.py"]),
    Check("production settings", manage("check", "--deploy", "--fail-level=WARNING"), PRODUCTION),
]


def run(check: Check) -> tuple[Check, bool, str, float]:
    began = time.monotonic()
    done = subprocess.run(
        check.command, cwd=ROOT, env={**os.environ, **check.environment}, capture_output=True, text=True
    )
    return check, done.returncode == 0, (done.stdout + done.stderr).strip(), time.monotonic() - began


def main() -> int:
    failures = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for check, passed, output, seconds in pool.map(run, CHECKS):
            print(f"{'ok    ' if passed else 'FAILED'} {check.name:24} {seconds:5.1f} s", flush=True)
            if not passed:
                failures.append((check, output))
    for check, output in failures:
        print(f"\n── {check.name} ──\n{output}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
