"""Users and roles: given, taken, shut out at the next request, invited by mail."""

import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from mentorship.errors import DomainError
from mentorship.models import Act, RoleBinding, User
from mentorship.people.roles import give_role, set_active
from mentorship.permissions import Role
from mentorship.testing.client import StrictClient
from mentorship.testing.factories import (
    MunicipalityFactory,
    OrganisationFactory,
    RoleBindingFactory,
    UserFactory,
)
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return people_world()


@pytest.fixture
def admin():
    return RoleBindingFactory(role=Role.ADMINISTRATOR, programme=None, user__name="Ada Admin").user


@pytest.fixture
def office(client, admin):
    client.force_login(admin)
    return client


def page(name, *args):
    return reverse(f"people:{name}", args=args)


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_costs_the_same_whatever_its_length(office, rows, django_assert_num_queries):
    for _ in range(rows):
        RoleBindingFactory()
    with django_assert_num_queries(10):
        office.get(page("users"))


def test_users_are_found_by_name_and_address(office):
    UserFactory(name="Åse Ør", email="aase@kommune.test")
    for query in ("åSE", "AASE@"):
        rows = office.get(page("users"), {"q": query}).context["rows"]
        assert [row["email"] for row in rows] == ["aase@kommune.test"]
    assert office.get(page("users"), {"q": "findes ikke"}).context["rows"] == []


def test_only_administrators_come_here(client, world):
    client.force_login(world.leader)
    assert client.get(page("users")).status_code == 403
    assert client.post(page("user_active", world.leader.pk), {"active": "0"}).status_code == 403


def test_a_role_is_given_and_works_at_once(office, world):
    user = UserFactory()
    form = {"role": "consultant", "programme": world.programme.pk, "municipality": world.soroe.pk}
    assert office.post(page("user_role", user.pk), form).status_code == 302
    theirs = StrictClient()
    theirs.force_login(user)
    assert theirs.get(page("refugees", world.programme.key)).status_code == 200
    assert Act.objects.filter(kind="role.given", detail={"role": "consultant"}).count() == 1


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({"role": "consultant"}, id="no-programme"),
        pytest.param({"role": "consultant", "programme": True}, id="no-municipality"),
        pytest.param({"role": "partner", "programme": True}, id="no-organisation"),
        pytest.param(
            {"role": "consultant", "programme": True, "municipality": True}, id="foreign-municipality"
        ),
        pytest.param({"role": "partner", "programme": True, "organisation": True}, id="foreign-organisation"),
        pytest.param({"role": "king"}, id="no-such-role"),
        pytest.param({"role": "project_leader", "programme": True, "again": True}, id="twice"),
    ],
)
def test_a_role_that_does_not_fit_is_refused(office, world, form):
    strangers = {"municipality": MunicipalityFactory().pk, "organisation": OrganisationFactory().pk}
    values = {"programme": world.programme.pk} | strangers
    user = world.leader if form.pop("again", False) else UserFactory()
    before = RoleBinding.objects.count()
    data = {key: values[key] if value is True else value for key, value in form.items()}
    assert office.post(page("user_role", user.pk), data).status_code == 400
    assert RoleBinding.objects.count() == before


@pytest.mark.parametrize("role", [Role.PROJECT_LEADER, Role.CONSULTANT, Role.PARTNER])
def test_the_service_asks_for_what_a_role_is_bound_to(role):
    with pytest.raises(DomainError):
        give_role(user=UserFactory(), role=role, by=None)


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.PARTNER])
def test_the_service_asks_for_what_narrows_a_role(world, role):
    with pytest.raises(DomainError):
        give_role(user=UserFactory(), role=role, by=None, programme=world.programme)


def test_what_does_not_narrow_the_role_is_left_out(office, world):
    user = UserFactory()
    form = {"role": "task_group", "programme": world.programme.pk, "municipality": world.soroe.pk}
    office.post(page("user_role", user.pk), form)
    assert user.bindings.get().municipality is None


