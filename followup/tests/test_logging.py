"""Logging a follow-up: what it takes, what it refuses, and that nothing of a colleague's is overwritten."""

import datetime

import pytest
import time_machine

from followup.models import FollowUp, FollowUpState
from followup.services.logging import (
    LOG_FIELDS,
    Log,
    log_extra,
    log_followup,
    log_in_bulk,
    postpone_followup,
    undo_log,
)
from followup.testing.factories import FollowUpFactory
from matching.testing.factories import MatchFactory
from mentorship.errors import DomainError, EditConflict
from mentorship.models import Act
from mentorship.programmes.catalogue import read_programme
from mentorship.programmes.services import load_programme
from mentorship.testing.factories import UserFactory

TODAY = datetime.date(2026, 3, 4)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def today():
    with time_machine.travel(datetime.datetime(2026, 3, 4, 9, tzinfo=datetime.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def followup():
    programme = load_programme(document=read_programme("holdbart-match")).programme
    match = MatchFactory(active=True, programme=programme)
    return FollowUpFactory(match=match, step="status_6")


DONE = Log(
    state="done", held_on=datetime.date(2026, 3, 3), channel="telephone", rating=4, changed="Ny praktik"
)


def test_what_was_found_is_written_and_signed(followup):
    by = UserFactory()
    logged = log_followup(followup=followup, log=DONE, by=by, version=followup.version)
    logged.refresh_from_db()
    assert (logged.state, logged.held_on, logged.channel, logged.rating) == (
        "done",
        DONE.held_on,
        "telephone",
        4,
    )
    assert (logged.changed, logged.logged_by, logged.version) == ("Ny praktik", by, followup.version + 1)
    act = Act.objects.get(kind="followup.done")
    assert "Ny praktik" not in str(act.detail)


@pytest.mark.parametrize(
    ("log", "words"),
    [
        pytest.param(Log(state="planned"), "done, missed or excused", id="not a result"),
        pytest.param(Log(state="done", channel="telephone"), "day and its channel", id="no day"),
        pytest.param(Log(state="done", held_on=TODAY), "day and its channel", id="no channel"),
        pytest.param(Log(state="done", held_on=TODAY, channel="pigeon"), "channel", id="unknown channel"),
        pytest.param(
            Log(state="done", held_on=datetime.date(2026, 3, 5), channel="telephone"),
            "lies ahead",
            id="tomorrow",
        ),
        pytest.param(
            Log(state="done", held_on=datetime.date(2026, 2, 1), channel="telephone"),
            "before the match",
            id="too early",
        ),
        pytest.param(
            Log(state="done", held_on=TODAY, channel="telephone", rating=6),
            "1 to 5",
            id="rating out of range",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(followup, log, words, settings):
    settings.LANGUAGE_CODE = "en"
    with pytest.raises(DomainError, match=words):
        log_followup(followup=followup, log=log, by=UserFactory())
    followup.refresh_from_db()
    assert followup.state == FollowUpState.PLANNED
    assert not Act.objects.filter(kind__startswith="followup.").exists()


def test_a_missed_one_keeps_no_day_channel_or_rating(followup):
    log_followup(followup=followup, log=DONE, by=UserFactory())
    log = Log(state="missed", held_on=TODAY, channel="telephone", rating=3, concern="hidden")
    logged = log_followup(followup=followup, log=log, by=UserFactory())
    logged.refresh_from_db()
    assert (logged.state, logged.held_on, logged.channel, logged.rating) == ("missed", None, "", None)
    assert logged.concern == ""


def test_the_second_of_two_is_told_and_overwrites_nothing(followup):
    first = followup.version
    log_followup(followup=followup, log=DONE, by=UserFactory(), version=first)
    with pytest.raises(EditConflict):
        log_followup(followup=followup, log=Log(state="missed"), by=UserFactory(), version=first)
    followup.refresh_from_db()
    assert followup.state == "done"


def test_a_cancelled_step_is_not_logged(followup):
    FollowUp.objects.filter(pk=followup.pk).update(state="cancelled")
    with pytest.raises(DomainError):
        log_followup(followup=followup, log=DONE, by=UserFactory())


def test_contact_outside_the_plan_may_come_twice_a_day(followup):
    by = UserFactory()
    steps = [log_extra(match=followup.match, side="refugee", log=DONE, by=by).step for _ in range(2)]
    assert steps == ["extra", "extra_02"]
    other = log_extra(match=followup.match, side="mentor", log=DONE, by=by)
    assert (other.step, other.due_on, other.responsible) == ("extra", DONE.held_on, by)


def test_a_log_is_undone_by_its_author_on_the_same_day(followup, today):
    by = UserFactory()
    log_followup(followup=followup, log=DONE, by=by)
    with pytest.raises(DomainError, match="colleague|kollega"):
        undo_log(followup=followup, by=UserFactory())
    undo_log(followup=followup, by=by)
    followup.refresh_from_db()
    assert (followup.state, followup.logged_by, followup.changed) == ("planned", None, "")
    log_followup(followup=followup, log=DONE, by=by)
    today.move_to(datetime.datetime(2026, 3, 5, 9, tzinfo=datetime.UTC))
    with pytest.raises(DomainError):
        undo_log(followup=followup, by=by)


def test_undoing_contact_outside_the_plan_removes_it(followup):
    by = UserFactory()
    extra = log_extra(match=followup.match, side="refugee", log=DONE, by=by)
    undo_log(followup=extra, by=by)
    assert not FollowUp.objects.filter(step="extra").exists()
    assert Act.objects.filter(kind="followup.undone").count() == 1


def test_postponing_moves_the_day_it_counts_from_but_not_its_key(followup):
    due_on = followup.due_on
    postponed = postpone_followup(followup=followup, to=datetime.date(2026, 3, 9), by=UserFactory())
    postponed.refresh_from_db()
    assert (postponed.due_on, postponed.counts_from) == (due_on, datetime.date(2026, 3, 9))
    assert not FollowUp.objects.due_by(datetime.date(2026, 3, 8)).exists()
    assert FollowUp.objects.due_by(datetime.date(2026, 3, 9)).count() == 1


def test_postponing_into_the_past_or_what_is_done_is_refused(followup):
    with pytest.raises(DomainError):
        postpone_followup(followup=followup, to=datetime.date(2026, 3, 3), by=UserFactory())
    log_followup(followup=followup, log=DONE, by=UserFactory())
    with pytest.raises(DomainError):
        postpone_followup(followup=followup, to=datetime.date(2026, 3, 9), by=UserFactory())


def test_logging_in_bulk_writes_what_logging_one_by_one_writes(followup):
    by = UserFactory()
    logs = [DONE, Log(state="missed", concern_level=1, concern="Aflyst to gange"), Log(state="excused")]
    pairs = [
        [
            FollowUpFactory(match=followup.match, step=f"opening_talk_{number:02}")
            for number in (way * 3 + 1, way * 3 + 2, way * 3 + 3)
        ]
        for way in (0, 1)
    ]
    for row, log in zip(pairs[0], logs, strict=True):
        log_followup(followup=row, log=log, by=by)
    assert log_in_bulk([(row, log, by) for row, log in zip(pairs[1], logs, strict=True)]) == 3
    fields = [*LOG_FIELDS]
    for one, many in zip(*pairs, strict=True):
        one.refresh_from_db()
        many.refresh_from_db()
        assert [getattr(one, name) for name in fields] == [getattr(many, name) for name in fields]
    acts = list(
        Act.objects.filter(kind__startswith="followup.").order_by("pk").values_list("kind", "by_id", "detail")
    )
    assert [(kind, by_id, {**detail, "step": ""}) for kind, by_id, detail in acts[:3]] == [
        (kind, by_id, {**detail, "step": ""}) for kind, by_id, detail in acts[3:]
    ]


def test_a_refusal_in_bulk_leaves_nothing_written(followup):
    other = FollowUpFactory(match=followup.match, step="status_12")
    with pytest.raises(DomainError):
        log_in_bulk([(followup, DONE, UserFactory()), (other, Log(state="done"), UserFactory())])
    followup.refresh_from_db()
    assert followup.state == FollowUpState.PLANNED
