"""Two who want the same place: capacity holds, nobody's answer is lost, and the loser is told."""

import random

import pytest
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from matching import services
from matching.answering import secret_of
from matching.models import AnswerLink, Match, MatchAnswer
from matching.states import MatchState
from mentorship.errors import DomainError, NoPlaceLeft
from mentorship.testing.client import check_page
from mentorship.testing.factories import MentorFactory, RefugeeFactory
from mentorship.testing.races import all_at_once, shared_database

pytestmark = pytest.mark.django_db(transaction=True)

SMALL = pytest.param(10, 20, id="200 acceptances")
WHOLE = pytest.param(40, 40, id="1600 acceptances", marks=pytest.mark.slow)


@pytest.fixture
def shared(programme, tmp_path):
    with shared_database(tmp_path):
        yield


def scene(programme, soroe, make_match, mentors, each):
    """Mentors with 1 to 5 places, each with `each` backed matches that lack only the mentor's yes."""
    matches = []
    for number in range(mentors):
        mentor = MentorFactory(programme=programme, municipality=soroe, capacity=1 + number % 5, papers=False)
        for _each in range(each):
            refugee = RefugeeFactory(programme=programme, municipality=soroe, papers=False)
            matches.append(make_match(mentor=mentor, refugee=refugee, backed=True))
    MatchAnswer.objects.bulk_create(
        MatchAnswer(match=match, side="refugee", says="yes", answered_on=match.created_at.date())
        for match in matches
    )
    random.Random(7).shuffle(matches)
    return matches


def check_capacity(matches):
    """Every mentor is exactly full, every place is taken once, and every answer was kept."""
    taken = (
        Match.objects.filter(state=MatchState.ACCEPTED)
        .values("mentor", "mentor__capacity")
        .annotate(places=Count("place", distinct=True), matches=Count("pk"))
        .order_by("mentor")
    )
    for row in taken:
        assert row["places"] == row["matches"] == row["mentor__capacity"]
    assert MatchAnswer.objects.filter(says="yes").count() == 2 * len(matches)
    assert len(taken) == len({match.mentor_id for match in matches})


@pytest.mark.parametrize(("mentors", "each"), [SMALL, WHOLE])
def test_capacity_holds_however_many_accept_at_once(
    shared, programme, soroe, leader, make_match, mentors, each
):
    matches = scene(programme, soroe, make_match, mentors, each)

    def accept(match):
        return services.record_answer(match=match, side="mentor", says="yes", by=leader)

    outcomes = all_at_once(accept, matches)
    losers = [outcome for outcome in outcomes if isinstance(outcome, NoPlaceLeft)]
    unexpected = [o for o in outcomes if isinstance(o, Exception) and not isinstance(o, NoPlaceLeft)]
    assert unexpected == []
    assert len(losers) == len(matches) - Match.objects.filter(state=MatchState.ACCEPTED).count()
    check_capacity(matches)


FULL = "Alle mentors pladser er optaget"


def test_the_pages_tell_the_loser_and_never_fail(shared, programme, soroe, leader, make_match):
    matches = scene(programme, soroe, make_match, 4, 10)

    def answer(match):
        browser = Client()
        browser.force_login(leader)
        url = reverse("matching:step", args=[programme.key, match.pk, "svar"])
        response = browser.post(url, {"side": "mentor", "says": "yes", "on": "16-03-2026"}, follow=True)
        check_page(response.content.decode())
        return response.status_code, match.pk, FULL in response.content.decode()

    outcomes = all_at_once(answer, matches, workers=8)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert {status for status, _pk, _told in outcomes} == {200}
    won = set(Match.objects.filter(state=MatchState.ACCEPTED).values_list("pk", flat=True))
    assert {pk for _status, pk, told in outcomes if not told} == won
    check_capacity(matches)


NO_PLACE = "Tak – dit ja er gemt"


@pytest.mark.parametrize(("mentors", "each"), [SMALL, WHOLE])
def test_the_links_hold_it_too_and_tell_the_loser(
    shared, programme, soroe, leader, make_match, mentors, each
):
    """The mentors answer by their own links, all at once: the pages are what they get."""
    matches = scene(programme, soroe, make_match, mentors, each)
    links = [
        services.ask_by_link(match=match, side="mentor", way=services.Way.LETTER, by=leader)
        for match in matches
    ]

    def answer(link):
        url = reverse("answers:answer", args=[secret_of(link)])
        response = Client().post(url, {"says": "yes", "confirmed": "1"}, follow=True)
        check_page(response.content.decode())
        return response.status_code, link.match_id, NO_PLACE in response.content.decode()

    outcomes = all_at_once(answer, links)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert {status for status, _pk, _told in outcomes} == {200}
    won = set(Match.objects.filter(state=MatchState.ACCEPTED).values_list("pk", flat=True))
    assert {pk for _status, pk, told in outcomes if not told} == won
    assert not AnswerLink.objects.filter(answered_at=None).exists()
    check_capacity(matches)


def test_a_yes_and_its_taking_back_leave_one_answer(shared, leader, make_match):
    """Two telephones with one link: whichever comes last is refused or counts, and nothing is half done."""
    match = make_match(backed=True)
    link = services.ask_by_link(match=match, side="mentor", way=services.Way.LETTER, by=leader)

    def say(says):
        reason = "other" if says == "no" else ""
        return services.answer_by_link(secret=secret_of(link), says=says, reason=reason)

    outcomes = all_at_once(say, ["yes", "no"] * 4, workers=8)
    assert all(isinstance(outcome, Match | DomainError) for outcome in outcomes)
    match.refresh_from_db()
    assert (match.state, match.answers.get().says) == (MatchState.DECLINED, "no")


def test_one_refugee_is_proposed_once_however_many_propose(shared, programme, soroe, leader):
    refugee = RefugeeFactory(programme=programme, municipality=soroe)
    mentors = [MentorFactory(programme=programme, municipality=soroe) for _each in range(12)]

    def propose(mentor):
        return services.propose_match(programme=programme, refugee=refugee, mentor=mentor, by=leader)

    outcomes = all_at_once(propose, mentors, workers=12)
    assert [type(o) for o in outcomes if not isinstance(o, Match)] == [DomainError] * 11
    assert Match.objects.count() == 1


def test_one_step_is_taken_once(shared, make_match, leader):
    match = make_match(active=True)
    outcomes = all_at_once(lambda _n: services.pause_match(match=match, by=leader), range(8), workers=8)
    assert sum(isinstance(outcome, Match) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 7
    match.refresh_from_db()
    assert (match.state, match.version) == (MatchState.PAUSED, 2)


def test_reopening_and_accepting_share_the_last_place(shared, programme, soroe, leader, make_match):
    mentor = MentorFactory(programme=programme, municipality=soroe, capacity=1)
    ended = make_match(mentor=mentor, ended=True)
    waiting = make_match(mentor=mentor, backed=True)
    services.record_answer(match=waiting, side="refugee", says="yes", by=leader)

    def act(which):
        if which == "reopen":
            return services.reopen_match(match=ended, by=leader)
        return services.record_answer(match=waiting, side="mentor", says="yes", by=leader)

    outcomes = all_at_once(act, ["reopen", "accept"], workers=2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Match", "NoPlaceLeft"]
    assert Match.objects.filter(place__isnull=False).count() == 1


def test_the_race_is_run_where_threads_can_meet(shared):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        assert (mode, "shared.sqlite3" in connection.settings_dict["NAME"]) == ("wal", True)
