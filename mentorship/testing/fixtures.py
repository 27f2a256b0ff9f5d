"""The strict client in place of pytest-django's, and the system's Chromium in place of Playwright's."""

import os
from typing import Any

import pytest

from mentorship.testing.browser import CHROMIUM_FLAGS, chromium
from mentorship.testing.client import StrictClient


@pytest.fixture
def client() -> StrictClient:
    return StrictClient()


@pytest.fixture
def htmx_client() -> StrictClient:
    return StrictClient(headers={"HX-Request": "true"})


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    # Playwright keeps an event loop in the test's thread; the ORM is still called from that thread alone.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {**browser_type_launch_args, "executable_path": chromium(), "args": list(CHROMIUM_FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "da-DK", "timezone_id": "Europe/Copenhagen"}
