"""People as arrays: each fact a column of the different values found and, for each person, which of them.

Programmes have few different answers to most questions, so a criterion is worked out once for each pair of
different answers and then looked up for each pair of people.
"""

import datetime
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.criteria.facts import (
    CLEARANCES,
    PAIR_RULES,
    MentorFacts,
    PersonFacts,
    RefugeeFacts,
    has_young_children,
    mother_tongues,
)
from matching.criteria.interests import key_of
from matching.criteria.occupations import field_of, title_of
from matching.criteria.places import point_of

UNKNOWN = -1
GENDERS = ("", "female", "male", "other")
SLOTS = ("weekday_day", "weekday_evening", "weekend")
NEEDS = ("work", "education", "language", "network", "everyday")
SCHOOLING = {
    "none": 0,
    "primary": 1,
    "upper_secondary": 2,
    "vocational": 2,
    "short_higher": 3,
    "medium_higher": 4,
    "long_higher": 5,
}
REFUGEE_STANDING = (
    "consent",
    "interviewed",
    "intro_course",
    "selected",
    "protected",
    "partner_consent",
    "young_children",
)
SMALL_NUMBERS = {"languages", "availability", "interests", "children", "needs", "personality"}
"""Columns as wide as what people write is varied: kept in bytes."""
MENTOR_STANDING = ("consent", "interviewed", "intro_course", "trained", "room", "partner", *CLEARANCES)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """`values`: (U, …) the different values; `index`: (N,) which one each person has."""

    values: np.ndarray
    index: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """What the columns of both sides are made of, in their order."""

    languages: tuple[str, ...]
    interests: tuple[str, ...]
    occupations: tuple[str, ...]
    fields: tuple[str, ...]
    municipalities: tuple[str, ...]
    countries: tuple[str, ...]
    birth_years: tuple[int, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """One side. `rows` are kept for the sentences."""

    rows: Sequence[Any]
    columns: Mapping[str, Column]
    words: Vocabulary
    today: datetime.date

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def ids(self) -> npt.NDArray[np.int64]:
        return np.array([row.id for row in self.rows], np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Refugees(People):
    """`excluded`: for each rule of PAIR_RULES the (k, 2) positions of (refugee, mentor) it rules out.

    Where the other side is no mentors but activities, the rules are those of `matching.activity_rules`.
    """

    excluded: Mapping[str, npt.NDArray[np.int64]]

    @property
    def waiting_days(self) -> npt.NDArray[np.int64]:
        return np.array([row.waiting_days for row in self.rows], np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Mentors(People):
    """The other side."""

    @property
    def capacity(self) -> npt.NDArray[np.int64]:
        return np.array([max(row.places, 0) for row in self.rows], np.int64)


def people_from_rows(
    refugees: Sequence[RefugeeFacts],
    mentors: Sequence[MentorFacts],
    *,
    today: datetime.date,
    excluded_pairs: Mapping[str, Iterable[tuple[int, int]]] | None = None,
) -> tuple[Refugees, Mentors]:
    """Both sides as arrays with one vocabulary, in the order of the rows.

    `excluded_pairs`: rule of PAIR_RULES -> (refugee id, mentor id); pairs of people not among the rows are
    passed over. An unknown rule name is a ValueError.
    """
    excluded_pairs = excluded_pairs or {}
    if strange := sorted(set(excluded_pairs) - set(PAIR_RULES)):
        raise ValueError(f"excluded_pairs: {', '.join(strange)} not among {', '.join(PAIR_RULES)}")
    words = _vocabulary([*refugees, *mentors])
    refugee_at = {row.id: at for at, row in enumerate(refugees)}
    mentor_at = {row.id: at for at, row in enumerate(mentors)}
    excluded = {}
    for rule in PAIR_RULES:
        pairs = {
            pair for pair in excluded_pairs.get(rule, ()) if pair[0] in refugee_at and pair[1] in mentor_at
        }
        places = sorted((refugee_at[r], mentor_at[m]) for r, m in pairs)
        excluded[rule] = np.array(places, np.int64).reshape(-1, 2)
    of_refugees = {"standing": _column(refugees, lambda row: _refugee_standing(row, today), _floats)}
    of_mentors = {
        "standing": _column(mentors, _mentor_standing, _floats),
        "local_ties": _column(
            mentors, attrgetter("local_ties"), lambda tie: [UNKNOWN if tie is None else float(tie)]
        ),
    }
    return (
        Refugees(refugees, _columns(refugees, words) | of_refugees, words, today, excluded),
        Mentors(mentors, _columns(mentors, words) | of_mentors, words, today),
    )


def _vocabulary(rows: Sequence[PersonFacts]) -> Vocabulary:
    years = {year for born in {row.children_birth_years for row in rows} for year in born or ()}
    work = {(row.occupation, row.occupation_field) for row in rows}
    return Vocabulary(
        languages=_sorted({code for row in rows for code in row.languages or ()}),
        interests=_sorted(set(map(key_of, {word for row in rows for word in row.interests or ()}))),
        occupations=("", *_sorted({title_of(title) for title, _ in work} - {""})),
        fields=("", *_sorted({field_of(title, stated) for title, stated in work} - {""})),
        municipalities=("", *_sorted({row.municipality for row in rows} - {""})),
        countries=("", *_sorted({row.country for row in rows} - {""})),
        birth_years=tuple(range(min(years), max(years) + 1)) if years else (),
        questions=_sorted({key for row in rows for key in row.personality or ()}),
    )


def _floats(flags: Iterable[bool]) -> list[float]:
    return [float(flag) for flag in flags]


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words))


def _columns(rows: Sequence[PersonFacts], words: Vocabulary) -> dict[str, Column]:
    title = {word: at for at, word in enumerate(words.occupations)}
    field = {word: at for at, word in enumerate(words.fields)}
    town = {word: at for at, word in enumerate(words.municipalities)}
    land = {word: at for at, word in enumerate(words.countries)}
    made: dict[str, tuple[Callable[[Any], Hashable], Callable[[Any], Sequence[float]]]] = {
        "languages": (lambda row: _items(row.languages), lambda given: _levels(given, words.languages)),
        "gender": (
            attrgetter("gender", "wants_gender"),
            lambda pair: [GENDERS.index(pair[0]), GENDERS.index(pair[1])],
        ),
        "birth_year": (attrgetter("birth_year"), lambda year: [UNKNOWN if year is None else year]),
        "availability": (lambda row: _set(row.availability), lambda given: _ticks(given, SLOTS)),
        "interests": (
            lambda row: _set(row.interests),
            lambda given: _ticks(None if given is None else set(map(key_of, given)), words.interests),
        ),
        "occupation": (
            attrgetter("occupation", "occupation_field"),
            lambda pair: [title[title_of(pair[0])], field[field_of(*pair)]],
        ),
        "education": (attrgetter("education"), lambda level: [SCHOOLING.get(level, UNKNOWN)]),
        "children": (attrgetter("children_birth_years"), lambda given: _ticks(given, words.birth_years)),
        "needs": (lambda row: _set(row.needs), lambda given: _ticks(given, NEEDS)),
        "place": (attrgetter("postcode", "protected", "own_transport"), _place),
        "personality": (lambda row: _items(row.personality), lambda given: _levels(given, words.questions)),
        "background": (_background_key, lambda key: _background(key, land, words.languages)),
        "municipality": (attrgetter("municipality"), lambda name: [town[name]]),
    }
    return {
        name: _column(rows, key, value, np.uint8 if name in SMALL_NUMBERS else float)
        for name, (key, value) in made.items()
    }


def _column(
    rows: Sequence[Any],
    key: Callable[[Any], Hashable],
    value: Callable[[Any], Sequence[float]],
    dtype: type = float,
) -> Column:
    """The different answers, each told from the others by `key` and put in numbers by `value` once."""
    seen: dict[Hashable, int] = {}
    index = np.fromiter((seen.setdefault(key(row), len(seen)) for row in rows), np.int64, len(rows))
    values = np.zeros((0, 1))
    for at, each in enumerate(seen):
        numbers = value(each)
        if not at:
            values = np.zeros((len(seen), len(numbers)), dtype)
        values[at] = numbers
    return Column(values, index)


def _items(given: Mapping[str, int] | None) -> Hashable:
    return None if given is None else frozenset(given.items())


def _set(given: Set[Any] | None) -> Hashable:
    return None if given is None else frozenset(given)


def _levels(given: Iterable[tuple[str, int]] | None, keys: Sequence[str]) -> list[float]:
    """Whether anything is known, then the level of each key."""
    if given is None:
        return [0.0] * (len(keys) + 1)
    level = dict(given)
    return [1.0, *(float(level.get(key, 0)) for key in keys)]


def _ticks(given: Iterable[Any] | None, keys: Sequence[Any]) -> list[float]:
    """Whether anything is known, then 1 for each key given and 0 for each not."""
    if given is None:
        return [0.0] * (len(keys) + 1)
    given = set(given)
    return [1.0, *(float(key in given) for key in keys)]


def _place(key: tuple[str, bool, bool | None]) -> list[float]:
    """Whether the postcode is known, latitude, longitude, protected, own transport, the postcode itself."""
    postcode, protected, transport = key
    point = point_of(postcode)
    known, code = ([0.0, 0.0, 0.0], 0.0) if point is None else ([1.0, *point], float(postcode))
    return [*known, float(protected), float(bool(transport)), code]


def _background_key(row: PersonFacts) -> Hashable:
    return row.wants_same_background, row.country, mother_tongues(row)


def _background(
    key: tuple[bool, str, Set[str]], land: Mapping[str, int], languages: Sequence[str]
) -> list[float]:
    """Wish, country (0 not known), then 1 for each mother tongue that tells where somebody came from."""
    wish, country, tongues = key
    return [float(wish), float(land[country]), *(float(code in tongues) for code in languages)]


def _refugee_standing(row: RefugeeFacts, today: datetime.date) -> tuple[bool, ...]:
    return (
        row.consent,
        row.interviewed,
        row.intro_course,
        row.selected,
        row.protected,
        row.partner_consent,
        has_young_children(row, today),
    )


def _mentor_standing(row: MentorFacts) -> tuple[bool, ...]:
    return (
        row.consent,
        row.interviewed,
        row.intro_course,
        row.trained,
        row.places > 0,
        bool(row.organisation),
        *(kind in row.clearances for kind in CLEARANCES),
    )
