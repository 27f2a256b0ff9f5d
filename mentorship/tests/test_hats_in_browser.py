"""The header on a telephone, without script: one row, a menu that folds, and a hat that is changed."""

import pytest
from django.conf import settings
from django.urls import reverse

from mentorship.permissions import Role
from mentorship.testing.factories import RoleBindingFactory
from mentorship.tests.people_world import people_world

pytestmark = [pytest.mark.django_db(transaction=True)]
TALLEST_ROW = 60  # px: one row with a name above its hat


@pytest.fixture
def phone(browser, live_server, client):
    world = people_world()
    RoleBindingFactory(user=world.leader, role=Role.EVALUATOR, programme=world.programme)
    client.force_login(world.leader)
    context = browser.new_context(
        java_script_enabled=False, locale="da-DK", viewport={"width": 390, "height": 844}
    )
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("people:refugees", args=[world.programme.key]))
    yield page
    context.close()


def test_one_row_and_a_menu(phone):
    assert phone.locator(".banner-inner").bounding_box()["height"] <= TALLEST_ROW
    entry = phone.locator(".main-nav a").last
    assert not entry.is_visible()
    phone.click(".nav-menu > summary")
    assert entry.is_visible(), "folded entries stand in the same list here"
    box = entry.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def test_the_hat_is_changed_and_said(phone):
    assert "Alle roller" in phone.inner_text(".user-menu > summary")
    phone.click(".user-menu > summary")
    phone.click("text=Ekstern evaluator")
    assert "Ekstern evaluator" in phone.inner_text(".user-menu > summary")
    assert phone.url.endswith("/"), "the register is not the evaluator's"
