"""Merge locale/<lang>/fragments/*.po into locale/<lang>/LC_MESSAGES/django.mo, without gettext's tools.

Each room of the product keeps its own fragment. The same msgid may stand in two of them only with
the same translation; otherwise both places are named and nothing is written.
"""

import sys
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).resolve().parents[1]
Key = tuple[str | None, str]


@dataclass
class Merged:
    """What the fragments of one language say together."""

    catalogue: Catalog
    sources: dict[Key, tuple[Path, Message]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def key_of(message: Message) -> Key:
    """Context and singular: what gettext looks a message up by."""
    singular = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return message.context, singular


def merge(language: str, fragments: list[Path]) -> Merged:
    """All fragments as one catalogue; conflicts and unreadable files become `problems`."""
    merged = Merged(Catalog(locale=language))
    for path in fragments:
        try:
            with path.open("rb") as file:
                messages = list(read_po(file, locale=language, abort_invalid=True))
        except (PoFileError, UnicodeDecodeError) as error:
            merged.problems.append(f"{path.relative_to(ROOT)}: {error}")
            continue
        for message in messages:
            if message.id:
                add(merged, message, path)
    return merged


def add(merged: Merged, message: Message, path: Path) -> None:
    key = key_of(message)
    first = merged.sources.get(key)
    if first and first[1].string != message.string:
        merged.problems.append(
            f"“{key[1]}” is “{first[1].string}” in {first[0].relative_to(ROOT)} "
            f"and “{message.string}” in {path.relative_to(ROOT)}"
        )
        return
    merged.sources[key] = (path, message)
    merged.catalogue.add(message.id, message.string, flags=message.flags, context=message.context)


def languages() -> dict[str, list[Path]]:
    """The fragments of each language, by its code."""
    folders = sorted((ROOT / "locale").glob("*/fragments"))
    return {folder.parent.name: sorted(folder.glob("*.po")) for folder in folders}


def main() -> int:
    problems: list[str] = []
    for language, fragments in languages().items():
        merged = merge(language, fragments)
        problems += merged.problems
        if not merged.problems:
            target = ROOT / "locale" / language / "LC_MESSAGES" / "django.mo"
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                write_mo(file, merged.catalogue)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
