"""The benchmark's table, and which of its goals the run reached."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benching.ways import FAST

OURS = "ours"
HEAD = (
    "| family | people | way | seconds | times ours | matched | total | peak MB |\n"
    "|---|--:|---|--:|--:|--:|--:|--:|"
)
SLIP = 0.02  # points; the rivals add whole hundredths up in another order


@dataclass(frozen=True)
class Figure:
    """What one way took, and what it found."""

    seconds: float
    matched: int
    total: float
    megabytes: int


@dataclass(frozen=True)
class Row:
    """One way on one instance; no figure if it ran out of time or memory."""

    family: str
    size: int
    way: str
    figure: Figure | None


def find(rows: list[Row], family: str, size: int, way: str) -> Figure | None:
    """The figure of this way there, if there is one."""
    return next((r.figure for r in rows if (r.family, r.size, r.way) == (family, size, way)), None)


def line(row: Row, rows: list[Row]) -> str:
    """The row of the table."""
    if row.figure is None:
        return f"| {row.family} | {row.size} | {row.way} | gave up | | | | |"
    found, mine = row.figure, find(rows, row.family, row.size, OURS)
    ratio = f"{found.seconds / max(mine.seconds, 1e-6):.1f}" if mine and row.way != OURS else ""
    return (
        f"| {row.family} | {row.size} | {row.way} | {found.seconds:.4f} | {ratio} | {found.matched} "
        f"| {found.total:.2f} | {found.megabytes} |"
    )


def anybody_better(rows: list[Row]) -> bool:
    """Whether another way served more people, or as many with more points."""
    return any(
        (row.figure.matched, row.figure.total) > (mine.matched, mine.total + SLIP)
        for row in rows
        if row.figure and (mine := find(rows, row.family, row.size, OURS))
    )


def reached(rows: list[Row]) -> list[str]:
    """Each goal in a line, with what was measured."""
    return [
        _said("no way served more, or found more points", not anybody_better(rows), ""),
        *_against_the_fastest(rows),
        *_against_ours_not_compiled(rows),
        *_wholes(rows),
        *_growth(rows),
    ]


def _said(goal: str, is_reached: bool, measured: str) -> str:
    return f"- {'reached' if is_reached else 'NOT reached'}: {goal}{measured and f' ({measured})'}"


def _against_the_fastest(rows: list[Row]) -> Iterator[str]:
    for family, size in dict.fromkeys((row.family, row.size) for row in rows if row.family != "whole"):
        mine = find(rows, family, size, OURS)
        rivals = {way: figure for way in FAST if (figure := find(rows, family, size, way))}
        if not (mine and rivals) or size < 300:
            continue
        fastest = min(rivals, key=lambda way: rivals[way].seconds)
        least = 1.0 if family.endswith("scarce") else 2.0
        ratio = rivals[fastest].seconds / mine.seconds
        goal = f"{family} {size}: at least {least:g} times as fast as the fastest of SciPy, OR-Tools and lapx"
        yield _said(goal, ratio >= least, f"{ratio:.1f} times {fastest}")


def _against_ours_not_compiled(rows: list[Row]) -> Iterator[str]:
    pairs = [
        (mine, other)
        for row in rows
        if row.way == OURS
        and (mine := row.figure)
        and (other := find(rows, row.family, row.size, "ours, not compiled"))
    ]
    same = all(
        mine.matched == other.matched and math.isclose(mine.total, other.total, abs_tol=SLIP)
        for mine, other in pairs
    )
    yield _said("the same answers without a compiled core", same, f"{len(pairs)} instances")


def _wholes(rows: list[Row]) -> Iterator[str]:
    for size in dict.fromkeys(row.size for row in rows if row.family == "whole"):
        mine = find(rows, "whole", size, OURS)
        if mine is None:
            yield _said(f"score, match, explain all at {size}", False, "gave up")
            continue
        if rival := find(rows, "whole", size, "mentor-match"):
            ratio = rival.seconds / mine.seconds
            yield _said(f"whole {size}: at least 400 times mentor-match", ratio >= 400, f"{ratio:.0f} times")
        if size == 1800 and (rival := find(rows, "whole", size, "SciPy linear_sum_assignment, solve alone")):
            share = mine.seconds / rival.seconds
            yield _said("whole 1800: at most 1.2 of SciPy's solve alone", share <= 1.2, f"{share:.2f}")
        if size == 25000 and (rival := find(rows, "whole", size, "OR-Tools flow, solve alone")):
            share = mine.seconds / rival.seconds
            met = share <= 0.4 and mine.megabytes < 500
            measured = f"{share:.2f}, {mine.megabytes} MB"
            yield _said("whole 25000: at most 0.4 of OR-Tools' solve alone, under 500 MB", met, measured)


def _growth(rows: list[Row]) -> Iterator[str]:
    """The exponent of seconds against people, on the national family, whose pairs grow with its people."""
    found = [
        (row.size, row.figure.seconds)
        for row in rows
        if row.family == "national plentiful" and row.way == OURS and row.figure
    ]
    if len(found) < 3:
        return
    size, seconds = np.array(found).T
    slope = float(np.polyfit(np.log(size * np.log(size)), np.log(seconds), 1)[0])
    goal = "national: seconds grow no faster than pairs times log people"
    yield _said(goal, slope <= 1.1, f"fitted exponent {slope:.2f}")
