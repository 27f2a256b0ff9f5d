"""The start page, the programme at a glance, the look-up log and the job page."""

import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentorship.models import Job, JobState, LookUp, StandIn, User
from mentorship.permissions import GRANTS, Permission, Role
from mentorship.registry import JOB_PAGES, JobPage, StartCard
from mentorship.testing.factories import MentorFactory, RefugeeFactory, RoleBindingFactory, UserFactory
from mentorship.testing.programmes import loaded_programme
from mentorship.tests.people_world import people_world
from mentorship.trail import record_lookup

pytestmark = pytest.mark.django_db
START = "/"
MOST_QUERIES = 60


@pytest.fixture
def world(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 22, 9, 4, tzinfo=datetime.UTC))
    return people_world()


@pytest.fixture
def leader(client, world):
    client.force_login(world.leader)
    return client


class TestStart:
    def test_the_leader_sees_who_lacks_what(self, leader, world):
        common = {"programme": world.programme, "municipality": world.soroe}
        RefugeeFactory(**common, interviewed_on=None, selected_on=None, waiting_since=None)
        RefugeeFactory(**common, selected_on=None, waiting_since=None)
        MentorFactory(**common, papers=False)
        html = leader.get(START).content.decode()
        card = next(c for c in leader.get(START).context["cards"] if c["key"] == "people")
        assert [row["count"] for row in card["context"]["rows"]] == [1, 1, 0]
        assert "Borgere uden samtale" in html
        for row in card["context"]["rows"]:
            assert leader.get(row["url"]).context["count"] == row["count"]

    def test_cards_of_higher_floors_are_hung_in(self, leader, monkeypatch):
        cards = [
            StartCard("own", "components/_draft_status.html", lambda user, programme: {}, 1),
            StartCard("none", "components/_draft_status.html", lambda user, programme: None, 2),
        ]
        monkeypatch.setattr("mentorship.views.start.START_CARDS", cards)
        assert [card["key"] for card in leader.get(START).context["cards"]] == ["own"]

    def test_who_has_no_role_is_told_whom_to_ask(self, client, world):
        RoleBindingFactory(role=Role.ADMINISTRATOR, programme=None, user__email="admin@kommune.test")
        client.force_login(UserFactory())
        html = client.get(START).content.decode()
        assert "admin@kommune.test" in html
        assert world.programme.name not in html

    def test_a_role_that_has_ended_is_no_role(self, client, world):
        world.leader.bindings.update(ends_on=datetime.date(2026, 11, 21))
        client.force_login(world.leader)
        assert "Du har ingen rolle endnu" in client.get(START).content.decode()

    def test_the_steering_group_goes_to_the_quarter(self, client, world):
        client.force_login(world.in_role(Role.STEERING_GROUP))
        assert client.get(START).url == reverse("reporting:quarter", args=[world.programme.key])

    def test_several_programmes_can_be_switched_between(self, leader, world):
        other = loaded_programme("vaertsprogram")
        RoleBindingFactory(user=world.leader, programme=other)
        response = leader.get(START, {"program": other.key})
        assert [tab["current"] for tab in response.context["switch"]] == [False, True]
        assert leader.get(START).context["programme"] == other, "remembered"

    def test_a_programme_of_others_cannot_be_chosen(self, leader, world):
        other = loaded_programme("vaertsprogram")
        assert leader.get(START, {"program": other.key}).context["programme"] == world.programme

    def test_the_administrator_sees_users_and_programmes_and_no_case(self, client, world):
        RefugeeFactory(programme=world.programme, municipality=world.soroe)
        client.force_login(RoleBindingFactory(role=Role.ADMINISTRATOR, programme=None).user)
        response = client.get(START)
        assert reverse("people:users") in response.content.decode()
        assert world.programme.name not in response.content.decode(), "its own page names it"
        assert response.context["cards"] == []


def card(key, order, **context):
    return StartCard(key, "components/_draft_status.html", lambda user, programme: context, order)


