"""People as arrays: each fact a column of the different values found and, for each person, which of them.

Programmes have few different answers to most questions, so a criterion is worked out once for each pair of
different answers and then looked up for each pair of people.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    """`excluded`: for each rule of PAIR_RULES the (k, 2) positions of (refugee, mentor) it rules out."""

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
    of_refugees = {"standing": _column([_refugee_standing(row, today) for row in refugees])}
    of_mentors = {
        "standing": _column([_mentor_standing(row) for row in mentors]),
        "local_ties": _column([[_known(row.local_ties)] for row in mentors]),
    }
    return (
        Refugees(refugees, _columns(refugees, words) | of_refugees, words, today, excluded),
        Mentors(mentors, _columns(mentors, words) | of_mentors, words, today),
    )


def _vocabulary(rows: Sequence[PersonFacts]) -> Vocabulary:
    years = {year for row in rows for year in row.children_birth_years or ()}
    return Vocabulary(
        languages=_sorted({code for row in rows for code in row.languages or ()}),
        interests=_sorted({key_of(word) for row in rows for word in row.interests or ()}),
        occupations=("", *_sorted({title_of(row.occupation) for row in rows} - {""})),
        fields=("", *_sorted({field_of(row.occupation, row.occupation_field) for row in rows} - {""})),
        municipalities=("", *_sorted({row.municipality for row in rows} - {""})),
        countries=("", *_sorted({row.country for row in rows} - {""})),
        birth_years=tuple(range(min(years), max(years) + 1)) if years else (),
        questions=_sorted({key for row in rows for key in row.personality or ()}),
    )


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words))


def _columns(rows: Sequence[PersonFacts], words: Vocabulary) -> dict[str, Column]:
    title = {word: at for at, word in enumerate(words.occupations)}
    field = {word: at for at, word in enumerate(words.fields)}
    town = {word: at for at, word in enumerate(words.municipalities)}
    land = {word: at for at, word in enumerate(words.countries)}
    made: dict[str, Callable[[Any], Sequence[float]]] = {
        "languages": lambda row: _levels(row.languages, words.languages),
        "gender": lambda row: [GENDERS.index(row.gender), GENDERS.index(row.wants_gender)],
        "birth_year": lambda row: [UNKNOWN if row.birth_year is None else row.birth_year],
        "availability": lambda row: _ticks(row.availability, SLOTS),
        "interests": lambda row: _ticks(
            None if row.interests is None else set(map(key_of, row.interests)), words.interests
        ),
        "occupation": lambda row: [
            title[title_of(row.occupation)],
            field[field_of(row.occupation, row.occupation_field)],
        ],
        "education": lambda row: [SCHOOLING.get(row.education, UNKNOWN)],
        "children": lambda row: _ticks(row.children_birth_years, words.birth_years),
        "needs": lambda row: _ticks(row.needs, NEEDS),
        "place": _place,
        "personality": lambda row: _levels(row.personality, words.questions),
        "background": lambda row: [row.wants_same_background, land[row.country]],
        "municipality": lambda row: [town[row.municipality]],
    }
    return {name: _column([read(row) for row in rows]) for name, read in made.items()}


def _column(rows: Sequence[Sequence[float]]) -> Column:
    table = np.array(rows, float) if rows else np.zeros((0, 1))
    values, index = np.unique(table, axis=0, return_inverse=True)
    return Column(values, index.reshape(-1).astype(np.int64))


def _levels(given: Mapping[str, int] | None, keys: Sequence[str]) -> list[float]:
    """Whether anything is known, then the level of each key."""
    return [0.0] * (len(keys) + 1) if given is None else [1.0, *(float(given.get(key, 0)) for key in keys)]


def _ticks(given: Iterable[Any] | None, keys: Sequence[Any]) -> list[float]:
    """Whether anything is known, then 1 for each key given and 0 for each not."""
    if given is None:
        return [0.0] * (len(keys) + 1)
    given = set(given)
    return [1.0, *(float(key in given) for key in keys)]


def _known(value: bool | None) -> float:
    return UNKNOWN if value is None else float(value)


def _place(row: PersonFacts) -> list[float]:
    """Whether the postcode is known, latitude, longitude, protected, own transport."""
    point = point_of(row.postcode)
    known = [0.0, 0.0, 0.0] if point is None else [1.0, *point]
    return [*known, float(row.protected), float(bool(row.own_transport))]


def _refugee_standing(row: RefugeeFacts, today: datetime.date) -> list[float]:
    flags = (
        row.consent,
        row.interviewed,
        row.intro_course,
        row.selected,
        row.protected,
        row.partner_consent,
    )
    return [*map(float, flags), float(has_young_children(row, today))]


def _mentor_standing(row: MentorFacts) -> list[float]:
    flags = (
        row.consent,
        row.interviewed,
        row.intro_course,
        row.trained,
        row.places > 0,
        bool(row.organisation),
    )
    return [*map(float, flags), *(float(kind in row.clearances) for kind in CLEARANCES)]
