"""The list of matches, the page of one, its steps, and who sees what of it."""

import pytest
from django.urls import reverse

from matching import services
from matching.models import Match
from matching.registry import MATCH_PANELS, MatchPanel, add_match_panels
from matching.states import MatchAction, MatchState, actions_from
from matching.views.steps import STEPS, steps_open
from mentorship.errors import NoPlaceLeft
from mentorship.models import LookUp, Municipality
from mentorship.permissions import Role
from mentorship.testing.factories import (
    MentorFactory,
    ProgrammeFactory,
    RefugeeFactory,
    RoleBindingFactory,
)

ON = {"on": "16-03-2026"}
TRAITS = ["proposed", "backed", "accepted", "active", "paused", "ended", "declined"]


def text_of(response):
    return response.content.decode()


def made(make_match, trait):
    return make_match(**({} if trait == "proposed" else {trait: True}))


# The list


def test_the_list_shows_and_logs_both_sides(client, at, match, leader):
    client.force_login(leader)
    response = client.get(at("matches"))
    assert match.refugee.person.name in text_of(response)
    assert match.mentor.person.name in text_of(response)
    assert set(LookUp.objects.values_list("person_id", "what")) == {
        (match.refugee.person_id, "match_list"),
        (match.mentor.person_id, "match_list"),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param({}, True, id="all"),
        pytest.param({"stade": "proposed"}, True, id="its state"),
        pytest.param({"stade": "active"}, False, id="another state"),
        pytest.param({"kommune": "340"}, True, id="its municipality"),
        pytest.param({"kommune": "329"}, False, id="another municipality"),
        pytest.param({"q": "kanarie"}, True, id="a name"),
        pytest.param({"q": "M-"}, True, id="a case number"),
        pytest.param({"q": "zzz"}, False, id="no such name"),
        pytest.param({"stade": "nonsense"}, True, id="no such state"),
    ],
)
def test_the_list_is_filtered_by_the_address(client, at, match, leader, query, found):
    client.force_login(leader)
    response = client.get(at("matches"), query)
    assert (at("match", match.pk) in text_of(response)) is found


def test_the_list_names_nobody_who_is_protected(client, at, match, leader):
    match.refugee.person.protected = True
    match.refugee.person.save()
    client.force_login(leader)
    assert match.refugee.person.name not in text_of(client.get(at("matches")))
    assert at("match", match.pk) not in text_of(client.get(at("matches"), {"q": match.refugee.person.name}))


@pytest.mark.parametrize(("town", "found"), [("340", True), ("329", False)], ids=["may open", "may not"])
def test_a_refugee_is_found_by_name_where_the_reader_may_open_the_case(
    client, at, told, partner, programme, town, found
):
    """A partner who is a consultant too knows the names of the own municipality alone."""
    RoleBindingFactory(
        user=partner,
        role=Role.CONSULTANT,
        programme=programme,
        municipality=Municipality.objects.get(code=town),
    )
    client.force_login(partner)
    named = text_of(client.get(at("matches"), {"q": "Efternavnet"}))
    numbered = text_of(client.get(at("matches"), {"q": told.refugee.case_number}))
    assert (at("match", told.pk) in named) is found
    assert at("match", told.pk) in numbered


def test_htmx_gets_the_table_alone(htmx_client, at, match, leader):
    htmx_client.force_login(leader)
    assert "<html" not in text_of(htmx_client.get(at("matches")))


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_costs_the_same_whatever_its_length(
    client, at, make_match, leader, rows, django_assert_num_queries
):
    for _each in range(rows):
        make_match(active=True)
    client.force_login(leader)
    client.get(at("matches"))
    with django_assert_num_queries(9):
        client.get(at("matches"))


# One match