class TestOrder:
    """What is late first, what has nothing folded away, what only tells last."""

    @pytest.fixture
    def day(self, leader, monkeypatch):
        def arranged(*cards):
            monkeypatch.setattr("mentorship.views.start.START_CARDS", list(cards))
            return leader.get(START)

        return arranged

    def test_the_latest_first_and_the_floors_order_among_equals(self, day):
        cards = [
            card("a", 1, to_do=9, title="A"),
            card("b", 2, to_do=2, late=1, title="B"),
            card("c", 3, to_do=3, late=3, title="C"),
            card("d", 4, to_do=1, title="D"),
        ]
        assert [one["key"] for one in day(*cards).context["day"].work] == ["c", "b", "a", "d"]

    def test_what_has_nothing_is_one_line(self, day):
        response = day(card("a", 1, to_do=0, title="Samtaler"), card("b", 2, to_do=1, title="Andet"))
        assert response.context["day"].quiet == ["Samtaler"]
        assert "Intet venter under: Samtaler." in response.content.decode()

    def test_rows_at_nought_are_left_out(self, day):
        rows = [{"label": "X", "count": 0, "url": "/x"}, {"label": "Y", "count": 2, "url": "/y"}]
        (shown,) = day(card("a", 1, rows=rows, title="A")).context["day"].lists
        assert [row["label"] for row in shown["context"]["rows"]] == ["Y"]
        assert day(card("a", 1, rows=rows[:1], title="A")).context["day"].quiet == ["A"]

    def test_nothing_at_all_is_said(self, day):
        response = day(card("a", 1, to_do=0, title="A"), card("b", 2, sentence="told"))
        assert "Intet i dag" in response.content.decode()
        assert [one["key"] for one in response.context["day"].told] == ["b"]

    def test_who_has_no_days_work_is_led_on(self, day):
        assert day(card("b", 2, sentence="told")).context["doors"]
        assert day(card("a", 1, to_do=0, title="A")).context["doors"] == []


def test_who_stands_in_for_whom_is_told(leader, world):
    colleague = world.consultant()
    for absent, stand_in in ((colleague, world.leader), (world.leader, colleague)):
        StandIn.objects.create(
            absent=absent,
            stand_in=stand_in,
            starts_on=datetime.date(2026, 11, 20),
            ends_on=datetime.date(2026, 11, 27),
            made_by=world.leader,
        )
    assert sorted(leader.get(START).context["notes"]) == sorted(
        [
            f"Du er vikar for {colleague} til og med 27-11-2026.",
            f"{colleague} er vikar for dig til og med 27-11-2026.",
        ]
    )


class TestAdministrator:
    @pytest.fixture
    def office(self, client):
        client.force_login(RoleBindingFactory(role=Role.ADMINISTRATOR, programme=None).user)
        return client

    def test_a_fresh_production_is_led_through_its_first_steps(self, office):
        admin = office.get(START).context["admin"]
        assert admin["first"]
        assert [step["done"] for step in admin["steps"]] == [False, False, False]
        for step in admin["steps"]:
            assert office.get(step["url"]).status_code == 200

    def test_the_steps_are_ticked_off(self, office, world):
        world.consultant()
        admin = office.get(START).context["admin"]
        assert [step["done"] for step in admin["steps"]] == [True, True, True]
        assert not admin["first"]

    def test_numbers_lead_to_the_filtered_list(self, office, world):
        world.consultant()
        UserFactory(password="!")
        admin = office.get(START).context["admin"]
        (row, *_rest) = admin["rows"]
        assert office.get(row["url"]).context["page"].paginator.count == row["count"] > 0

    def test_everything_in_order_is_nothing_today(self, office, world):
        world.consultant()
        for user in User.objects.all():
            user.set_password("en lang kode til alle")
            user.save()
        office.force_login(User.objects.get(bindings__role=Role.ADMINISTRATOR))
        assert "Intet i dag" in office.get(START).content.decode()

    def test_its_pages_stand_in_the_menu(self, office, world):
        nav = office.get(reverse("people:users")).context["nav"]
        assert [(entry["label"], entry["current"]) for entry in nav] == [
            ("Brugere", True),
            ("Programmer", False),
            ("Foreninger", False),
        ]


