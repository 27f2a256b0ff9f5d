"""From people to explained pairs: scores, the exact match, what every criterion gives every allowed pair.

The rival, mentor-match, gets its scores ready-made, by look-up: its own rules would take longer. It runs in
`mentor_match.py`, a program of its own, since its package is called as one of ours.
"""

import numpy as np
from scipy import sparse

from benching.families import MUNICIPALITIES, SEED, Instance
from benching.ways import Result, Run
from matching.assignment import assign
from matching.criteria.facts import Rules
from matching.criteria.fits import CRITERIA
from matching.criteria.people import Mentors, Refugees, people_from_rows
from matching.scoring import Scores, score_people
from matching.scoring_blocks import Sides, fits
from matching.tests.people import TODAY, crowd  # the people the tests of scoring make up

TOGETHER = 500_000  # pairs explained at a time
NATIONWIDE = 10_000  # refugees; below, three municipalities
WEIGHTS = dict.fromkeys(CRITERIA, 1.0)


def crowd_of(size: int) -> tuple[Refugees, Mentors]:
    """Refugees, and six tenths as many mentors."""
    homes = tuple(str(101 + at) for at in range(MUNICIPALITIES if size > NATIONWIDE else 3))
    refugees, mentors = crowd(SEED, size, max(1, size * 6 // 10), municipalities=homes)
    return people_from_rows(refugees, mentors, today=TODAY)


def places_of(mentors: Mentors) -> np.ndarray:
    """(M,) places; a mentor whom the crowd gave none gets two, so that there are enough."""
    return np.array([row.places or 2 for row in mentors.rows], np.int64)


def explain_all(scores: Scores) -> float:
    """For every allowed pair, what each criterion says of it; the sum, so that it is all worked out."""
    total = scores.total
    if sparse.issparse(total):
        row, col = total.nonzero()
    else:
        row, col = np.nonzero(np.isfinite(total))
    sides = Sides(scores.refugees, scores.mentors, scores.rules, scores.weights)
    return sum(
        float(np.nansum(fit))
        for start in range(0, len(row), TOGETHER)
        for _, fit in fits(sides, row[start : start + TOGETHER], col[start : start + TOGETHER])
    )


def ours(people: tuple[Refugees, Mentors]) -> Run:
    """Score, match exactly, and say of every allowed pair what each criterion gives it."""

    def run() -> Result:
        scores = score_people(*people, WEIGHTS, rules=Rules())
        plan = assign(scores.total, places_of(people[1]))
        explain_all(scores)
        return plan.matched, plan.total

    return run


def instance(people: tuple[Refugees, Mentors]) -> Instance:
    """The same people as the other ways take them: their scores, and the places."""
    total = score_people(*people, WEIGHTS, rules=Rules(), as_csr=True).total
    return Instance(sparse.csr_array(total), places_of(people[1]))
