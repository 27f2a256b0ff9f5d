"""Who may be the same person: likely, never certain, so reported and left to people."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mentorship.people.roster.cpr import ORDINARY
from mentorship.people.roster.folding import fold

FEWEST_DIGITS = 6  # of a telephone number that tells people apart


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two records of one person would share. `cpr` is any token equal for equal numbers."""

    name: str
    email: str = ""
    phone: str = ""
    birth_year: int | None = None
    cpr: Hashable = None
    cpr_is_own: bool = False

    def shared_keys(self) -> list[tuple[Hashable, ...]]:
        """Sharing any one of these makes two records likely to be the same person."""
        tokens = sorted(fold(part) for part in self.name.split())
        found: list[tuple[Hashable, ...]] = []
        if self.cpr is not None:
            found.append(("cpr", self.cpr))
        if self.email:
            found.append(("email", self.email))
        if self.phone:
            found.append(("phone and first name", self.phone, fold(self.name.split()[0]) if tokens else ""))
            if self.birth_year:
                found.append(("phone and year", self.phone, self.birth_year))
        if tokens and self.birth_year:
            found.append(("name and year", tuple(tokens), self.birth_year))
        return found

    def surely_another(self, other: "Likeness") -> bool:
        """Two people with ordinary numbers of their own are two people, whatever else they share."""
        return self.cpr_is_own and other.cpr_is_own and self.cpr != other.cpr


def likeness_of(values: Mapping[str, Any]) -> Likeness:
    """Of the parsed values of a roster row."""
    cpr = values.get("cpr")
    return Likeness(
        name=values.get("name") or "",
        email=values.get("email") or "",
        phone=phone_digits(values.get("phone") or ""),
        birth_year=values.get("birth_year"),
        cpr=cpr.digits if cpr else None,
        cpr_is_own=bool(cpr and cpr.kind == ORDINARY),
    )


def phone_digits(text: str) -> str:
    """Digits alone without the Danish country code, or nothing if they are too few to tell people apart."""
    digits = "".join(letter for letter in text if letter.isdecimal())
    digits = digits.removeprefix("0045") if len(digits) == 12 else digits
    digits = digits[2:] if len(digits) == 10 and digits.startswith("45") else digits
    return digits if len(digits) >= FEWEST_DIGITS else ""


def alike(records: Mapping[int, Likeness]) -> list[tuple[int, ...]]:
    """Groups of two or more keys whose records are likely one person, in order; each key in one group."""
    leader = {key: key for key in records}

    def find(key: int) -> int:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for bucket in _buckets(records.items()).values():
        for first, second in _pairs(bucket, records):
            low, high = sorted((find(first), find(second)))
            leader[high] = low
    groups: dict[int, list[int]] = defaultdict(list)
    for key in sorted(records):
        groups[find(key)].append(key)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _buckets(records: Iterable[tuple[int, Likeness]]) -> dict[tuple[Hashable, ...], list[int]]:
    buckets: dict[tuple[Hashable, ...], list[int]] = defaultdict(list)
    for key, record in records:
        for shared in record.shared_keys():
            buckets[shared].append(key)
    return buckets


def _pairs(bucket: list[int], records: Mapping[int, Likeness]) -> Iterable[tuple[int, int]]:
    """Each record with the first it can be; as many pairs as records, however large the bucket."""
    seen: dict[Hashable, int] = {}
    for key in bucket:
        own = records[key].cpr if records[key].cpr_is_own else None
        if own in seen:
            yield seen[own], key
        elif own is None and seen:
            yield next(iter(seen.values())), key
        elif own is not None and None in seen and len(seen) == 1:
            yield seen[None], key
        seen.setdefault(own, key)


class Register:
    """Records already known, asked row by row whether a new one is likely among them."""

    def __init__(self, records: Mapping[int, Likeness]):
        self._records = records
        self._buckets = _buckets(records.items())

    def likely(self, record: Likeness) -> set[int]:
        """Keys of known records that `record` may be; none that are surely another person."""
        return {
            key
            for shared in record.shared_keys()
            for key in self._buckets.get(shared, ())
            if not record.surely_another(self._records[key])
        }
