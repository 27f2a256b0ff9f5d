"""A second match: the old pair is out, the clock follows the programme, what was said in the first stays."""

import datetime

import pytest
from django.urls import reverse

from matching import services
from matching.answering import secret_of
from matching.models import AnswerLink, Match, MatchComment, StartMeeting
from matching.services.running import counts_from_first
from matching.tests.conftest import TODAY
from mentorship.errors import DomainError
from mentorship.permissions import Role
from mentorship.testing.factories import (
    MentorFactory,
    OrganisationFactory,
    RoleBindingFactory,
)

FIRST = datetime.date(2026, 1, 5)


def set_rule(programme, rule):
    programme.document["matching"]["waiting_again"] = rule
    programme.document = dict(programme.document)
    programme.save()


@pytest.mark.parametrize(
    ("rule", "reason", "since"),
    [
        pytest.param("from_end", "bad_fit", TODAY, id="from the end"),
        pytest.param("from_end", "mentor_stopped", TODAY, id="from the end, whoever stopped"),
        pytest.param("from_first", "bad_fit", FIRST, id="from the first day"),
        pytest.param("by_reason", "mentor_stopped", FIRST, id="the mentor stopped"),
        pytest.param("by_reason", "no_contact", TODAY, id="nobody's doing"),
        pytest.param("from_first", "completed", None, id="nobody waits who is through"),
        pytest.param("from_first", "refugee_stopped", None, id="nor who stopped"),
    ],
)
def test_the_clock_follows_the_programme(programme, make_match, leader, refugee, rule, reason, since):
    set_rule(programme, rule)
    refugee.waiting_since = FIRST
    refugee.save()
    match = make_match(refugee=refugee, active=True)
    services.end_match(match=match, by=leader, reason=reason)
    refugee.refresh_from_db()
    assert refugee.waiting_since == since


def test_as_it_was_is_the_default(programme):
    assert not counts_from_first(programme, "mentor_stopped")


def test_the_old_pair_is_out(programme, make_match, leader, refugee, mentor):
    match = make_match(refugee=refugee, mentor=mentor, active=True)
    services.end_match(match=match, by=leader, reason="bad_fit")
    with pytest.raises(DomainError):
        services.propose_match(programme=programme, refugee=refugee, mentor=mentor, by=leader)
    another = MentorFactory(programme=programme, municipality=mentor.municipality)
    assert services.propose_match(programme=programme, refugee=refugee, mentor=another, by=leader)


# What the predecessor wrote

CANARY = "forgængerens-ord"


@pytest.fixture
def handed_over(programme, soroe, make_match, refugee, leader, organisation):
    """A match that ended with words in every field, and its successor with another partner's mentor."""
    before = MentorFactory(programme=programme, municipality=soroe, organisation=organisation)
    first = make_match(refugee=refugee, mentor=before, ended=True, close_note=f"{CANARY} note")
    StartMeeting.objects.create(
        match=first,
        meeting_place=f"{CANARY} sted",
        agenda=f"{CANARY} dagsorden",
        mentor_expectations=f"{CANARY} mentor",
        refugee_expectations=f"{CANARY} borger",
        joint_plan=f"{CANARY} plan",
    )
    MatchComment.objects.create(match=first, by=leader, stance="comments", text=f"{CANARY} kommentar")
    Match.objects.filter(pk=first.pk).update(
        because=[{"criterion": "age", "weight": 1, "fit": 1, "points": 1, "text": f"{CANARY} grund"}]
    )
    before.person.name = f"{CANARY} Mentorsen"
    before.person.save()
    successor = MentorFactory(
        programme=programme, municipality=soroe, organisation=OrganisationFactory(name="Den nye forening")
    )
    second = make_match(refugee=refugee, mentor=successor, active=True)
    AnswerLink.objects.create(
        match=first, side="mentor", token_hash="x", made_by=leader, expires_at=second.created_at
    )
    return first, second


def pages_of(programme, *matches):
    """Every page of matching and follow-up of a programme that takes no more than a match's key."""
    found = []
    for match in matches:
        at = [programme.key, match.pk]
        found += [reverse(f"matching:{name}", args=at) for name in ("match", "meeting_ics", "agreement")]
        steps = ("start", "opstartsmoede", "pause", "afslut", "genaabn", "aftale-underskrevet")
        found += [reverse("matching:step", args=[*at, step]) for step in steps]
        found.append(reverse("people:refugee", args=[programme.key, match.refugee_id]))
        found.append(reverse("people:mentor", args=[programme.key, match.mentor_id]))
    plain = ("matching:matches", "matching:board", "matching:group", "people:mentors", "people:calendar")
    return found + [reverse(name, args=[programme.key]) for name in plain] + [reverse("people:start")]


def test_the_new_partner_sees_nothing_of_the_first(client, programme, handed_over):
    first, second = handed_over
    partner = RoleBindingFactory(
        role=Role.PARTNER, programme=programme, organisation=second.mentor.organisation
    ).user
    client.force_login(partner)
    opened = 0
    for url in pages_of(programme, first, second):
        response = client.get(url, follow=True)
        opened += response.status_code == 200
        assert CANARY not in response.content.decode(), url
    assert opened > 5  # else the walk would prove nothing
    assert client.get(reverse("matching:match", args=[programme.key, first.pk])).status_code == 404
    exported = client.post(reverse("matching:export", args=[programme.key]))
    assert CANARY.encode() not in b"".join(exported.streaming_content)


def test_the_new_mentor_is_told_nothing_of_the_first(client, programme, handed_over, leader, refugee):
    _first, second = handed_over
    services.end_match(match=second, by=leader, reason="bad_fit")
    third = services.propose_match(
        programme=programme,
        refugee=refugee,
        mentor=MentorFactory(programme=programme, municipality=refugee.municipality),
        by=leader,
    )
    services.back_match(match=third, by=leader)
    link = services.ask_by_link(match=third, side="mentor", way=services.Way.LETTER, by=leader)
    page = client.get(reverse("answers:answer", args=[secret_of(link)]))
    assert CANARY not in page.content.decode()


def test_the_leader_sees_both_and_which_is_which(client, programme, handed_over, leader):
    first, second = handed_over
    client.force_login(leader)
    for number, match in enumerate((first, second), 1):
        page = client.get(reverse("matching:match", args=[programme.key, match.pk]))
        assert f"{number} af 2" in page.content.decode()
    person = client.get(reverse("people:refugee", args=[programme.key, first.refugee_id]), follow=True)
    html = person.content.decode()
    for match in (first, second):
        assert reverse("matching:match", args=[programme.key, match.pk]) in html


def test_a_partner_is_not_told_that_there_was_one_before(client, programme, handed_over):
    _first, second = handed_over
    partner = RoleBindingFactory(
        role=Role.PARTNER, programme=programme, organisation=second.mentor.organisation
    ).user
    client.force_login(partner)
    html = client.get(reverse("matching:match", args=[programme.key, second.pk])).content.decode()
    assert "2 af 2" not in html
