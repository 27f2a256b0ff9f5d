"""What somebody does who moves a municipality in, click by click."""

import re

from playwright.sync_api import Locator, Page, expect

from mentorship.config.tests.browser.spreadsheets import Spreadsheet
from mentorship.config.tests.browser.worlds import PASSWORD


def invite(page: Page, *, email: str, name: str, role: str, programme, scope: dict[str, str]) -> None:
    """The administrator's form; `scope` is the municipality or the organisation, by its name."""
    page.goto("/brugere/inviter/")
    page.fill("[name=email]", email)
    page.fill("[name=name]", name)
    page.select_option("[name=role]", role)
    page.select_option("[name=programme]", label=programme.name)
    for field, label in scope.items():
        page.select_option(f"[name={field}]", label=label)
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"/brugere/$"))


def answer_invitation(page: Page, mail, email: str) -> None:
    """The link of the mail, a password, and in."""
    path = re.search(r"https?://[^/\s]+(/\S+)", mail.body)
    assert path is not None
    page.goto(path[1])
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.click("main form button[type=submit]")
    expect(page.locator("[name=password1]")).to_have_count(0)
    page.goto("/")
    if page.locator("#id_login").count():
        page.fill("#id_login", email)
        page.fill("#id_password", PASSWORD)
        page.click("main form button[type=submit]")
    expect(page).not_to_have_url(re.compile("/konto/"))


def upload(page: Page, imports: str, kind: str, sheet: Spreadsheet) -> None:
    """From the list of imports to the columns of the file."""
    page.goto(imports)
    page.click(f"a[href$='/import/ny/{kind}/']")
    page.set_input_files("input[type=file]", files=[sheet.upload])
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile("/kolonner/$"))


def choose_columns(page: Page, sheet: Spreadsheet) -> None:
    """Say what the municipality's own headings are."""
    for head, key in sheet.heads.items():
        _choice(page, head).select_option(key)


def chosen(page: Page, sheet: Spreadsheet) -> dict[str, str]:
    """What each of the own headings is read as, on the page."""
    return {head: _choice(page, head).input_value() for head in sheet.heads}


def _choice(page: Page, head: str) -> Locator:
    named = page.get_by_role("rowheader", name=head, exact=True)
    return page.locator(".mapping tbody tr").filter(has=named).locator("select")


def go_on_to_the_preview(page: Page) -> None:
    page.click("main form:has(.mapping) button[type=submit]")
    page.wait_for_url(re.compile(r"/import/[0-9a-f-]{36}/$"))


def import_it(page: Page) -> str:
    """From the preview through the job to what was added; its address."""
    page.click("form[action$='/start/'] button")
    page.click(".job a.button-primary")
    page.wait_for_url(re.compile(r"/import/\d+/$"))
    return page.url


def undo_it(page: Page, address: str) -> None:
    page.goto(address)
    page.click("form[action$='/fortryd/'] button")
    page.click("dialog [data-answer=yes]")
    expect(page.locator("form[action$='/fortryd/']")).to_have_count(0)
