"""What only a browser can tell: accessibility, width, large text, the keyboard and the scripts."""

from pathlib import Path

import pytest
from django.conf import settings

from mentorship.models import RoleBinding
from mentorship.permissions import Role
from mentorship.testing.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(settings.BASE_DIR) / "static" / "vendor" / "axe" / "axe.min.js"
RULES = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
WIDTHS = [1280, 390, 320]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def complaints():
    """What the browser says on its console and in its error events."""
    return []


@pytest.fixture
def open_page(page, live_server, client, complaints):
    """Open a path signed in, at a width; anything the browser complains of fails the test."""
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def go(path, width=1280, signed_in=True):
        if signed_in:
            client.force_login(UserFactory())
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            page.context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
            )
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
        return page

    yield go
    assert complaints == []


@pytest.fixture
def violations(complaints):
    """Ask axe about a page; the styles axe itself tries to set are refused by our policy and don't count."""

    def ask(page) -> list[str]:
        before = len(complaints)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(RULES)["violations"]
        page.wait_for_timeout(200)  # the last of its complaints
        del complaints[before:]
        return [f"{v['id']}: {node['html'][:120]}" for v in found for node in v["nodes"]]

    return ask


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/komponenter/", "/komponenter/?fejl=1"], ids=["fresh", "refused"])
def test_every_component_is_accessible_and_fits(open_page, violations, path, width):
    page = open_page(path, width)
    assert violations(page) == []
    assert page.evaluate(SIDEWAYS) == 0


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/konto/log-ind/", "/konto/glemt/"])
def test_signing_in_is_accessible_and_fits(open_page, violations, path, width):
    page = open_page(path, width, signed_in=False)
    assert violations(page) == []
    assert page.evaluate(SIDEWAYS) == 0


def test_text_at_double_size_needs_no_sideways_scroll(open_page):
    page = open_page("/komponenter/")
    page.evaluate("document.documentElement.style.fontSize = '125%'")
    page.wait_for_function("parseFloat(getComputedStyle(document.documentElement).fontSize) === 20")
    assert page.evaluate(SIDEWAYS) == 0


@pytest.mark.parametrize("width", [1280, 390])
def test_targets_are_large_enough(open_page, width):
    """24 by 24 px at least; links within a sentence are exempt (WCAG 2.5.8)."""
    page = open_page("/komponenter/", width)
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, summary, select, input:not([type=hidden])')]
        .filter(e => e.checkVisibility() && !e.closest('.sr-only, .skip-link, p, dialog'))
        .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
        .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 23.5))
        .map(([html, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""
    )
    assert small == []


def test_the_first_tab_skips_to_the_content_and_can_be_seen(open_page):
    page = open_page("/komponenter/")
    page.keyboard.press("Tab")
    focused = "document.activeElement"
    assert page.evaluate(f"{focused}.className") == "skip-link"
    assert page.evaluate(f"getComputedStyle({focused}).outlineStyle") == "solid"
    assert page.evaluate(f"{focused}.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focused}.id") == "main"


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(open_page):
    page = open_page("/komponenter/?fejl=1")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.click("[data-error-summary] a[href='#id_email']")
    assert page.evaluate("document.activeElement.id") == "id_email"


def test_a_date_typed_or_picked_is_what_is_sent(open_page):
    page = open_page("/komponenter/")
    page.wait_for_selector(".date-picker--initialized")
    assert page.locator("[name=start_on]").count() == 1
    page.fill("#id_start_on", "22-11-2026")
    assert (
        page.evaluate("new FormData(document.querySelector('#id_start_on').form).get('start_on')")
        == "22-11-2026"
    )
    page.click(".date-picker__button")
    page.click(".date-picker__calendar__date--current-month >> text='24'")
    assert page.input_value("#id_start_on") == "24-11-2026"


def test_a_dangerous_act_asks_first(open_page, violations):
    page = open_page("/komponenter/")
    page.click("text=Afslut matchet")
    assert page.is_visible("dialog.dialog >> text=Pladsen bliver ledig til en anden.")
    assert violations(page) == []
    page.click("dialog.dialog [data-answer=no]")
    assert page.locator("dialog").count() == 0
    page.click("text=Afslut matchet")
    page.route("**/*", lambda route: route.fulfill(body="done"))  # the page of components takes no POST
    with page.expect_request(lambda request: request.method == "POST"):
        page.click("dialog.dialog [data-answer=yes]")


def test_a_draft_is_kept_while_writing(open_page):
    page = open_page("/komponenter/")
    page.route("**/draft/", lambda route: route.fulfill(json={"saved_at": "09.12"}))
    page.evaluate("document.querySelector('#id_text').form.dataset.draftUrl = '/draft/'")
    page.type("#id_text", "Amina")
    page.wait_for_selector("text=Kladde gemt 09.12", timeout=5000)
    page.unroute("**/draft/")
    page.route("**/draft/", lambda route: route.fulfill(status=200, body="not json"))
    page.type("#id_text", " H.")
    page.wait_for_selector("text=Kladden kunne ikke gemmes", timeout=5000)


def test_the_user_menu_closes_with_escape(open_page, violations):
    page = open_page("/komponenter/")
    page.click(".user-menu summary")
    assert page.is_visible(".user-menu-panel")
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not page.is_visible(".user-menu-panel")


def test_a_demo_user_is_one_click_away(open_page, violations, settings):
    settings.DEMO_MODE = True
    user = UserFactory(email="leder@demo.test")
    user.set_password("demo")
    user.save()
    RoleBinding.objects.create(user=user, role=Role.ADMINISTRATOR)
    page = open_page("/konto/log-ind/", signed_in=False)
    assert violations(page) == []
    page.route("**/", lambda route: route.fulfill(body="in"))  # what comes after is another's page
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.click("text=leder@demo.test")
    assert "password=demo" in sent.value.post_data


def test_the_page_prints_without_its_frame(open_page):
    page = open_page("/komponenter/")
    page.emulate_media(media="print")
    assert not page.is_visible(".banner")
    assert not page.is_visible(".foot")
    assert page.is_visible("h1")


def test_without_script_everything_is_there(browser, live_server, client):
    client.force_login(UserFactory())
    context = browser.new_context(
        java_script_enabled=False, locale="da-DK", viewport={"width": 390, "height": 900}
    )
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + "/komponenter/")
    assert page.is_visible("#id_start_on")
    assert not page.is_visible("[data-print]")
    page.click(".user-menu summary")
    assert page.is_visible(".user-menu-panel >> text=Log ud")
    context.close()
