"""What matching shows on floor 1's pages."""

import pytest
from django.urls import reverse

from matching import panels
from matching.tests.conftest import TODAY
from mentorship.models import Job
from mentorship.permissions import Role
from mentorship.registry import JOB_PAGES, NAVIGATION
from mentorship.testing.factories import OrganisationFactory, RefugeeFactory, RoleBindingFactory, UserFactory


@pytest.fixture
def ask(rf):
    def request(user):
        made = rf.get("/")
        made.user = user
        return made

    return request


def test_a_persons_matches_newest_first_with_their_end(ask, make_match, leader, refugee):
    old = make_match(refugee=refugee, ended=True)
    new = make_match(refugee=refugee)
    shown = panels.person_matches(ask(leader), refugee)
    assert [match["who"] for match in shown["matches"]] == [new.mentor.label, old.mentor.label]
    assert shown["matches"][1]["why"]
    assert shown["find_url"] == ""
    assert [match["who"] for match in panels.person_matches(ask(leader), old.mentor)["matches"]] == [
        refugee.label
    ]


def test_a_match_stands_on_the_time_line_from_proposal_to_end(ask, make_match, leader, refugee):
    match = make_match(refugee=refugee, ended=True)
    history = panels.person_matches(ask(leader), refugee)["history"]
    days = [event["day"] for event in history]
    assert days[1:] == [match.started_on, match.ended_on]
    assert [event["state"] for event in history] == ["", "done", "done"]
    assert all(match.mentor.label in event["detail"] for event in history)


def test_a_proposal_that_came_to_nothing_says_so(ask, make_match, leader, refugee):
    make_match(refugee=refugee, declined=True)
    history = panels.person_matches(ask(leader), refugee)["history"]
    assert [event["state"] for event in history] == ["", "missed"]


def test_whoever_waits_can_be_found_a_mentor(ask, leader, refugee, mentor, programme):
    shown = panels.person_matches(ask(leader), refugee)
    assert shown["find_url"] == f"{reverse('matching:board', args=[programme.key])}?refugee={refugee.pk}"
    assert shown["actions"] == [{"label": "Find mentor", "url": shown["find_url"], "primary": True}]
    assert panels.person_matches(ask(leader), mentor)["find_url"] == ""
    assert panels.person_matches(ask(leader), mentor)["actions"] == []
    refugee.left_on = TODAY
    assert panels.person_matches(ask(leader), refugee)["find_url"] == ""


def test_a_consultant_reads_and_does_not_propose(ask, programme, soroe, refugee):
    consultant = RoleBindingFactory(role=Role.CONSULTANT, programme=programme, municipality=soroe).user
    shown = panels.person_matches(ask(consultant), refugee)
    assert (shown["matches"], shown["find_url"]) == ([], "")


def test_whoever_sees_no_matches_gets_no_panel_and_no_cards(ask, programme, refugee):
    evaluator = RoleBindingFactory(role=Role.EVALUATOR, programme=programme).user
    assert panels.person_matches(ask(evaluator), refugee) is None
    for card in (panels.waiting_card, panels.answers_card, panels.group_card):
        assert card(evaluator, programme) is None


def test_a_partner_is_told_a_first_name(ask, programme, make_match):
    organisation = OrganisationFactory()
    partner = RoleBindingFactory(role=Role.PARTNER, programme=programme, organisation=organisation).user
    match = make_match(active=True)
    match.mentor.organisation = organisation
    match.mentor.save()
    who = panels.person_matches(ask(partner), match.mentor)["matches"][0]["who"]
    assert match.refugee.case_number in who
    assert match.refugee.person.name not in who


def test_the_cards_count_and_lead_on(programme, leader, refugee, make_match):
    assert panels.answers_card(leader, programme) is None
    assert panels.group_card(leader, programme) is None
    make_match()
    make_match(backed=True)
    assert panels.waiting_card(leader, programme)["figure"] == "1"
    assert panels.answers_card(leader, programme)["figure"] == "2"
    assert panels.group_card(leader, programme)["figure"] == "1"


def test_a_programme_without_a_task_group_has_no_card_of_it(programme, leader, make_match):
    make_match()
    programme.document["task_group"] = {"part": "none"}
    programme.save()
    assert panels.group_card(leader, programme) is None


def test_nobody_waits(programme, leader):
    assert panels.waiting_card(leader, programme)["figure"] == "0"


@pytest.mark.parametrize("page", ["people:refugee", "people:mentor"])
def test_the_panel_is_on_the_persons_page(client, leader, programme, match, page):
    client.force_login(leader)
    row = match.refugee if page == "people:refugee" else match.mentor
    html = client.get(reverse(page, args=[programme.key, row.pk])).content.decode()
    assert reverse("matching:match", args=[programme.key, match.pk]) in html


@pytest.mark.parametrize(
    ("state", "trait"), [("matched", {"active": True}), ("proposed", {}), ("waiting", {"declined": True})]
)
def test_the_registers_know_where_a_match_stands(client, leader, programme, make_match, state, trait):
    match = make_match(**trait)
    other = RefugeeFactory(programme=programme)
    client.force_login(leader)
    html = client.get(reverse("people:refugees", args=[programme.key]), {"stade": state}).content.decode()
    assert match.refugee.person.name in html
    assert (other.person.name in html) is (state == "waiting")


def test_the_start_page_shows_the_cards(client, leader, programme, match):
    client.force_login(leader)
    html = client.get("/").content.decode()
    assert reverse("matching:group", args=[programme.key]) in html


def test_a_plan_job_leads_to_its_plan(programme, leader):
    page = JOB_PAGES["matching.plan"]
    assert page.url(Job(programme=programme, result={"run": 7})) == reverse(
        "matching:plan", args=[programme.key, 7]
    )
    assert page.url(Job(programme=programme)) == ""


def test_the_navigation_uses_the_programmes_words(programme):
    entry = next(entry for entry in NAVIGATION if entry.url_name == "matching:group")
    assert entry.label(programme) in {"Indsatsgruppe", "Task group"}
    assert UserFactory().bindings_granting(entry.permission) == []
