"""A test client that holds the house rules on every page a test happens to fetch."""

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client, TestCase

INLINE_HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE)
INLINE_STYLE = re.compile(r"<style|<[^>]*\sstyle\s*=", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*\stype=\"application/json\")[^>]*>", re.IGNORECASE)
UNRENDERED = re.compile(r"\{\{|\{%|!!undefined")
WRITE = re.compile(r"^\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+[\"`]?(\w+)", re.IGNORECASE)
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
WRITTEN_WHEN_READING = {
    "mentorship_lookup",
    "django_session",
}  # who looked at whom; the last programme opened


class WroteWhileReading(AssertionError):
    """A GET changed a row."""


def refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Execute wrapper: a safe request may write the look-up log and the session, nothing else."""
    write = WRITE.match(sql)
    if write and write.group(2).lower() not in WRITTEN_WHEN_READING:
        raise WroteWhileReading(f"A GET wrote to {write.group(2)}: {sql[:200]}")
    return execute(sql, params, many, context)


def check_page(html: str) -> None:
    """No inline script, style or handler (the CSP forbids them), and nothing left unrendered."""
    for rule in (INLINE_SCRIPT, INLINE_STYLE, INLINE_HANDLER, UNRENDERED):
        found = rule.search(html)
        assert not found, (
            f"{rule.pattern} found in the page: {html[max(0, found.start() - 80) : found.end() + 80]}"
        )


class StrictClient(Client):
    """Runs on-commit hooks, keeps reads from writing, and checks every page."""

    def request(self, **request: Any) -> Any:  # as the parent: a response with the test's own attributes
        with TestCase.captureOnCommitCallbacks(execute=True):
            if request.get("REQUEST_METHOD", "GET") in SAFE_METHODS:
                with connection.execute_wrapper(refuse_writes):
                    response = super().request(**request)
            else:
                response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            check_page(response.content.decode(response.charset))
        return response
