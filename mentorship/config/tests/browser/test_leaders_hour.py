"""An hour of a leader's, by keys alone: who waits, who fits, a plan changed, proposed again and put forward.

Then what follows: the task group, the answers, the start meeting, and a new match for one who broke off.
"""

import re

import pytest
from playwright.sync_api import Page

from matching.models import Match, MatchingRun
from matching.states import MatchState
from mentorship.config.tests.browser import casework
from mentorship.config.tests.browser.test_keyboard import FOCUSED_IS_SEEN, MOST_STOPS, tab_to
from mentorship.config.tests.browser.worlds import MATCHING_BEGINS, roster_world
from mentorship.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WORLD = (MATCHING_BEGINS, roster_world)


def press(page: Page, selector: str, *, back: bool = False) -> None:
    """On to the control by Tab, or back to it, and press it."""
    if back:
        _tab_back_to(page, selector)
    else:
        tab_to(page, selector)
    page.keyboard.press("Enter")


def _tab_back_to(page: Page, selector: str) -> None:
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(FOCUSED_IS_SEEN)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {MOST_STOPS} tabs back")


def through_the_job(page: Page) -> None:
    """On from the job's page to what the work came to."""
    page.wait_for_url(re.compile("/job/"))
    if page.locator("[data-job-url]").count():  # still at work: the page goes on by itself
        page.wait_for_url(lambda url: "/job/" not in url)
    else:
        press(page, ".job .button-primary")


def draft() -> MatchingRun:
    return MatchingRun.objects.filter(state=MatchingRun.State.DRAFT).latest("updated_at")


def change(page: Page, selector: str, cursor: int, *, back: bool = False) -> None:
    """Press what changes the draft; the page shows it after, and the focus has not fallen off."""
    after = draft().version + 1
    press(page, selector, back=back)
    page.wait_for_selector(f"form:has(#undo) [name=version][value='{after}']", state="attached")
    page.wait_for_selector("#bench :focus")
    assert draft().cursor == cursor


def test_a_leaders_hour(open_window, world):
    board = world.path("match/")
    window = open_window(world.users[Role.PROJECT_LEADER])
    page = window.open(board)

    # A plan for everybody, by keys
    press(page, "form[action$='foreslaa-alle/'] button")
    through_the_job(page)
    casework.open_a_plan_for_everyone(page)
    page = window.open(board)
    proposed = draft()

    # Filter, and open the one who has waited longest of those left
    tab_to(page, "[name=kommune]")
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile("kommune="))
    page.wait_for_selector("#bench:not(.htmx-request)")
    press(page, ".wait-table tbody:last-of-type a")
    page.wait_for_selector(".rank")
    assert window.violations() == []

    # What would another mentor do to the plan? Then lock, choose, keep apart, and take it all back
    press(page, "a.plan-change")
    page.wait_for_selector("#preview-title")
    assert window.violations() == []
    change(page, "#preview-choose", 1)
    assert proposed.pairs.filter(locked=True).count() == 1
    change(page, ".draft-pairs .button-lock[aria-pressed=false]", 2)
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    press(page, ".rank-more summary", back=True)
    change(page, "[id^=forbid-][id$=-send]", 3)
    change(page, "#undo", 2)
    assert page.evaluate("document.activeElement.id") == "undo"
    change(page, "#redo", 3)
    change(page, "#undo", 2, back=True)

    # Proposed again with what is locked, the new one beside the draft; on with it
    press(page, ".draft-again summary")
    press(page, "#propose-all")
    through_the_job(page)
    page.wait_for_url(re.compile("/ved-siden-af/$"))
    assert window.violations() == []
    new = MatchingRun.objects.latest("pk")
    assert new.pairs.filter(locked=True).count() == 2
    press(page, ".beside-one.is-new button[type=submit]")
    page.wait_for_url(re.compile(rf"plan={new.pk}"))
    proposed.refresh_from_db()
    assert (draft(), proposed.state) == (new, MatchingRun.State.DISCARDED)

    # Put forward, by the worker; the page leads to what became of it
    press(page, "#put-forward")
    page.wait_for_url(re.compile("/indstil/$"))
    press(page, "main form button[type=submit]")
    through_the_job(page)
    page.wait_for_url(re.compile(r"/match/plan/\d+/$"))
    assert Match.objects.filter(state=MatchState.PROPOSED).count() == new.matched
    assert window.violations() == []

    _from_proposal_to_the_next_match(open_window, world, page)


def _from_proposal_to_the_next_match(open_window, world, page: Page) -> None:
    match = world.path("match/")
    group = open_window(world.users[Role.TASK_GROUP]).open(f"{match}indsatsgruppe/")
    casework.back_first_proposal(group)
    group.wait_for_load_state()
    backed = Match.objects.get(state=MatchState.BACKED)
    here = f"{match}{backed.pk}/"
    casework.record_yes(page, here, "mentor")
    casework.record_yes(page, here, "refugee")
    casework.hold_start_meeting(page, here)
    assert Match.objects.get(pk=backed.pk).state == MatchState.ACTIVE

    # It breaks off; who was in it waits again, and is found on the board
    page.goto(f"{here}afslut/")
    page.locator("input[name=reason]").first.check()
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(rf"{here}$"))
    assert Match.objects.get(pk=backed.pk).state == MatchState.ENDED
