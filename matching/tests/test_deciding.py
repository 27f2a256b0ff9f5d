"""The task group's word, both sides' answers, and the place that is taken."""

import datetime

import pytest

from matching import services
from matching.models import MatchAnswer, MatchComment
from matching.states import MatchAction, MatchState
from matching.testing.signals import heard
from matching.tests.conftest import TODAY
from mentorship.errors import DomainError, IllegalTransition, NoPlaceLeft
from mentorship.testing.factories import ConsentFactory, MentorFactory, UserFactory
from mentorship.trail import acts_on
from mentorship.vocabulary import ConsentScope

YESTERDAY = TODAY - datetime.timedelta(days=1)
TOMORROW = TODAY + datetime.timedelta(days=1)


@pytest.fixture
def backed(match, leader):
    return services.back_match(match=match, by=leader)


def say(match, by, **answers):
    for side, says in answers.items():
        match = services.record_answer(match=match, side=side, says=says, by=by)
    return match


def test_backing_signs_and_comments(match, leader):
    member = UserFactory()
    with heard() as news:
        backed = services.back_match(match=match, by=member, text="Godt set", on=YESTERDAY)
    assert (backed.state, backed.backed_by, backed.version) == (MatchState.BACKED, member, 2)
    assert backed.backed_at.date() == YESTERDAY
    assert [(c.stance, c.text) for c in match.comments.all()] == [("backs", "Godt set")]
    assert [(n.before, n.action, n.on) for n in news] == [("proposed", MatchAction.BACK, YESTERDAY)]
    act = acts_on(match).get(kind="match.back")
    assert act.by_id == member.pk
    assert act.detail == {"before": "proposed", "after": "backed", "on": "2026-03-15"}


def test_backing_twice_is_refused(backed, leader):
    with pytest.raises(IllegalTransition):
        services.back_match(match=backed, by=leader)


def test_a_caller_with_a_stale_row_is_refused(match, leader):
    services.withdraw_match(match=match, by=leader)
    assert match.state == MatchState.PROPOSED  # the caller's copy knows nothing
    with pytest.raises(IllegalTransition):
        services.back_match(match=match, by=leader)


def test_two_yeses_take_the_first_place(backed, leader, mentor):
    accepted = say(backed, leader, mentor="yes", refugee="yes")
    accepted.refresh_from_db()
    assert (accepted.state, accepted.place) == (MatchState.ACCEPTED, 1)
    assert accepted.accepted_at is not None


def test_one_yes_is_not_enough(backed, leader):
    assert say(backed, leader, mentor="yes").state == MatchState.BACKED


def test_answers_before_the_task_group_wait_for_it(match, leader):
    assert say(match, leader, mentor="yes", refugee="yes").state == MatchState.PROPOSED
    services.back_match(match=match, by=leader)
    match.refresh_from_db()
    assert match.state == MatchState.ACCEPTED


def test_where_the_task_group_only_advises_two_yeses_are_enough(match, leader, programme):
    programme.document["task_group"]["part"] = "advisory"
    programme.save()
    match.refresh_from_db()
    assert say(match, leader, mentor="yes", refugee="yes").state == MatchState.ACCEPTED


def test_a_side_may_think_again_while_the_proposal_is_open(backed, leader):
    say(backed, leader, mentor="yes")
    declined = services.record_answer(match=backed, side="mentor", says="no", by=leader, reason="no_time")
    assert declined.state == MatchState.DECLINED
    assert list(MatchAnswer.objects.values_list("side", "says", "reason")) == [("mentor", "no", "no_time")]


def test_a_no_declines_and_the_waiting_goes_on(backed, leader, refugee):
    since = refugee.waiting_since
    with heard() as news:
        declined = services.record_answer(
            match=backed, side="refugee", says="no", by=leader, reason="distance", on=YESTERDAY
        )
    refugee.refresh_from_db()
    assert (declined.state, declined.close_reason, declined.closed_by) == ("declined", "distance", leader)
    assert refugee.waiting_since == since
    assert [(n.action, n.before) for n in news] == [(MatchAction.DECLINE, "backed")]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param("selected", datetime.date(2026, 1, 5), id="selected"),
        pytest.param("registered", datetime.date(2026, 1, 2), id="registered"),
        pytest.param("interviewed", datetime.date(2026, 1, 3), id="interviewed"),
        pytest.param("consented", datetime.date(2026, 1, 1), id="consented"),
    ],
)
def test_a_clock_never_started_starts_by_the_programmes_rule(
    match, leader, programme, refugee, rule, expected
):
    programme.document["matching"]["waiting_from"] = rule
    programme.save()
    refugee.waiting_since = None
    refugee.registered_on = datetime.date(2026, 1, 2)
    refugee.interviewed_on = datetime.date(2026, 1, 3)
    refugee.selected_on = datetime.date(2026, 1, 5)
    refugee.save()
    match.refresh_from_db()
    services.record_answer(match=match, side="mentor", says="no", by=leader, reason="no_time")
    refugee.refresh_from_db()
    assert refugee.waiting_since == expected