@pytest.mark.parametrize("trait", TRAITS)
def test_the_page_offers_exactly_the_legal_steps(client, at, make_match, leader, trait):
    match = made(make_match, trait)
    client.force_login(leader)
    response = client.get(at("match", match.pk))
    legal = set(actions_from(match.state))
    steps = [step for step in STEPS.values() if at("step", match.pk, step.address) in text_of(response)]
    assert all({step.arrow, step.also} & legal for step in steps)
    offered = {step.arrow for step in steps if step.arrow in legal}
    assert legal - offered <= {MatchAction.ACCEPT}  # offered once nothing is missing


def test_accepting_is_offered_once_nothing_is_missing(make_match, leader):
    match = make_match(backed=True)
    services.record_answer(match=match, side="mentor", says="yes", by=leader)
    assert STEPS["accepter"] not in steps_open(leader, match)
    match.mentor.capacity = 1
    make_match(mentor=match.mentor, active=True)
    with pytest.raises(NoPlaceLeft):
        services.record_answer(match=match, side="refugee", says="yes", by=leader)
    assert STEPS["accepter"] in steps_open(leader, match)


@pytest.mark.parametrize("trait", TRAITS)
def test_the_page_costs_the_same_whatever_the_state(
    client, at, make_match, leader, trait, django_assert_max_num_queries
):
    match = made(make_match, trait)
    client.force_login(leader)
    client.get(at("match", match.pk))
    with django_assert_max_num_queries(26):
        client.get(at("match", match.pk))


def test_the_page_of_a_match_with_everything(client, at, told, leader):
    client.force_login(leader)
    html = text_of(client.get(at("match", told.pk)))
    for shown in ("Kanariefugl Efternavnet", "hemmeligt erhverv", "hemmelig grund", "hemmeligt mål"):
        assert shown in html
    assert set(LookUp.objects.filter(what="match").values_list("person_id", flat=True)) == {
        told.refugee.person_id,
        told.mentor.person_id,
    }


def test_a_partner_sees_what_the_mentor_is_told_and_no_more(client, at, told, partner):
    client.force_login(partner)
    for url in (at("match", told.pk), at("matches")):
        html = text_of(client.get(url))
        assert "Kanariefugl" in html
        assert "Efternavnet" not in html
        assert "hemmelig" not in html
        assert reverse("people:refugee", args=[told.programme.key, told.refugee_id]) not in html
    assert "madlavning" in text_of(client.get(at("match", told.pk)))


def test_a_partner_finds_nobody_by_a_name_it_is_not_told(client, at, told, partner, leader):
    client.force_login(partner)
    assert at("match", told.pk) not in text_of(client.get(at("matches"), {"q": "Efternavnet"}))
    assert at("match", told.pk) in text_of(client.get(at("matches"), {"q": told.refugee.case_number}))
    client.force_login(leader)
    assert at("match", told.pk) in text_of(client.get(at("matches"), {"q": "Efternavnet"}))


def test_the_note_on_an_ending_is_for_those_who_see_the_case(client, at, told, partner, leader):
    services.end_match(match=told, by=leader, reason="completed", note="hemmelig afslutning")
    client.force_login(partner)
    assert "hemmelig" not in text_of(client.get(at("match", told.pk)))
    client.force_login(leader)
    assert "hemmelig afslutning" in text_of(client.get(at("match", told.pk)))


def test_a_partner_sees_a_protected_person_by_case_number(client, at, told, partner):
    told.refugee.person.protected = True
    told.refugee.person.save()
    client.force_login(partner)
    html = text_of(client.get(at("match", told.pk)))
    assert told.refugee.case_number in html
    assert "Kanariefugl" not in html


def test_a_partner_sees_no_proposal_and_no_other_partners_match(
    client, at, told, partner, make_match, organisation
):
    proposal = make_match(mentor=MentorFactory(programme=told.programme, organisation=organisation))
    foreign = make_match(active=True)
    client.force_login(partner)
    for match in (proposal, foreign):
        assert client.get(at("match", match.pk)).status_code == 404
        assert client.get(at("step", match.pk, "afslut")).status_code == 404


