"""Made-up instances, seeded: who may be matched with whom, and how well."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

Ints = npt.NDArray[np.int64]
SEED = 20261122
NATIONAL_EACH = 50  # mentors a refugee may have, nationwide
MUNICIPALITIES = 98


@dataclass(frozen=True)
class Instance:
    """`score`: CSR, stored = allowed, in [0, 100] in halves; `places`: of each mentor, 1 to 3."""

    score: sparse.csr_array
    places: Ints

    @property
    def dense(self) -> npt.NDArray[np.float64]:
        """As an array, -inf where a pair may not be made."""
        wide = np.full(self.score.shape, -np.inf)
        row = np.repeat(np.arange(self.score.shape[0]), np.diff(self.score.indptr))
        wide[row, self.score.indices] = self.score.data
        return wide

    def save(self, path: Path) -> None:
        """Write it for another process."""
        arrays = {"data": self.score.data, "indices": self.score.indices, "indptr": self.score.indptr}
        np.savez(path, places=self.places, shape=self.score.shape, **arrays)


def make(family: str, refugees: int) -> Instance:
    """One of the families "plentiful" (1.2 places a person), "scarce" (0.5), each also "national"."""
    national, places_each = family.startswith("national"), 0.5 if family.endswith("scarce") else 1.2
    random = np.random.default_rng(SEED + refugees)
    places = random.integers(1, 4, size=max(1, round(refugees * places_each / 2)))
    if national:
        return Instance(_national(random, refugees, len(places)), places)
    return Instance(_regional(random, refugees, len(places)), places)


def _regional(random: np.random.Generator, refugees: int, mentors: int) -> sparse.csr_array:
    """A dozen municipalities, eight languages, three wishes: about 19 % of the pairs are left."""
    mother_tongue = random.choice(8, refugees, p=np.arange(8, 0, -1) / 36)
    speaks = random.random((mentors, 8)) < 0.55
    serves = random.random((mentors, 12)) < 0.5
    lives = random.integers(0, 12, refugees)
    wish, is_a = random.choice(3, refugees, p=[0.6, 0.2, 0.2]), random.integers(1, 3, mentors)
    allowed = speaks[:, mother_tongue].T & serves[:, lives].T
    allowed &= (wish[:, None] == 0) | (wish[:, None] == is_a)
    row, col = np.nonzero(allowed & (random.random(allowed.shape) < 0.9))
    return _scored(random, row, col, allowed.shape)


def _national(random: np.random.Generator, refugees: int, mentors: int) -> sparse.csr_array:
    """Large and small municipalities; each refugee may have mentors of the own one, and of the next."""
    weight = 1 / np.arange(1, MUNICIPALITIES + 1) ** 0.7
    home = np.sort(random.choice(MUNICIPALITIES, mentors, p=weight / weight.sum()))
    first = np.searchsorted(home, np.arange(MUNICIPALITIES + 1))
    lives = random.choice(MUNICIPALITIES, refugees, p=weight / weight.sum())
    near = first[np.minimum(lives + 2, MUNICIPALITIES)] - first[lives]
    each = np.minimum(random.poisson(NATIONAL_EACH, refugees), near)
    row = np.repeat(np.arange(refugees), each)
    col = first[lives][row] + random.integers(0, np.maximum(near, 1)[row])
    pairs = np.unique(row * mentors + col)
    return _scored(random, pairs // mentors, pairs % mentors, (refugees, mentors))


def _scored(random: np.random.Generator, row: Ints, col: Ints, shape: tuple[int, int]) -> sparse.csr_array:
    """Ten criteria of five steps each, more and less weighty: how near the two sides' answers are."""
    weight = np.array([18, 14, 14, 8, 12, 8, 8, 6, 4, 8])
    one, other = random.integers(0, 5, (shape[0], 10)), random.integers(0, 5, (shape[1], 10))
    points = np.zeros(len(row))
    for at, each in enumerate(weight):
        points += each * (1 - np.abs(one[row, at] - other[col, at]) / 4)
    start = np.searchsorted(row, np.arange(shape[0] + 1))
    return sparse.csr_array((points, col, start), shape=shape)
