"""A reason before it is put into words: which sentence, and what to fill in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """`key` of wording.SENTENCES and its values as codes; words and numbers are written when it is said."""

    key: str
    values: Mapping[str, Any]


def because(key: str, **values: Any) -> Reason:
    """Reason with `values` to fill in."""
    return Reason(key, values)
