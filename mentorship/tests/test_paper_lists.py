"""The lists of papers: consents that are missing, clearances to fetch, protections that run out."""

import datetime
import re

import pytest
from django.urls import reverse

from mentorship.models import Act, Clearance, Consent, LookUp, Mentor
from mentorship.people.paper_marks import STAGES, count_stages, in_stage, stage_of
from mentorship.permissions import Role
from mentorship.testing.factories import ClearanceFactory, ConsentFactory, MentorFactory, RefugeeFactory
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)
KIND = "child_certificate"


def days(number):
    return TODAY + datetime.timedelta(days=number)


@pytest.fixture
def world(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 22, 9, 4, tzinfo=datetime.UTC))
    return people_world()


@pytest.fixture
def leader(client, world):
    client.force_login(world.leader)
    return client


def page(client, world, name, **query):
    return client.get(reverse(f"people:{name}", args=[world.programme.key]), query)


def refugee(world, **fields):
    fields.setdefault("municipality", world.soroe)
    return RefugeeFactory(programme=world.programme, **fields)


def mentor(world, **fields):
    fields.setdefault("municipality", world.soroe)
    return MentorFactory(programme=world.programme, **fields)


def names(response):
    return [row[0]["text"] for row in response.context["rows"]]


class TestConsents:
    def test_those_who_lack_one_are_shown_and_what_they_lack(self, leader, world):
        whole, lacking = refugee(world), refugee(world)
        lacking.consents.filter(scope="counterpart").delete()
        response = page(leader, world, "consents")
        assert names(response) == [lacking.person.name]
        cells = {cell["text"] for cell in response.context["rows"][0][2:-1]}
        assert cells == {"Givet", "Mangler"}
        assert whole.person.name not in response.content.decode()
        assert response.context["rows"][0][-1]["url"].endswith("/samtale/samtykke/")
        assert LookUp.objects.filter(what="list").count() == 1

    def test_withdrawn_and_earlier_texts_are_told_apart(self, leader, world):
        gone, old = refugee(world), refugee(world)
        gone.consents.filter(scope="counterpart").update(withdrawn_on=TODAY)
        old.consents.filter(scope="counterpart").update(text_version="0")
        assert names(page(leader, world, "consents", staar="withdrawn")) == [gone.person.name]
        assert names(page(leader, world, "consents", staar="old_text")) == [old.person.name]
        assert names(page(leader, world, "consents", staar="missing")) == []

    def test_a_consent_given_again_is_not_withdrawn(self, leader, world):
        row = refugee(world)
        row.consents.filter(scope="counterpart").update(withdrawn_on=TODAY)
        ConsentFactory(refugee=row, scope="counterpart", given_on=TODAY)
        assert names(page(leader, world, "consents")) == []

    def test_the_filters_narrow_and_can_be_taken_off(self, leader, world):
        here, there = refugee(world), refugee(world, municipality=world.ringsted)
        Consent.objects.filter(scope="evaluation").delete()
        response = page(leader, world, "consents", samtykke="evaluation", kommune="340")
        assert names(response) == [here.person.name]
        assert len(response.context["active"]) == 2
        assert names(page(leader, world, "consents", samtykke="task_group")) == []
        assert there.person.name not in response.content.decode()

    def test_those_who_have_left_are_not_asked(self, leader, world):
        refugee(world, papers=False, left_on=TODAY)
        assert names(page(leader, world, "consents")) == []

    def test_an_unknown_side_is_not_there_and_an_unknown_choice_is_none(self, leader, world):
        refugee(world, papers=False)
        assert page(leader, world, "consents", side="x").status_code == 404
        assert len(names(page(leader, world, "consents", samtykke="x", staar="y", kommune="z"))) == 1

    def test_a_protected_name_is_not_on_it(self, leader, world):
        row = refugee(world, papers=False, person__protected=True, person__name="Kanarie Skjult")
        response = page(leader, world, "consents")
        assert names(response) == [row.case_number]
        assert "Kanarie" not in response.content.decode()

    def test_a_partner_sees_its_own_mentors_alone(self, client, world):
        refugee(world, papers=False)
        own = mentor(world, papers=False, organisation=world.partner)
        mentor(world, papers=False)
        client.force_login(world.partner_user())
        response = page(client, world, "consents")
        assert names(response) == [own.person.name]
        assert page(client, world, "consents", side="refugee").status_code == 404

    def test_a_consultant_reads_mentors_but_obtains_nothing_of_them(self, client, world):
        mentor(world, papers=False)
        client.force_login(world.consultant())
        assert page(client, world, "consents", side="mentor").context["rows"][0][-1] == ""

    @pytest.mark.parametrize("role", [Role.TASK_GROUP, Role.STEERING_GROUP, Role.EVALUATOR])
    @pytest.mark.parametrize("name", ["consents", "clearances", "protections"])
    def test_others_are_refused(self, client, world, role, name):
        client.force_login(world.in_role(role))
        assert page(client, world, name).status_code == 403


