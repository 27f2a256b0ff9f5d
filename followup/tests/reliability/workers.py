"""Celery processes to be killed, as `make demo` and as production start them, with what they work on."""

import contextlib
import json
import os
import queue
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psycopg2
import pytest
import redis

from followup.testing.mail_sink import MailSink

ROOT = Path(__file__).resolve().parents[3]
CELERY = "--app=mentorship.config.celery"
QUIET = ("--loglevel=WARNING", "--without-gossip", "--without-mingle")
PACE_S = 0.01  # the mail server takes one mail at a time, so that there is something left to kill for
KILLED_WITHIN_S = 60
_turn = threading.Lock()

on_sqlite_alone = pytest.mark.skipif(
    bool(os.environ.get("TEST_DATABASE_URL")),
    reason="the same whatever the suite's database: runs with SQLite's",
)


@dataclass
class House:
    """One installation: its folder, its database and broker as its processes are told of them."""

    folder: Path
    database_url: str = ""
    redis_url: str = ""

    def environment(self, **more: str) -> dict[str, str]:
        inherited = {
            key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "COV_"))
        }
        return {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "mentorship.config.settings.demo",
            "PYTHONPATH": str(ROOT),
            "VAR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "SWEEP_SECONDS": "0.5",
            **more,
        }

    def run(self, *command: str) -> str:
        """What a program of ours says on stdout."""
        command = (sys.executable, *command)
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(), check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def rows(self, sql: str) -> list[tuple]:
        """Asked from outside, without the product."""
        if self.database_url:
            with (
                contextlib.closing(psycopg2.connect(self.database_url)) as database,
                database.cursor() as asked,
            ):
                asked.execute(sql)
                return asked.fetchall()
        with contextlib.closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as database:
            return database.execute(sql).fetchall()

    def forget_heartbeats(self) -> None:
        """As if ten minutes had gone by."""
        with (
            contextlib.closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as database,
            database,
        ):
            database.execute("UPDATE mentorship_job SET heartbeat_at = '2020-01-01 00:00:00'")

    def logs(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))


@dataclass
class Process:
    """One Celery process that is started again after each kill."""

    house: House
    name: str
    arguments: list[str]
    sink: MailSink = field(default_factory=MailSink)
    pid: int = 0

    def __post_init__(self) -> None:
        self.schedule = self.house.folder / f"{self.name}.schedule"
        with (self.house.folder / f"{self.name}.log").open("w") as log:
            self.nursery = subprocess.Popen(
                [sys.executable, "-m", "followup.testing.nursery"],
                cwd=ROOT,
                env=self.house.environment(EMAIL_URL=f"smtp://127.0.0.1:{self.sink.port}"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def start(self) -> None:
        assert self.nursery.stdin
        assert self.nursery.stdout
        if not self.pid:
            assert self.nursery.stdout.readline() == "ready\n", self.house.logs()
        self.nursery.stdin.write(json.dumps(self.arguments) + "\n")
        self.nursery.stdin.flush()
        self.pid = int(self.nursery.stdout.readline())

    def kill(self) -> None:
        """The whole group at once, as when the machine goes."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def close(self) -> None:
        if self.pid:
            self.kill()
        assert self.nursery.stdin
        self.nursery.stdin.close()
        self.nursery.wait(timeout=60)
        self.nursery.stdout.close()
        self.sink.close()


def take_a_turn(moment: str) -> None:
    if moment == "data":
        with _turn:
            time.sleep(PACE_S)


@dataclass
class Crew:
    """The workers that are killed, and a scheduler of its own where there is one."""

    workers: list[Process]
    scheduler: Process | None = None

    def start(self) -> None:
        for process in [*self.workers, *([self.scheduler] if self.scheduler else [])]:
            process.sink.watch = take_a_turn
            process.start()

    def kill_one(self, rng: random.Random, most_mails: int) -> str:
        """Kill a worker at a moment of chance and start it again; says which moment it was."""
        moment = rng.choice(["data", "quit", "quit", "clock"])
        if moment == "clock":
            time.sleep(rng.uniform(0, 1))
            killed = rng.choice(self.workers)
            killed.kill()
        else:
            killed = self.kill_who_delivers(moment, rng.randint(1, most_mails))
        if rng.random() < 0.3:
            self.lose_a_schedule(killed)
        killed.start()
        return moment

    def kill_who_delivers(self, moment: str, number: int) -> Process:
        """The worker that is in the middle of the `number`th delivery from now."""
        killed: queue.Queue[Process] = queue.Queue()
        left = iter(range(number - 1))

        def watch(worker: Process, now: str) -> None:
            take_a_turn(now)
            if now == moment and next(left, None) is None and killed.empty():
                worker.kill()
                killed.put(worker)

        for worker in self.workers:
            worker.sink.watch = partial(watch, worker)
        try:
            return killed.get(timeout=KILLED_WITHIN_S)
        finally:
            for worker in self.workers:
                worker.sink.watch = take_a_turn

    def lose_a_schedule(self, worker: Process) -> None:
        """The scheduler dies too, and its file with it."""
        if self.scheduler:
            self.scheduler.kill()
        for path in (self.scheduler or worker).house.folder.glob(
            f"{(self.scheduler or worker).name}.schedule*"
        ):
            path.unlink(missing_ok=True)
        if self.scheduler:
            self.scheduler.start()

    def close(self) -> None:
        for process in [*self.workers, *([self.scheduler] if self.scheduler else [])]:
            process.close()


def embedded(house: House, *more: str) -> Crew:
    """What `make demo` starts, twice, so that there are two sweepers even while one is down."""
    return Crew(
        [
            Process(
                house,
                name,
                [
                    CELERY,
                    "worker",
                    "--beat",
                    "--pool=threads",
                    "--concurrency=2",
                    f"--hostname={name}@house",
                    f"--schedule={house.folder / name}.schedule",
                    *QUIET,
                    *more,
                ],
            )
            for name in ("first", "second")
        ]
    )


def as_in_production(house: House) -> Crew:
    """Two workers that fork, and one scheduler."""
    workers = [
        Process(house, name, [CELERY, "worker", "--concurrency=2", f"--hostname={name}@house", *QUIET])
        for name in ("first", "second")
    ]
    schedule = f"--schedule={house.folder / 'scheduler'}.schedule"
    return Crew(
        workers, Process(house, "scheduler", [CELERY, "beat", schedule, "--pidfile=", "--loglevel=WARNING"])
    )


@contextmanager
def scratch_database(url: str) -> Iterator[str]:
    """A PostgreSQL database of our own beside the one at `url`, for as long as it is wanted."""
    server, _, name = url.rpartition("/")
    scratch = f"{name}_kills_{os.getpid()}"

    def tell(statement: str) -> None:
        with contextlib.closing(psycopg2.connect(f"{server}/postgres")) as database:
            database.autocommit = True
            with database.cursor() as cursor:
                cursor.execute(statement)

    tell(f'CREATE DATABASE "{scratch}"')
    try:
        yield f"{server}/{scratch}"
    finally:
        tell(f'DROP DATABASE IF EXISTS "{scratch}" WITH (FORCE)')


def forget_wake_ups(url: str) -> None:
    """Remove what Celery keeps in the Redis at `url`."""
    with contextlib.closing(redis.Redis.from_url(url)) as broker:
        for key in [
            *broker.scan_iter("_kombu*"),
            *broker.scan_iter("celery*"),
            *broker.scan_iter("unacked*"),
        ]:
            broker.delete(key)
