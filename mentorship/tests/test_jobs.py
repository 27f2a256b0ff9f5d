"""Long work is carried out once, told of as it goes, and taken up again when its worker is gone."""

import datetime
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from mentorship import jobs, tasks
from mentorship.errors import DomainError
from mentorship.models import Job
from mentorship.testing.factories import ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs(monkeypatch):
    """What the kind "count" was given; replaceable by the test."""
    given = []

    def count(job):
        given.append(job.params)
        jobs.tell_progress(job, 1, 2)
        return {"counted": len(given)}

    monkeypatch.setitem(jobs.RUNNERS, "count", count)
    return given


def waiting(kind="count", **fields):
    return Job.objects.create(kind=kind, **fields)


def silent(job, for_how_long=jobs.STALE_AFTER):
    Job.objects.filter(pk=job.pk).update(
        state="running",
        done=7,
        total=9,
        started_at=timezone.now() - for_how_long,
        heartbeat_at=timezone.now() - for_how_long - datetime.timedelta(seconds=1),
    )


class TestStart:
    def test_the_row_is_written_and_the_worker_woken_on_commit(
        self, runs, django_capture_on_commit_callbacks
    ):
        woken, by, programme = [], UserFactory(), ProgrammeFactory()
        with django_capture_on_commit_callbacks(execute=True):
            job = jobs.start_job(kind="count", by=by, programme=programme, wake=woken.append, far=3)
            assert woken == [], "nothing is published that may still be taken back"
        assert woken == [str(job.key)]
        job.refresh_from_db()
        assert (job.state, job.by, job.programme, job.params) == ("waiting", by, programme, {"far": 3})

    def test_a_wake_up_that_fails_is_swallowed_and_swept(
        self, runs, django_capture_on_commit_callbacks, caplog
    ):
        def wake(key):
            raise ConnectionError

        with django_capture_on_commit_callbacks(execute=True):
            job = jobs.start_job(kind="count", by=None, wake=wake)
        assert "job not published" in caplog.text
        assert tasks.take_up_waiting_jobs() == 1
        job.refresh_from_db()
        assert job.state == "done"

    def test_what_is_rolled_back_was_never_asked_for(self, runs, django_capture_on_commit_callbacks):
        woken = []
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            jobs.start_job(kind="count", by=None, wake=woken.append)
            transaction.set_rollback(True)
        assert woken == []
        assert not Job.objects.exists()


class TestRun:
    def test_it_is_carried_out_and_its_result_kept(self, runs):
        job = jobs.run_job(str(waiting(params={"far": 3}).key))
        assert (job.state, job.result, job.done, job.total, job.error) == ("done", {"counted": 1}, 1, 2, "")
        assert runs == [{"far": 3}]
        assert job.finished_at >= job.started_at

    def test_a_rule_of_the_domain_is_told_in_its_own_words(self, monkeypatch, caplog):
        def refuse(job):
            raise DomainError("Programmet er afsluttet.")

        monkeypatch.setitem(jobs.RUNNERS, "count", refuse)
        job = jobs.run_job(str(waiting().key))
        assert (job.state, job.error) == ("failed", "Programmet er afsluttet.")
        assert "job failed" not in caplog.text

    def test_however_many_words_that_takes(self, monkeypatch):
        def refuse(job):
            raise DomainError("æ" * 900)

        monkeypatch.setitem(jobs.RUNNERS, "count", refuse)
        assert jobs.run_job(str(waiting().key)).error == "æ" * 500

    @pytest.mark.parametrize(
        "run",
        [
            pytest.param(lambda job: {}["a name"], id="a mistake"),
            pytest.param(lambda job: {"a set": {1}}, id="a result that cannot be kept"),
        ],
    )
    def test_any_other_failure_is_logged_told_in_general_and_raised(self, monkeypatch, caplog, run):
        monkeypatch.setitem(jobs.RUNNERS, "count", run)
        job = waiting()
        with pytest.raises((KeyError, TypeError)):
            tasks.run_job(str(job.key))
        job.refresh_from_db()
        assert (job.state, job.error, job.result) == ("failed", "unexpected", {})
        assert "a name" not in job.error
        assert "job failed" in caplog.text

    def test_a_kind_nobody_knows_fails(self):
        job = waiting("of another version")
        with pytest.raises(KeyError):
            jobs.run_job(str(job.key))
        job.refresh_from_db()
        assert job.state == "failed"

    def test_what_is_taken_or_over_is_left_alone(self, runs):
        job = waiting()
        assert jobs.run_job(str(job.key))
        assert jobs.run_job(str(job.key)) is None
        assert jobs.run_job(str(uuid.uuid4())) is None
        under_way = waiting()
        silent(under_way, datetime.timedelta(seconds=1))
        assert jobs.run_job(str(under_way.key)) is None
        assert len(runs) == 1


