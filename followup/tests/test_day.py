"""My day: what is due, overdue and coming, for whom, and the pairs nobody has heard of."""

import datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from followup.models import FollowUp
from followup.selectors import counts_of_day, open_followups, silent_pairs, within
from followup.tests.conftest import TODAY
from matching.testing.factories import MatchFactory
from mentorship.models import LookUp
from mentorship.testing.factories import UserFactory

pytestmark = pytest.mark.django_db


def day(count):
    return TODAY + datetime.timedelta(days=count)


def url(world, name="day", *args):
    return reverse(f"followup:{name}", args=[world.programme.key, *args])


def test_the_day_is_sorted_into_overdue_today_and_coming(world, client):
    steps = {"overdue": -2, "today": 0, "coming": 6, "later": 8}
    rows = {
        name: world.followup(step=f"opening_talk_{number:02}", due_on=day(offset))
        for number, (name, offset) in enumerate(steps.items(), start=1)
    }
    client.force_login(world.leader)
    response = client.get(url(world))
    shown = {section["key"]: section["followups"] for section in response.context["sections"]}
    assert shown == {name: [rows[name]] for name in ("overdue", "today", "coming")}
    assertContains(response, world.soroe.mentor.person.name)


def test_mine_are_shown_first_and_everybodys_by_choice(world, client):
    world.followup(due_on=TODAY, responsible=world.consultant)
    client.force_login(world.leader)
    assertNotContains(client.get(url(world)), world.soroe.refugee.case_number)
    assertContains(client.get(url(world) + "?hvem=alle"), world.soroe.refugee.case_number)


def test_a_consultant_sees_her_municipality_and_a_partner_its_mentors_side(world, client):
    here = world.followup(due_on=TODAY, side="refugee")
    there = world.followup(world.ringsted, due_on=TODAY, side="refugee")
    mentors = world.followup(due_on=TODAY, side="mentor")
    rows = {
        user: set(open_followups(user, world.programme, mine=False))
        for user in (world.leader, world.consultant, world.partner, UserFactory())
    }
    assert list(rows.values()) == [{here, there, mentors}, {here, mentors}, {mentors}, set()]


def test_a_protected_name_is_not_on_the_page(world, client):
    person = world.soroe.refugee.person
    person.protected = True
    person.save()
    world.followup(due_on=TODAY)
    client.force_login(world.leader)
    response = client.get(url(world))
    assertContains(response, world.soroe.refugee.case_number)
    assertNotContains(response, person.name)


def test_everybody_named_is_logged_as_looked_at(world, client):
    world.followup(due_on=TODAY)
    client.force_login(world.leader)
    client.get(url(world))
    seen = set(
        LookUp.objects.filter(what="followup.day", user_id=world.leader.pk).values_list(
            "person_id", flat=True
        )
    )
    assert {world.soroe.refugee.person_id, world.soroe.mentor.person_id} <= seen


@pytest.mark.parametrize("rows", [1, 20])
def test_the_day_costs_the_same_whatever_its_length(world, client, rows, django_assert_max_num_queries):
    for number in range(rows):
        world.followup(step=f"extra_{number:02}", due_on=TODAY)
    client.force_login(world.leader)
    with django_assert_max_num_queries(18):
        client.get(url(world))


def test_silent_pairs_cost_the_same_whatever_their_number(world, django_assert_num_queries):
    def ask():
        return [row.match.programme.key for row in silent_pairs(world.leader, world.programme, on=day(400))]

    first = len(ask())
    for _each in range(5):
        MatchFactory(programme=world.programme, municipality=world.soroe.refugee.municipality, active=True)
    world.leader.active_bindings  # noqa: B018  asked once for each loaded user, whatever the rows
    with django_assert_num_queries(4):  # keys, rows, their programme, their talks
        assert len(ask()) == first + 5


