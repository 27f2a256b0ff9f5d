"""A file on its way in: kept for its owner, taken in once, swept when nobody finishes it."""

import datetime

import pytest
from django.db import connection, transaction
from django.utils import timezone

from mentorship.errors import DomainError
from mentorship.jobs import run_job, tell_progress_within
from mentorship.models import ImportBatch, Job, JobState, Mentor, RoleBinding, Upload
from mentorship.people import previews, uploads
from mentorship.people.uploads import choose_columns, decide, give_up, run_import, start_import, take_file
from mentorship.tasks import sweep_uploads
from mentorship.testing.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roster_day")]
ONE = b"Navn;Kommune\nBo;340\n"


@pytest.fixture
def leader(programme):
    return UserFactory(leader_of=programme)


@pytest.fixture
def upload(programme, leader):
    return take_file(programme=programme, kind="mentor", file_name="fil.csv", data=ONE, by=leader)


def asked(upload, by):
    return start_import(upload=upload, by=by, wake=lambda key: None)


def test_the_job_names_no_person_and_is_the_same_when_asked_twice(upload, leader):
    job = asked(upload, leader)
    assert job.params == {"upload": str(upload.key)}
    assert asked(upload, leader) == job


def test_taken_up_again_it_finds_what_it_has_made(upload, leader):
    job = asked(upload, leader)
    assert run_job(str(job.key)).state == JobState.DONE
    batch = ImportBatch.objects.get()
    assert run_import(job) == {"batch": batch.pk}
    assert (ImportBatch.objects.count(), Mentor.objects.count()) == (1, 1)


def test_a_failure_leaves_the_file_as_it_was(upload, leader, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("mentorship.people.importing_kinds.import_people", fail)
    job = asked(upload, leader)
    with pytest.raises(RuntimeError):
        run_job(str(job.key))
    upload.refresh_from_db()
    assert (bytes(upload.content), upload.batch) == (ONE, None)
    assert asked(upload, leader) != job


def test_errors_that_came_up_since_the_preview_fail_the_job_in_words(upload, leader):
    Upload.objects.filter(pk=upload.pk).update(mapping={"Navn": "municipality", "Kommune": "name"})
    job = run_job(str(asked(upload, leader).key))
    assert job.state == JobState.FAILED
    assert "fejl" in job.error
    assert not Mentor.objects.exists()


def test_who_has_lost_the_role_meanwhile_imports_nothing(upload, leader):
    job = asked(upload, leader)
    RoleBinding.objects.filter(user=leader).delete()
    assert run_job(str(job.key)).state == JobState.FAILED
    assert not Mentor.objects.exists()


def test_a_file_that_is_gone_fails_the_job_in_words(upload, leader):
    job = asked(upload, leader)
    upload.delete()
    assert "væk" in run_job(str(job.key)).error


def test_while_it_is_under_way_nothing_is_changed(upload, leader):
    asked(upload, leader)
    for act in (
        lambda: choose_columns(upload=upload, mapping={"Navn": "name", "Kommune": ""}, by=leader),
        lambda: decide(upload=upload, decisions={"2": {"act": "keep"}}),
        lambda: give_up(upload=upload),
    ):
        with pytest.raises(DomainError, match="i gang"):
            act()


def test_once_it_is_in_nothing_is_changed(upload, leader):
    run_job(str(asked(upload, leader).key))
    with pytest.raises(DomainError, match="allerede"):
        decide(upload=upload, decisions={"2": {"act": "keep"}})


def test_other_columns_make_earlier_decisions_void(upload, leader):
    decide(upload=upload, decisions={"2": {"act": "keep"}})
    same = choose_columns(upload=upload, mapping=upload.mapping, by=leader)
    assert same.decisions == {"2": {"act": "keep"}}
    changed = choose_columns(upload=upload, mapping={"Navn": "name", "Kommune": "postcode"}, by=leader)
    assert changed.decisions == {}


def test_what_nobody_finishes_is_swept_after_a_week(upload, leader, programme):
    fresh = take_file(programme=programme, kind="refugee", file_name="ny.csv", data=ONE, by=leader)
    Upload.objects.filter(pk=upload.pk).update(
        at=timezone.now() - uploads.KEPT_FOR - datetime.timedelta(days=900)
    )
    assert sweep_uploads() == 1
    assert Upload.objects.get() == fresh


def test_what_is_under_way_is_not_swept(upload, leader):
    asked(upload, leader)
    Upload.objects.update(at=timezone.now() - datetime.timedelta(days=999))
    assert sweep_uploads() == 0


def test_a_file_named_by_a_number_forgets_it(programme, leader):
    upload = take_file(
        programme=programme, kind="mentor", file_name="120392-1234 Bo.csv", data=ONE, by=leader
    )
    assert upload.file_name == "120392-**** Bo.csv"


def test_a_preview_is_kept_sealed_and_read_once(upload, monkeypatch):
    kept = {}
    monkeypatch.setattr(previews.cache, "set", lambda key, value, timeout: kept.update({key: value}))
    monkeypatch.setattr(previews.cache, "get", kept.get)
    first = previews.preview_of(upload)
    assert b"Navn" not in next(iter(kept.values()))
    monkeypatch.setattr(previews, "kind_of", None)  # it is not made again
    assert previews.preview_of(upload) == first


def test_a_preview_is_made_where_the_cache_is_down(upload, monkeypatch):
    def down(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(previews.cache, "get", down)
    monkeypatch.setattr(previews.cache, "set", down)
    assert len(previews.preview_of(upload).rows) == 1


@pytest.mark.django_db(transaction=True)
def test_progress_is_told_from_inside_where_the_database_takes_two_writers():
    job = Job.objects.create(kind="test.none", started_at=timezone.now())
    with transaction.atomic():
        tell_progress_within(job, 1, 2)
        transaction.set_rollback(True)
    job.refresh_from_db()
    assert job.done == (0 if connection.vendor == "sqlite" else 1)
