"""Several browsers with one page open: whoever saves second is told, keeps the text, and loses nobody's."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect, sync_playwright

from mentorship.config.tests.browser.sight import Window
from mentorship.config.tests.browser.worlds import MATCHING_BEGINS, one_pair_world
from mentorship.models import Draft, Refugee
from mentorship.permissions import Role
from mentorship.testing.browser import CHROMIUM_FLAGS, chromium
from mentorship.testing.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WORLD = (MATCHING_BEGINS, one_pair_world)
SAVE = ".action-bar button[type=submit]"
TOLD = 409


def facts_page(world) -> str:
    row = Refugee.objects.get(programme=world.programme)
    return reverse("people:refugee_edit", args=[world.programme.key, row.pk])


def as_saved() -> Refugee:
    return Refugee.objects.select_related("person").get()


def save(page: Page) -> int:
    """The answer's status: where it leads on, that of what it leads to."""
    with page.expect_navigation(wait_until="load") as answered:
        page.click(SAVE)
    return answered.value.status


def signed_in(user, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_second_to_save_is_told_keeps_the_text_and_loses_nothing(open_window, world, script):
    row = as_saved()
    Refugee.objects.update(note="")
    type(row.person).objects.filter(pk=row.person_id).update(phone="", email="")
    users = world.users
    first = open_window(users[Role.PROJECT_LEADER], java_script_enabled=script)
    second = open_window(users[Role.CONSULTANT], java_script_enabled=script)
    second.expected = (TOLD,)
    path = facts_page(world)
    hers, his = first.open(path), second.open(path)
    if his.url != second.url + path:  # a case of a colleague's: a purpose is asked first
        his.fill("#id_purpose", "Vikarierer i dag")
        his.click("main form button[type=submit]")
        his.goto(path)
    hers.fill("#id_phone", "22 22 22 22")
    hers.fill("#id_note", "hendes ord")
    his.fill("#id_email", "ny@eksempel.invalid")
    his.fill("#id_note", "hans ord\nog en linje til")
    assert save(hers) == 200
    assert save(his) == TOLD

    told = his.locator("[data-error-summary]")
    expect(told).to_contain_text("Gemt af en anden imens")
    expect(told).to_contain_text("22 22 22 22")
    expect(told).to_contain_text("hendes ord")
    if script:
        expect(told).to_be_focused()
    assert his.input_value("#id_note") == "hans ord\nog en linje til"
    assert his.input_value("#id_phone") == "22 22 22 22"
    assert as_saved().note == "hendes ord"
    if script:
        assert second.violations() + second.sideways() == []

    his.fill("#id_note", "hendes ord, hans ord")
    assert save(his) == 200
    saved = as_saved()
    assert (saved.person.phone, saved.person.email) == ("22 22 22 22", "ny@eksempel.invalid")
    assert saved.note == "hendes ord, hans ord"
    his.goto(path)
    assert not Draft.objects.exists(), "what was saved is no draft any more"


SIZES = [
    pytest.param(2, 8, id="8"),
    pytest.param(4, 800, id="800", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("browsers", "edits"), SIZES)
def test_no_edit_of_many_browsers_is_lost(site, world, browsers, edits):
    """Each adds its mark to the note it reads; told that another was first, it puts both together."""
    Refugee.objects.update(note="")
    url, path = site[0], facts_page(world)
    ready = threading.Barrier(browsers)
    told, marks = [], iter(range(edits))
    turn = threading.Lock()

    # A user each: a draft is its writer's own, and would be shared.
    cookies = [signed_in(UserFactory(leader_of=world.programme), url) for _number in range(browsers)]

    def work(cookie: dict[str, str]) -> None:
        with (
            sync_playwright() as play,
            play.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS)) as browser,
        ):
            window = Window(browser, url)
            window.expected = (TOLD,)
            window.context.set_default_timeout(120_000)  # they take turns with each other for the machine
            window.context.add_cookies([cookie])
            ready.wait(timeout=60)
            while True:
                with turn:
                    mark = next(marks, None)
                if mark is None:
                    break
                insist(window.open(path), mark)
            assert window.complaints == []

    def insist(page: Page, mark: int) -> None:
        page.fill("#id_note", f"{page.input_value('#id_note')} {mark}")
        while save(page) == TOLD:
            told.append(mark)
            assert page.input_value("#id_note").split()[-1] == str(mark)
            theirs = page.locator("[data-error-summary] tbody td").first.inner_text()
            page.fill("#id_note", f"{theirs.removeprefix('intet')} {mark}")

    with ThreadPoolExecutor(browsers) as pool:
        for outcome in [pool.submit(work, cookie) for cookie in cookies]:
            outcome.result()
    saved = as_saved()
    assert sorted(map(int, saved.note.split())) == list(range(edits))
    assert told, "nobody was ever second: that was no race"
    print(f"{edits} edits by {browsers} browsers: {len(told)} told, 0 lost")
