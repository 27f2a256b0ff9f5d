"""The reasons of matching in the user's language: where the pure cores' words meet the catalogue."""

from collections.abc import Callable, Mapping

from django.utils.translation import get_language, gettext

from matching.criteria.reason import Reason
from matching.wording import render


def say(reason: Reason, screen_words: Mapping[str, str] | None = None) -> str:
    """The reason in the active language. `screen_words`: {"refugee": "borgeren", "mentor": "mentoren"}."""
    return render(reason, gettext, get_language() or "en", screen_words)


def speaker(
    screen_words: Mapping[str, str] | None = None, own: Mapping[str, str] | None = None
) -> Callable[[Reason], str]:
    """`say` with its words, in the language of now; each sentence is put together once: pairs share them.

    `own`: sentences said instead of the usual ones, where the other side is no mentor.
    """
    said: dict[tuple[object, ...], str] = {}
    locale = get_language() or "en"

    def speak(reason: Reason) -> str:
        values = (tuple(value) if isinstance(value, list) else value for value in reason.values.values())
        known_as = reason.key, *values
        if known_as not in said:
            said[known_as] = render(reason, gettext, locale, screen_words, own)
        return said[known_as]

    return speak
