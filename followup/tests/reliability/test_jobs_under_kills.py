"""Long work outlives its worker, and asking for it never waits for a broker that does not answer."""

import json
import socket
import time
from collections import Counter

import pytest

from followup.tests.reliability.workers import House, embedded, on_sqlite_alone
from mentorship.testing.slow_job import NOTES, STEPS

pytestmark = on_sqlite_alone
JOBS = "SELECT state, done, total FROM mentorship_job ORDER BY id"


def until(seen, what, within_s=60):
    deadline = time.monotonic() + within_s
    while not seen():
        assert time.monotonic() < deadline, f"not within {within_s} s: {what}"
        time.sleep(0.05)


def test_a_job_whose_worker_is_killed_is_taken_up_again_and_done_once(tmp_path):
    house = House(tmp_path)
    house.run("-m", "mentorship.testing.slow_job", "2")
    crew = embedded(house, "--include=mentorship.testing.slow_job")
    notes = tmp_path / NOTES
    try:
        crew.start()
        until(lambda: notes.exists() and notes.read_text().count("\n") > 5, "a job is under way")
        at_work = {int(line.split()[1]) for line in notes.read_text().splitlines()}
        for worker in crew.workers:
            if worker.pid in at_work:
                worker.kill()
        left = notes.read_text().count(f" {STEPS}\n")
        for worker in crew.workers:
            if worker.pid in at_work:
                worker.start()
        time.sleep(2)  # four sweeps
        abandoned = [row for row in house.rows(JOBS) if row[0] == "running"]
        assert abandoned, "nobody takes up what may still be under way"
        assert left == 0
        house.forget_heartbeats()
        until(lambda: house.rows(JOBS) == [("done", STEPS, STEPS)] * 2, "both are done")
        time.sleep(1)
    finally:
        crew.close()
    lines = [line.split() for line in notes.read_text().splitlines()]
    finished = Counter(key for key, _, step in lines if int(step) == STEPS)
    assert sorted(finished.values()) == [1, 1], "done once each"
    for key in finished:
        runs = [(pid, int(step)) for its, pid, step in lines if its == key]
        last = runs[-STEPS:]
        assert last == [(last[0][0], step) for step in range(1, STEPS + 1)], "never two at one job at a time"


def test_asking_for_work_does_not_wait_for_a_broker_that_does_not_answer(tmp_path):
    with socket.create_server(("127.0.0.1", 0), backlog=64) as black_hole:
        house = House(tmp_path, redis_url=f"redis://127.0.0.1:{black_hole.getsockname()[1]}/0")
        _loading, *took = map(float, house.run("-m", "mentorship.testing.slow_job", "3").split())
    assert max(took) < 3
    assert house.rows("SELECT state FROM mentorship_job") == [("waiting",)] * 3, "the sweep will find them"


@pytest.mark.parametrize(
    "rounds", [pytest.param(10, id="short"), pytest.param(100, id="long", marks=pytest.mark.slow)]
)
def test_32_writers_on_sqlite_are_never_told_that_it_is_locked(tmp_path, rounds):
    said = json.loads(House(tmp_path).run("-m", "mentorship.testing.writers", "32", str(rounds)))
    assert said["refused"] == []
    assert said["writes"] == said["counted"] == said["acts"] == 32 * rounds
    print(f"{said['writes']} writes, p99 {said['p99']:.2f} s")
    assert said["p99"] < 20, "the busy timeout"
