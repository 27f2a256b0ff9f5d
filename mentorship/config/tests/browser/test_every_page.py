"""Every page, on desktop and phone: accessible, fitting, and without a complaint from the browser."""

import os
from pathlib import Path

import pytest
from django.test import RequestFactory

from mentorship.config.tests.browser.addresses import ADDRESSES, NOT_PAGES, url_names
from mentorship.config.tests.browser.sight import DESKTOP, NARROWEST, PHONE, Window
from mentorship.config.tests.browser.worlds import MID_WAY, lived_world
from mentorship.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WORLD = (MID_WAY, lived_world)
SHOTS = os.environ.get("SHOTS")  # a folder for pictures of every page, to be looked at


def takes_no_get(view) -> bool:
    request = RequestFactory().get("/")
    request.user = None
    try:
        return view(request).status_code == 405
    except Exception:  # it went on to its work, so it takes a GET
        return False


def test_every_address_is_walked_or_no_page():
    walked = {address.name for address in ADDRESSES}
    names = dict(url_names())
    forgotten = {
        name for name, view in names.items() if name not in walked | set(NOT_PAGES) and not takes_no_get(view)
    }
    assert (forgotten, set(NOT_PAGES) - set(names), walked & set(NOT_PAGES)) == (set(), set(), set())


@pytest.fixture(scope="module")
def window_of(browser, site):
    """One window for each role, kept: what the pages share is fetched once."""
    url, world = site
    windows = {}

    def window_of(role) -> Window:
        if role not in windows:
            windows[role] = Window(browser, url)
            if role:
                windows[role].sign_in(world.users[role])
        return windows[role]

    yield window_of
    for window in windows.values():
        window.close()


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_page(window_of, world, address):
    window = window_of(address.role)
    window.complaints.clear()
    window.set_width(DESKTOP)
    path = address.path(world)
    page = window.open(path)
    assert (page.url == window.url + path) is not address.leads_on
    assert page.locator("h1").count() == 1
    assert page.get_attribute("html", "lang") == ("en" if address.variant == "english" else "da")
    title = page.title().strip()
    assert title
    assert not title.startswith("–")
    found = {"twice the text": window.at_twice_the_text()}
    for width in (DESKTOP, PHONE):
        window.set_width(width)
        found[width] = window.violations() + window.sideways()
        if SHOTS:
            page.screenshot(
                path=Path(SHOTS) / f"{str(address).replace(':', '-')}-{width}.png", full_page=True
            )
    window.set_width(NARROWEST)
    found[NARROWEST] = window.sideways()
    assert ({where: what for where, what in found.items() if what}, window.complaints) == ({}, [])


@pytest.mark.parametrize(("path", "status"), [("/findes-ikke/", 404), ("/brugere/", 403)])
def test_error_page(open_window, world, path, status):
    window = open_window(world.users[Role.PROJECT_LEADER])
    window.expected = (status,)
    page = window.open(path)
    assert page.locator("h1").count() == 1
    for width in (DESKTOP, PHONE):
        window.set_width(width)
        assert window.violations() + window.sideways() == []
