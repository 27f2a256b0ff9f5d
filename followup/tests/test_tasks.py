"""A wake-up carries nothing: it asks the database what is due."""

import datetime

import pytest
import time_machine
from celery import current_app as app
from django.conf import settings
from django.core import mail

from followup import tasks
from followup.testing.factories import FollowUpFactory
from mentorship.clock import moment_on

pytestmark = pytest.mark.django_db
DUE = datetime.date(2026, 3, 2)


@pytest.fixture
def _step_due_in_three_days():
    FollowUpFactory(step="status_6", due_on=DUE, created_at=moment_on(DUE - datetime.timedelta(days=30)))


@pytest.mark.usefixtures("_step_due_in_three_days")
def test_what_is_due_is_sent_whoever_wakes_it_and_however_often():
    with time_machine.travel(moment_on(DUE - datetime.timedelta(days=3)), tick=False):
        assert [tasks.send_due_notices.delay().get() for _ in range(3)] == [1, 0, 0]
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("_step_due_in_three_days")
def test_a_scheduler_that_forgot_everything_for_days_loses_nothing():
    with time_machine.travel(moment_on(DUE + datetime.timedelta(days=5)), tick=False):
        assert tasks.send_due_notices.delay().get() == 1
    assert "02-03-2026" in mail.outbox[0].body


@pytest.mark.parametrize("entry", settings.CELERY_BEAT_SCHEDULE.values(), ids=lambda entry: entry["task"])
def test_every_scheduled_wake_up_exists_and_carries_nothing(entry):
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks
    assert not entry.get("args")
    assert not entry.get("kwargs")


@pytest.mark.parametrize("name", ["send-what-is-due", "take-up-waiting-jobs"])
def test_wake_ups_do_not_pile_up_while_no_worker_listens(name):
    entry = settings.CELERY_BEAT_SCHEDULE[name]
    assert entry["options"]["expires"] <= 2 * entry["schedule"]
