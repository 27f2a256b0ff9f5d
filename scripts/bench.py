"""The matching benchmark: our assignment against other ways, on made-up people, in the same run.

    make bench                 all sizes, 5 runs each, medians
    make bench BENCH=--quick   small sizes, 3 runs, within a minute

Ratios are against rivals of the same run: machines differ and are noisy. Seeded; scores are in [0, 100],
about 19 % of the pairs feasible, 1.2 places a person ("scarce": 0.5).
"""

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from matching.assignment import assign  # noqa: E402  the product's packages lie beside this folder
from matching.greedy import best_first  # noqa: E402  as above

Scores = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Result = tuple[int, float]  # matched, total score
SEED = 20261122
SLOW_S = 20  # a rival slower than this runs once


def people(refugees: int, places_each: float, seed: int) -> tuple[Scores, Places]:
    """Scores with forbidden pairs as -inf, and the places of each mentor (1 to 3)."""
    random = np.random.default_rng(seed)
    places: Places = random.integers(1, 4, size=max(1, round(refugees * places_each / 2)))
    score = np.round(random.beta(5, 3, size=(refugees, places.size)) * 100, 2)
    score[random.random(score.shape) >= 0.19] = -np.inf
    return score, places


def ours(score: Scores, places: Places) -> Result:
    found = assign(score, places)
    if not found.optimal:
        raise SystemExit("our plan is not proved optimal")
    return found.matched, found.total


def scipy_on_slots(score: Scores, places: Places) -> Result:
    """A column for each place; B above any total makes the number matched count first."""
    slots = np.repeat(np.arange(places.size), places)
    wide = score[:, slots]
    feasible = np.isfinite(wide)
    bonus = 100.0 * min(wide.shape) + 1
    rows, columns = linear_sum_assignment(np.where(feasible, wide + bonus, 0), maximize=True)
    kept = feasible[rows, columns]
    return int(kept.sum()), float(wide[rows, columns][kept].sum())


def timed(
    solve: Callable[[Scores, Places], Result], score: Scores, places: Places, runs: int
) -> tuple[float, Result]:
    seconds: list[float] = []
    result = (0, 0.0)
    while len(seconds) < runs:
        began = time.perf_counter()
        result = solve(score, places)
        seconds.append(time.perf_counter() - began)
        if seconds[-1] > SLOW_S:
            break
    return statistics.median(seconds), result


WAYS: dict[str, Callable[[Scores, Places], Result]] = {
    "ours": ours,
    "SciPy on slots": scipy_on_slots,
    "best first (by eye)": best_first,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, within a minute")
    quick = parser.parse_args().quick
    sizes, runs = ([70, 300, 600], 3) if quick else ([70, 300, 600, 1800], 5)
    print(
        f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} cores, seed {SEED}\n"
    )
    print("| people | places | way | seconds | ours is | matched | total |\n|--:|---|---|--:|--:|--:|--:|")
    fewer = False
    for size in sizes:
        for family, places_each in (("plentiful", 1.2), ("scarce", 0.5)):
            score, places = people(size, places_each, SEED + size)
            rows = {way: timed(solve, score, places, runs) for way, solve in WAYS.items()}
            for way, (seconds, (matched, total)) in rows.items():
                ratio = "" if way == "ours" else f"{seconds / rows['ours'][0]:.2f} × as fast"
                print(
                    f"| {size} | {family} | {way} | {seconds:.4f} | {ratio} | {matched} | {total:.2f} |",
                    flush=True,
                )
            best = max(result for _, result in rows.values())
            fewer = (
                fewer
                or rows["ours"][1][0] < best[0]
                or rows["ours"][1][1] < rows["SciPy on slots"][1][1] - 1e-6
            )
    if fewer:
        print("another way served more people or reached a higher score", file=sys.stderr)
    return int(fewer)


if __name__ == "__main__":
    sys.exit(main())
