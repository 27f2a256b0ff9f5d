"""The suite's own pytest plugin: registers the fixtures, and skips what the machine cannot run."""

import os

import pytest

from mentorship.testing import fixtures
from mentorship.testing.browser import chromium

ASK_THE_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_configure(config: pytest.Config) -> None:
    """Registered late: of two fixtures with one name, the plugin that came last wins."""
    config.pluginmanager.register(fixtures, "house-fixtures")


@pytest.hookimpl(tryfirst=True)  # before -m chooses by marker
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that use Playwright's browser are browser tests, those that ask the database database tests."""
    for item in items:
        if item.get_closest_marker("django_db") or ASK_THE_DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    skip_what_the_machine_lacks(items)


def skip_what_the_machine_lacks(items: list[pytest.Item]) -> None:
    """A group whose server or browser is not here is skipped with the reason; run_tests.py repeats it."""
    lacking = {
        "postgres": not os.environ.get("TEST_DATABASE_URL", "").startswith("postgres"),
        "redis": not os.environ.get("TEST_REDIS_URL"),
        "browser": chromium() is None,
    }
    reasons = {
        "postgres": "TEST_DATABASE_URL names no PostgreSQL",
        "redis": "TEST_REDIS_URL is not set",
        "browser": "no Chromium on this machine",
    }
    for item in items:
        for group in lacking:
            if lacking[group] and item.get_closest_marker(group):
                item.add_marker(pytest.mark.skip(reason=reasons[group]))