class TestStages:
    @pytest.mark.parametrize(
        ("dates", "stage"),
        [
            ({}, "ask"),
            ({"requested_on": days(-13)}, "waiting"),
            ({"requested_on": days(-14)}, "remind"),
            ({"seen_on": days(-5)}, "valid"),
            ({"seen_on": days(-300), "expires_on": days(31)}, "valid"),
            ({"seen_on": days(-300), "expires_on": days(30)}, "expiring"),
            ({"seen_on": days(-300), "expires_on": days(0)}, "expiring"),
            ({"seen_on": days(-300), "expires_on": days(-1)}, "ask"),
            ({"requested_on": days(-320), "seen_on": days(-300), "expires_on": days(-1)}, "ask"),
            ({"requested_on": days(-2), "seen_on": days(-300), "expires_on": days(-1)}, "waiting"),
            ({"requested_on": days(-20), "seen_on": days(-300), "expires_on": days(10)}, "remind"),
            ({"requested_on": days(-20), "seen_on": days(-10)}, "valid"),
        ],
    )
    def test_the_rule_says_the_same_of_a_row_and_in_the_database(self, world, dates, stage):
        row = mentor(world, papers=False)
        paper = ClearanceFactory(mentor=row, kind=KIND, **({"seen_on": None} | dates))
        assert stage_of(paper, TODAY) == stage
        rows = Mentor.objects.all()
        found = [each for each in ("ask", "remind", "expiring", "waiting") if in_stage(rows, [KIND], each)]
        assert found == ([] if stage == "valid" else [stage])
        assert count_stages(rows, [KIND], STAGES) == {each: int(each in found) for each in STAGES}

    def test_nothing_recorded_is_to_be_asked_for(self, world):
        mentor(world, papers=False)
        assert stage_of(None, TODAY) == "ask"
        assert in_stage(Mentor.objects.all(), [KIND], "ask").count() == 1