def test_a_consultant_sees_the_own_municipality(client, at, told, consultant, make_match, programme):
    ringsted = Municipality.objects.get(code="329")
    foreign = make_match(refugee=RefugeeFactory(programme=programme, municipality=ringsted))
    client.force_login(consultant)
    assert "Kanariefugl Efternavnet" in text_of(client.get(at("match", told.pk)))
    assert client.get(at("match", foreign.pk)).status_code == 404
    assert at("match", foreign.pk) not in text_of(client.get(at("matches")))


@pytest.mark.parametrize("who", ["consultant", "partner"])
def test_only_the_leader_decides(client, at, told, request, who):
    client.force_login(request.getfixturevalue(who))
    page = text_of(client.get(at("match", told.pk)))
    for step in STEPS.values():
        assert at("step", told.pk, step.address) not in page
        response = client.post(at("step", told.pk, step.address), ON | {"reason": "completed"})
        assert response.status_code == 403
    told.refresh_from_db()
    assert told.state == MatchState.ACTIVE


@pytest.mark.parametrize(
    ("holder", "starts"),
    [
        pytest.param("partner", True, id="partner holds it"),
        pytest.param("consultant", False, id="consultant holds it"),
    ],
)
def test_whoever_the_programme_names_holds_the_start_meeting(
    client, at, programme, soroe, make_match, partner, organisation, holder, starts
):
    programme.document["start_meeting"]["held_by"] = holder
    programme.save()
    mentor = MentorFactory(programme=programme, municipality=soroe, organisation=organisation)
    match = make_match(mentor=mentor, accepted=True)
    client.force_login(partner)
    client.post(at("step", match.pk, "start"), ON)
    match.refresh_from_db()
    assert (match.state == MatchState.ACTIVE) is starts


def test_a_consultant_starts_where_the_programme_says_so(client, at, programme, make_match, consultant):
    programme.document["start_meeting"]["held_by"] = "consultant"
    programme.save()
    match = make_match(accepted=True)
    client.force_login(consultant)
    client.post(at("step", match.pk, "start"), ON)
    match.refresh_from_db()
    assert match.state == MatchState.ACTIVE


@pytest.mark.parametrize("role", [Role.TASK_GROUP, Role.STEERING_GROUP, Role.EVALUATOR, Role.ADMINISTRATOR])
def test_other_roles_see_no_match(client, at, match, role, programme):
    binding = RoleBindingFactory(role=role, programme=None if role == Role.ADMINISTRATOR else programme)
    client.force_login(binding.user)
    for url in (at("matches"), at("match", match.pk), at("step", match.pk, "bak-op")):
        response = client.get(url)
        assert response.status_code == 403
        assert match.refugee.person.name not in text_of(response)


def test_a_match_of_another_programme_is_not_found(client, at, leader):
    foreign = Match.objects.create(
        programme=ProgrammeFactory(), mentor=MentorFactory(), refugee=RefugeeFactory(), created_by=leader
    )
    client.force_login(leader)
    assert client.get(at("match", foreign.pk)).status_code == 404


def test_panels_of_the_floors_above_are_drawn(client, at, match, leader, monkeypatch):
    monkeypatch.setattr("matching.registry.MATCH_PANELS", [])
    monkeypatch.setattr("matching.views.match_parts.MATCH_PANELS", shelf := [])
    shelf += [
        MatchPanel("shown", "matching/partials/_comments.html", lambda request, match: {}, 1),
        MatchPanel("hidden", "no/such/template.html", lambda request, match: None, 2),
    ]
    client.force_login(leader)
    assert client.get(at("match", match.pk)).status_code == 200


def test_a_panel_is_hung_up_once():
    before = list(MATCH_PANELS)
    panel = MatchPanel("once", "x.html", lambda request, match: None, 1)
    try:
        add_match_panels(panel)
        add_match_panels(panel)
        assert [each.key for each in MATCH_PANELS].count("once") == 1
    finally:
        MATCH_PANELS[:] = before
