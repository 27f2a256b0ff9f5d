"""The watch itself: what it must not let pass."""

import pytest

from mentorship.config.tests.browser.sight import Window

BROKEN = """<!doctype html><html lang="da"><head><title>x</title></head><body><main>
<h1 style="color: red">x</h1><img src="/none.png"><p>%s</p></main></body></html>""" % ("x" * 2000)
POLICY = {"Content-Security-Policy": "style-src 'self'; default-src 'self'"}


@pytest.mark.browser
def test_a_broken_page_is_complained_of(browser):
    window = Window(browser, "http://localhost")
    window.context.route("**/none.png", lambda route: route.fulfill(status=404))
    window.context.route("**/page/", lambda route: route.fulfill(body=BROKEN, headers=POLICY))
    window.page.goto("/page/")
    found = " ".join([*window.violations(), *window.sideways()])
    window.close()
    told = " ".join(window.complaints)
    assert "inline style" in told
    assert "404 http://localhost/none.png" in told
    assert "image-alt" in found
    assert "the page is wider than the window" in found
