"""Somebody leaves or loses a role: what stands open is counted, handed over, and nothing is lost."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorship.errors import DomainError
from mentorship.models import Act, Interview, Refugee, RoleBinding, StandIn, User
from mentorship.people.caseload import OpenCaseload, caseload, without_any, without_role
from mentorship.people.roles import set_active, take_role
from mentorship.permissions import Role
from mentorship.testing.client import StrictClient
from mentorship.testing.factories import MentorFactory, RefugeeFactory, RoleBindingFactory, UserFactory
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = people_world()
    world.leaving, world.colleague = world.consultant(), world.consultant()
    world.elsewhere = world.consultant(world.ringsted)
    world.case = refugee(world)
    world.admin = RoleBindingFactory(role=Role.ADMINISTRATOR, programme=None).user
    return world


def refugee(world, **fields):
    fields = {"municipality": world.soroe, "consultant": world.leaving} | fields
    return RefugeeFactory(programme=world.programme, **fields)


def interview(world, **fields):
    return Interview.objects.create(
        **{"refugee": world.case, "interviewer": world.leaving, "starts_at": timezone.now()} | fields
    )


def close(world, to=None):
    receivers = {world.programme.pk: to} if to else {}
    set_active(user=world.leaving, active=False, by=world.admin, to=receivers)


def counts(world, after=None):
    (load,) = caseload(world.leaving, after=after or without_any(world.leaving))
    return load.open, [count for _label, count in load.counts]


class TestCounts:
    def test_what_is_open_and_whose(self, world):
        refugee(world, consultant=world.colleague)
        refugee(world, left_on=datetime.date(2026, 5, 1))
        interview(world)
        interview(world, state="held")
        assert counts(world) == (2, [1, 1])

    def test_nothing_open_is_nothing(self, world):
        assert caseload(world.colleague, after=without_any(world.colleague)) == []

    def test_who_can_take_over(self, world):
        partner, evaluator = world.partner_user(), world.in_role(Role.EVALUATOR)
        (load,) = caseload(world.leaving, after=without_any(world.leaving))
        assert set(load.receivers) == {world.colleague, world.leader}
        assert not {partner, evaluator, world.elsewhere} & set(load.receivers)

    def test_a_closed_account_takes_nothing_over(self, world):
        User.objects.filter(pk=world.colleague.pk).update(is_active=False)
        (load,) = caseload(world.leaving, after=without_any(world.leaving))
        assert set(load.receivers) == {world.leader}

    def test_what_another_hat_still_reaches_stays(self, world):
        hat = world.leaving.bindings.get()
        RoleBindingFactory(user=world.leaving, programme=world.programme)
        assert caseload(world.leaving, after=without_role(world.leaving, hat)) == []

    def test_only_what_the_role_reached_alone(self, world):
        second = RoleBindingFactory(
            user=world.leaving,
            role=Role.CONSULTANT,
            programme=world.programme,
            municipality=world.ringsted,
        )
        refugee(world, municipality=world.ringsted)
        assert counts(world) == (2, [2])
        assert counts(world, without_role(world.leaving, second)) == (1, [1])

    @pytest.mark.parametrize("rows", [1, 20])
    def test_it_costs_the_same_whatever_is_open(self, world, rows, django_assert_num_queries):
        for _ in range(rows):
            refugee(world)
            world.consultant()
        leaving = User.objects.get(pk=world.leaving.pk)
        with django_assert_num_queries(7):
            caseload(leaving, after=without_any(leaving))


class TestClosing:
    def test_is_refused_while_something_is_open(self, world):
        with pytest.raises(OpenCaseload):
            close(world)
        assert User.objects.get(pk=world.leaving.pk).is_active

    def test_hands_over_to_the_colleague_and_closes_at_once(self, world):
        planned, held = interview(world), interview(world, state="held")
        before = world.case.version
        close(world, to=world.colleague)
        row = Refugee.objects.get(pk=world.case.pk)
        assert (row.consultant, row.version) == (world.colleague, before + 1)
        assert Interview.objects.get(pk=planned.pk).interviewer == world.colleague
        assert Interview.objects.get(pk=held.pk).interviewer == world.leaving, "done work keeps its name"
        assert not User.objects.get(pk=world.leaving.pk).is_active
        act = Act.objects.get(kind="refugee.handed_over")
        assert act.detail == {"to": world.colleague.pk, "count": 1}

    def test_not_to_somebody_who_does_not_reach_it(self, world):
        for other in (world.elsewhere, world.in_role(Role.TASK_GROUP), UserFactory()):
            with pytest.raises(OpenCaseload):
                close(world, to=other)
        assert Refugee.objects.get(pk=world.case.pk).consultant == world.leaving

    def test_the_leader_takes_over_when_named(self, world):
        close(world, to=world.leader)
        assert Refugee.objects.get(pk=world.case.pk).consultant == world.leader

    def test_ends_the_stand_ins_on_either_side(self, world):
        today = timezone.localdate()
        for absent, stand_in in ((world.leaving, world.colleague), (world.elsewhere, world.leaving)):
            StandIn.objects.create(
                absent=absent, stand_in=stand_in, starts_on=today, ends_on=today, made_by=world.leader
            )
        close(world, to=world.colleague)
        assert not StandIn.objects.filter(ended_at=None).exists()

    def test_again_changes_nothing(self, world):
        close(world, to=world.colleague)
        close(world)
        assert Act.objects.filter(kind="user.shut_out").count() == 1

    def test_taking_a_role_asks_for_the_same(self, world):
        hat = world.leaving.bindings.get()
        with pytest.raises(OpenCaseload):
            take_role(binding=hat, by=world.admin)
        take_role(binding=hat, by=world.admin, to={world.programme.pk: world.colleague})
        assert not RoleBinding.objects.filter(pk=hat.pk).exists()
        assert Refugee.objects.get(pk=world.case.pk).consultant == world.colleague


class TestPage:
    @pytest.fixture
    def office(self, client, world):
        client.force_login(world.admin)
        return client

    def at(self, name, world, *args):
        return reverse(f"people:{name}", args=[world.leaving.pk, *args])

    def test_counts_and_no_case(self, office, world):
        response = office.get(self.at("user_leave", world))
        html = response.content.decode()
        assert response.context["loads"][0]["facts"][0]["value"] == 1
        for secret in (world.case.person.name, world.case.case_number):
            assert secret not in html
            assert secret not in office.get(self.at("user", world)).content.decode()

    def test_shutting_out_without_it_leads_to_the_page(self, office, world):
        response = office.post(self.at("user_active", world), {"active": "0"})
        assert response.url == self.at("user_leave", world)
        hat = world.leaving.bindings.get()
        response = office.post(self.at("user_role_remove", world, hat.pk))
        assert response.url == f"{self.at('user_leave', world)}?rolle={hat.pk}"

    def test_handed_over_and_out_at_the_next_request_in_every_session(self, office, world):
        sessions = [StrictClient(), StrictClient()]
        for session in sessions:
            session.force_login(world.leaving)
            assert session.get("/").status_code == 200
        data = {f"to_{world.programme.pk}": world.colleague.pk}
        assert office.post(self.at("user_leave", world), data).status_code == 302
        for session in sessions:
            assert session.get("/").url.startswith(reverse("account_login"))
        assert Refugee.objects.get(pk=world.case.pk).consultant == world.colleague

    def test_one_role_of_several(self, office, world):
        hat = world.leaving.bindings.get()
        RoleBindingFactory(user=world.leaving, role=Role.EVALUATOR, programme=world.programme)
        url = f"{self.at('user_leave', world)}?rolle={hat.pk}"
        assert office.get(url).context["hat"]
        office.post(url, {f"to_{world.programme.pk}": world.leader.pk})
        assert [b.role for b in world.leaving.bindings.all()] == [Role.EVALUATOR]
        assert User.objects.get(pk=world.leaving.pk).is_active

    def test_nobody_named_is_told_beside_the_field(self, office, world):
        response = office.post(self.at("user_leave", world), {f"to_{world.programme.pk}": ""})
        assert response.status_code == 400
        assert f"to_{world.programme.pk}" in response.context["form"].errors

    def test_nobody_there_to_take_over(self, office, world):
        world.leader.bindings.all().delete()
        world.colleague.bindings.all().delete()
        assert office.get(self.at("user_leave", world)).context["loads"][0]["nobody"]

    def test_a_role_of_somebody_else_is_not_there(self, office, world):
        other = world.colleague.bindings.get()
        assert office.get(f"{self.at('user_leave', world)}?rolle={other.pk}").status_code == 404

    def test_the_last_administrator_stays(self, office, world):
        office.post(reverse("people:user_leave", args=[world.admin.pk]))
        assert User.objects.get(pk=world.admin.pk).is_active
        with pytest.raises(DomainError):
            set_active(user=world.admin, active=False, by=world.admin)


def test_the_mentors_of_a_partner_stay_with_the_organisation(world):
    partner = world.partner_user()
    MentorFactory(programme=world.programme, organisation=world.partner)
    set_active(user=partner, active=False, by=world.admin)
    assert not User.objects.get(pk=partner.pk).is_active