class TestClearances:
    def mark(self, client, row, **data):
        return client.post(reverse("people:mentor_paper", args=[row.programme.key, row.pk]), data)

    def test_one_tap_says_it_was_asked_for_and_one_takes_it_back(self, leader, world):
        row = mentor(world, papers=False)
        assert "Kanarie" in page(leader, world, "clearances").content.decode()
        answer = self.mark(leader, row, kind=KIND, mark="requested", back="?del=ask")
        assert answer.url.endswith("?del=ask")
        assert Clearance.objects.get(mentor=row, kind=KIND).requested_on == TODAY
        assert page(leader, world, "clearances", **{"del": "waiting"}).context["entries"]
        (done,) = page(leader, world, "clearances").context["done"]
        self.mark(leader, row, undo=done["act"])
        assert not Clearance.objects.exists()
        assert page(leader, world, "clearances").context["done"] == []

    def test_seen_today_is_signed_and_dated_and_taken_back_to_what_it_was(self, leader, world):
        row = mentor(world, papers=False)
        ClearanceFactory(mentor=row, kind=KIND, seen_on=None, requested_on=days(-20))
        self.mark(leader, row, kind=KIND, mark="seen")
        paper = Clearance.objects.get()
        assert (paper.seen_on, paper.seen_by, paper.requested_on) == (TODAY, world.leader, days(-20))
        self.mark(leader, row, undo=Act.objects.get(kind="clearance.seen").pk)
        paper.refresh_from_db()
        assert (paper.seen_on, paper.seen_by, paper.requested_on) == (None, None, days(-20))

    def test_the_second_tap_does_nothing(self, leader, world):
        row = mentor(world, papers=False)
        for _again in range(2):
            self.mark(leader, row, kind=KIND, mark="requested")
        assert Act.objects.filter(kind="clearance.requested").count() == 1

    def test_what_was_recorded_since_is_not_undone(self, leader, world):
        row = mentor(world, papers=False)
        self.mark(leader, row, kind=KIND, mark="requested")
        act = Act.objects.get(kind="clearance.requested")
        Clearance.objects.update(seen_on=TODAY)
        self.mark(leader, row, undo=act.pk)
        assert Clearance.objects.get().requested_on == TODAY
        assert not Act.objects.filter(kind="clearance.undone").exists()

    def test_a_colleagues_mark_is_not_ones_own_to_undo(self, client, world):
        row = mentor(world, papers=False, organisation=world.partner)
        client.force_login(world.partner_user())
        self.mark(client, row, kind=KIND, mark="requested")
        client.force_login(world.leader)
        self.mark(client, row, undo=Act.objects.get(kind="clearance.requested").pk)
        assert Clearance.objects.get().requested_on == TODAY

    @pytest.mark.parametrize(
        "data", [{}, {"kind": "x", "mark": "seen"}, {"kind": KIND, "mark": "x"}, {"undo": "x"}]
    )
    def test_nonsense_changes_nothing(self, leader, world, data):
        row = mentor(world, papers=False)
        assert self.mark(leader, row, **data).status_code == 302
        assert not Clearance.objects.exists()

    def test_it_leads_back_to_the_list_alone(self, leader, world):
        row = mentor(world, papers=False)
        answer = self.mark(leader, row, kind=KIND, mark="seen", back="https://example.test/")
        assert answer.url == reverse("people:clearances", args=[world.programme.key])

    def test_a_partner_marks_its_own_alone_and_a_consultant_none(self, client, world):
        own = mentor(world, papers=False, organisation=world.partner)
        other = mentor(world, papers=False)
        client.force_login(world.partner_user())
        assert self.mark(client, own, kind=KIND, mark="seen").status_code == 302
        assert self.mark(client, other, kind=KIND, mark="seen").status_code == 404
        client.force_login(world.consultant())
        assert self.mark(client, other, kind=KIND, mark="seen").status_code == 403
        assert page(client, world, "clearances").context["entries"][0]["mark_url"] == ""
        assert client.get(reverse("people:mentor_paper", args=[own.programme.key, own.pk])).status_code == 405

    def test_a_protected_name_is_not_on_it(self, leader, world):
        row = mentor(world, papers=False, person__protected=True, person__name="Kanarie Skjult")
        self.mark(leader, row, kind=KIND, mark="requested")
        response = page(leader, world, "clearances", **{"del": "waiting"})
        assert row.case_number in response.content.decode()
        assert "Kanarie" not in response.content.decode()


class TestProtections:
    def test_those_that_run_out_soon_are_shown_by_number_alone(self, leader, world):
        soon = refugee(world, person__protected=True, person__protected_until=days(30))
        gone = mentor(world, person__protected=True, person__protected_until=days(-3))
        later = refugee(world, person__protected=True, person__protected_until=days(31))
        for_good = refugee(world, person__protected=True)
        response = page(leader, world, "protections")
        assert [row[0] for row in response.context["rows"]] == [gone.case_number, soon.case_number]
        assert "Kanarie" not in response.content.decode()
        every = [row[0] for row in page(leader, world, "protections", vis="alle").context["rows"]]
        assert every == [soon.case_number, later.case_number, for_good.case_number]

    def test_a_consultant_sees_the_own_municipalitys(self, client, world):
        refugee(world, municipality=world.ringsted, person__protected=True, person__protected_until=TODAY)
        client.force_login(world.consultant())
        assert page(client, world, "protections").context["rows"] == []


@pytest.mark.parametrize("name", ["consents", "clearances", "protections"])
def test_the_lists_cost_the_same_whatever_their_length(
    leader, world, name, django_assert_num_queries, django_assert_max_num_queries
):
    def one_more():
        refugee(world, papers=False, person__protected=True, person__protected_until=TODAY)
        mentor(world, papers=False, organisation=world.partner)

    from django.db import connection  # noqa: PLC0415  beside its one use
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415  as above

    def cost():
        with CaptureQueriesContext(connection) as found:
            assert page(leader, world, name).status_code == 200
        return len(found)

    one_more()
    page(leader, world, name)
    first = cost()
    for _each in range(19):
        one_more()
    assert cost() == first <= 30


def test_the_start_page_counts_what_waits(leader, world):
    refugee(world, papers=False)
    mentor(world, papers=False)
    card = next(c for c in leader.get(reverse("people:start")).context["cards"] if c["key"] == "papers")
    counts = {re.sub(r".*/p/[\w-]+/", "", row["url"]): row["count"] for row in card["context"]["rows"]}
    assert counts["samtykker/?side=refugee"] == counts["samtykker/?side=mentor"] == 1
    assert counts["attester/?del=ask"] == 1
    assert counts["navnebeskyttelse/"] == 0
