"""The matching page: who waits, who fits and why, one proposal or a plan for all."""

import datetime

import pytest
from django.urls import reverse

from matching.models import ForbiddenPair, Match, MatchingRun
from matching.tests.conftest import TODAY
from mentorship.models import Job, LookUp, Municipality
from mentorship.permissions import Role
from mentorship.testing.factories import (
    MentorFactory,
    OrganisationFactory,
    ProgrammeFactory,
    RefugeeFactory,
    RoleBindingFactory,
    UserFactory,
)


@pytest.fixture
def page(client, programme, leader):
    """Get the board as the leader: `page(refugee=1)`."""
    client.force_login(leader)

    def get(**query):
        return client.get(reverse("matching:board", args=[programme.key]), query)

    return get


@pytest.fixture
def post(client, programme, leader):
    client.force_login(leader)

    def send(name, *args, **data):
        return client.post(reverse(f"matching:{name}", args=[programme.key, *args]), data, follow=True)

    return send


def text_of(response):
    return response.content.decode()


def test_who_waits_is_shown_with_days_and_logged(page, refugee, leader):
    response = page()
    assert refugee.person.name in text_of(response)
    assert f'<td class="num tabular">{(TODAY - refugee.waiting_since).days}</td>' in text_of(response)
    assert LookUp.objects.filter(user_id=leader.pk, person_id=refugee.person_id, what="matching").count() == 1


def test_whom_nobody_can_take_on_comes_first_with_the_reason(page, programme, soroe, mentor, refugee):
    stuck = RefugeeFactory(programme=programme, municipality=soroe, waiting_since=TODAY)
    stuck.profile.languages = {"so": 5}
    stuck.profile.save()
    html = text_of(page())
    assert html.index(stuck.person.name) < html.index(refugee.person.name)
    group = html[: html.index(refugee.person.name)]
    assert "group-row--stop" in group


def test_in_a_large_programme_the_latest_draft_says_who_cannot_be_taken_on(
    page, post, programme, soroe, mentor, refugee, monkeypatch
):
    stuck = RefugeeFactory(programme=programme, municipality=soroe)
    stuck.profile.languages = {"so": 5}
    stuck.profile.save()
    monkeypatch.setattr("matching.views.board_parts.FRESH_UP_TO", 0)
    assert "group-row--stop" not in text_of(page())
    post("propose_for_all")
    html = text_of(page())
    assert "group-row--stop" in html
    assert html.index(stuck.person.name) < html.index(refugee.person.name)


def test_somebody_matched_does_not_wait(page, match):
    assert match.refugee.person.name not in text_of(page())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param({"kommune": "340"}, True, id="own municipality"),
        pytest.param({"kommune": "329"}, False, id="another municipality"),
        pytest.param({"behov": "work"}, True, id="a need"),
        pytest.param({"behov": "everyday"}, False, id="another need"),
        pytest.param({"q": "kanarie"}, True, id="part of the name"),
        pytest.param({"q": "zzz"}, False, id="no such name"),
        pytest.param({"kommune": "999"}, True, id="no such municipality"),
    ],
)
def test_filters_stand_in_the_address(page, refugee, query, found):
    assert (refugee.person.name in text_of(page(**query))) is found


def test_protected_people_are_case_numbers(page, refugee, mentor):
    for person in (refugee.person, mentor.person):
        person.protected = True
        person.save()
    html = text_of(page(refugee=refugee.pk))
    assert refugee.case_number in html
    assert mentor.case_number in html
    assert refugee.person.name not in html
    assert mentor.person.name not in html
    assert text_of(page(q=refugee.person.name)).count(refugee.case_number) == 0


def test_mentors_are_ranked_with_points_and_sentences(page, programme, soroe, refugee, mentor):
    better = MentorFactory(programme=programme, municipality=soroe)
    better.profile.languages = {"da": 5, "en": 5}
    better.profile.save()
    mentor.profile.interests = []
    mentor.profile.save()
    response = page(refugee=refugee.pk)
    rows = response.context["chosen"]["rows"]
    assert [row["pk"] for row in rows] == [better.pk, mentor.pk]
    assert sum(bar.value for bar in rows[0]["all_bars"] if bar.value) == pytest.approx(
        float(rows[0]["score"]), abs=0.6
    )
    assert rows[0]["all_bars"][0].text in text_of(response)


def test_what_is_not_known_is_dashed_and_worth_asking(page, refugee, mentor):
    refugee.profile.needs = None
    refugee.profile.save()
    response = page(refugee=refugee.pk)
    assert "bar-unknown" in text_of(response)
    assert "notice--unknown" in text_of(response)


def test_mentors_a_rule_keeps_apart_are_counted_and_told_of(page, programme, soroe, refugee, mentor):
    mentor.profile.languages = {"de": 5}
    mentor.profile.save()
    response = page(refugee=refugee.pk)
    chosen = response.context["chosen"]
    assert (chosen["possible"], chosen["excluded"], chosen["rows"]) == (0, 1, [])
    assert [rule["count"] for rule in chosen["excluded_rules"]] == [1]
    assert chosen["apart"][0]["mentor"]["pk"] == mentor.pk
    assert mentor.person.name in text_of(response)


def test_places_left_and_pending_are_told(page, make_match, refugee, mentor):
    mentor.capacity = 2
    mentor.save()
    make_match(mentor=mentor)
    row = page(refugee=refugee.pk).context["chosen"]["rows"][0]
    assert row["places"].startswith("2 ")
    assert "1" in row["places"].partition("·")[2]


