"""From the start meeting to the end, and back."""

import datetime

import pytest

from matching import services
from matching.models import StartMeeting
from matching.signals import match_state_changed
from matching.states import MatchAction, MatchState
from matching.testing.signals import heard
from matching.tests.conftest import TODAY
from mentorship.errors import DomainError, EditConflict, IllegalTransition, NoPlaceLeft
from mentorship.testing.factories import MentorFactory
from mentorship.trail import acts_on

YESTERDAY = TODAY - datetime.timedelta(days=1)
TOMORROW = TODAY + datetime.timedelta(days=1)
STARTED = datetime.date(2026, 2, 2)  # of the factory's running matches


def planned(match, leader, **more):
    when = datetime.datetime(2026, 3, 20, 15, 0, tzinfo=datetime.UTC)
    return services.plan_start_meeting(
        match=match, by=leader, planned_at=when, meeting_place="Biblioteket", **more
    )


def test_a_start_meeting_is_planned_moved_and_held(make_match, leader):
    match = make_match(accepted=True)
    first = planned(match, leader)
    moved = planned(match, leader, version=first.version)
    started = services.start_match(
        match=match,
        by=leader,
        on=YESTERDAY,
        mentor_expectations="Lære nyt",
        refugee_expectations="Finde arbejde",
        joint_plan="Mødes hver tirsdag",
    )
    meeting = StartMeeting.objects.get()
    assert (started.state, started.started_on, started.place) == (MatchState.ACTIVE, YESTERDAY, 1)
    assert (meeting.held_on, meeting.held_by, meeting.joint_plan) == (YESTERDAY, leader, "Mødes hver tirsdag")
    assert (meeting.meeting_place, meeting.version) == ("Biblioteket", moved.version + 1)


def test_a_meeting_somebody_else_has_moved_is_not_overwritten(make_match, leader):
    match = make_match(accepted=True)
    seen = planned(match, leader)
    planned(match, leader)
    with pytest.raises(EditConflict):
        planned(match, leader, version=seen.version)


@pytest.mark.parametrize("state", ["backed", "active", "ended"])
def test_a_start_meeting_is_planned_between_yes_and_start(make_match, leader, state):
    with pytest.raises(DomainError):
        planned(make_match(**{state: True}), leader)


def test_a_match_may_start_without_a_planned_meeting(make_match, leader):
    with heard() as news:
        services.start_match(match=make_match(accepted=True), by=leader, on=TODAY)
    assert [(n.action, n.before, n.on) for n in news] == [(MatchAction.START, "accepted", TODAY)]
    assert StartMeeting.objects.get().held_on == TODAY


@pytest.mark.parametrize(
    "on",
    [
        pytest.param(TOMORROW, id="tomorrow"),
        pytest.param(datetime.date(2025, 12, 31), id="before registration"),
    ],
)
def test_a_match_does_not_start_on_an_impossible_day(make_match, leader, on):
    match = make_match(accepted=True)
    with pytest.raises(DomainError):
        services.start_match(match=match, by=leader, on=on)
    match.refresh_from_db()
    assert (match.state, StartMeeting.objects.count()) == (MatchState.ACCEPTED, 0)


def test_pause_and_resume(make_match, leader):
    match = make_match(active=True)
    paused = services.pause_match(match=match, by=leader, on=YESTERDAY)
    assert (paused.state, paused.paused_on, paused.place) == (MatchState.PAUSED, YESTERDAY, 1)
    resumed = services.resume_match(match=match, by=leader)
    assert (resumed.state, resumed.paused_on, resumed.started_on) == (MatchState.ACTIVE, None, STARTED)


@pytest.mark.parametrize("reason", ["mentor_stopped", "no_contact", "bad_fit"])
def test_after_a_broken_match_the_refugee_waits_from_the_end(make_match, leader, reason):
    match = make_match(active=True)
    ended = services.end_match(match=match, by=leader, on=YESTERDAY, reason=reason, note=" Slut ")
    ended.refresh_from_db()
    assert (ended.state, ended.ended_on, ended.place) == (MatchState.ENDED, YESTERDAY, None)
    assert (ended.close_reason, ended.close_note, ended.closed_by) == (reason, "Slut", leader)
    assert ended.refugee.waiting_since == YESTERDAY
    assert acts_on(match).get(kind="match.end").detail["reason"] == reason


