"""No row stands alone: what outsiders may know of a person is blanked until five rows share it. Pure."""

from collections import Counter
from collections.abc import Hashable, Iterable

K = 5
Combination = tuple[str, ...]


def released(
    counts: "Counter[Combination]", *, order: tuple[int, ...], k: int = K
) -> dict[Combination, Combination]:
    """For each combination of traits the one that is written, so that each written one has `k` rows or more.

    order : places of the traits, the first to be blanked first. Rows blanked altogether may be fewer than k:
    they say nothing. All rows of a combination are treated alike, so rows can be written as they are read.
    """
    told = {combination: combination for combination in counts}
    for place in order:
        sizes = group_sizes(told, counts)
        for combination, written in told.items():
            if sizes[written] < k:
                told[combination] = (*written[:place], "", *written[place + 1 :])
    return told


def group_sizes(
    told: dict[Combination, Combination], counts: "Counter[Combination]"
) -> "Counter[Combination]":
    """Rows behind each written combination."""
    sizes: Counter[Combination] = Counter()
    for combination, written in told.items():
        sizes[written] += counts[combination]
    return sizes


def smallest_group(rows: Iterable[tuple[Hashable, ...]]) -> int | None:
    """Size of the smallest group of rows that tell anything; None where none does."""
    counts = Counter(row for row in rows if any(row))
    return min(counts.values(), default=None)


def age_band(birth_year: int | None, year: int, *, width: int = 20) -> str:
    """Twenty years of age, as "20-39"; empty where the year of birth is not known."""
    if birth_year is None:
        return ""
    low = (year - birth_year) // width * width
    return f"{low}-{low + width - 1}"
