"""What colleagues do in the chain, click by click; the same with and without JavaScript."""

import re

from playwright.sync_api import Page, expect

from mentorship.config.tests.browser.sight import Window
from mentorship.config.tests.browser.worlds import PASSWORD


def sign_in_by_form(window: Window, user) -> Page:
    page = window.open("/")
    page.fill("#id_login", user.email)
    page.fill("#id_password", PASSWORD)
    page.click("main form button[type=submit]")
    expect(page).not_to_have_url(re.compile("/konto/"))
    return page


def follow_menu(page: Page, path: str) -> None:
    """An entry there is no room for stands folded away: its menu is opened first."""
    entry = page.locator(f".main-nav a[href='{path}']")
    if not entry.is_visible():
        page.locator(".nav-menu > summary, .nav-rest summary").locator("visible=true").first.click()
    entry.click()


def open_a_plan_for_everyone(page: Page) -> int:
    """From the job's page, once the work is done, to the plan; how many pairs it holds."""
    page.wait_for_url(re.compile(r"/match/plan/\d+/$"))
    return int(figures(page)["Matchet"].split()[0])


def put_plan_forward(page: Page) -> None:
    """Many pairs are put forward by a job, which leads back to the plan and what became of it."""
    page.click("a[href$='/indstil/']")
    page.click("main form button[type=submit]")
    if "/job/" in page.url and not page.locator("[data-job-url]").count():
        page.click(".job a.button-primary")  # the worker was quicker than the page
    page.wait_for_url(re.compile(r"stade=proposed|/match/plan/\d+/$"))


def back_first_proposal(page: Page) -> None:
    page.locator("button[name=stance][value=backs]").first.click()


def choose(page: Page, name: str, value: str) -> None:
    """A radio button or a tick."""
    page.check(f"input[name='{name}'][value='{value}']")


def record_yes(page: Page, match_path: str, side: str) -> None:
    page.goto(match_path)
    page.click(f"a[href='{match_path}svar/']")
    choose(page, "side", side)
    choose(page, "says", "yes")
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(rf"{match_path}$"))


def hold_start_meeting(page: Page, match_path: str) -> None:
    page.goto(match_path)
    page.click(f"a[href='{match_path}start/']")
    page.fill("[name=joint_plan]", "De mødes tirsdage kl. 17 på biblioteket.")
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(rf"{match_path}$"))


def log_the_next_talk(page: Page, day_path: str) -> int:
    """From "my day" to the receipt; how many times the thumb comes down."""
    page.goto(day_path)
    page.locator(".ledger-acts a.button-primary").first.click()
    for name, value in (("state", "done"), ("channel", "telephone"), ("pair_met", "few"), ("rating", "4")):
        choose(page, name, value)
    page.locator(".action-bar button[type=submit]").click()
    page.wait_for_url(re.compile("/gemt/$"))
    return 6


def figures_of_the_quarter(page: Page, quarter_path: str) -> dict[str, str]:
    page.goto(quarter_path)
    return figures(page)


def figures(page: Page) -> dict[str, str]:
    """The figures at the top of a page, by their labels."""
    labels = page.locator(".tile-label").all_inner_texts()
    values = page.locator(".tile-value").all_inner_texts()
    return {label: " ".join(value.split()) for label, value in zip(labels, values, strict=True)}


def ask_for_the_files(page: Page, export_path: str) -> None:
    page.goto(export_path)
    page.click("main form button[type=submit]")
