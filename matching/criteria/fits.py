"""How well two people fit, criterion by criterion: 0 not at all, 1 as well as can be, NaN not known.

Each works on the different values of both sides, (U, …) and (V, …), and gives a (U, V) table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from matching.criteria.described import CRITERIA_DESCRIBED, Described
from matching.criteria.interests import groups_of
from matching.criteria.occupations import related
from matching.criteria.people import Vocabulary
from matching.criteria.places import (
    AREA_KM,
    BEYOND_COPENHAGEN,
    CITY_KM,
    KM_PER_DEGREE,
    SAME_POINT_KM,
)

Table = npt.NDArray[np.float64]
Fit = Callable[[Table, Table, Vocabulary], Table]

BY_LEVEL = np.array([0.0, 0.1, 0.4, 0.7, 0.9, 1.0])
"""Fit of the best shared language, by the level of whoever knows it less."""
ENOUGH_INTERESTS = 3
RELATED_INTEREST = 0.5
SAME_FIELD, RELATED_FIELD = 0.7, 0.4
SAME_TONGUE = 0.8
AGE_FREE, AGE_SPAN = 5, 25
CHILD_YEARS_FIT = {0: 1.0, 1: 1.0, 2: 0.75, 3: 0.5, 4: 0.25}
BY_SLOTS = np.array([0.0, 0.6, 0.85, 1.0])
REACH_KM, REACH_WITH_TRANSPORT_KM = 30.0, 60.0
ANSWERS = 5
LEVELS_OF_SCHOOLING = 5
BANDS_KM = ((10.0, 5.0), (30.0, 20.0), (np.inf, 45.0))
"""Bands that stand for a distance to a protected address: upper end, and what it counts as."""


def _known(one: Table, other: Table, fit: Table) -> Table:
    fit[one[:, 0] <= 0] = np.nan
    fit[:, other[:, 0] <= 0] = np.nan
    return fit


def language(one: Table, other: Table, words: Vocabulary) -> Table:
    return _known(one, other, BY_LEVEL[shared_level(one, other).astype(int)])


def shared_level(one: Table, other: Table) -> Table:
    """Level of the best shared language: that of whoever knows it less, 0 for none."""
    best = np.zeros((len(one), len(other)))
    for at in range(1, one.shape[1]):
        np.maximum(best, np.minimum(one[:, at, None], other[:, at]), out=best)
    return best


def interests(one: Table, other: Table, words: Vocabulary) -> Table:
    """Common interests count in full, related ones by half, three are as good as can be.

    Related: mine that have kin among theirs, or theirs that have kin among mine, whichever are fewer; what
    is common is its own kin, and is taken out.
    """
    mine, theirs = one[:, 1:], other[:, 1:]
    of_kind = _kinds(words.interests)
    has_kind = of_kind.any(axis=1)
    mine_akin = mine @ (of_kind @ (theirs @ of_kind > 0).T > 0)
    theirs_akin = ((mine @ of_kind > 0).astype(float) @ of_kind.T > 0) @ theirs.T
    fit = np.minimum(mine_akin, theirs_akin, out=mine_akin)
    fit *= RELATED_INTEREST
    fit += (mine * (1 - RELATED_INTEREST * has_kind)) @ theirs.T
    fewest = np.minimum(mine.sum(axis=1)[:, None], theirs.sum(axis=1))
    fit /= np.clip(fewest, 1, ENOUGH_INTERESTS, out=fewest)
    return _known(one, other, np.minimum(fit, 1.0, out=fit))


@lru_cache(maxsize=8)
def _kinds(interests: tuple[str, ...]) -> Table:
    """(interests, kinds): 1 where an interest is of a kind."""
    kinds = sorted({kind for word in interests for kind in groups_of(word)})
    table = np.array([[kind in groups_of(word) for kind in kinds] for word in interests], float)
    return table.reshape(len(interests), len(kinds))


def occupation(one: Table, other: Table, words: Vocabulary) -> Table:
    """The same occupation, the same field, a related field. Columns: occupation, field; 0 not known."""
    mine, theirs = one.astype(int), other.astype(int)
    fit = _near_fields(words.fields)[mine[:, 1][:, None], theirs[:, 1]]
    fit[mine[:, 1] == 0] = np.nan
    fit[:, theirs[:, 1] == 0] = np.nan
    fit[(mine[:, 0][:, None] == theirs[:, 0]) & (mine[:, 0] > 0)[:, None]] = 1.0
    return fit


@lru_cache(maxsize=8)
def _near_fields(fields: tuple[str, ...]) -> Table:
    near = np.eye(len(fields)) * SAME_FIELD
    for a, first in enumerate(fields):
        for b, second in enumerate(fields):
            if related(first, second):
                near[a, b] = RELATED_FIELD
    return near


def age(one: Table, other: Table, words: Vocabulary) -> Table:
    apart = np.abs(one[:, 0][:, None] - other[:, 0])
    fit = np.clip(1 - (apart - AGE_FREE) / AGE_SPAN, 0.0, 1.0)
    return _known(one, other, fit)


def family(one: Table, other: Table, words: Vocabulary) -> Table:
    """Years between the two children nearest in age; neither having children is the same situation too."""
    mine, theirs = one[:, 1:], other[:, 1:]
    fit = np.outer(mine.sum(axis=1) == 0, theirs.sum(axis=1) == 0).astype(float)
    years = np.array(words.birth_years)
    apart = np.abs(years[:, None] - years)
    for worth in sorted(set(CHILD_YEARS_FIT.values())):
        near = np.isin(apart, [years for years, value in CHILD_YEARS_FIT.items() if value == worth])
        fit[(mine @ near) @ theirs.T > 0] = worth
    return _known(one, other, fit)


def availability(one: Table, other: Table, words: Vocabulary) -> Table:
    return _known(one, other, BY_SLOTS[(one[:, 1:] @ other[:, 1:].T).astype(int)])


def needs(one: Table, other: Table, words: Vocabulary) -> Table:
    """Share of the needs that the mentor offers help with; without needs there is nothing to meet."""
    wanted = one[:, 1:].sum(axis=1)
    fit = (one[:, 1:] @ other[:, 1:].T) / np.maximum(wanted, 1)[:, None]
    fit[wanted == 0] = np.nan
    return _known(one, other, fit)


def travel(one: Table, other: Table, words: Vocabulary) -> Table:
    """Nearness; to a protected address only by band, so that the score doesn't tell the distance either."""
    km = kilometres(one, other)
    band = np.select([km < upper for upper, _ in BANDS_KM], [counts_as for _, counts_as in BANDS_KM])
    guarded = (one[:, 3] > 0)[:, None] | (other[:, 3] > 0)
    driven = (one[:, 4] > 0)[:, None] | (other[:, 4] > 0)
    reach = np.where(driven, REACH_WITH_TRANSPORT_KM, REACH_KM)
    return _known(one, other, np.clip(1 - np.where(guarded, band, km) / reach, 0.0, 1.0))


