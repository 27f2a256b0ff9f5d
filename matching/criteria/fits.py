"""How well two people fit, criterion by criterion: 0 not at all, 1 as well as can be, NaN not known.

Each works on the different values of both sides, (U, …) and (V, …), and gives a (U, V) table.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.criteria.interests import groups_of
from matching.criteria.occupations import related
from matching.criteria.people import Vocabulary
from matching.criteria.places import KM_PER_DEGREE

Table = npt.NDArray[np.float64]
Fit = Callable[[Table, Table, Vocabulary], Table]

BY_LEVEL = np.array([0.0, 0.1, 0.4, 0.7, 0.9, 1.0])
"""Fit of the best shared language, by the level of whoever knows it less."""
ENOUGH_INTERESTS = 3
RELATED_INTEREST = 0.5
SAME_FIELD, RELATED_FIELD = 0.7, 0.4
AGE_FREE, AGE_SPAN = 5, 25
CHILD_YEARS_FIT = {0: 1.0, 1: 1.0, 2: 0.75, 3: 0.5, 4: 0.25}
BY_SLOTS = np.array([0.0, 0.6, 0.85, 1.0])
REACH_KM, REACH_WITH_TRANSPORT_KM = 30.0, 60.0
BANDS_KM = ((10.0, 5.0), (30.0, 20.0), (np.inf, 45.0))
"""Bands that stand for a distance to a protected address: upper end, and what it counts as."""


def _known(one: Table, other: Table, fit: Table) -> Table:
    return np.where((one[:, :1] > 0) & (other[:, 0] > 0), fit, np.nan)


def language(one: Table, other: Table, words: Vocabulary) -> Table:
    return _known(one, other, BY_LEVEL[shared_level(one, other).astype(int)])


def shared_level(one: Table, other: Table) -> Table:
    """Level of the best shared language: that of whoever knows it less, 0 for none."""
    best = np.zeros((len(one), len(other)))
    for at in range(1, one.shape[1]):
        np.maximum(best, np.minimum(one[:, at, None], other[:, at]), out=best)
    return best


def interests(one: Table, other: Table, words: Vocabulary) -> Table:
    """Common interests count in full, related ones by half, three are as good as can be."""
    mine, theirs = one[:, 1:], other[:, 1:]
    kinds = sorted({kind for word in words.interests for kind in groups_of(word)})
    of_kind = np.array([[kind in groups_of(word) for kind in kinds] for word in words.interests], float)
    of_kind = of_kind.reshape(len(words.interests), len(kinds))
    common = mine @ theirs.T
    mine_akin = mine @ (of_kind @ (theirs @ of_kind > 0).T > 0)
    theirs_akin = (mine @ of_kind > 0).astype(float) @ of_kind.T > 0
    akin = np.minimum(
        mine_akin - _of_known_kind(mine, theirs, of_kind),
        theirs_akin @ theirs.T - _of_known_kind(mine, theirs, of_kind),
    )
    fewest = np.minimum(mine.sum(axis=1)[:, None], theirs.sum(axis=1))
    fit = (common + RELATED_INTEREST * akin) / np.clip(fewest, 1, ENOUGH_INTERESTS)
    return _known(one, other, np.minimum(fit, 1.0))


def _of_known_kind(mine: Table, theirs: Table, of_kind: Table) -> Table:
    """Common interests that have a kind: they are akin to themselves, and must not count twice."""
    return (mine * of_kind.any(axis=1)) @ theirs.T


def occupation(one: Table, other: Table, words: Vocabulary) -> Table:
    """The same occupation, the same field, a related field. Columns: occupation, field; 0 not known."""
    near = np.eye(len(words.fields)) * SAME_FIELD
    for a, first in enumerate(words.fields):
        for b, second in enumerate(words.fields):
            if related(first, second):
                near[a, b] = RELATED_FIELD
    mine, theirs = one.astype(int), other.astype(int)
    fit = near[mine[:, 1][:, None], theirs[:, 1]]
    fit[(mine[:, 1] == 0)[:, None] | (theirs[:, 1] == 0)] = np.nan
    fit[(mine[:, 0][:, None] == theirs[:, 0]) & (mine[:, 0] > 0)[:, None]] = 1.0
    return fit


def age(one: Table, other: Table, words: Vocabulary) -> Table:
    apart = np.abs(one[:, 0][:, None] - other[:, 0])
    fit = np.clip(1 - (apart - AGE_FREE) / AGE_SPAN, 0.0, 1.0)
    return _known(one, other, fit)


def family(one: Table, other: Table, words: Vocabulary) -> Table:
    """Years between the two children nearest in age; neither having children is the same situation too."""
    mine, theirs = one[:, 1:], other[:, 1:]
    none = (mine.sum(axis=1) == 0)[:, None] & (theirs.sum(axis=1) == 0)
    fit = none.astype(float)
    years = np.array(words.birth_years)
    for apart, worth in CHILD_YEARS_FIT.items():
        near = np.abs(years[:, None] - years) == apart
        np.maximum(fit, worth * (mine @ near @ theirs.T > 0), out=fit)
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
    """As places.distance_km, for columns of place."""
    north = (other[:, 1] - one[:, 1][:, None]) * KM_PER_DEGREE
    middle = np.radians((other[:, 1] + one[:, 1][:, None]) / 2)
    return np.hypot(north, (other[:, 2] - one[:, 2][:, None]) * KM_PER_DEGREE * np.cos(middle))


def personality(one: Table, other: Table, words: Vocabulary) -> Table:
    """Nearness of the answers, 1-5, to the questions both answered."""
    apart = np.zeros((len(one), len(other)))
    asked = np.zeros_like(apart)
    for at in range(1, one.shape[1]):
        both = (one[:, at] > 0)[:, None] & (other[:, at] > 0)
        apart += both * np.abs(one[:, at][:, None] - other[:, at])
        asked += both
    fit = 1 - apart / (4 * np.maximum(asked, 1))
    return np.where(asked > 0, fit, np.nan)


def education(one: Table, other: Table, words: Vocabulary) -> Table:
    fit = 1 - np.abs(one[:, 0][:, None] - other[:, 0]) / 5
    return np.where((one[:, :1] >= 0) & (other[:, 0] >= 0), fit, np.nan)


def background(one: Table, other: Table, words: Vocabulary) -> Table:
    """The same country of origin, where one of them wishes it. Columns: wish, country (0 not known)."""
    wished = (one[:, 0] > 0)[:, None] | (other[:, 0] > 0)
    told = (one[:, 1] > 0)[:, None] & (other[:, 1] > 0)
    return np.where(wished & told, (one[:, 1][:, None] == other[:, 1]).astype(float), np.nan)


def local_ties(one: Table, other: Table, words: Vocabulary) -> Table:
    """A mentor at home in local associations opens doors. Column of the mentor: 1, 0, -1 not known."""
    return np.broadcast_to(np.where(other[:, 0] < 0, np.nan, other[:, 0]), (len(one), len(other)))


@dataclass(frozen=True, slots=True)
class Criterion:
    """`of_refugee`, `of_mentor`: the columns it reads."""

    name: str
    fit: Fit
    of_refugee: str
    of_mentor: str


CRITERIA: dict[str, Criterion] = {
    name: Criterion(name, fit, of_refugee, of_mentor)
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
