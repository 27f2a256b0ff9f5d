"""A municipality brings a spreadsheet with headings of its own: in and out again, with and without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from mentorship.config.tests.browser import casework
from mentorship.config.tests.browser.sight import DESKTOP, NARROWEST
from mentorship.config.tests.browser.worlds import MATCHING_BEGINS, ROSTERS, roster_world
from mentorship.models import ColumnMapping, ImportBatch, Mentor, Upload
from mentorship.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WORLD = (MATCHING_BEGINS, roster_world)
READ_AS = {
    "Den frivilliges navn": "name",
    "Hjemkommune": "municipality",
    "Vores nr.": "case_number",
    "Mailadr.": "email",
    "Mobilnr.": "phone",
    "Årgang": "birth_year",
    "Taler": "languages",
    "Kan lide": "interests",
    "Via": "recruited_through",
}


def upload(page: Page, mentors: str, file: str) -> None:
    page.goto(mentors)
    page.click("main a[href$='/import/']")
    page.click("a[href$='/import/ny/mentor/']")
    page.set_input_files("[name=file]", ROSTERS / file)
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile("/kolonner/$"))


def choice(page: Page, head: str):
    return page.locator("tr", has=page.get_by_role("rowheader", name=head, exact=True)).locator("select")


def look_at(window, page: Page) -> None:
    for width in (DESKTOP, NARROWEST):
        window.set_width(width)
        assert window.violations() == []
        assert window.sideways() == []
    window.set_width(DESKTOP)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_spreadsheet_with_headings_of_its_own_goes_in_and_out_again(open_window, world, script):
    window = open_window(java_script_enabled=script)
    page = casework.sign_in_by_form(window, world.users[Role.PROJECT_LEADER])
    before = Mentor.objects.count()
    remembered = ColumnMapping.objects.exists()
    upload(page, world.path("mentorer/"), "odd_heads.csv")
    if not remembered:
        window.expected = (400,)
        page.click("main form button[type=submit]")  # what every row has to have is asked for
        expect(page.locator(".error-summary li")).to_have_count(2)
        window.expected = ()
    for head, key in READ_AS.items():
        expect(choice(page, head)).to_have_value(key if remembered else "")
        choice(page, head).select_option(key)
    if script:
        look_at(window, page)
    page.locator("main form button[type=submit]").first.click()

    expect(page.locator(".import-rows tbody tr")).to_have_count(8)
    if script:
        look_at(window, page)
    page.click(".import-next a[href$='/dubletter/']")
    if script:
        look_at(window, page)
    page.click("label[for=line-7-keep]")
    page.click(".action-bar button[type=submit]")
    page.click("form[action$='/start/'] button")
    page.click(".job a.button-primary")  # the worker was quicker: the job's page leads to the result
    page.wait_for_url(re.compile(r"/import/\d+/$"))
    assert Mentor.objects.count() == before + 8
    batch = ImportBatch.objects.latest("pk")
    assert Upload.objects.get(batch=batch).content == b""

    if script:
        look_at(window, page)
    page.click("form[action$='/fortryd/'] button")
    page.click("dialog [data-answer=yes]" if script else "main form button[type=submit]")
    expect(page.locator("form[action$='/fortryd/']")).to_have_count(0)
    assert Mentor.objects.count() == before
    page.goto(world.path("import/"))
    expect(page.locator("tbody tr").first).to_contain_text("Fortrudt")
