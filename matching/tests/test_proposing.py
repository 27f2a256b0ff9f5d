"""Proposals, and pairs that are not to be proposed."""

import datetime

import pytest

from matching import services
from matching.models import ForbiddenPair, Match
from matching.states import MatchState
from matching.testing.signals import heard
from matching.tests.conftest import TODAY
from mentorship.errors import DomainError, NoPlaceLeft
from mentorship.testing.factories import MentorFactory, RefugeeFactory
from mentorship.trail import acts_on

YESTERDAY = TODAY - datetime.timedelta(days=1)


@pytest.fixture
def propose(programme, refugee, mentor, leader):
    def run(**more):
        people = {"programme": programme, "refugee": refugee, "mentor": mentor, "by": leader}
        return services.propose_match(**(people | more))

    return run


def test_a_proposal_keeps_its_reasons_and_the_profiles_it_rests_on(propose, refugee, mentor, leader):
    refugee.profile.version = 3
    refugee.profile.save()
    with heard() as news:
        match = propose(on=YESTERDAY, answer_by_on=TODAY)
    match.refresh_from_db()
    assert (match.state, match.place, match.created_by) == (MatchState.PROPOSED, None, leader)
    assert (match.refugee_profile_version, match.mentor_profile_version) == (3, 1)
    assert match.created_at.date() == YESTERDAY
    assert match.answer_by_on == TODAY
    assert match.score == pytest.approx(sum(part["points"] for part in match.because), abs=0.01)
    assert {"criterion", "weight", "fit", "points", "text"} == set(match.because[0])
    assert [(n.action, n.before) for n in news] == [("propose", "")]
    assert acts_on(match).get().detail["refugee"] == refugee.pk


def test_points_already_worked_out_are_kept(propose):
    because = [{"criterion": "language", "weight": 1, "fit": 1, "points": 91.5, "text": "Begge taler dansk"}]
    match = propose(score=91.5, because=because)
    assert (match.score, match.because) == (91.5, because)


def _withdraw_consent(refugee, mentor):
    refugee.consents.filter(scope="participation").update(withdrawn_on=TODAY)


def _mentors_consent_is_to_come(refugee, mentor):
    mentor.consents.filter(scope="participation").update(given_on=TODAY + datetime.timedelta(days=1))


def _no_common_language(refugee, mentor):
    mentor.profile.languages = {"de": 5}
    mentor.profile.save()


def _not_selected(refugee, mentor):
    refugee.selected_on = None
    refugee.save()


def _not_interviewed(refugee, mentor):
    mentor.interviewed_on = None
    mentor.save()


def _child_and_no_certificate(refugee, mentor):
    refugee.profile.children_birth_years = [2020]
    refugee.profile.save()
    mentor.clearances.filter(kind="child_certificate").update(expires_on=YESTERDAY)


def _same_human_being(refugee, mentor):
    mentor.person = refugee.person
    mentor.save()


@pytest.mark.parametrize(
    "obstacle",
    [
        pytest.param(_withdraw_consent, id="refugee's consent withdrawn"),
        pytest.param(_mentors_consent_is_to_come, id="mentor's consent not yet given"),
        pytest.param(_no_common_language, id="no common language"),
        pytest.param(_not_selected, id="not selected"),
        pytest.param(_not_interviewed, id="mentor not interviewed"),
        pytest.param(_child_and_no_certificate, id="child certificate expired"),
        pytest.param(_same_human_being, id="one human being on both sides"),
    ],
)
def test_every_rule_is_asked_at_the_proposal(propose, refugee, mentor, obstacle):
    obstacle(refugee, mentor)
    with pytest.raises(DomainError):
        propose()
    assert not Match.objects.exists()


def test_one_open_match_for_each_refugee(propose, make_match, refugee):
    make_match(refugee=refugee)
    with pytest.raises(DomainError, match="åben|open"):
        propose()


@pytest.mark.parametrize("before", ["declined", "ended"])
def test_a_pair_that_has_tried_is_not_proposed_again(propose, make_match, refugee, mentor, before):
    make_match(refugee=refugee, mentor=mentor, **{before: True})
    with pytest.raises(DomainError):
        propose()


def test_a_pair_withdrawn_before_it_was_tried_may_be_proposed_again(propose, match, leader):
    services.withdraw_match(match=match, by=leader)
    assert propose().pk != match.pk


def test_a_full_mentor_is_not_proposed(propose, make_match, mentor):
    make_match(mentor=mentor, active=True)
    with pytest.raises(NoPlaceLeft):
        propose()


def test_people_of_another_programme_are_not_proposed(propose):
    with pytest.raises(DomainError):
        propose(mentor=MentorFactory())
    with pytest.raises(DomainError):
        propose(refugee=RefugeeFactory())


def test_a_proposal_of_tomorrow_is_refused(propose):
    with pytest.raises(DomainError):
        propose(on=TODAY + datetime.timedelta(days=1))


def test_a_forbidden_pair_is_not_proposed_until_it_is_allowed(propose, refugee, mentor, leader):
    services.forbid_pair(refugee=refugee, mentor=mentor, by=leader, reason="acquainted")
    services.forbid_pair(refugee=refugee, mentor=mentor, by=leader, reason="other")
    assert ForbiddenPair.objects.get().reason == "acquainted"
    assert acts_on(refugee).filter(kind="pair.forbid").count() == 1
    with pytest.raises(DomainError):
        propose()
    services.allow_pair(refugee=refugee, mentor=mentor, by=leader)
    services.allow_pair(refugee=refugee, mentor=mentor, by=leader)
    assert acts_on(refugee).filter(kind="pair.allow").count() == 1
    assert propose().state == MatchState.PROPOSED


def test_forbidding_withdraws_an_open_proposal(match, leader):
    services.forbid_pair(refugee=match.refugee, mentor=match.mentor, by=leader, reason="acquainted")
    match.refresh_from_db()
    assert match.state == MatchState.WITHDRAWN


def test_forbidding_leaves_a_running_match_alone(make_match, leader):
    match = make_match(active=True)
    with pytest.raises(DomainError):
        services.forbid_pair(refugee=match.refugee, mentor=match.mentor, by=leader, reason="acquainted")
    assert not ForbiddenPair.objects.exists()


def test_forbidding_takes_the_programmes_reasons_alone(refugee, mentor, leader):
    with pytest.raises(DomainError):
        services.forbid_pair(refugee=refugee, mentor=mentor, by=leader, reason="weather")
    with pytest.raises(DomainError):
        services.forbid_pair(refugee=refugee, mentor=MentorFactory(), by=leader, reason="acquainted")
