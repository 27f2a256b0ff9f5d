"""Text search that finds æ, ø, å and é in either case, whatever the database and its collation."""

from itertools import product

from django.db.models import Q

MOST_LETTERS = 4


def spellings(text: str) -> list[str]:
    """`text` with each letter outside ASCII in both cases; LIKE sees to the others by itself.

    Beyond `MOST_LETTERS` such letters only: as written, all small, all capital, capital first.
    """
    odd = [letter for letter in text if not letter.isascii() and letter.lower() != letter.upper()]
    if len(odd) > MOST_LETTERS:
        return sorted({text, text.lower(), text.upper(), text.title()})
    choices = [
        (letter.lower(), letter.upper()) if letter in odd else (letter,)
        for letter in text  # `ß`.upper() is two letters, which LIKE takes as they are
    ]
    return sorted({"".join(letters) for letters in product(*choices)})


def contains(field: str, text: str) -> Q:
    """Rows whose `field` contains `text`, case aside."""
    found = Q()
    for spelling in spellings(text):
        found |= Q(**{f"{field}__icontains": spelling})
    return found