class TestSweep:
    def test_waiting_and_abandoned_jobs_are_found_oldest_first(self, runs):
        abandoned, young, done, fresh = waiting(), waiting(), waiting(), waiting()
        silent(abandoned)
        silent(young, datetime.timedelta(minutes=1))
        jobs.run_job(str(done.key))
        assert jobs.waiting_jobs() == [str(abandoned.key), str(fresh.key)]

    def test_an_abandoned_job_starts_its_count_again(self, monkeypatch):
        seen = []

        def run(job):
            seen.append((job.done, job.total))
            return {}

        monkeypatch.setitem(jobs.RUNNERS, "count", run)
        silent(waiting())
        assert tasks.take_up_waiting_jobs() == 1
        assert seen == [(0, 0)]

    def test_one_that_fails_does_not_stop_the_rest(self, runs, caplog):
        waiting("of another version")
        waiting()
        assert tasks.take_up_waiting_jobs() == 1
        assert len(runs) == 1
        assert "job failed in the sweep" in caplog.text

    def test_a_worker_that_comes_back_too_late_writes_nothing_over_its_successor(self, monkeypatch, caplog):
        """Its machine slept for longer than we wait; somebody else took the job and ended it."""
        ended = []

        def sleep_through(job):
            if not ended:
                ended.append(True)
                silent(job)
                jobs.run_job(str(job.key))
                jobs.tell_progress(job, 99, 99)
                return {"by": "the sleeper"}
            return {"by": "the successor"}

        monkeypatch.setitem(jobs.RUNNERS, "count", sleep_through)
        job = jobs.run_job(str(waiting().key))
        assert (job.state, job.result, job.done) == ("done", {"by": "the successor"}, 0)
        assert "job was taken over" in caplog.text


class TestSignsOfLife:
    def test_long_work_that_tells_nothing_is_not_taken_for_dead(self, monkeypatch):
        given = threading.Event()
        monkeypatch.setattr(jobs, "HEARTBEAT_EVERY", datetime.timedelta(milliseconds=5))
        monkeypatch.setattr(jobs, "_ours", lambda job: _Noting(given))

        def run(job):
            assert given.wait(timeout=10)
            monkeypatch.undo()
            return {}

        monkeypatch.setitem(jobs.RUNNERS, "count", run)
        assert jobs.run_job(str(waiting().key)).state == "done"

    def test_a_sign_that_cannot_be_given_is_given_later(self, monkeypatch, caplog):
        given = threading.Event()
        monkeypatch.setattr(jobs, "HEARTBEAT_EVERY", datetime.timedelta(milliseconds=5))
        monkeypatch.setattr(jobs, "_ours", lambda job: _Noting(given, failures=2))
        over, job = threading.Event(), Job()
        thread = threading.Thread(target=jobs._give_signs_of_life, args=(job, over))
        thread.start()
        assert given.wait(timeout=10)
        over.set()
        thread.join()
        assert caplog.text.count("no sign of life given") == 2


class _Noting:
    """In place of rows: says that a sign of life came."""

    def __init__(self, given, failures=0):
        self.given, self.failures = given, [OperationalError()] * failures

    def update(self, *, heartbeat_at):
        assert abs(heartbeat_at - timezone.now()) < datetime.timedelta(minutes=1)
        if _FAILED.setdefault(self.given, 0) < len(self.failures):
            _FAILED[self.given] += 1
            raise OperationalError
        self.given.set()


_FAILED: dict[threading.Event, int] = {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_of_many_workers_one_carries_a_job_out(monkeypatch):
    ran = []
    monkeypatch.setitem(jobs.RUNNERS, "count", lambda job: ran.append(job.pk) or {})
    keys = [str(waiting().key) for _ in range(20)]

    def work(number):
        try:
            return sum(jobs.run_job(key) is not None for key in keys)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == 20
    assert len(ran) == len(set(ran)) == 20
