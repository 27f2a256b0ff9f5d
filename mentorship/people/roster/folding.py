"""Text brought to a form in which two spellings of the same thing are equal."""

import datetime
import unicodedata
from functools import lru_cache

Cell = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | None

DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\t": " ", "\v": " ", "\f": " "})
INVISIBLE = {"\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff", "\u00ad"}


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Letters and digits alone, lower case, without accents; æ ø å as ae oe aa.

    `Sagsnr.`, `sags nr` and `SAGSNR` are equal; `Sorø` and `Sorö` are not.
    """
    danish = unicodedata.normalize("NFKC", text).casefold().translate(DANISH)
    plain = unicodedata.normalize("NFKD", danish)
    return "".join(letter for letter in plain if letter.isalnum())


def clean(text: str, *, lines: bool = False) -> str:
    """`text` without invisible characters and outer spaces; inner spaces single unless `lines`."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = unicodedata.normalize("NFC", text).translate(SPACES)
    if lines:
        kept = text.replace("\r\n", "\n").replace("\r", "\n")
        return "".join(c for c in kept if c == "\n" or _is_visible(c)).strip()
    visible = "".join(c if _is_visible(c) else " " if c in "\r\n" else "" for c in text)
    return " ".join(visible.split())


def _is_visible(letter: str) -> bool:
    return letter not in INVISIBLE and unicodedata.category(letter) != "Cc"


def as_text(cell: Cell) -> str:
    """A cell as a Danish spreadsheet shows it: `22-11-2026`, `ja`, `1968` rather than `1968.0`."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    if isinstance(cell, datetime.datetime):
        return f"{cell:%d-%m-%Y}" if cell.time() == datetime.time() else f"{cell:%d-%m-%Y %H:%M}"
    if isinstance(cell, datetime.date):
        return f"{cell:%d-%m-%Y}"
    if isinstance(cell, datetime.time):
        return f"{cell:%H:%M}"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else str(cell).replace(".", ",")
    return str(cell)
