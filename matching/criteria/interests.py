"""Interests and their kin: someone who runs and someone who cycles have more in common than nothing."""

from functools import lru_cache

REMEMBERED = 10_000  # words as people write them, looked up again and again

GROUPS: dict[str, tuple[str, ...]] = {
    "running": ("sport",),
    "cycling": ("sport", "outdoors"),
    "football": ("sport",),
    "swimming": ("sport",),
    "fitness": ("sport",),
    "handball": ("sport",),
    "badminton": ("sport",),
    "hiking": ("sport", "outdoors"),
    "nature": ("outdoors",),
    "gardening": ("outdoors",),
    "fishing": ("outdoors",),
    "animals": ("outdoors",),
    "cooking": ("home",),
    "baking": ("home",),
    "handicraft": ("home", "making"),
    "sewing": ("home", "making"),
    "art": ("making",),
    "photography": ("making",),
    "woodwork": ("making",),
    "music": ("stage",),
    "dance": ("stage", "sport"),
    "theatre": ("stage",),
    "film": ("stage",),
    "reading": ("mind",),
    "games": ("mind",),
    "chess": ("mind",),
    "computers": ("mind",),
    "politics": ("mind",),
    "languages": ("mind",),
}

DANISH: dict[str, str] = {
    "løb": "running",
    "cykling": "cycling",
    "fodbold": "football",
    "svømning": "swimming",
    "håndbold": "handball",
    "vandring": "hiking",
    "natur": "nature",
    "have": "gardening",
    "fiskeri": "fishing",
    "dyr": "animals",
    "madlavning": "cooking",
    "bagning": "baking",
    "håndarbejde": "handicraft",
    "syning": "sewing",
    "kunst": "art",
    "fotografi": "photography",
    "træarbejde": "woodwork",
    "musik": "music",
    "dans": "dance",
    "teater": "theatre",
    "læsning": "reading",
    "spil": "games",
    "skak": "chess",
    "it": "computers",
    "politik": "politics",
    "sprog": "languages",
}


@lru_cache(maxsize=REMEMBERED)
def key_of(interest: str) -> str:
    """An interest as it is compared: the key of a known one in Danish or English, else its own word."""
    word = " ".join(interest.casefold().split())
    return DANISH.get(word, word)


def groups_of(interest: str) -> tuple[str, ...]:
    """Kinds a known interest belongs to; none for a word the table doesn't have."""
    return GROUPS.get(interest, ())
