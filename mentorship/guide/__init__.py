"""The user guide: one page a role, in Markdown, in Danish and English.

`da/<page>.md` and `en/<page>.md`; the first line is the title. Pictures lie in static/guide/ and are
taken of the demo by scripts/pictures.py; a page names them by file name alone: `![what it shows](board.png)`.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from mentorship.permissions import Role

FOLDER = Path(__file__).parent
FIRST_LANGUAGE = "da"
# In the order they are listed; the addresses are Danish, as all others.
PAGES: dict[str, Role | None] = {
    "kom-i-gang": None,
    "projektleder": Role.PROJECT_LEADER,
    "konsulent": Role.CONSULTANT,
    "partner": Role.PARTNER,
    "indsatsgruppe": Role.TASK_GROUP,
    "styregruppe": Role.STEERING_GROUP,
    "evaluator": Role.EVALUATOR,
    "administrator": Role.ADMINISTRATOR,
}


@dataclass(frozen=True, slots=True)
class GuidePage:
    """`body` is HTML without the title; `parts`: (anchor, heading) of each section."""

    key: str
    title: str
    body: SafeString
    parts: tuple[tuple[str, str], ...]


def guide_page(key: str, language: str) -> GuidePage:
    """The page `key` of PAGES; in Danish where the language has no guide. KeyError where there is none."""
    if key not in PAGES:
        raise KeyError(key)
    language = language.split("-")[0]
    return _render(key, language if (FOLDER / language).is_dir() else FIRST_LANGUAGE, settings.STATIC_URL)


@lru_cache(maxsize=64)
def _render(key: str, language: str, static_url: str) -> GuidePage:
    """Kept until the process ends: the files are part of the release. `static_url` is part of the key."""
    first, _, text = (FOLDER / language / f"{key}.md").read_text(encoding="utf-8").partition("\n")
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    parts: list[tuple[str, str]] = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            anchor = f"afsnit-{len(parts) + 1}"
            token.attrSet("id", anchor)
            parts.append((anchor, tokens[place + 1].content))
        for inner in token.children or ():
            _point_to_static(inner)
    body = reader.renderer.render(tokens, reader.options, {})
    return GuidePage(key, first.removeprefix("# ").strip(), mark_safe(body), tuple(parts))  # noqa: S308  our own files, with HTML switched off


def _point_to_static(token: Token) -> None:
    if token.type == "image":
        token.attrSet("src", static(f"guide/{token.attrs['src']}"))
        token.attrSet("loading", "lazy")
