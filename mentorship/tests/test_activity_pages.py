"""The pages of activities: who plans what, who sees whom, and at what cost."""

import pytest

from mentorship.clock import moment_on
from mentorship.models import Activity, Attendance, LookUp, Refugee
from mentorship.permissions import Role
from mentorship.registry import PERSON_PANELS
from mentorship.tests.activities_world import COMING, DAY, HELD, form, mentor, plan, refugee, signed_up, url
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(morning):
    return people_world()


@pytest.fixture
def leader(enter, world):
    return enter(world.leader)


class TestTheList:
    def test_what_is_coming_and_what_is_past(self, leader, world):
        plan(world, HELD, title="Gammelt")
        plan(world, COMING, title="Nyt")
        both = plan(world, HELD, COMING, title="Begge dele")
        for span, titles in {"coming": ["Begge dele", "Nyt"], "past": ["Gammelt"]}.items():
            response = leader.get(url(world, "activities"), {"naar": span})
            assert [entry["title"] for entry in response.context["entries"]] == titles
        assert leader.get(url(world, "activities"), {"naar": "all"}).context["count"] == 3
        assert both.sessions.count() == 2

    def test_narrowed_by_kind_and_municipality(self, leader, world):
        plan(world, COMING, municipality=world.soroe)
        plan(world, COMING, kind="event")
        here = url(world, "activities")
        assert leader.get(here, {"art": "event"}).context["count"] == 1
        response = leader.get(here, {"kommune": "340", "art": "event"})
        assert response.context["count"] == 0
        assert len(response.context["active"]) == 2
        assert leader.get(here, {"art": "dans"}).context["count"] == 2

    def test_an_unknown_span_is_not_there(self, leader, world):
        assert leader.get(url(world, "activities"), {"naar": "igår"}).status_code == 404

    def test_an_empty_list_says_what_to_do(self, leader, world):
        assert url(world, "activity_new") in leader.get(url(world, "activities")).content.decode()

    def test_counts(self, leader, world):
        activity = plan(world, HELD, places=9)
        for state in ("attended", "absent", "excused"):
            signed_up(activity, mentor(world), state)
        (entry,) = leader.get(url(world, "activities"), {"naar": "past"}).context["entries"]
        assert (entry["signed_up"], entry["came"]) == ("2 af 9", 1)

    @pytest.mark.parametrize("rows", [1, 20])
    def test_it_costs_the_same_whatever_its_length(self, leader, world, rows, django_assert_num_queries):
        for _ in range(rows):
            signed_up(
                plan(world, COMING, organisation=world.partner, municipality=world.soroe), mentor(world)
            )
        leader.get(url(world, "activities"))
        with django_assert_num_queries(7):
            leader.get(url(world, "activities"))


