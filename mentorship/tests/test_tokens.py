"""The palette can be read: contrast of the pairs of tokens that meet on a page (WCAG 1.4.3, 1.4.11)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\s*;")
SHEETS = Path(settings.BASE_DIR) / "static" / "css"

TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-2", "act", "act-dark") for ground in ("paper", "desk", "act-bg")],
    *[(tone, f"{tone}-bg") for tone in ("ok", "warn", "stop", "info", "unknown")],
    *[(tone, "paper") for tone in ("ok", "warn", "stop", "info", "unknown")],
    *[("ink", f"{tone}-bg") for tone in ("ok", "warn", "stop", "info", "unknown")],
    *[("paper", ground) for ground in ("act", "act-dark", "stop")],
]
SHAPE_PAIRS = [
    *[("edge", ground) for ground in ("paper", "desk")],
    *[("focus", ground) for ground in ("paper", "desk", "act-bg", "stop-bg")],
    *[("act", ground) for ground in ("paper", "desk")],
    ("chart-4", "track"),
    ("chart-5", "chart-1"),
    ("chart-3", "paper"),
    ("unknown", "paper"),
]


def tokens() -> dict[str, str]:
    return dict(TOKEN.findall((SHEETS / "tokens.css").read_text(encoding="utf-8")))


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb by WCAG's formula."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_knows_black_on_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS, ids="-on-".join)
def test_words_can_be_read(ink, ground):
    assert contrast(tokens()[ink], tokens()[ground]) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS, ids="-on-".join)
def test_shapes_can_be_seen(shape, ground):
    assert contrast(tokens()[shape], tokens()[ground]) >= 3


def test_colours_are_named_in_one_place():
    """A colour outside the tokens would escape the tests above; shadows and the icons' white are none."""
    loose = {
        f"{sheet.name}: {found}"
        for sheet in SHEETS.glob("*.css")
        if sheet.name not in {"tokens.css", "print.css"}
        for found in re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\))", sheet.read_text(encoding="utf-8"))
    }
    assert loose == set()


def test_every_token_used_is_defined():
    defined = set(re.findall(r"--([a-z0-9-]+):", (SHEETS / "tokens.css").read_text(encoding="utf-8")))
    used = {
        name
        for sheet in SHEETS.glob("*.css")
        for name in re.findall(r"var\(--([a-z0-9-]+)\)", sheet.read_text(encoding="utf-8"))
    }
    assert used <= defined
