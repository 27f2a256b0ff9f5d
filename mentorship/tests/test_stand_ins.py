"""Who stands in for whom: what it opens, what it never opens, and that it ends."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse

from mentorship.errors import DomainError
from mentorship.models import Act, Municipality, Organisation, Refugee, StandIn, User
from mentorship.people.standing_in import (
    arrange_stand_in,
    covering,
    end_stand_in,
    those_one_arranges_for,
    who_may_stand_in,
)
from mentorship.permissions import Role
from mentorship.testing.factories import MentorFactory, RefugeeFactory, RoleBindingFactory, UserFactory
from mentorship.testing.programmes import loaded_programme
from mentorship.tests.people_world import people_world
from mentorship.trail import record_act
from mentorship.views.person_trail import trail_of

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)
PAGE = reverse("people:stand_ins")


@pytest.fixture
def world(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC))
    world = people_world()
    world.absent, world.colleague = world.consultant(world.ringsted), world.consultant(world.soroe)
    world.case = RefugeeFactory(programme=world.programme, municipality=world.ringsted)
    return world


def stand_in(world, days=7, starts=0, **fields):
    fields = {"absent": world.absent, "stand_in": world.colleague, "made_by": world.leader} | fields
    first = TODAY + datetime.timedelta(days=starts)
    return StandIn.objects.create(starts_on=first, ends_on=first + datetime.timedelta(days=days), **fields)


def arrange(world, **changes):
    values = {
        "absent": world.absent,
        "stand_in": world.colleague,
        "starts_on": TODAY,
        "ends_on": TODAY + datetime.timedelta(days=4),
        "by": world.absent,
    }
    return arrange_stand_in(**values | changes)


def fresh(user):
    return User.objects.get(pk=user.pk)


def sees(user, case):
    return Refugee.objects.visible_to(fresh(user)).filter(pk=case.pk).exists()


class TestWhatItOpens:
    def test_the_hats_of_the_absent_while_it_lasts(self, world, time_machine):
        assert not sees(world.colleague, world.case)
        stand_in(world, days=2, starts=1)
        assert not sees(world.colleague, world.case), "not before the first day"
        for day, open_ in ((1, True), (3, True), (4, False)):
            time_machine.move_to(datetime.datetime(2026, 11, 22 + day, 9, tzinfo=datetime.UTC))
            assert sees(world.colleague, world.case) is open_, day

    def test_ended_it_is_closed_at_the_next_request(self, world, client):
        row = stand_in(world)
        client.force_login(world.colleague)
        page = reverse("people:refugee", args=[world.programme.key, world.case.pk])
        assert client.get(page).status_code != 404
        end_stand_in(row=row, by=world.leader)
        assert client.get(page).status_code == 404

    def test_marked_and_still_one_query(self, world, django_assert_num_queries):
        stand_in(world)
        user = fresh(world.colleague)
        with django_assert_num_queries(1):
            own, borrowed = user.active_bindings
            assert (own.standing_in_for, borrowed.standing_in_for) == (None, world.absent)
            assert user.work_of(world.programme) == {user.pk, world.absent.pk}

    def test_the_hat_says_for_whom(self, world, client):
        stand_in(world)
        client.force_login(world.colleague)
        choices = client.get("/").context["hat_choices"]
        assert choices[-1]["label"] == f"Integrationskonsulent (Ringsted), for {world.absent}"

    def test_with_the_absent_hat_on_the_work_is_the_absents_alone(self, world):
        stand_in(world)
        user = fresh(world.colleague)
        user.hat = world.absent.bindings.get().pk
        assert user.work_of(world.programme) == {world.absent.pk}
        user.hat = world.colleague.bindings.get().pk
        assert user.work_of(world.programme) == {world.colleague.pk}


class TestWhatItNeverOpens:
    def test_administration(self, world):
        RoleBindingFactory(user=world.absent, role=Role.ADMINISTRATOR, programme=None)
        stand_in(world)
        assert not fresh(world.colleague).is_administrator

    def test_a_programme_one_has_no_role_in(self, world):
        other = loaded_programme("vaertsprogram")
        RoleBindingFactory(user=world.absent, programme=other)
        stand_in(world)
        assert fresh(world.colleague).programme_ids() == {world.programme.pk}

    def test_what_was_handed_to_the_absent_in_turn(self, world):
        third = world.consultant(world.ringsted)
        stand_in(world, absent=third, stand_in=world.absent)
        stand_in(world)
        assert {b.user_id for b in fresh(world.colleague).active_bindings} == {
            world.colleague.pk,
            world.absent.pk,
        }

    def test_the_hats_of_a_closed_account(self, world):
        stand_in(world)
        User.objects.filter(pk=world.absent.pk).update(is_active=False)
        assert not sees(world.colleague, world.case)

    def test_a_role_lost_meanwhile_takes_the_borrowed_one_along(self, world):
        stand_in(world)
        world.colleague.bindings.all().delete()
        assert fresh(world.colleague).active_bindings == []

    @pytest.mark.parametrize(
        ("role", "absent_role", "may"),
        [
            (Role.CONSULTANT, Role.PROJECT_LEADER, True),
            (Role.PROJECT_LEADER, Role.PARTNER, True),
            (Role.TASK_GROUP, Role.CONSULTANT, False),
            (Role.EVALUATOR, Role.CONSULTANT, False),
            (Role.PROJECT_LEADER, Role.EVALUATOR, False),
            (Role.STEERING_GROUP, Role.PROJECT_LEADER, False),
        ],
    )
    def test_a_role_that_does_not_fit(self, world, role, absent_role, may):
        scope = {
            Role.CONSULTANT: {"municipality": world.soroe},
            Role.PARTNER: {"organisation": world.partner},
        }
        hats = [
            RoleBindingFactory(role=r, programme=world.programme, **scope.get(r, {}))
            for r in (role, absent_role)
        ]
        stand_in(world, stand_in=hats[0].user, absent=hats[1].user)
        assert (len(fresh(hats[0].user).active_bindings) == 2) is may
        assert (hats[0].user in who_may_stand_in(hats[1].user)) is may

    def test_another_organisations_mentors(self, world):
        other = Organisation.objects.get(name="Dansk Flygtningehjælp")
        mentor = MentorFactory(programme=world.programme, organisation=other)
        stand_in(world, absent=world.partner_user(other), stand_in=world.partner_user())
        user = fresh(StandIn.objects.get().stand_in)
        assert not type(mentor).objects.visible_to(user).filter(pk=mentor.pk).exists()


class TestArranging:
    def test_own_stand_in_is_arranged_signed_and_told(self, world, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            row = arrange(world)
        assert (row.absent, row.stand_in, row.made_by) == (world.absent, world.colleague, world.absent)
        assert Act.objects.get(kind="stand_in.arranged").detail["stand_in"] == world.colleague.pk
        (message,) = mail.outbox
        assert message.to == [world.colleague.email]
        assert str(world.absent) in message.body
        assert str(world.absent) not in message.subject

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"starts_on": TODAY - datetime.timedelta(days=1)}, id="past"),
            pytest.param({"ends_on": TODAY - datetime.timedelta(days=1)}, id="ends-before"),
            pytest.param({"ends_on": TODAY + datetime.timedelta(days=400)}, id="too-long"),
        ],
    )
    def test_days_that_do_not_fit(self, world, changes):
        with pytest.raises(DomainError):
            arrange(world, **changes)
        assert not StandIn.objects.exists()

    def test_nobody_from_elsewhere(self, world):
        with pytest.raises(DomainError):
            arrange(world, stand_in=UserFactory())

    def test_one_at_a_time_and_nobody_who_is_away(self, world):
        arrange(world)
        with pytest.raises(DomainError, match="allerede en vikar"):
            arrange(world, stand_in=world.leader)
        with pytest.raises(DomainError, match="selv væk"):
            arrange(world, absent=world.leader, stand_in=world.absent, by=world.leader)

    def test_a_colleague_arranges_for_nobody_else_the_leader_does(self, world):
        with pytest.raises(DomainError):
            arrange(world, by=world.colleague)
        assert arrange(world, by=world.leader).made_by == world.leader

    def test_not_where_somebody_has_a_role_in_a_programme_led_by_others(self, world):
        RoleBindingFactory(user=world.absent, programme=loaded_programme("vaertsprogram"))
        assert world.absent not in those_one_arranges_for(world.leader)
        admin = RoleBindingFactory(role=Role.ADMINISTRATOR, programme=None).user
        assert world.absent in those_one_arranges_for(admin)
        assert admin not in those_one_arranges_for(admin)

    def test_the_leaders_stand_in_arranges_for_nobody_else(self, world):
        stand_in(world, absent=world.leader)
        assert list(those_one_arranges_for(fresh(world.colleague))) == [world.colleague]

    def test_ending_twice_changes_nothing(self, world):
        row = end_stand_in(row=stand_in(world), by=world.absent)
        first = row.ended_at
        assert end_stand_in(row=row, by=world.leader).ended_at == first
        assert Act.objects.filter(kind="stand_in.ended").count() == 1


class TestPage:
    def post(self, client, world, **changes):
        data = {"stand_in": world.colleague.pk, "starts_on": "22-11-2026", "ends_on": "26-11-2026"}
        return client.post(PAGE, data | changes)

    def test_one_arranges_and_ends_the_own(self, world, client):
        client.force_login(world.absent)
        assert client.get(PAGE).context["own"]
        assert self.post(client, world).status_code == 302
        row = StandIn.objects.get()
        assert [r["state"]["label"] for r in client.get(PAGE).context["rows"]] == ["I gang"]
        client.post(reverse("people:stand_in_end", args=[row.pk]))
        row.refresh_from_db()
        assert row.ended_at

    def test_the_leader_chooses_for_whom(self, world, client):
        client.force_login(world.leader)
        assert client.get(PAGE, {"for": world.absent.pk}).context["absent"] == world.absent
        assert self.post(client, world, **{"for": world.absent.pk}).status_code == 302
        assert StandIn.objects.get().absent == world.absent

    def test_refusals_are_told_on_the_page(self, world, client):
        client.force_login(world.absent)
        assert self.post(client, world, ends_on="21-11-2026").status_code == 400
        assert self.post(client, world, stand_in="").status_code == 400
        assert self.post(client, world, starts_on="01-11-2026").status_code == 400
        assert not StandIn.objects.exists()

    def test_what_is_not_the_users_is_not_there(self, world, client):
        client.force_login(world.colleague)
        other = stand_in(world, stand_in=world.leader)
        assert client.get(PAGE, {"for": world.absent.pk}).status_code == 404
        assert client.get(PAGE).context["rows"] == []
        assert client.post(reverse("people:stand_in_end", args=[other.pk])).status_code == 404

    @pytest.mark.parametrize("rows", [1, 20])
    def test_it_costs_the_same_whatever_its_length(self, world, client, rows, django_assert_num_queries):
        for number in range(rows):
            stand_in(world, starts=10 * number)
        client.force_login(world.leader)
        with django_assert_num_queries(8):
            assert len(client.get(PAGE).context["rows"]) == rows


class TestSigned:
    def test_an_act_on_a_row_only_the_absent_reaches_says_for_whom(self, world):
        stand_in(world)
        user = fresh(world.colleague)
        act = record_act(kind="x.y", subject=world.case, by=user, programme=world.programme)
        assert (act.by_id, act.detail) == (user.pk, {"for": world.absent.pk})

    def test_an_own_case_stays_ones_own(self, world):
        stand_in(world)
        own = RefugeeFactory(programme=world.programme, municipality=world.soroe)
        act = record_act(kind="x.y", subject=own, by=fresh(world.colleague), programme=world.programme)
        assert act.detail == {}

    def test_a_row_given_to_the_absent_says_so_even_where_both_reach_it(self, world):
        stand_in(world)
        row = RefugeeFactory(programme=world.programme, municipality=world.soroe, consultant=world.absent)
        act = record_act(kind="x.y", subject=row, by=fresh(world.colleague), programme=world.programme)
        assert act.detail == {"for": world.absent.pk}

    def test_with_the_absents_hat_on_everything_does(self, world):
        stand_in(world)
        user = fresh(world.colleague)
        user.hat = world.absent.bindings.get().pk
        act = record_act(kind="x.y", subject=Municipality.objects.first(), by=user, programme=world.programme)
        assert act.detail == {"for": world.absent.pk}


class TestCovering:
    def test_whose_follow_ups_go_to_whom(self, world):
        stand_in(world)
        assert covering([world.programme.pk], on=TODAY) == {
            (world.programme.pk, world.absent.pk): world.colleague.pk
        }
        assert covering([world.programme.pk], on=TODAY + datetime.timedelta(days=8)) == {}

    def test_nobody_whose_hats_do_not_reach_all_of_it(self, world):
        partner = RoleBindingFactory(
            user=world.absent, role=Role.PARTNER, programme=world.programme, organisation=world.partner
        )
        stand_in(world, stand_in=world.partner_user())
        assert covering([world.programme.pk], on=TODAY) == {}
        world.absent.bindings.exclude(pk=partner.pk).delete()
        assert len(covering([world.programme.pk], on=TODAY)) == 1


def test_the_trail_of_the_case_says_for_whom(world):
    stand_in(world)
    record_act(
        kind="refugee.edited", subject=world.case, by=fresh(world.colleague), programme=world.programme
    )
    (row,) = trail_of(world.case)["rows"]
    assert row["who"] == f"{world.colleague} for {world.absent}"