def test_ten_mentors_a_page(page, programme, soroe, refugee):
    for _each in range(12):
        MentorFactory(programme=programme, municipality=soroe)
    assert len(page(refugee=refugee.pk).context["chosen"]["rows"]) == 10
    assert len(page(refugee=refugee.pk, m=2).context["chosen"]["rows"]) == 2


@pytest.mark.parametrize("wanted", ["0", "x", "-1"])
def test_no_such_refugee(page, wanted):
    assert page(refugee=wanted).status_code == 404


def test_another_programmes_refugee_is_not_found(page):
    assert page(refugee=RefugeeFactory().pk).status_code == 404


@pytest.mark.parametrize("rows", [1, 20])
def test_the_page_costs_the_same_however_many_wait(
    page, programme, soroe, rows, django_assert_max_num_queries
):
    people = [
        (
            RefugeeFactory(programme=programme, municipality=soroe),
            MentorFactory(programme=programme, municipality=soroe),
        )
        for _each in range(rows)
    ]
    page()  # the session remembers the programme
    with django_assert_max_num_queries(34):
        response = page(refugee=people[0][0].pk)
    assert response.status_code == 200


def test_proposing_a_pair_leads_to_the_match(post, refugee, mentor):
    response = post("propose", refugee=refugee.pk, mentor=mentor.pk)
    match = Match.objects.get()
    assert response.redirect_chain[-1][0].endswith(f"/match/{match.pk}/")
    assert (match.refugee, match.mentor) == (refugee, mentor)


def test_a_pair_refused_comes_back_with_the_reason(post, refugee, mentor):
    refugee.consents.update(withdrawn_on=TODAY)
    response = post("propose", refugee=refugee.pk, mentor=mentor.pk)
    assert not Match.objects.exists()
    assert "notice--stop" in text_of(response)
    assert f"refugee={refugee.pk}" in response.redirect_chain[-1][0]


@pytest.mark.parametrize("name", ["propose", "forbid"])
def test_foreign_people_are_not_found(post, refugee, mentor, name):
    assert post(name, refugee=refugee.pk, mentor=MentorFactory().pk).status_code == 404
    assert post(name, refugee=RefugeeFactory().pk, mentor=mentor.pk).status_code == 404
    assert post(name, refugee="x", mentor=mentor.pk).status_code == 404


def test_keeping_two_apart(post, refugee, mentor, match):
    response = post("forbid", refugee=refugee.pk, mentor=mentor.pk, reason="acquainted")
    assert ForbiddenPair.objects.get().reason == "acquainted"
    assert response.redirect_chain[-1][0].endswith(f"/match/{match.pk}/")
    assert "notice--stop" in text_of(post("forbid", refugee=refugee.pk, mentor=mentor.pk, reason="weather"))


def test_keeping_two_apart_who_were_never_proposed(post, refugee, mentor):
    response = post("forbid", refugee=refugee.pk, mentor=mentor.pk, reason="acquainted")
    assert f"refugee={refugee.pk}" in response.redirect_chain[-1][0]


def test_proposing_for_everyone_runs_as_a_job_that_leads_to_the_plan(post, client, refugee, mentor):
    response = post("propose_for_all")
    job, run = Job.objects.get(), MatchingRun.objects.get()
    assert response.redirect_chain[-1][0] == reverse("people:job", args=[job.key])
    status = client.get(reverse("people:job_status", args=[job.key])).json()
    assert (status["state"], status["url"]) == (
        "done",
        reverse("matching:plan", args=[run.programme.key, run.pk]),
    )


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PROJECT_LEADER])
def test_the_board_is_the_leaders(client, programme, soroe, role, refugee):
    scope = {
        Role.CONSULTANT: {"municipality": soroe},
        Role.PARTNER: {"organisation": OrganisationFactory()},
    }.get(role, {})
    binding = RoleBindingFactory(
        role=role, **scope, programme=None if role == Role.ADMINISTRATOR else programme, user=UserFactory()
    )
    client.force_login(binding.user)
    board = client.get(reverse("matching:board", args=[programme.key]))
    assert board.status_code == 403
    assert refugee.person.name not in text_of(board)
    for name in ("propose", "forbid", "propose_for_all"):
        assert client.post(reverse(f"matching:{name}", args=[programme.key])).status_code == 403


def test_a_leader_of_another_programme_finds_nothing(client, programme):
    client.force_login(UserFactory(leader_of=ProgrammeFactory()))
    assert client.get(reverse("matching:board", args=[programme.key])).status_code == 404


def test_wrong_methods(client, programme, leader):
    client.force_login(leader)
    assert client.post(reverse("matching:board", args=[programme.key])).status_code == 405
    for name in ("propose", "forbid", "propose_for_all"):
        assert client.get(reverse(f"matching:{name}", args=[programme.key])).status_code == 405


def test_a_consultant_of_two_hats_proposes_in_the_own_programme_alone(client, programme, refugee, mentor):
    """Leading one programme gives nothing in another."""
    user = UserFactory(leader_of=ProgrammeFactory())
    RoleBindingFactory(
        user=user,
        role=Role.CONSULTANT,
        programme=programme,
        municipality=Municipality.objects.get(code="340"),
    )
    client.force_login(user)
    url = reverse("matching:propose", args=[programme.key])
    assert client.post(url, {"refugee": refugee.pk, "mentor": mentor.pk}).status_code == 403
    assert not Match.objects.exists()


def test_waiting_is_counted_on_the_day(page, refugee):
    refugee.waiting_since = TODAY + datetime.timedelta(days=1)
    refugee.save()
    assert refugee.person.name not in text_of(page())
