"""Find what is not translated: every text of code and templates against locale/<lang>/fragments/.

Fails on a text without a translation, a translation nobody asks for any more, two fragments that
disagree, and placeholders that differ. An entry that replaces the text of another package carries
the comment `#. from <package>`. English is the language of the texts themselves.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract_python
from catalogue import Key, Merged, languages, merge

ROOT = Path(__file__).resolve().parents[1]
APPS = ("mentorship", "matching", "followup", "reporting")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def extract(source: str) -> Iterator[tuple[int, Key]]:
    """(line, key) of each translatable text in Python source."""
    found = extract_python(io.BytesIO(source.encode()), list(KEYWORDS), [], {"encoding": "utf-8"})
    for line, function, arguments, _ in found:
        texts = arguments if isinstance(arguments, tuple | list) else (arguments,)
        context, text = (texts[0], texts[1]) if function in WITH_CONTEXT else (None, texts[0])
        if text:
            yield line, (context, text)


def sources() -> Iterator[tuple[Path, str]]:
    """Every file that may hold texts, as Python source; templates as Django makes them readable."""
    from django.utils.translation.template import templatize  # noqa: PLC0415  needs settings first

    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not {"tests", "migrations", "testing"} & set(path.relative_to(ROOT).parts):
                yield path, path.read_text(encoding="utf-8")
    folders = [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.suffix in {".html", ".txt", ".svg"}):
            code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            # Only the calls matter; without indentation the rest is harmless to the tokenizer.
            yield path, "\n".join(line.strip() for line in code.splitlines())


def texts_in_use() -> dict[Key, str]:
    """Each translatable text and the first place it stands."""
    found: dict[Key, str] = {}
    for path, code in sources():
        for line, key in extract(code):
            found.setdefault(key, f"{path.relative_to(ROOT)}:{line}")
    return found


def forms(text: object) -> list[str]:
    return [str(part) for part in text] if isinstance(text, tuple | list) else [str(text)]


def is_replacement(message: Message) -> bool:
    return any(comment.startswith("from ") for comment in message.auto_comments)


def problems_of(language: str, merged: Merged, used: dict[Key, str]) -> Iterator[str]:
    yield from merged.problems
    for key, place in used.items():
        entry = merged.sources.get(key)
        if entry is None or not all(forms(entry[1].string)):
            yield f"{place}: no {language} translation of “{key[1]}”"
    for key, (path, message) in merged.sources.items():
        where = path.relative_to(ROOT)
        if key not in used and not is_replacement(message):
            yield f"{where}: nobody asks for “{key[1]}” any more"
        wanted = set(PLACEHOLDER.findall(forms(message.id)[-1]))
        if all(forms(message.string)) and set(PLACEHOLDER.findall(forms(message.string)[-1])) != wanted:
            yield f"{where}: the placeholders of “{key[1]}” differ in its translation"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.config.settings.test")
    used = texts_in_use()
    problems = [
        problem
        for language, fragments in languages().items()
        for problem in problems_of(language, merge(language, fragments), used)
    ]
    for problem in problems:
        print(problem)
    print(f"{len(used)} texts, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