def test_a_role_taken_away_is_gone_at_the_next_request(office, world):
    theirs = StrictClient()
    theirs.force_login(world.leader)
    assert theirs.get(page("refugees", world.programme.key)).status_code == 200
    binding = world.leader.bindings.get()
    assert office.post(page("user_role_remove", world.leader.pk, binding.pk)).status_code == 302
    assert theirs.get(page("refugees", world.programme.key)).status_code == 404


def test_a_user_shut_out_is_out_at_the_next_request_in_every_session(office, world):
    sessions = [StrictClient(), StrictClient()]
    for session in sessions:
        session.force_login(world.leader)
        assert session.get("/").status_code == 200
    office.post(page("user_leave", world.leader.pk))
    for session in sessions:
        assert session.get("/").url.startswith(reverse("account_login"))
    office.post(page("user_active", world.leader.pk), {"active": "1"})
    assert User.objects.get(pk=world.leader.pk).is_active


def test_the_last_administrator_stays(office, admin):
    binding = admin.bindings.get()
    office.post(page("user_role_remove", admin.pk, binding.pk))
    office.post(page("user_active", admin.pk), {"active": "0"})
    admin.refresh_from_db()
    assert admin.is_active
    assert RoleBinding.objects.filter(pk=binding.pk).exists()


def test_one_of_two_administrators_may_go(admin):
    other = RoleBindingFactory(role=Role.ADMINISTRATOR, programme=None).user
    set_active(user=other, active=False, by=admin)
    assert not User.objects.get(pk=other.pk).is_active


def test_a_role_of_somebody_else_is_404(office, world):
    other = RoleBindingFactory(programme=world.programme)
    assert office.post(page("user_role_remove", world.leader.pk, other.pk)).status_code == 404


class TestInvite:
    def invite(self, *args, **options):
        call_command("invite", *args, **options)

    def test_the_invited_choose_a_password_and_are_in(
        self, world, client, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            self.invite(
                "Sara@Kommune.test",
                role="consultant",
                programme=world.programme.key,
                municipality="sorø",
                name="Sara Winther",
            )
        (message,) = mail.outbox
        assert message.to == ["sara@kommune.test"]
        assert world.programme.name not in message.subject
        user = User.objects.get(email="sara@kommune.test")
        assert (user.name, user.has_usable_password()) == ("Sara Winther", False)
        path = re.search(r"http://testserver(/\S+)", message.body)[1]
        form = client.get(path, follow=True)
        assert form.status_code == 200
        password = {"password1": "et-langt-kodeord-9", "password2": "et-langt-kodeord-9"}
        client.post(form.redirect_chain[-1][0], password)
        user.refresh_from_db()
        assert user.check_password("et-langt-kodeord-9")

    def test_somebody_known_gets_one_more_role(self, world):
        known = UserFactory(email="kendt@kommune.test")
        self.invite(
            "kendt@kommune.test", role="partner", programme=world.programme.key, organisation="røde kors"
        )
        self.invite("kendt@kommune.test", role="administrator")
        assert known.bindings.count() == 2

    @pytest.mark.parametrize(
        ("email", "options"),
        [
            pytest.param("ikke en adresse", {"role": "administrator"}, id="address"),
            pytest.param("a@kommune.test", {"role": "evaluator"}, id="no-programme"),
            pytest.param("a@kommune.test", {"role": "evaluator", "programme": "findes-ikke"}, id="programme"),
            pytest.param(
                "a@kommune.test", {"role": "consultant", "municipality": "Atlantis"}, id="municipality"
            ),
            pytest.param("a@kommune.test", {"role": "partner", "organisation": "Ingen"}, id="organisation"),
        ],
    )
    def test_bad_input_is_one_line_and_nothing_half_done(self, email, options):
        before = User.objects.count()
        with pytest.raises(CommandError) as error:
            self.invite(email, **options)
        assert "\n" not in str(error.value)
        assert User.objects.count() == before
        assert mail.outbox == []
