"""One browser window, and everything it finds wrong."""

from pathlib import Path

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

AXE = (Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = """axe.run({
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
}).then(found => found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 160)}`)))"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# All text at twice its size. A script may set what the policy refuses a page.
LARGE_TEXT = """twice => { const root = document.documentElement;
  root.style.fontSize = twice ? `${2 * parseFloat(getComputedStyle(root).fontSize)}px` : ''; }"""
UNREADABLE = (Path(__file__).parent / "unreadable.js").read_text(encoding="utf-8")
STATUS = "status of 4"  # the console repeats what the answer said
HEIGHT = 900
DESKTOP, PHONE, NARROWEST = 1280, 390, 320
DANISH = {"locale": "da-DK", "timezone_id": "Europe/Copenhagen"}
ON_A_PHONE = {"viewport": {"width": PHONE, "height": 844}, "has_touch": True, "is_mobile": True}


class Window:
    """A browser context with one page; `complaints` is what went wrong in it, in words."""

    def __init__(self, browser: Browser, url: str, **options):
        self.url = url
        self.context = browser.new_context(base_url=url, **DANISH, **options)
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.expected: tuple[int, ...] = ()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("response", self._answered)
        self.page.on("requestfailed", self._failed)

    def _heard(self, message) -> None:
        """Breaches of the content security policy are errors on the console.

        What is told of no address comes from axe, which we send in: its styles are refused too.
        """
        if message.type in ("error", "warning") and message.location["url"] and STATUS not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _answered(self, response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{response.status} {response.url}")

    def _failed(self, request) -> None:
        if request.failure != "net::ERR_ABORTED":  # left on purpose: a download, a page left early
            self.complaints.append(f"{request.failure} {request.url}")

    def sign_in(self, user) -> None:
        """Without the form, which has a test of its own."""
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.url}])

    def open(self, path: str) -> Page:
        self.page.goto(path, wait_until="load")
        return self.page

    def set_width(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": HEIGHT})

    def violations(self) -> list[str]:
        """What axe finds."""
        if self.page.evaluate("typeof axe") == "undefined":
            self.page.evaluate(AXE)
        return self.page.evaluate(RULES)

    def sideways(self) -> list[str]:
        """What makes the page wider than its window; nothing where it fits."""
        if self.page.evaluate(SIDEWAYS) <= 0:
            return []
        return self.page.evaluate(
            """() => { const edge = document.documentElement.clientWidth;
            return [...document.body.querySelectorAll('*')]
              .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > edge + 1)
              .map(e => e.outerHTML.slice(0, 100)).slice(0, 5); }"""
        ) or ["the page is wider than the window"]

    def at_twice_the_text(self) -> list[str]:
        """What does not fit, is cut off or covered when all text is twice as large; the size is put back."""
        self.page.evaluate(LARGE_TEXT, True)
        found = self.sideways() + self.page.evaluate(UNREADABLE)
        self.page.evaluate(LARGE_TEXT, False)
        return found

    def close(self) -> None:
        self.context.close()
