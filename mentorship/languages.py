"""Names of languages and countries by code, in the language of the page."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

# CLDR names these otherwise than the people who speak them do, or not at all.
OWN_LANGUAGES = {
    "da": {"prs": "dari", "kmr": "kurmanji", "ckb": "sorani", "fa": "persisk (farsi)"},
    "en": {"prs": "Dari", "kmr": "Kurmanji", "ckb": "Sorani", "fa": "Persian (Farsi)"},
}
# What is most often spoken here comes first in a list to choose from.
USUAL = (
    "da",
    "en",
    "ar",
    "ti",
    "fa",
    "prs",
    "ps",
    "kmr",
    "ckb",
    "ku",
    "so",
    "uk",
    "ru",
    "tr",
    "fr",
    "de",
    "am",
    "sw",
)


def _code() -> str:
    return "da" if (get_language() or "da").startswith("da") else "en"


@cache
def _languages(locale: str) -> dict[str, str]:
    named = Locale(locale).languages
    return {code: name for code, name in named.items() if code.isalpha() and len(code) <= 3} | OWN_LANGUAGES[
        locale
    ]


@cache
def _countries(locale: str) -> dict[str, str]:
    stateless = {"da": "statsløs", "en": "stateless"}[locale]
    named = Locale(locale).territories
    return {code: name for code, name in named.items() if len(code) == 2 and code.isalpha()} | {
        "XX": stateless
    }


def language_name(code: str) -> str:
    """`tigrinya` for ti; the code itself where no name is known."""
    return _languages(_code()).get(code, code)


def country_name(code: str) -> str:
    """`Eritrea` for ER; the code itself where no name is known."""
    return _countries(_code()).get(code, code)


def language_choices() -> list[tuple[str, str]]:
    """(code, name): the usual ones first, then all others by name."""
    names = _languages(_code())
    others = sorted((name, code) for code, name in names.items() if code not in USUAL)
    return [(code, names.get(code, code)) for code in USUAL] + [(code, name) for name, code in others]


def country_choices() -> list[tuple[str, str]]:
    """(code, name) by name."""
    return sorted(_countries(_code()).items(), key=lambda entry: entry[1].casefold())
