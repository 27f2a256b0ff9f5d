"""One user, several hats: which one is on narrows every page, and never widens one."""

import pytest
from django.urls import reverse

from mentorship.models import Mentor, Refugee, User
from mentorship.permissions import Permission, Role
from mentorship.testing.client import StrictClient
from mentorship.testing.factories import MentorFactory, RefugeeFactory, RoleBindingFactory, UserFactory
from mentorship.testing.programmes import loaded_programme
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db
HAT = reverse("people:hat")


@pytest.fixture
def world():
    world = people_world()
    world.many = world.consultant()
    common = {"user": world.many, "programme": world.programme}
    world.consultant_hat = world.many.bindings.get()
    world.steering_hat = RoleBindingFactory(role=Role.STEERING_GROUP, **common)
    world.partner_hat = RoleBindingFactory(role=Role.PARTNER, organisation=world.partner, **common)
    world.refugee = RefugeeFactory(programme=world.programme, municipality=world.soroe)
    world.mentor = MentorFactory(programme=world.programme, municipality=world.ringsted)
    world.mentor.organisation = world.partner
    world.mentor.save()
    return world


@pytest.fixture
def page(client, world):
    client.force_login(world.many)
    return client


def at(world, name, *args):
    return reverse(f"people:{name}", args=[world.programme.key, *args])


def put_on(client, hat, next_page="/"):
    return client.post(HAT, {"hat": hat.pk if hat else "", "next": next_page})


def test_all_hats_are_on_by_default(page, world):
    response = page.get(at(world, "refugees"))
    assert response.context["hats"] == "Alle roller"
    assert [choice["current"] for choice in response.context["hat_choices"]] == [True, False, False, False]
    assert page.get(at(world, "mentor", world.mentor.pk)).status_code == 200


def test_one_hat_narrows_pages_rows_and_navigation(page, world):
    put_on(page, world.consultant_hat)
    response = page.get(at(world, "refugees"))
    assert response.context["hats"] == str(world.consultant_hat)
    assert [row.pk for row in Refugee.objects.visible_to(response.wsgi_request.user)] == [world.refugee.pk]
    assert not Mentor.objects.visible_to(response.wsgi_request.user).exists()
    assert page.get(at(world, "mentor", world.mentor.pk)).status_code == 404
    put_on(page, world.steering_hat)
    response = page.get(at(world, "programme"))
    assert {entry["label"] for entry in response.context["nav"]} == {"Overblik", "Kvartal"}
    assert page.get(at(world, "refugees")).status_code == 403


def test_partials_and_writing_are_narrowed_too(page, world):
    put_on(page, world.steering_hat)
    assert page.get(at(world, "refugees"), headers={"HX-Request": "true"}).status_code == 403
    assert page.post(at(world, "refugee_reveal", world.refugee.pk), {"purpose": "x"}).status_code == 403


def test_all_hats_again(page, world):
    put_on(page, world.steering_hat)
    put_on(page, None)
    assert page.get(at(world, "refugees")).status_code == 200


@pytest.mark.parametrize("method", ["get", "put"])
def test_only_by_a_form(page, method):
    assert getattr(page, method)(HAT).status_code == 405


def test_the_hat_of_somebody_else_cannot_be_put_on(page, world):
    other = RoleBindingFactory(programme=world.programme)
    assert put_on(page, other).status_code == 404
    assert page.post(HAT, {"hat": "alt"}).status_code == 404
    session = page.session
    session["hat"] = other.pk
    session.save()
    user = page.get(at(world, "refugees")).wsgi_request.user
    assert not user.may(Permission.MATCH_PROPOSE, world.programme)


def test_one_comes_back_to_the_page_or_to_the_start(page, world):
    case = at(world, "refugee", world.refugee.pk)
    assert put_on(page, world.consultant_hat, case).url == case
    assert page.get(case).status_code == 200
    assert put_on(page, world.steering_hat, case).url == case
    assert page.get(case).url == "/"
    assert page.get(case).status_code == 403, "only once: afterwards it is refused as ever"


@pytest.mark.parametrize("elsewhere", ["https://eksempel.invalid/", "//eksempel.invalid", ""])
def test_nobody_is_led_out_of_the_house(page, world, elsewhere):
    assert put_on(page, world.consultant_hat, elsewhere).url == "/"


def test_a_hat_taken_away_is_gone_at_the_next_request_in_every_session(page, world):
    second = StrictClient()
    second.force_login(world.many)
    for session in (page, second):
        put_on(session, world.partner_hat)
        assert session.get(at(world, "mentor", world.mentor.pk)).status_code == 200
    world.partner_hat.delete()
    for session in (page, second):
        assert session.get(at(world, "mentor", world.mentor.pk)).status_code == 404


def test_the_hat_says_its_programme_where_there_are_two(page, world):
    other = loaded_programme("vaertsprogram")
    hat = RoleBindingFactory(user=world.many, programme=other)
    put_on(page, hat)
    response = page.get("/")
    assert response.context["programme"] == other
    assert response.context["hats"] == f"Projektleder · {other.name}"


def test_one_hat_alone_is_no_choice(client, world):
    client.force_login(world.leader)
    response = client.get(at(world, "refugees"))
    assert (response.context["hats"], response.context["hat_choices"]) == ("Projektleder", [])
    assert HAT not in response.content.decode()


def test_who_has_no_role_has_no_hat_to_change(client):
    client.force_login(UserFactory())
    assert client.post(HAT, {"hat": ""}).status_code == 404


def test_what_is_held_takes_one_query(world, django_assert_num_queries):
    user = User.objects.get(pk=world.many.pk)
    with django_assert_num_queries(1):
        assert len(user.active_bindings) == 3
        user.hat = world.partner_hat.pk
        assert [hat.role for hat in user.active_bindings] == [Role.PARTNER]