def test_a_long_section_is_cut_and_continues_on_a_page_of_its_own(world, client):
    for number in range(30):
        world.followup(step=f"extra_{number:02}", due_on=day(-1))
    client.force_login(world.leader)
    section = client.get(url(world)).context["sections"][0]
    assert (len(section["rows"]), section["count"], section["more"]) == (15, 30, 15)
    second = client.get(url(world, "list", "overdue") + "?page=2")
    assert len(second.context["rows"]) == 5
    assert client.get(url(world, "list", "overdue") + "?page=x").status_code == 404


def test_an_empty_day_says_so(world, client):
    client.force_login(world.leader)
    assert client.get(url(world)).status_code == 200
    assert client.get(url(world, "list", "today")).status_code == 200


def test_a_talk_overtaken_by_a_later_one_is_kept_apart_and_closed_in_one_go(world, client):
    old = world.followup(step="opening_talk_01", kind="talk", due_on=day(-20))
    world.followup(step="opening_talk_02", kind="talk", due_on=day(-10), done=True)
    status = world.followup(step="status_6", kind="status", due_on=day(-15))
    rows = open_followups(world.leader, world.programme, mine=True)
    assert set(within(rows, "overdue", TODAY)) == {status}
    assert set(within(rows, "overtaken", TODAY)) == {old}
    world.followup(step="extra_01", due_on=TODAY)
    world.followup(step="extra_02", due_on=day(1))
    world.followup(step="extra_03", due_on=day(8))
    assert counts_of_day(rows, TODAY) == {"overdue": 1, "overtaken": 1, "today": 1, "coming": 1}
    client.force_login(world.leader)
    assertContains(client.get(url(world)), url(world, "list", "overtaken"))
    assertContains(client.get(url(world, "list", "overtaken")), url(world, "close_overtaken"))
    client.post(url(world, "close_overtaken"), {"hvem": "mine"})
    old.refresh_from_db()
    assert (old.state, old.reason, old.logged_by) == ("missed", "overtaken", world.leader)
    assert FollowUp.objects.get(pk=status.pk).state == "planned"


def test_silent_pairs_are_those_unheard_of_for_longer_than_the_programme_allows(world):
    world.soroe.started_on = day(-60)
    world.soroe.save()
    world.ringsted.started_on = day(-20)
    world.ringsted.save()
    world.followup(step="opening_talk_01", due_on=day(-40), done=True)
    (silence,) = silent_pairs(world.leader, world.programme, on=TODAY)
    assert (silence.match, silence.days, silence.since) == (world.soroe, 40, day(-40))
    assert silence.weeks.count(True) == 1
    assert silence.weeks.count(None) == 3
    assert silent_pairs(world.partner, world.programme, on=TODAY) == [silence]
    assert silent_pairs(world.consultant, world.programme, on=day(-11)) == []


def test_contact_ends_the_silence(world, client):
    world.soroe.started_on = day(-60)
    world.soroe.save()
    client.force_login(world.leader)
    assertContains(client.get(url(world)), url(world, "extra", world.soroe.pk))
    world.followup(step="extra", due_on=day(-1), done=True)
    assertNotContains(client.get(url(world)), url(world, "extra", world.soroe.pk))


def test_a_partner_is_told_the_refugees_first_name_and_no_more(world, client):
    person = world.soroe.refugee.person
    person.name = "Kanariefugl Hemmeligt-Efternavn"
    person.save()
    followup = world.followup(due_on=TODAY, side="mentor", responsible=world.partner)
    client.force_login(world.partner)
    assertContains(client.get(url(world)), "Kanariefugl")
    for page in (
        url(world),
        url(world, "log", followup.pk),
        url(world, "extra", world.soroe.pk),
        url(world, "postpone", followup.pk),
    ):
        assertNotContains(client.get(page), "Hemmeligt-Efternavn")
    client.force_login(world.leader)
    assertContains(client.get(url(world, "log", followup.pk)), "Hemmeligt-Efternavn")
