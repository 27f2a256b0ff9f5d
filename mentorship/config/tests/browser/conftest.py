"""A server with the whole product, once for a module, on a database of its own."""

import pytest
from pytest_django.live_server_helper import LiveServer

from mentorship.config.tests.browser.database import own_database
from mentorship.config.tests.browser.sight import Window
from mentorship.testing.clock import everyone_pretends


@pytest.fixture
def _django_db_helper(django_db_setup):
    """In place of pytest-django's: the module's database is thrown away whole, nothing is rolled back.

    The tests keep the mark `django_db`: without one that bears it no test database is made at all.
    """


@pytest.fixture(scope="module")
def site(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """The module's `WORLD` (day, maker) behind a server: (url, world)."""
    day, make = request.module.WORLD
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), own_database(folder), everyone_pretends(day):
        world = make()
        server = LiveServer("localhost")
        server._live_server_modified_settings.enable()
        try:
            yield server.url, world
        finally:
            server.stop()
            server._live_server_modified_settings.disable()


@pytest.fixture
def world(site):
    return site[1]


@pytest.fixture
def open_window(browser, site):
    """Windows of the test; whatever went wrong in any of them fails it."""
    windows = []

    def open_window(user=None, **options) -> Window:
        window = Window(browser, site[0], **options)
        windows.append(window)
        if user:
            window.sign_in(user)
        return window

    yield open_window
    complaints = [complaint for window in windows for complaint in window.complaints]
    for window in windows:
        window.close()
    assert complaints == []
