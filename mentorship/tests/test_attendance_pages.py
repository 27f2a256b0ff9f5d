"""Signing people up and recording who came, in the browser."""

import pytest

from mentorship.models import Attendance, Mentor
from mentorship.tests.activities_world import COMING, HELD, mentor, plan, refugee, signed_up, url
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(morning):
    return people_world()


@pytest.fixture
def leader(enter, world):
    return enter(world.leader)


class TestSigningUp:
    def page(self, world, activity):
        return url(world, "activity_signup", activity.pk)

    def test_whoever_lacks_the_course_is_offered(self, leader, world):
        activity = plan(world, COMING)
        lacking, trained = mentor(world), mentor(world, trained_on=HELD)
        mentor(world, left_on=HELD)
        signed_up(activity, mentor(world))
        here = self.page(world, activity)
        keys = [one["key"] for one in leader.get(here).context["people"]]
        assert keys == [str(lacking.pk)]
        everybody = [one["key"] for one in leader.get(here, {"vis": "alle"}).context["people"]]
        assert set(everybody) == {str(lacking.pk), str(trained.pk)}

    def test_several_at_a_time(self, leader, world):
        activity, people = plan(world, COMING), [mentor(world), mentor(world)]
        sessions = [row.pk for row in activity.sessions.all()]
        data = {"people": [one.pk for one in people], "sessions": sessions, "side": "mentor"}
        assert leader.post(self.page(world, activity), data).status_code == 302
        assert Attendance.objects.count() == 2

    def test_too_many_for_the_places(self, leader, world):
        activity, people = plan(world, COMING, places=1), [mentor(world), mentor(world)]
        data = {"people": [one.pk for one in people], "sessions": [activity.sessions.get().pk]}
        response = leader.post(self.page(world, activity), data)
        assert response.status_code == 400
        assert response.context["ticked"] == {str(one.pk) for one in people}
        assert not Attendance.objects.exists()

    def test_nobody_whom_the_user_does_not_see(self, enter, world):
        activity, other = plan(world, COMING), mentor(world)
        data = {"people": [other.pk], "sessions": [activity.sessions.get().pk]}
        partner = enter(world.partner_user())
        assert str(other.pk) not in [
            one["key"] for one in partner.get(self.page(world, activity)).context["people"]
        ]
        assert partner.post(self.page(world, activity), data).status_code == 404
        assert not Attendance.objects.exists()

    def test_a_partner_signs_nobody_up_for_what_is_for_refugees(self, enter, world):
        activity = plan(world, COMING, kind="intro_course", side="refugee")
        response = enter(world.partner_user()).get(self.page(world, activity))
        assert response.url == url(world, "activity", activity.pk)

    @pytest.mark.parametrize("rows", [1, 20])
    def test_it_costs_the_same_whatever_its_length(self, leader, world, rows, django_assert_num_queries):
        activity = plan(world, COMING)
        for _ in range(rows):
            mentor(world, organisation=world.partner)
        leader.get(self.page(world, activity))
        with django_assert_num_queries(11):
            assert len(leader.get(self.page(world, activity)).context["people"]) == rows

    def test_taken_off_again(self, leader, world):
        activity, person = plan(world, COMING), mentor(world)
        signed_up(activity, person)
        leader.post(url(world, "activity_withdraw", activity.pk), {"mentor": person.pk})
        assert not Attendance.objects.exists()

    def test_taking_off_needs_somebody_one_sees(self, enter, world):
        activity, person = plan(world, COMING), mentor(world)
        signed_up(activity, person)
        here = url(world, "activity_withdraw", activity.pk)
        assert enter(world.partner_user()).post(here, {"mentor": person.pk}).status_code == 404
        assert enter(world.leader).get(here).status_code == 405


class TestAttendance:
    def page(self, world, activity):
        return url(world, "attendance", activity.pk, activity.sessions.get().pk)

    def answers(self, *rows):
        data = {}
        for row, state in rows:
            data |= {f"was-{row.pk}": row.state, f"state-{row.pk}": state}
        return data

    def test_everybody_stands_on_came(self, leader, world):
        activity = plan(world, HELD)
        signed_up(activity, mentor(world))
        signed_up(activity, mentor(world), "absent")
        people = leader.get(self.page(world, activity)).context["people"]
        chosen = [answer["value"] for one in people for answer in one["answers"] if answer["chosen"]]
        assert chosen == ["attended", "absent"]

    def test_all_in_one_form(self, leader, world):
        activity = plan(world, HELD)
        (first,), (second,) = (signed_up(activity, mentor(world)) for _ in range(2))
        answer = leader.post(
            self.page(world, activity), self.answers((first, "attended"), (second, "absent"))
        )
        assert answer.status_code == 302
        assert dict(Mentor.objects.values_list("pk", "trained_on")) == {
            first.mentor_id: HELD,
            second.mentor_id: None,
        }

    def test_before_the_day_only_excuses(self, leader, world):
        activity = plan(world, COMING)
        (row,) = signed_up(activity, mentor(world))
        here = self.page(world, activity)
        (one,) = leader.get(here).context["people"]
        assert [answer["value"] for answer in one["answers"]] == ["excused", "signed_up"]
        assert leader.post(here, self.answers((row, "attended"))).status_code == 400
        assert leader.post(here, self.answers((row, "excused"))).status_code == 302

    def test_a_colleague_was_first(self, leader, world):
        activity = plan(world, HELD)
        (row,) = signed_up(activity, mentor(world))
        read = self.answers((row, "attended"))
        Attendance.objects.update(state="absent")
        response = leader.post(self.page(world, activity), read)
        assert response.status_code == 409
        assert Attendance.objects.get().state == "absent"

    def test_of_others_a_partner_records_nothing(self, enter, world):
        activity = plan(world, HELD)
        (row,) = signed_up(activity, mentor(world))
        enter(world.partner_user()).post(self.page(world, activity), self.answers((row, "attended")))
        assert Attendance.objects.get().state == "signed_up"
        assert Mentor.objects.get().trained_on is None

    @pytest.mark.parametrize("name", ["attendance", "attendance_list"])
    def test_a_session_of_another_activity_is_not_there(self, leader, world, name):
        mine, other = plan(world), plan(world)
        assert leader.get(url(world, name, mine.pk, other.sessions.get().pk)).status_code == 404

    @pytest.mark.parametrize("name", ["attendance", "attendance_list"])
    @pytest.mark.parametrize("rows", [1, 20])
    def test_it_costs_the_same_whoever_comes(self, leader, world, name, rows, django_assert_num_queries):
        activity = plan(world, HELD, kind="event", side="both")
        for _ in range(rows):
            signed_up(activity, mentor(world, organisation=world.partner))
            signed_up(activity, refugee(world))
        here = url(world, name, activity.pk, activity.sessions.get().pk)
        leader.get(here)
        with django_assert_num_queries(11):
            assert len(leader.get(here).context["people"]) == 2 * rows