def kilometres(one: Table, other: Table) -> Table:
    """As places.distance_between, for columns of place."""
    north = (other[:, 1] - one[:, 1][:, None]) * KM_PER_DEGREE
    middle = np.radians((other[:, 1] + one[:, 1][:, None]) / 2)
    km = np.hypot(north, (other[:, 2] - one[:, 2][:, None]) * KM_PER_DEGREE * np.cos(middle))
    within = (one[:, 5][:, None] != other[:, 5]) & (km < SAME_POINT_KM)
    return np.where(within, np.where(other[:, 5] < BEYOND_COPENHAGEN, CITY_KM, AREA_KM), km)


def personality(one: Table, other: Table, words: Vocabulary) -> Table:
    """Nearness of the answers, 1-5, to the questions both answered.

    |a - b| is told by how many of the steps 1-5 only one of the two has reached: sums of products alone.
    """
    mine, theirs = (one[:, 1:] > 0).astype(float), (other[:, 1:] > 0).astype(float)
    apart = (one[:, 1:] - mine) @ theirs.T + mine @ (other[:, 1:] - theirs).T
    for step in range(2, ANSWERS + 1):
        apart -= 2 * ((one[:, 1:] >= step).astype(float) @ (other[:, 1:] >= step).astype(float).T)
    asked = mine @ theirs.T
    fit = 1 - apart / ((ANSWERS - 1) * np.maximum(asked, 1))
    fit[asked == 0] = np.nan
    return fit


def education(one: Table, other: Table, words: Vocabulary) -> Table:
    fit = 1 - np.abs(one[:, 0][:, None] - other[:, 0]) / LEVELS_OF_SCHOOLING
    return _known(one + 1, other + 1, fit)


def background(one: Table, other: Table, words: Vocabulary) -> Table:
    """The same country of origin, where one of them wishes it; else the same mother tongue from there.

    Columns: wish, country (0 not known), then a tick for each mother tongue but the country's own.
    """
    wished = (one[:, 0] > 0)[:, None] | (other[:, 0] > 0)
    both_lands = (one[:, 1] > 0)[:, None] & (other[:, 1] > 0)
    both_speak = np.outer(one[:, 2:].any(axis=1), other[:, 2:].any(axis=1))
    same_tongue = SAME_TONGUE * (one[:, 2:] @ other[:, 2:].T > 0)
    fit = np.where(both_lands, (one[:, 1][:, None] == other[:, 1]).astype(float), same_tongue)
    fit[~wished | ~(both_lands | both_speak)] = np.nan
    return fit


def local_ties(one: Table, other: Table, words: Vocabulary) -> Table:
    """A mentor at home in local associations opens doors. Column of the mentor: 1, 0, -1 not known."""
    return np.broadcast_to(np.where(other[:, 0] < 0, np.nan, other[:, 0]), (len(one), len(other)))


@dataclass(frozen=True, slots=True)
class Criterion:
    """`of_refugee`, `of_mentor`: the columns it reads; `told`: its unit, scale and source, for readers."""

    name: str
    fit: Fit
    of_refugee: str
    of_mentor: str
    told: Described


CRITERIA: dict[str, Criterion] = {
    name: Criterion(name, fit, of_refugee, of_mentor, CRITERIA_DESCRIBED[name])
    for name, fit, of_refugee, of_mentor in (
        ("language", language, "languages", "languages"),
        ("interests", interests, "interests", "interests"),
        ("occupation", occupation, "occupation", "occupation"),
        ("needs", needs, "needs", "needs"),
        ("travel", travel, "place", "place"),
        ("age", age, "birth_year", "birth_year"),
        ("family", family, "children", "children"),
        ("availability", availability, "availability", "availability"),
        ("education", education, "education", "education"),
        ("personality", personality, "personality", "personality"),
        ("background", background, "background", "background"),
        ("local_ties", local_ties, "standing", "local_ties"),
    )
}
