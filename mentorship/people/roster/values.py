"""One parser for each kind of cell: a cell in, what the register stores out, or BadValue with a reason."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from mentorship.people.roster import words
from mentorship.people.roster.cpr import Cpr, parse_cpr
from mentorship.people.roster.folding import Cell, as_text, clean, fold
from mentorship.people.roster.problems import BadValue
from mentorship.people.roster.quantities import EARLIEST_YEAR, parse_date, parse_number
from mentorship.people.roster.tongues import countries, languages

HOURS_A_WEEK = 7 * 24
EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"\\]+@(?:[\w-]+\.)+[^\W\d_]{2,}")
SEPARATORS = re.compile(r"[,;\n]+")
LANGUAGE_ITEM = re.compile(
    r"(?P<name>[^:=()]+?)\s*(?:[:=]\s*(?P<level>[^:=()]+)|\((?P<in_brackets>[^()]+)\))"
)
POSTCODE = re.compile(r"(?:[A-Z]{1,2}-)?(\d{3}) ?(\d{0,2})", re.IGNORECASE)
DANISH_EDUCATION = re.compile(r"(?:du|danskuddannelse)?([1-3])(?:(?:m|modul|module)?([1-6]))?")


@dataclass(frozen=True)
class Surroundings:
    """What a roster is read against: the known municipalities as {code: name}, and today."""

    municipalities: Mapping[str, str]
    today: datetime.date

    @cached_property
    def municipality_codes(self) -> dict[str, str]:
        """Folded name, name with `Kommune`, or code -> code."""
        found: dict[str, str] = {}
        for code, name in self.municipalities.items():
            for spelling in (
                name,
                f"{name} Kommune",
                f"{name} municipality",
                code,
                code.lstrip("0"),
                code.zfill(4),
            ):
                found[fold(spelling)] = code
        return found


@dataclass(frozen=True, slots=True)
class Odd:
    """A value that is taken as it is, with a warning."""

    value: Any
    reason: str


def parse_text(cell: Cell, _: Surroundings) -> str:
    return clean(as_text(cell))


def parse_long_text(cell: Cell, _: Surroundings) -> str:
    return clean(as_text(cell), lines=True)


def parse_email(cell: Cell, _: Surroundings) -> str:
    """Lower case, for it is compared; a pasted `mailto:` is dropped."""
    text = clean(as_text(cell)).removeprefix("mailto:").lower()
    if not EMAIL.fullmatch(text) or ".." in text or text.partition("@")[0].startswith("."):
        raise BadValue("not_an_email")
    return text


def parse_phone(cell: Cell, _: Surroundings) -> str | Odd:
    """As typed, for people write remarks beside a number; what is no number alone is odd."""
    text = clean(as_text(cell))
    digits = re.sub(r"[\s()./-]", "", text)
    if not re.fullmatch(r"\+?\d{6,15}", digits) or not digits.isascii():
        return Odd(text, "not_a_phone")
    return text


def parse_year(cell: Cell, around: Surroundings) -> int:
    if isinstance(cell, datetime.date):
        return _year_in_range(cell.year, around)
    text = clean(as_text(cell))
    if not re.fullmatch(r"[0-9]{4}", text):
        raise BadValue("not_a_year")
    return _year_in_range(int(text), around)


def _year_in_range(year: int, around: Surroundings) -> int:
    if not EARLIEST_YEAR <= year <= around.today.year:
        raise BadValue("out_of_range")
    return year


def parse_years(cell: Cell, around: Surroundings) -> list[int] | None:
    """Years, oldest first; `ingen` is the empty list, for it says that there are none."""
    text = clean(as_text(cell), lines=True)
    if fold(text) in words.NONE_SAID:
        return []
    items = [item for item in re.split(r"[,;/\s]+|\bog\b|\band\b", text) if item]
    return sorted(parse_year(item, around) for item in items) or None


def parse_date_cell(cell: Cell, _: Surroundings) -> datetime.date:
    return parse_date(cell)


def parse_capacity(cell: Cell, _: Surroundings) -> int:
    number = parse_number(cell)
    if number != number.to_integral_value():
        raise BadValue("not_a_number")
    if not 1 <= number <= 5:
        raise BadValue("out_of_range")
    return int(number)


def parse_hours(cell: Cell, _: Surroundings) -> Decimal:
    """Hours a week, with one decimal as they are stored."""
    number = parse_number(cell)
    if not 0 <= number <= HOURS_A_WEEK:
        raise BadValue("out_of_range")
    return number.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def parse_cpr_cell(cell: Cell, _: Surroundings) -> Cpr | Odd:
    """A well-formed number whatever its checksum, which has been no proof since 2007."""
    found = parse_cpr(clean(as_text(cell)))
    if found is None:
        raise BadValue("not_a_cpr")
    return found if found.checksum_holds else Odd(found, "cpr_checksum")


def parse_postcode(cell: Cell, _: Surroundings) -> str:
    """Three to five digits; Danish ones have four, of which a spreadsheet may eat a leading zero."""
    found = POSTCODE.fullmatch(clean(as_text(cell)))
    if found is None or not found[0].isascii():
        raise BadValue("not_a_postcode")
    return (found[1] + found[2]).zfill(4)


def parse_municipality(cell: Cell, around: Surroundings) -> str:
    code = around.municipality_codes.get(fold(as_text(cell)))
    if code is None:
        raise BadValue("unknown_municipality")
    return code


def parse_language(cell: Cell, _: Surroundings) -> str:
    code = languages().get(fold(as_text(cell)))
    if code is None:
        raise BadValue("unknown_language")
    return code


def parse_languages(cell: Cell, around: Surroundings) -> dict[str, int] | None:
    """`dansk:flydende, arabisk:modersmål` as {code: level}; a language named twice keeps the higher."""
    found: dict[str, int] = {}
    for item in _items(cell):
        said = LANGUAGE_ITEM.fullmatch(item)
        name = said["name"] if said else item.partition(":")[0]
        code = parse_language(name, around)
        level = words.LEVELS.get(fold((said["level"] or said["in_brackets"]) if said else ""))
        if level is None:
            raise BadValue("unknown_level")
        found[code] = max(level, found.get(code, 0))
    return found or None


def _items(cell: Cell) -> list[str]:
    return [item.strip() for item in SEPARATORS.split(clean(as_text(cell), lines=True)) if item.strip()]


def parse_words(cell: Cell, _: Surroundings) -> list[str] | None:
    """Free words in lower case, each once, in the order written; `ingen` is the empty list."""
    items = _items(cell)
    if len(items) == 1 and fold(items[0]) in words.NONE_SAID:
        return []
    if any(len(item) > 60 for item in items):
        raise BadValue("too_long")
    return list(dict.fromkeys(clean(item).lower() for item in items)) or None


def parse_country(cell: Cell, _: Surroundings) -> str:
    code = countries().get(fold(as_text(cell)))
    if code is None:
        raise BadValue("unknown_country")
    return code


def parse_yes_no(cell: Cell, _: Surroundings) -> bool | None:
    folded = fold(as_text(cell))
    if folded in words.YES:
        return True
    if folded in words.NO:
        return False
    raise BadValue("not_yes_or_no")


def parse_wanted_gender(cell: Cell, around: Surroundings) -> str:
    """A gender, or the empty string where it does not matter."""
    return "" if fold(as_text(cell)) in words.ANY_GENDER else parse_gender(cell, around)


def parse_danish_education(cell: Cell, _: Surroundings) -> str:
    """`2.3` for module 3 of Danish education 2; `2` where the module is not told."""
    found = DANISH_EDUCATION.fullmatch(fold(as_text(cell)))
    if found is None:
        raise BadValue("unknown_value")
    return f"{found[1]}.{found[2]}" if found[2] else found[1]


def _one_of(index: Mapping[str, str]) -> Callable[[Cell, Surroundings], str]:
    def parse(cell: Cell, _: Surroundings) -> str:
        code = index.get(fold(as_text(cell)))
        if code is None:
            raise BadValue("unknown_value")
        return code

    return parse


def _some_of(index: Mapping[str, str]) -> Callable[[Cell, Surroundings], list[str] | None]:
    one = _one_of(index)

    def parse(cell: Cell, around: Surroundings) -> list[str] | None:
        items = _items(cell)
        if len(items) == 1 and fold(items[0]) in words.NONE_SAID:
            return []
        order = list(dict.fromkeys(index.values()))
        return sorted({one(item, around) for item in items}, key=order.index) or None

    return parse


parse_gender = _one_of(words.GENDERS)

PARSERS: dict[str, Callable[[Cell, Surroundings], Any]] = {
    "text": parse_text,
    "long_text": parse_long_text,
    "email": parse_email,
    "phone": parse_phone,
    "gender": parse_gender,
    "wanted_gender": parse_wanted_gender,
    "year": parse_year,
    "years": parse_years,
    "date": parse_date_cell,
    "hours": parse_hours,
    "capacity": parse_capacity,
    "cpr": parse_cpr_cell,
    "postcode": parse_postcode,
    "municipality": parse_municipality,
    "language": parse_language,
    "languages": parse_languages,
    "words": parse_words,
    "country": parse_country,
    "yes_no": parse_yes_no,
    "danish_education": parse_danish_education,
    "education": _one_of(words.EDUCATIONS),
    "household": _one_of(words.HOUSEHOLDS),
    "residence_basis": _one_of(words.RESIDENCE_BASES),
    "labour_status": _one_of(words.LABOUR_STATUSES),
    "availability": _some_of(words.AVAILABILITY),
    "needs": _some_of(words.NEEDS),
}
