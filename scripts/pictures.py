"""Take the guide's and the README's pictures of a running demo, into static/guide/.

    make demo PORT=8000                                       in one terminal
    .venv/bin/python scripts/pictures.py http://127.0.0.1:8000   in another

Needs a Chromium (CHROMIUM can name it). A picture larger than 250 kB is refused: everybody clones it.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from mentorship.testing.browser import CHROMIUM_FLAGS, chromium  # noqa: E402  the path must be set first

FOLDER = ROOT / "static" / "guide"
PROGRAMME = "/p/holdbart-match"
MOST_BYTES = 250_000
FULL = 5  # mentors in the picture
ROSTER = ROOT / "mentorship" / "tests" / "rosters" / "mentors.csv"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def sign_in(browser: Browser, address: str, email: str, **options: object) -> Page:
    context = browser.new_context(
        base_url=address, locale="da-DK", timezone_id="Europe/Copenhagen", **options
    )
    page = context.new_page()
    page.goto("/konto/log-ind/")
    page.fill("#id_login", email)
    page.fill("#id_password", "demo")
    page.click("main form button[type=submit]")
    page.wait_for_url(lambda url: "/konto/" not in url)
    return page


def the_board(browser: Browser, address: str) -> Page:
    """The first who waits and has a page full of mentors to choose among."""
    page = sign_in(browser, address, "leder@demo.test", viewport={"width": 1280, "height": 860})
    page.goto(f"{PROGRAMME}/match/")
    links = page.locator(".wait-table a").evaluate_all("links => links.map(link => link.href)")
    for link in reversed(links):  # those for whom nobody is possible stand first
        page.goto(link)
        if page.locator(".rank-lead").count() >= FULL:
            return page
    raise SystemExit("Nobody who waits in this demo has so many mentors to choose among.")


def the_quarter(browser: Browser, address: str) -> Page:
    page = sign_in(browser, address, "styregruppe@demo.test", viewport={"width": 1280, "height": 1060})
    page.goto(f"{PROGRAMME}/kvartal/")
    return page


def the_day(browser: Browser, address: str) -> Page:
    page = sign_in(browser, address, "leder@demo.test", **PHONE)
    page.goto(f"{PROGRAMME}/opfoelgning/")
    return page


def the_log(browser: Browser, address: str) -> Page:
    page = the_day(browser, address)
    page.locator(".ledger-acts a.button-primary").first.click()
    page.wait_for_selector("[name=state]")
    return page


def desk(email: str, path: str, height: int = 800) -> Callable[[Browser, str], Page]:
    """A page as a role sees it at a desk."""

    def go(browser: Browser, address: str) -> Page:
        page = sign_in(browser, address, email, viewport={"width": 1280, "height": height})
        page.goto(path)
        return page

    return go


def the_import(browser: Browser, address: str) -> Page:
    """The columns of a roster; the upload is given up by itself after some days."""
    page = sign_in(browser, address, "leder@demo.test", viewport={"width": 1280, "height": 900})
    page.goto(f"{PROGRAMME}/import/ny/mentor/")
    page.set_input_files("[name=file]", ROSTER)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/kolonner/")
    return page


def the_candidates(browser: Browser, address: str) -> Page:
    """Those who wait, for the first free mentor of an organisation."""
    page = desk("roedekors@demo.test", f"{PROGRAMME}/kandidater/")(browser, address)
    page.locator("main a[href*='mentor=']").first.click()
    return page


PICTURES: dict[str, Callable[[Browser, str], Page]] = {
    "board": the_board,
    "quarter": the_quarter,
    "my-day-phone": the_day,
    "log-phone": the_log,
    "import": the_import,
    "calendar": desk("leder@demo.test", f"{PROGRAMME}/samtaler/?hvem=alle", 760),
    "group": desk("gruppe@demo.test", f"{PROGRAMME}/match/indsatsgruppe/", 760),
    "candidates": the_candidates,
    "export": desk("evaluator@demo.test", f"{PROGRAMME}/eksport/", 700),
    "users": desk("admin@demo.test", "/brugere/", 700),
}


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    too_large = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
        for name, go in PICTURES.items():
            path = FOLDER / f"{name}.png"
            page = go(browser, sys.argv[1])
            page.wait_for_load_state("networkidle")
            page.screenshot(path=path)
            page.context.close()
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1000:.0f} kB")
            if path.stat().st_size > MOST_BYTES:
                too_large.append(name)
        browser.close()
    if too_large:
        print(f"Larger than {MOST_BYTES // 1000} kB: {', '.join(too_large)}", file=sys.stderr)
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
