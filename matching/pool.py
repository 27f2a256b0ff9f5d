"""Everyone who waits and everyone who may take them on: read, ruled and scored once; asked by key."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matching.criteria.people import people_from_rows
from matching.people_rows import Pair, Rows, read_rows
from matching.scoring import Explanation, Scores, score_people
from matching.selectors import matchable_mentors, waiting_refugees
from matching.sentences import speaker
from mentorship.models import Mentor, Programme, Refugee
from mentorship.programmes.document import words


class Because(TypedDict):
    """One criterion of a pair, as a proposal and a plan keep it. `fit` None: not known."""

    criterion: str
    weight: float
    fit: float | None
    points: float
    text: str


class Obstacle(TypedDict):
    """A rule that keeps a pair apart."""

    rule: str
    text: str


class RuledOut(TypedDict):
    """A rule, and how many mentors it excludes for one refugee."""

    rule: str
    mentors_ruled_out: int
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One pair: its points and sentences, and what is in the way (empty = nothing)."""

    score: float | None
    because: list[Because]
    obstacles: list[Obstacle]


class Pool:
    """`matrix`, `capacity` by position; everything else by primary key."""

    def __init__(self, rows: Rows, programme: Programme):
        self.rows = rows
        self.programme = programme
        self.refugee_ids = [row.id for row in rows.refugees]
        self.mentor_ids = [row.id for row in rows.mentors]
        self.refugee_at = {pk: at for at, pk in enumerate(self.refugee_ids)}
        self.mentor_at = {pk: at for at, pk in enumerate(self.mentor_ids)}

    @cached_property
    def scores(self) -> Scores:
        rows = self.rows
        refugees, mentors = people_from_rows(
            rows.refugees, rows.mentors, today=rows.on, excluded_pairs=rows.excluded
        )
        screen = words(self.programme)
        in_words = speaker({"refugee": screen.refugee.the, "mentor": screen.mentor.the})
        return score_people(refugees, mentors, rows.weights, rules=rows.rules, say=in_words)

    @property
    def matrix(self) -> Any:
        """(refugees, mentors) points, array or CSR; NaN or not stored where a rule fails."""
        return self.scores.total

    @cached_property
    def capacity(self) -> npt.NDArray[np.int64]:
        return np.array([row.places for row in self.rows.mentors], np.int64)

    def score(self, refugee: int, mentor: int) -> float:
        """Points of a pair; NaN where a rule keeps the two apart."""
        at, of = self.refugee_at[refugee], self.mentor_at[mentor]
        if not sparse.issparse(self.matrix):
            return float(self.matrix[at, of])
        row = slice(self.matrix.indptr[at], self.matrix.indptr[at + 1])
        found = self.matrix.data[row][self.matrix.indices[row] == of]
        return float(found[0]) if len(found) else float("nan")

    def _explain(self, refugee: int, mentor: int) -> Explanation:
        return self.scores.explain(self.refugee_at[refugee], self.mentor_at[mentor])

    def because(self, refugee: int, mentor: int) -> list[Because]:
        """Criteria of the pair by falling points, in words."""
        return _because(self._explain(refugee, mentor))

    def because_of(self, pairs: Sequence[Pair]) -> Iterator[list[Because]]:
        """The same for many pairs that may be made, in their order; worked out together."""
        at = [(self.refugee_at[refugee], self.mentor_at[mentor]) for refugee, mentor in pairs]
        return map(_because, self.scores.explain_allowed(at))

    def obstacles(self, refugee: int, mentor: int) -> list[Obstacle]:
        return [
            Obstacle(rule=failure.rule, text=f"{failure.text}.")
            for failure in self._explain(refugee, mentor).failures
        ]

    def ruled_out(self, refugee: int) -> list[RuledOut]:
        """The rules that exclude somebody for this refugee, the one that excludes most first."""
        return self.ruled_out_of([refugee])[0]

    def ruled_out_of(self, refugees: Sequence[int]) -> list[list[RuledOut]]:
        """The same for many refugees, in their order; worked out together."""
        at = [self.refugee_at[refugee] for refugee in refugees]
        return [
            [RuledOut(rule=out.rule, mentors_ruled_out=out.mentors, text=out.text) for out in each]
            for each in self.scores.ruled_out_of(at)
        ]

    def ranked(self, refugee: int) -> list[tuple[int, float]]:
        """(mentor, points) of those every rule allows, most points first, then by key."""
        at = self.refugee_at[refugee]
        if sparse.issparse(self.matrix):
            row = self.matrix.getrow(at)
            found = list(zip(row.indices.tolist(), row.data.tolist(), strict=True))
        else:
            points = self.matrix[at]
            found = [(int(of), float(points[of])) for of in np.flatnonzero(np.isfinite(points))]
        return [
            (self.mentor_ids[of], value) for of, value in sorted(found, key=lambda each: (-each[1], each[0]))
        ]

    @cached_property
    def _possible(self) -> npt.NDArray[np.int64]:
        """How many mentors every rule allows, by the refugee's position."""
        if sparse.issparse(self.matrix):
            return np.diff(self.matrix.indptr)
        return np.isfinite(self.matrix).sum(axis=1)

    def possible_mentors(self, refugee: int) -> int:
        return int(self._possible[self.refugee_at[refugee]])

    def without_any(self) -> set[int]:
        """Refugees nobody can take on as things stand."""
        return {pk for pk, count in zip(self.refugee_ids, self._possible.tolist(), strict=True) if not count}


def _because(told: Explanation) -> list[Because]:
    return [
        Because(
            criterion=part.criterion,
            weight=part.weight,
            fit=None if part.fit is None else round(part.fit, 4),
            points=round(part.points, 4),
            text=part.text,
        )
        for part in told.parts
    ]


def read_pool(
    programme: Programme,
    *,
    on: datetime.date,
    without: Iterable[Pair] = (),
    count_pending: bool = True,
    refugee: Refugee | None = None,
) -> Pool:
    """All who wait (or one of them) and all mentors, as things stand on the day `on`; 8 queries."""
    refugees = waiting_refugees(programme, on=on)
    if refugee is not None:
        refugees = Refugee.objects.filter(pk=refugee.pk)
    mentors = matchable_mentors(programme)
    rows = read_rows(
        programme, refugees=refugees, mentors=mentors, on=on, without=without, count_pending=count_pending
    )
    return Pool(rows, programme)


def read_pair(programme: Programme, *, refugee: Refugee, mentor: Mentor, on: datetime.date) -> Verdict:
    """What the programme says of one pair on the day `on`; proposals awaiting answers take no place."""
    rows = read_rows(
        programme,
        refugees=Refugee.objects.filter(pk=refugee.pk),
        mentors=Mentor.objects.filter(pk=mentor.pk),
        on=on,
        count_pending=False,
    )
    pool = Pool(rows, programme)
    obstacles = pool.obstacles(refugee.pk, mentor.pk)
    score = None if obstacles else pool.score(refugee.pk, mentor.pk)
    return Verdict(score, pool.because(refugee.pk, mentor.pk), obstacles)
