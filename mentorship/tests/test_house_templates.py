"""Rules of the house that hold for every template."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
NAMES = sorted(str(p.relative_to(TEMPLATES)) for p in TEMPLATES.rglob("*.html"))
QUOTED_NAME = re.compile(r"""["']([\w./-]+\.html)["']""")

# Templates that are reached by a name put together elsewhere. An entry nobody needs fails the test.
REACHED_BY_OTHERS = {
    r"dkfds/.+": "crispy-forms looks in the template pack by field and layout object",
    r"account/.+": "allauth's views name them",
    r"(400|403|403_csrf|404|500|503)\.html": "error pages, by their status",
}
INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")[^>]*>", re.I),
    "inline style": re.compile(r"<style\b|<[a-z][^>]*\sstyle\s*=", re.I),
    "event handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    "javascript: address": re.compile(r"(?:href|action)\s*=\s*[\"']\s*javascript:", re.I),
}


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def names_used() -> set[str]:
    """Every template name that stands quoted in code or in another template."""
    files = [
        p for app in ("mentorship", "matching", "followup", "reporting") for p in (ROOT / app).rglob("*.py")
    ]
    files = [p for p in files if "tests" not in p.parts] + list(TEMPLATES.rglob("*.html"))
    return {name for path in files for name in QUOTED_NAME.findall(path.read_text(encoding="utf-8"))}


def test_every_template_is_used():
    unused = set(NAMES) - names_used()
    assert {n for n in unused if not any(re.fullmatch(rule, n) for rule in REACHED_BY_OTHERS)} == set()


@pytest.mark.parametrize("rule", REACHED_BY_OTHERS)
def test_no_exception_is_stale(rule):
    assert any(re.fullmatch(rule, name) for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name):
    assert get_template(name)


@pytest.mark.parametrize("name", [n for n in NAMES if Path(n).name.startswith("_")])
def test_a_partial_says_what_it_needs(name):
    assert source(name).startswith("{# Context:")


def test_what_is_included_is_named_as_a_partial():
    included = re.compile(r"""\{%\s*include\s+["']([\w./-]+)["']""")
    names = {n for name in NAMES for n in included.findall(source(name))}
    assert {n for n in names if not Path(n).name.startswith("_") and not n.startswith("dkfds/")} == set()


def test_components_are_included_with_only():
    """They see what they are given and nothing else."""
    leaking = re.compile(r"""\{%\s*include\s+["']components/[^%]*%\}""")
    found = [
        f"{name}: {tag}" for name in NAMES for tag in leaking.findall(source(name)) if " only " not in tag
    ]
    assert found == []


@pytest.mark.parametrize("rule", INLINE)
def test_nothing_the_content_security_policy_forbids(rule):
    assert [name for name in NAMES if INLINE[rule].search(source(name))] == []


@pytest.mark.parametrize(
    ("rule", "html"),
    [
        pytest.param("inline script", "<script>alert(1)</script>", id="script"),
        pytest.param("inline style", '<p class="a" style="color: red">', id="style-attribute"),
        pytest.param("inline style", "<style>p {}</style>", id="style-element"),
        pytest.param("event handler", '<a href="#" onclick="x()">', id="handler"),
        pytest.param("javascript: address", '<a href="javascript:x()">', id="address"),
    ],
)
def test_the_rules_find_what_they_look_for(rule, html):
    assert INLINE[rule].search(html)


def test_a_script_of_our_own_is_no_inline_script():
    assert not INLINE["inline script"].search('<script src="/static/js/app.js" defer></script>')


def test_the_style_sheets_exist():
    linked = re.compile(r"""\{%\s*static\s+["']([^"']+)["']""")
    missing = {
        path
        for name in NAMES
        for path in linked.findall(source(name))
        if not (ROOT / "static" / path).exists()
    }
    assert missing == set()