def test_a_consent_to_something_else_starts_no_clock(match, leader, programme, refugee):
    programme.document["matching"]["waiting_from"] = "consented"
    programme.save()
    refugee.consents.all().delete()
    ConsentFactory(refugee=refugee, scope=ConsentScope.EVALUATION, given_on=YESTERDAY)
    refugee.waiting_since = None
    refugee.save()
    match.refresh_from_db()
    services.record_answer(match=match, side="mentor", says="no", by=leader, reason="no_time")
    refugee.refresh_from_db()
    assert refugee.waiting_since is None


def test_a_match_not_started_can_still_be_declined_and_frees_the_place(backed, leader):
    say(backed, leader, mentor="yes", refugee="yes")
    declined = services.record_answer(match=backed, side="mentor", says="no", by=leader, reason="no_time")
    assert (declined.state, declined.place) == (MatchState.DECLINED, None)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        pytest.param({"says": "no", "reason": "weather"}, DomainError, id="unknown reason"),
        pytest.param({"says": "no", "reason": ""}, DomainError, id="no reason"),
        pytest.param({"says": "maybe"}, DomainError, id="neither yes nor no"),
        pytest.param({"says": "yes", "side": "both"}, DomainError, id="no such side"),
        pytest.param({"says": "yes", "on": TOMORROW}, DomainError, id="tomorrow"),
    ],
)
def test_an_answer_that_is_none(backed, leader, fields, error):
    with pytest.raises(error):
        services.record_answer(**{"match": backed, "side": "mentor", "by": leader} | fields)
    assert not MatchAnswer.objects.exists()


@pytest.mark.parametrize("state", ["active", "ended", "declined"])
def test_answers_to_what_is_no_longer_open(make_match, leader, state):
    match = make_match(**{state: True})
    for says, reason in (("yes", ""), ("no", "no_time")):
        with pytest.raises(IllegalTransition):
            services.record_answer(match=match, side="mentor", says=says, by=leader, reason=reason)
    assert not match.answers.exists()


def test_the_last_place_goes_to_one_and_the_other_keeps_its_answers(make_match, programme, soroe, leader):
    mentor = MentorFactory(programme=programme, municipality=soroe, capacity=1)
    first, second = (make_match(mentor=mentor, backed=True) for _ in range(2))
    say(first, leader, mentor="yes", refugee="yes")
    say(second, leader, mentor="yes")
    with pytest.raises(NoPlaceLeft):
        services.record_answer(match=second, side="refugee", says="yes", by=leader)
    second.refresh_from_db()
    assert second.state == MatchState.BACKED
    assert sorted(second.answers.values_list("side", "says")) == [("mentor", "yes"), ("refugee", "yes")]

    first.refresh_from_db()
    services.withdraw_match(match=first, by=leader)
    assert services.accept_match(match=second, by=leader).place == 1


def test_backing_where_no_place_is_left_still_backs(make_match, programme, soroe, leader):
    mentor = MentorFactory(programme=programme, municipality=soroe, capacity=1)
    make_match(mentor=mentor, active=True)
    late = make_match(mentor=mentor)
    say(late, leader, mentor="yes", refugee="yes")
    backed = services.back_match(match=late, by=leader)
    backed.refresh_from_db()
    assert (backed.state, backed.place) == (MatchState.BACKED, None)


def test_a_lowered_capacity_lets_nobody_in_and_nobody_out(make_match, programme, soroe, leader):
    mentor = MentorFactory(programme=programme, municipality=soroe, capacity=3)
    kept = [make_match(mentor=mentor, active=True, place=place) for place in (2, 3)]
    mentor.capacity = 2
    mentor.save()
    late = make_match(mentor=mentor, backed=True)
    say(late, leader, mentor="yes")
    with pytest.raises(NoPlaceLeft):
        say(late, leader, refugee="yes")
    services.end_match(match=kept[0], by=leader, reason="completed")
    assert services.accept_match(match=late, by=leader).place == 1


def test_accepting_says_what_is_missing(match, leader):
    with pytest.raises(DomainError) as before_backing:
        services.accept_match(match=match, by=leader)
    services.back_match(match=match, by=leader)
    with pytest.raises(DomainError) as before_answers:
        services.accept_match(match=match, by=leader)
    assert str(before_backing.value) != str(before_answers.value)


def test_a_programme_that_asks_neither_side_accepts_at_once(backed, leader, programme):
    programme.document["matching"]["both_sides_answer"] = False
    programme.save()
    assert services.accept_match(match=backed, by=leader).state == MatchState.ACCEPTED


def test_advice_against_needs_its_reason_and_changes_no_state(match, leader):
    with pytest.raises(DomainError):
        services.advise_against(match=match, by=leader, text="  ")
    with pytest.raises(DomainError):
        services.comment_match(match=match, by=leader, text="")
    services.advise_against(match=match, by=leader, text="De kender hinanden")
    services.comment_match(match=match, by=leader, text="Spørg igen")
    match.refresh_from_db()
    assert match.state == MatchState.PROPOSED
    assert [c.stance for c in MatchComment.objects.order_by("pk")] == ["advises_against", "comments"]


def test_a_closed_proposal_is_not_commented_on(make_match, leader):
    with pytest.raises(DomainError):
        services.comment_match(match=make_match(declined=True), by=leader, text="For sent")
