"""The reasons of matching in the user's language: where the pure cores' words meet the catalogue."""

from collections.abc import Mapping

from django.utils.translation import get_language, gettext

from matching.criteria.reason import Reason
from matching.wording import render


def say(reason: Reason, screen_words: Mapping[str, str] | None = None) -> str:
    """The reason in the active language. `screen_words`: {"refugee": "borgeren", "mentor": "mentoren"}."""
    return render(reason, gettext, get_language() or "en", screen_words)
