"""Run the product in the foreground: web, and one process that is worker and scheduler.

`make demo` calls it with --demo, which first prepares the database and the made-up people. PORT, VAR,
DATABASE_URL and REDIS_URL come from the environment. Ctrl-C or SIGTERM stops everything (exit 0);
a child that dies takes the rest with it (exit 1).
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")
VAR = Path(os.environ.get("VAR", "var")).resolve()
ADDRESS = f"http://{HOST}:{PORT}"
READY_WITHIN_S = 90
STOP_WITHIN_S = 25


class Stop(Exception):
    """SIGINT or SIGTERM came."""


def environment() -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "mentorship.config.settings.demo"),
        "SITE_URL": os.environ.get("SITE_URL", ADDRESS),
        "VAR": str(VAR),
        # In a container one is root, and it is said at every start: the demo holds made-up people only.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }


def web() -> list[str]:
    return [
        str(BIN / "gunicorn"),
        "mentorship.config.wsgi:application",
        f"--bind={HOST}:{PORT}",
        "--workers=2",
        "--preload",
        "--threads=4",
        "--log-level=warning",
        "--graceful-timeout=10",
    ]


def worker_and_scheduler() -> list[str]:
    """One process for both: threads share what is loaded, and the filesystem broker has one reader."""
    return [
        str(BIN / "celery"),
        "--quiet",
        "--app=mentorship.config.celery",
        "worker",
        "--beat",
        "--pool=threads",
        "--concurrency=2",
        "--loglevel=WARNING",
        "--without-gossip",
        "--without-mingle",
        f"--schedule={VAR / 'beat-schedule'}",
    ]


def port_is_free() -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError:
            return False
    return True


def prepare() -> None:
    """Database and made-up people; repeatable."""
    subprocess.run([sys.executable, "scripts/prepare.py"], cwd=ROOT, env=environment(), check=True)


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches it through us alone, once."""
    return subprocess.Popen(command, cwd=ROOT, env=environment(), start_new_session=True)


def is_ready() -> bool:
    try:
        with urllib.request.urlopen(f"{ADDRESS}/readyz", timeout=5) as answer:  # noqa: S310  our own http address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def watch(children: dict[str, subprocess.Popen[bytes]]) -> int:
    """Print the address once ready, then wait until a child dies; returns the exit status."""
    announced, deadline = False, time.monotonic() + READY_WITHIN_S
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                print(f"{name} stopped with status {child.returncode}; stopping the rest.", file=sys.stderr)
                return 1
        if not announced and is_ready():
            announced = True
            print(f"\nReady: {ADDRESS}/   (Ctrl-C stops it)", flush=True)
        if not announced and time.monotonic() > deadline:
            print(f"{ADDRESS}/readyz did not answer within {READY_WITHIN_S} s.", file=sys.stderr)
            return 1
        time.sleep(0.3)


def stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask each to finish what it has in hand, then insist. A second Ctrl-C changes nothing."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_WITHIN_S
    for child in children.values():
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def on_signal(*_: object) -> None:
    raise Stop


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--demo", action="store_true", help="prepare the database and the made-up people first"
    )
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    VAR.mkdir(parents=True, exist_ok=True)
    if not port_is_free():
        print(f"Port {PORT} is taken. Choose another: make demo PORT=8001", file=sys.stderr)
        return 1
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        if options.demo:
            prepare()
        children["web"] = start(web())
        children["worker and scheduler"] = start(worker_and_scheduler())
        return watch(children)
    except Stop:
        return 0
    except subprocess.CalledProcessError as error:
        print(f"{' '.join(error.cmd[1:])} failed with status {error.returncode}.", file=sys.stderr)
        return 1
    finally:
        stop(children)


if __name__ == "__main__":
    sys.exit(main())