class TestOne:
    @pytest.mark.parametrize("rows", [1, 20])
    def test_it_costs_the_same_whoever_comes(self, leader, world, rows, django_assert_num_queries):
        activity = plan(world, HELD, COMING)
        for _ in range(rows):
            signed_up(activity, mentor(world, organisation=world.partner))
        here = url(world, "activity", activity.pk)
        leader.get(here)
        with django_assert_num_queries(12):
            assert len(leader.get(here).context["people"]) == rows

    def test_a_partner_sees_its_own_and_counts_the_others(self, enter, world):
        activity = plan(world, kind="event", side="both")
        for person in (
            mentor(world, "Kanarie Egen", organisation=world.partner),
            mentor(world, "Kanarie Fremmed"),
            refugee(world, "Kanarie Borger"),
        ):
            signed_up(activity, person)
        html = enter(world.partner_user()).get(url(world, "activity", activity.pk)).content.decode()
        assert "Kanarie Egen" in html
        assert "Og 2 andre" in html
        for hidden in ("Kanarie Fremmed", "Kanarie Borger"):
            assert hidden not in html

    def test_a_task_group_sees_how_many_and_nobody(self, enter, world):
        activity = plan(world)
        signed_up(activity, mentor(world, "Kanarie Mentorsen"))
        response = enter(world.in_role(Role.TASK_GROUP)).get(url(world, "activity", activity.pk))
        html = response.content.decode()
        assert "Kanarie" not in html
        assert "1 er tilmeldt" in html
        assert not response.context["actions"]

    @pytest.mark.parametrize("role", [Role.STEERING_GROUP, Role.EVALUATOR])
    def test_totals_are_all_that_some_roles_see(self, enter, world, role):
        assert enter(world.in_role(role)).get(url(world, "activities")).status_code == 403

    def test_a_protected_person_stands_with_the_case_number(self, leader, world):
        activity = plan(world)
        signed_up(activity, mentor(world, "Kanarie Skjult", person__protected=True, case_number="M-77"))
        session = activity.sessions.get()
        for page in (
            url(world, "activity", activity.pk),
            url(world, "attendance", activity.pk, session.pk),
            url(world, "attendance_list", activity.pk, session.pk),
        ):
            html = leader.get(page).content.decode()
            assert "M-77" in html
            assert "Kanarie Skjult" not in html

    def test_whose_names_are_shown_is_logged(self, leader, world):
        activity, person = plan(world), mentor(world)
        signed_up(activity, person)
        leader.get(url(world, "activity", activity.pk))
        seen = LookUp.objects.get()
        assert (seen.person_id, seen.programme_key) == (person.person_id, world.programme.key)


class TestPlanning:
    def test_with_two_sessions(self, leader, world):
        answer = leader.post(url(world, "activity_new"), form(HELD, COMING, places="12"))
        row = Activity.objects.get()
        assert answer.url == url(world, "activity", row.pk)
        assert (row.places, row.sessions.count()) == (12, 2)
        assert row.sessions.first().starts_at == moment_on(HELD, 17)

    def test_another_session_is_a_button_and_saves_nothing(self, leader, world):
        response = leader.post(url(world, "activity_new"), form(HELD, more="1", title=""))
        assert response.status_code == 200
        assert not Activity.objects.exists()
        assert len(response.context["sessions"].forms) == 2
        assert "error-summary" not in response.content.decode()

    @pytest.mark.parametrize(
        "facts",
        [
            pytest.param({"title": ""}, id="no title"),
            pytest.param({"form-0-ends": "16.00"}, id="ends first"),
            pytest.param({"form-0-starts": ""}, id="half a session"),
            pytest.param(
                {"form-0-day": "", "form-0-starts": "", "form-0-ends": "", "form-0-meeting_place": ""},
                id="no session",
            ),
            pytest.param({"side": "both"}, id="a training for all"),
            pytest.param({"places": "0"}, id="no places"),
        ],
    )
    def test_what_is_missing_is_named(self, leader, world, facts):
        response = leader.post(url(world, "activity_new"), form(HELD, **facts))
        assert response.status_code == 400
        assert "error-summary" in response.content.decode()
        assert not Activity.objects.exists()

    def test_a_consultant_plans_for_the_own_municipality(self, enter, world):
        consultant = enter(world.consultant())
        refused = consultant.post(url(world, "activity_new"), form(HELD, municipality=str(world.ringsted.pk)))
        assert refused.status_code == 400
        consultant.post(url(world, "activity_new"), form(HELD, municipality=str(world.soroe.pk)))
        assert Activity.objects.get().municipality == world.soroe

    def test_a_partner_plans_what_it_holds_itself(self, enter, world):
        partner = enter(world.partner_user())
        assert partner.post(url(world, "activity_new"), form(HELD)).status_code == 400
        partner.post(url(world, "activity_new"), form(HELD, organisation=str(world.partner.pk)))
        assert Activity.objects.get().organisation == world.partner

    def test_another_ones_activity_is_seen_and_not_changed(self, enter, world):
        activity = plan(world, municipality=world.ringsted)
        consultant = enter(world.consultant())
        assert consultant.get(url(world, "activity", activity.pk)).status_code == 200
        for page in ("activity_edit", "activity_cancel"):
            assert consultant.get(url(world, page, activity.pk)).status_code == 404

    def test_the_second_of_two_who_save_keeps_the_text(self, leader, world):
        activity = plan(world, HELD)
        session = activity.sessions.get()
        here = url(world, "activity_edit", activity.pk)
        kept = {"form-0-pk": str(session.pk), "form-INITIAL_FORMS": "1"}
        assert leader.post(here, form(HELD, title="Først", **kept)).status_code == 302
        late = leader.post(here, form(HELD, title="Sidst", **kept))
        assert late.status_code == 409
        assert "Sidst" in late.content.decode()
        assert Activity.objects.get().title == "Først"

    def test_a_session_is_removed(self, leader, world):
        activity = plan(world, HELD, COMING)
        rows = {f"form-{at}-pk": str(row.pk) for at, row in enumerate(activity.sessions.all())}
        facts = rows | {"form-INITIAL_FORMS": "2", "form-1-gone": "on"}
        leader.post(url(world, "activity_edit", activity.pk), form(HELD, COMING, **facts))
        assert [row.starts_at for row in activity.sessions.all()] == [moment_on(HELD, 17)]

    def test_called_off_and_on_again(self, leader, world):
        activity = plan(world, COMING)
        here = url(world, "activity_cancel", activity.pk)
        assert leader.get(here).status_code == 200
        for expected in (DAY(2026, 11, 22), None):
            leader.post(here)
            activity.refresh_from_db()
            assert activity.cancelled_on == expected


