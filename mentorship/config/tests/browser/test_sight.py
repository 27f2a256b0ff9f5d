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


TIGHT = """<!doctype html><html lang="da"><head><title>x</title><style>
body { font-size: 1.6rem }
.fixed { height: 40px } .cut { overflow: hidden } .far { width: 200px; overflow: auto }
</style></head><body><h1>x</h1>
<div class="fixed"><p class="lies-under">Overskrift over to linjer <br>som fylder</p></div>
<p class="on-top">Næste</p>
<div class="fixed cut"><p>Skåret <br>over</p></div>
<div class="far"><pre>Kan rulles hen til, og er derfor ikke skåret over eller oven på noget</pre></div>
<p class="fixed sr-only">kun for skærmlæsere</p></body></html>"""


@pytest.mark.browser
def test_text_twice_as_large_that_cannot_be_read_is_told(browser):
    window = Window(browser, "http://localhost")
    window.context.route("**/page/", lambda route: route.fulfill(body=TIGHT))
    window.page.goto("/page/")
    size = window.page.evaluate("getComputedStyle(document.documentElement).fontSize")
    found = window.at_twice_the_text()
    assert size == window.page.evaluate("getComputedStyle(document.documentElement).fontSize")
    window.close()
    assert sorted(one.split(":")[0] for one in found) == ["cut off", "on top of each other"]
    assert "fixed cut" in found[0]
    assert "on-top" in found[1]
