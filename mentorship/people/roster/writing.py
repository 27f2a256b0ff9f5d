"""What the register stores, as a cell that a roster's parser reads back: the other way round of `values`."""

from collections.abc import Callable
from functools import cache
from typing import Any

from babel import Locale

from mentorship.lists.xlsx import Cell
from mentorship.people.roster import words
from mentorship.people.roster.folding import fold
from mentorship.people.roster.tongues import MORE_LANGUAGES, countries, languages

NONE = "ingen"


def write_cell(value: Any, parser: str) -> Cell:
    """The cell for a column of `parser`; None where nothing is known. An empty list is said in a word."""
    if value is None or value == "":
        return None
    return WRITERS[parser](value)


@cache
def language_word(code: str) -> str:
    """The Danish name, where reading it gives the same code; the code where it does not."""
    own = MORE_LANGUAGES.get(code)
    name = own[0] if own else Locale("da").languages.get(code, code)
    return name if languages().get(fold(name)) == code else code


@cache
def country_word(code: str) -> str:
    name = "statsløs" if code == "XX" else Locale("da").territories.get(code, code)
    return name if countries().get(fold(name)) == code else code


def _same(value: Any) -> Cell:
    same: Cell = value
    return same


def _languages(value: dict[str, int]) -> Cell:
    known = ((language_word(code), words.LEVEL_WORDS[level][0]) for code, level in value.items())
    return ", ".join(f"{language}:{level}" for language, level in known)


def _list(values: list[Any]) -> Cell:
    return ", ".join(str(value) for value in values) or NONE


def _yes_no(value: bool) -> Cell:
    return "ja" if value else "nej"


def _word(vocabulary: words.Words) -> Callable[[Any], Cell]:
    return vocabulary.written


def _words(vocabulary: words.Words) -> Callable[[Any], Cell]:
    return lambda codes: _list([vocabulary.written(code) for code in codes])


WRITERS: dict[str, Callable[[Any], Cell]] = {
    **dict.fromkeys(("text", "long_text", "case_number", "email", "phone", "postcode"), _same),
    **dict.fromkeys(("municipality", "year", "capacity", "date", "danish_education"), _same),
    "gender": _word(words.GENDERS),
    "wanted_gender": _word(words.GENDERS),
    "education": _word(words.EDUCATIONS),
    "household": _word(words.HOUSEHOLDS),
    "residence_basis": _word(words.RESIDENCE_BASES),
    "labour_status": _word(words.LABOUR_STATUSES),
    "availability": _words(words.AVAILABILITY),
    "needs": _words(words.NEEDS),
    "years": _list,
    "words": _list,
    "languages": _languages,
    "language": language_word,
    "country": country_word,
    "yes_no": _yes_no,
}