class TestElsewhere:
    def courses(self, response):
        found = [panel for panel in response.context["panels"] if panel["key"] == "courses"]
        return found[0]["context"]["events"] if found else None

    def test_the_persons_page_tells_of_courses(self, leader, world):
        person = refugee(world)
        here = url(world, "refugee", person.pk)
        assert self.courses(leader.get(here)) is None
        signed_up(
            plan(world, HELD, kind="intro_course", side="both", title="Introkursus"), person, "attended"
        )
        signed_up(plan(world, COMING, kind="event", side="both", title="Fællesspisning"), person)
        events = self.courses(leader.get(here))
        assert [(event["what"], event["tag"]["label"]) for event in events] == [
            ("Fællesspisning", "Tilmeldt"),
            ("Introkursus", "Mødte op"),
        ]
        assert any(panel.key == "courses" for panel in PERSON_PANELS)

    def test_the_start_page_tells_what_is_on_and_what_waits(self, leader, world):
        def card():
            cards = leader.get("/").context["cards"]
            return next((one["context"] for one in cards if one["key"] == "activities"), None)

        assert card() is None
        held, coming = plan(world, HELD, title="Holdt"), plan(world, COMING, title="Kommer")
        (row,) = signed_up(held, mentor(world))
        told = card()
        assert [one["title"] for one in told["coming"]] == ["Kommer"]
        assert [one["title"] for one in told["waiting"]] == ["Holdt"]
        Attendance.objects.filter(pk=row.pk).update(state="attended")
        assert card()["waiting"] == []
        assert coming.sessions.exists()

    def test_the_whole_way_from_lacking_to_having(self, leader, world):
        """Planned, signed up, held, recorded: the introduction course stands on the case."""
        person = refugee(world)
        leader.post(url(world, "activity_new"), form(HELD, kind="intro_course", side="refugee"))
        activity = Activity.objects.get()
        session = activity.sessions.get()
        data = {"people": [person.pk], "sessions": [session.pk], "side": "refugee"}
        leader.post(url(world, "activity_signup", activity.pk), data)
        row = Attendance.objects.get()
        states = {f"was-{row.pk}": "signed_up", f"state-{row.pk}": "attended"}
        leader.post(url(world, "attendance", activity.pk, session.pk), states)
        assert Refugee.objects.get().intro_course_on == HELD