def test_the_start_page_costs_the_same_whatever_waits(leader, world):
    def cost():
        cache.clear()  # the quarter's figures are kept until something changes
        with CaptureQueriesContext(connection) as queries:
            leader.get(START)
        return len(queries)

    def one_more():
        RefugeeFactory(programme=world.programme, municipality=world.soroe, interviewed_on=None)
        MentorFactory(programme=world.programme, municipality=world.soroe, papers=False)

    leader.get(START)
    one_more()
    first = cost()
    for _ in range(19):
        one_more()
    assert cost() == first <= MOST_QUERIES


class TestProgramme:
    def page(self, world):
        return reverse("people:programme", args=[world.programme.key])

    def test_phases_quotas_partners_and_targets(self, leader, world):
        RefugeeFactory(programme=world.programme, municipality=world.soroe)
        response = leader.get(self.page(world))
        assert len(response.context["phases"]) == 3
        assert [row[0] for row in response.context["quotas"]] == ["Ringsted", "Sorø"]
        assert response.context["quotas"][1][2:] == ["45", "1"]
        assert [row[2] for row in response.context["targets"]][:1] == ["70"]

    @pytest.mark.parametrize("role", [Role.STEERING_GROUP, Role.EVALUATOR, Role.TASK_GROUP])
    def test_counts_of_people_are_for_those_who_see_the_people(self, client, world, role):
        client.force_login(world.in_role(role))
        response = client.get(self.page(world))
        assert [len(row) for row in response.context["quotas"]] == [3, 3]

    @pytest.mark.parametrize(
        ("on", "state", "share"),
        [
            pytest.param(datetime.date(2016, 11, 30), "Kommer", 0, id="before"),
            pytest.param(datetime.date(2016, 12, 1), "I gang", 0, id="first-day"),
            pytest.param(datetime.date(2017, 4, 30), "I gang", 100, id="last-day"),
            pytest.param(datetime.date(2017, 5, 1), "Afsluttet", 100, id="after"),
        ],
    )
    def test_how_far_a_phase_is(self, client, world, time_machine, on, state, share):
        time_machine.move_to(datetime.datetime.combine(on, datetime.time(12), tzinfo=datetime.UTC))
        client.force_login(world.leader)
        phase = client.get(self.page(world)).context["phases"][0]
        assert (phase["state"]["label"], phase["share"]) == (state, share)

    def test_a_retired_criterion_says_so(self, leader, world):
        world.programme.criteria.filter(key="kept").update(retired_on=datetime.date(2026, 5, 1))
        assert "udgået 01-05-2026" in leader.get(self.page(world)).content.decode()


class TestLookups:
    def test_the_leader_finds_who_has_seen_a_case(self, leader, world):
        row = RefugeeFactory(programme=world.programme, municipality=world.soroe, case_number="B-9")
        other = RefugeeFactory(programme=world.programme, municipality=world.soroe)
        for pk in (row.pk, other.pk):
            leader.get(reverse("people:refugee", args=[world.programme.key, pk]))
        page = reverse("people:lookups", args=[world.programme.key])
        found = leader.get(page, {"q": "b-9"})
        assert [(r[0], r[3]) for r in found.context["rows"]] == [("B-9", "Så sagen")]
        assert row.person.name not in found.content.decode()
        assert len(leader.get(page).context["rows"]) == 2
        assert leader.get(page, {"q": "findes-ikke"}).context["rows"] == []

    def test_a_narrower_role_would_see_its_own_cases_only(self, client, world, monkeypatch):
        monkeypatch.setitem(GRANTS, Role.CONSULTANT, GRANTS[Role.CONSULTANT] | {Permission.LOOKUPS_VIEW})
        own = RefugeeFactory(programme=world.programme, municipality=world.soroe, case_number="B-1")
        foreign = RefugeeFactory(programme=world.programme, municipality=world.ringsted, case_number="B-2")
        for row in (own, foreign):
            record_lookup(user=world.leader, person=row.person, what="page", programme=world.programme)
        consultant = world.consultant()
        assert [lookup.person_id for lookup in LookUp.objects.visible_to(consultant)] == [own.person_id]
        assert LookUp.objects.visible_to(world.leader).count() == 2
        assert not LookUp.objects.visible_to(world.in_role(Role.EVALUATOR)).exists()
        client.force_login(consultant)
        rows = client.get(reverse("people:lookups", args=[world.programme.key])).context["rows"]
        assert [row[0] for row in rows] == ["B-1"]

    @pytest.mark.parametrize("rows", [1, 20])
    def test_it_costs_the_same_whatever_its_length(self, leader, world, rows, django_assert_num_queries):
        for number in range(rows):
            LookUp.objects.create(
                user_id=1, user_label="x", person_id=number, programme_key=world.programme.key, what="other"
            )
        page = reverse("people:lookups", args=[world.programme.key])
        leader.get(page)
        with django_assert_num_queries(9):
            leader.get(page)


