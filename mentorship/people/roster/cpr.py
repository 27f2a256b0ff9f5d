"""Danish personal numbers: form, kind, year of birth, checksum.

Numbers that fail the checksum are valid since 2007, and people without a number of their own
carry a replacement number, whose first digit is the day's first digit plus 6.
"""

import datetime
import re
from dataclasses import dataclass, field

WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
ORDINARY = "ordinary"
REPLACEMENT = "replacement"
FORM = re.compile(r"(\d{6})[- ]?(\d{4})")


@dataclass(frozen=True, slots=True)
class Cpr:
    """`digits`: ten, no hyphen, never printed. `checksum_holds` is true of every replacement number."""

    digits: str = field(repr=False)
    kind: str
    birth_year: int
    checksum_holds: bool


def parse_cpr(text: str) -> Cpr | None:
    """The number in `text`, or None if it is malformed or names no day.

    Nine digits without a hyphen are ten whose leading zero a spreadsheet took.
    """
    text = text.strip()
    if len(text) == 9 and text.isdecimal():
        text = f"0{text}"
    form = FORM.fullmatch(text)
    if form is None or not text.isascii():
        return None
    digits = form[1] + form[2]
    day, month, short_year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    kind = REPLACEMENT if day > 60 else ORDINARY
    year = _year(short_year, int(digits[6]))
    try:
        datetime.date(year, month, day - 60 if kind == REPLACEMENT else day)
    except ValueError:
        return None
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return Cpr(digits, kind, year, kind == REPLACEMENT or total % 11 == 0)


def _year(short_year: int, seventh: int) -> int:
    """Full year of birth: the seventh digit tells the century."""
    if seventh <= 3 or (seventh in {4, 9} and short_year >= 37):
        return 1900 + short_year
    if seventh in {4, 9} or short_year <= 57:
        return 2000 + short_year
    return 1800 + short_year
