"""Without a mouse: the skip link first, a focus that is seen, and a talk logged by keys alone."""

import re

import pytest
from playwright.sync_api import Page

from followup.models import FollowUp, FollowUpState
from mentorship.config.tests.browser.worlds import MATCHING_BEGINS, one_pair_world
from mentorship.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WORLD = (MATCHING_BEGINS, one_pair_world)
MOST_STOPS = 80
PAGES = ["", "borgere/", "match/", "match/alle/", "opfoelgning/", "kvartal/", "eksport/"]
FOCUSED_IS_SEEN = """() => {
  const focused = document.activeElement;
  const drawn = [focused, ...(focused.labels || [])].map(e => getComputedStyle(e));
  return drawn.some(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2);
}"""


def tab_to(page: Page, selector: str) -> None:
    """On to the first control that fits, by Tab alone; each stop on the way must show the focus."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        where = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        assert page.evaluate(FOCUSED_IS_SEEN), f"the focus is not seen on {where}"
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {MOST_STOPS} tabs")


@pytest.mark.parametrize("path", PAGES)
def test_the_first_tab_skips_to_the_content(open_window, world, path):
    page = open_window(world.users[Role.PROJECT_LEADER]).open(world.path(path))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    assert page.evaluate(FOCUSED_IS_SEEN)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_talk_is_logged_by_keys_alone(open_window, world):
    page = open_window(world.users[Role.PROJECT_LEADER]).open(world.path("opfoelgning/"))
    tab_to(page, ".ledger-acts a.button-primary")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/opfoelgning/\d+/$"))
    tab_to(page, "[name=state]")
    page.keyboard.press("Space")
    tab_to(page, "[name=channel]")
    page.keyboard.press("ArrowRight")
    tab_to(page, "[name=rating]")
    for _step in range(3):
        page.keyboard.press("ArrowRight")
    tab_to(page, "[name=next_step]")
    page.keyboard.type("Ringer igen på fredag")
    tab_to(page, ".action-bar button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/gemt/$"))
    logged = FollowUp.objects.get(state=FollowUpState.DONE)
    assert (logged.channel, logged.rating, logged.next_step) == ("video", 4, "Ringer igen på fredag")