@pytest.mark.parametrize("reason", ["completed", "independent", "refugee_stopped", "moved", "illness"])
def test_after_any_other_end_nobody_waits(make_match, leader, reason):
    match = make_match(paused=True)
    services.end_match(match=match, by=leader, reason=reason)
    match.refugee.refresh_from_db()
    assert match.refugee.waiting_since is None


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"reason": "weather"}, id="unknown reason"),
        pytest.param({"reason": "completed", "on": TOMORROW}, id="tomorrow"),
        pytest.param(
            {"reason": "completed", "on": STARTED - datetime.timedelta(days=1)}, id="before the start"
        ),
    ],
)
def test_an_end_that_cannot_be(make_match, leader, fields):
    match = make_match(active=True)
    with pytest.raises(DomainError):
        services.end_match(match=match, by=leader, **fields)
    match.refresh_from_db()
    assert match.state == MatchState.ACTIVE


def test_nothing_happens_before_the_pause(make_match, leader):
    match = make_match(active=True)
    with pytest.raises(DomainError):
        services.pause_match(match=match, by=leader, on=STARTED - datetime.timedelta(days=1))
    services.pause_match(match=match, by=leader, on=YESTERDAY)
    before = YESTERDAY - datetime.timedelta(days=1)
    with pytest.raises(DomainError):
        services.resume_match(match=match, by=leader, on=before)
    with pytest.raises(DomainError):
        services.end_match(match=match, by=leader, on=before, reason="completed")


def test_reopening_takes_a_free_place_and_undoes_the_end(make_match, leader, soroe, programme):
    mentor = MentorFactory(programme=programme, municipality=soroe, capacity=2)
    make_match(mentor=mentor, active=True, place=1)
    match = make_match(mentor=mentor, ended=True)
    reopened = services.reopen_match(match=match, by=leader)
    reopened.refresh_from_db()
    assert (reopened.state, reopened.place, reopened.ended_on) == (MatchState.ACTIVE, 2, None)
    assert (reopened.close_reason, reopened.closed_by, reopened.started_on) == ("", None, STARTED)


def test_reopening_without_a_place_is_refused(make_match, leader, soroe, programme):
    mentor = MentorFactory(programme=programme, municipality=soroe, capacity=1)
    make_match(mentor=mentor, active=True)
    match = make_match(mentor=mentor, ended=True)
    with pytest.raises(NoPlaceLeft):
        services.reopen_match(match=match, by=leader)


def test_reopening_is_refused_where_the_refugee_has_another_match(make_match, leader, refugee):
    match = make_match(refugee=refugee, ended=True)
    make_match(refugee=refugee)
    with pytest.raises(DomainError, match="åben|open"):
        services.reopen_match(match=match, by=leader)


@pytest.mark.parametrize("state", ["active", "ended", "declined"])
def test_withdrawing_is_for_what_has_not_started(make_match, leader, state):
    with pytest.raises(IllegalTransition):
        services.withdraw_match(match=make_match(**{state: True}), by=leader)


def test_withdrawing_frees_the_place_and_the_refugee_waits(make_match, leader):
    match = make_match(accepted=True)
    since = match.refugee.waiting_since
    withdrawn = services.withdraw_match(match=match, by=leader, on=YESTERDAY, note="Fejl")
    withdrawn.refresh_from_db()
    assert (withdrawn.state, withdrawn.place, withdrawn.close_note) == (MatchState.WITHDRAWN, None, "Fejl")
    assert withdrawn.closed_at.date() == YESTERDAY
    assert withdrawn.refugee.waiting_since == since


def test_a_receiver_that_fails_undoes_the_change(make_match, leader):
    def fail(sender, **what):
        raise RuntimeError("no")

    match = make_match(active=True)
    match_state_changed.connect(fail, weak=False)
    try:
        with pytest.raises(RuntimeError):
            services.pause_match(match=match, by=leader)
    finally:
        match_state_changed.disconnect(fail)
    match.refresh_from_db()
    assert match.state == MatchState.ACTIVE
    assert not acts_on(match).filter(kind="match.pause").exists()
