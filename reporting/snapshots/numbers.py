"""How figures are rounded before they are stored or shown."""

from math import floor

BASE = 5
DECIMALS = 6


def stored(value: float | None) -> float | int | None:
    """A figure as stored: whole numbers as such, others to six decimals, so that any database agrees."""
    if value is None:
        return None
    rounded = round(value, DECIMALS)
    return int(rounded) if rounded == int(rounded) else rounded


def nearest(count: int | None, base: int = BASE) -> int | None:
    """The nearest multiple of 5."""
    return None if count is None else floor(count / base + 0.5) * base