class TestJobs:
    def job(self, world, **fields):
        return Job.objects.create(kind="test.work", programme=world.programme, **fields)

    def pages(self, job):
        return reverse("people:job", args=[job.key]), reverse("people:job_status", args=[job.key])

    def test_it_tells_how_far_it_is(self, leader, world):
        job = self.job(world, by=world.leader, state=JobState.RUNNING, done=3, total=10)
        page, status = self.pages(job)
        html = leader.get(page).content.decode()
        assert '<meta http-equiv="refresh" content="3">' in html
        assert leader.get(status).json() == {
            "state": "running",
            "done": 3,
            "total": 10,
            "text": "3 af 10",
            "url": "",
        }

    @pytest.mark.parametrize(
        ("fields", "state", "text"),
        [
            pytest.param({}, "queued", "Venter på tur.", id="waiting"),
            pytest.param({"state": JobState.RUNNING}, "running", "I gang.", id="running"),
            pytest.param(
                {"state": JobState.FAILED, "error": "unexpected"}, "failed", "Noget gik galt.", id="bug"
            ),
            pytest.param(
                {"state": JobState.FAILED, "error": "Ingen venter."}, "failed", "Ingen venter.", id="refused"
            ),
            pytest.param({"state": JobState.DONE}, "done", "Færdig.", id="done"),
        ],
    )
    def test_every_state_has_its_words(self, leader, world, fields, state, text):
        over = {"finished_at": timezone.now()} if state in {"done", "failed"} else {}
        page, status = self.pages(self.job(world, by=world.leader, **fields, **over))
        answer = leader.get(status).json()
        assert answer["state"] == state
        assert answer["text"].startswith(text)
        assert text in leader.get(page).content.decode()

    def test_a_kind_says_what_it_is_called_and_where_it_leads(self, leader, world, monkeypatch):
        leads = JobPage("test.work", "Prøvearbejde", "Se prøven", lambda job: "/p/x/")
        monkeypatch.setitem(JOB_PAGES, "test.work", leads)
        page, status = self.pages(
            self.job(world, by=world.leader, state=JobState.DONE, finished_at=timezone.now())
        )
        html = leader.get(page).content.decode()
        assert "Prøvearbejde" in html
        assert 'href="/p/x/"' in html
        assert leader.get(status).json()["url"] == "/p/x/"

    def test_only_who_asked_and_the_leader_know_of_it(self, client, world):
        asked_by = world.consultant()
        pages = self.pages(self.job(world, by=asked_by))
        for user, status in (
            (asked_by, 200),
            (world.leader, 200),
            (world.consultant(), 404),
            (UserFactory(), 404),
        ):
            client.force_login(user)
            assert [client.get(page).status_code for page in pages] == [status, status]

    def test_who_has_left_the_programme_knows_no_more(self, client, world):
        asked_by = world.consultant()
        pages = self.pages(self.job(world, by=asked_by))
        asked_by.bindings.all().delete()
        client.force_login(asked_by)
        assert client.get(pages[0]).status_code == 404
