"""The ways to match that are held against each other: from scores and places to (matched, total).

All start from the same: the scores as an array up to DENSE_UP_TO pairs, sparse beyond. What a way must make
of them first, a column for each place or the arcs of a network, is part of its time, as reading and proof are
of ours. What is only another form of the scores (a graph, lists) is made beforehand.
"""

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from benching.families import Instance
from matching import assignment_compiled
from matching.assignment import assign
from matching.greedy import best_first

Result = tuple[int, float]
Run = Callable[[], Result]
Way = Callable[[Instance], Run]
"""Puts the instance in the form the way reads, untimed, and gives what is then timed."""
DENSE_UP_TO = 40_000_000  # pairs; beyond, ours is given the sparse form, as the product does


def ours(instance: Instance) -> Run:
    """The product's, with the compiled solver where it chooses it, and its proof."""
    return _proved(instance)


def ours_not_compiled(instance: Instance) -> Run:
    """The product's on a machine without Numba."""
    assignment_compiled.WORTH_COMPILING = 2**62
    return _proved(instance)


def _proved(instance: Instance) -> Run:
    size = instance.score.shape[0] * instance.score.shape[1]
    score = instance.dense if size <= DENSE_UP_TO else instance.score

    def run() -> Result:
        found = assign(score, instance.places)
        if not found.optimal:
            raise RuntimeError("the plan is not proved optimal")
        return found.matched, found.total

    return run


def scipy_on_slots(instance: Instance) -> Run:
    """A column for each place; a bonus above any total makes the number matched count first."""
    score = instance.dense

    def run() -> Result:
        wide, bonus = _wide(score, instance.places)
        gain = np.where(np.isfinite(wide), wide + bonus, 0)
        row, column = linear_sum_assignment(gain, maximize=True)
        return _result(wide, row, column)

    return run


def scipy_sparse(instance: Instance) -> Run:
    """A column for each place, and one of its own for each refugee, to go without."""

    def run() -> Result:
        slots = instance.score[:, np.repeat(np.arange(len(instance.places)), instance.places)].tocsr()
        size = slots.shape[0]
        cost = sparse.csr_array((101 - slots.data, slots.indices, slots.indptr), shape=slots.shape)
        padded = sparse.hstack([cost, 100.0 * (size + 1) * sparse.eye_array(size)], format="csr")
        row, column = min_weight_full_bipartite_matching(padded)
        real = column < slots.shape[1]
        return int(real.sum()), float(sum(slots[row[real], column[real]]))

    return run


def ortools_flow(instance: Instance) -> Run:
    """Maximum flow of minimum cost; the points are whole hundredths."""
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415  each way loads only what it uses

    score = instance.score
    refugees, mentors = score.shape
    source, sink = refugees + mentors, refugees + mentors + 1

    def run() -> Result:
        row = np.repeat(np.arange(refugees), np.diff(score.indptr))
        points = np.rint(score.data * 100).astype(np.int64)
        flow = min_cost_flow.SimpleMinCostFlow()
        add = flow.add_arcs_with_capacity_and_unit_cost
        people, ones = np.arange(refugees), np.ones(refugees, np.int64)
        add(np.full(refugees, source), people, ones, ones * 0)
        pairs = add(row, refugees + score.indices.astype(np.int64), np.ones(len(row), np.int64), -points)
        mentor = refugees + np.arange(mentors)
        add(mentor, np.full(mentors, sink), instance.places, np.zeros(mentors, np.int64))
        most = int(min(refugees, instance.places.sum()))
        flow.set_nodes_supplies(np.array([source, sink]), np.array([most, -most]))
        if flow.solve_max_flow_with_min_cost() != flow.OPTIMAL:
            raise RuntimeError("the flow is not optimal")
        used = flow.flows(pairs) > 0
        return int(used.sum()), float(score.data[used].sum())

    return run


def lapx(instance: Instance) -> Run:
    """Jonker and Volgenant's method on a column for each place."""
    import lap  # noqa: PLC0415  installed by `make bench` alone

    score = instance.dense

    def run() -> Result:
        wide, bonus = _wide(score, instance.places)
        cost = np.where(np.isfinite(wide), 100 - wide, 100 + bonus)
        _, column, _ = lap.lapjv(cost, extend_cost=True)
        row = np.flatnonzero(column >= 0)
        return _result(wide, row, column[row])

    return run


def networkx(instance: Instance) -> Run:
    """Maximum weight matching of most pairs, as the textbook has it."""
    import networkx as nx  # noqa: PLC0415  installed by `make bench` alone

    wide, _ = _wide(instance.dense, instance.places)
    graph = nx.Graph()
    row, column = np.nonzero(np.isfinite(wide))
    edges = zip(row.tolist(), (-1 - column).tolist(), wide[row, column].tolist(), strict=True)
    graph.add_weighted_edges_from(edges)

    def run() -> Result:
        pairs = nx.max_weight_matching(graph, maxcardinality=True)
        return len(pairs), float(sum(graph.edges[pair]["weight"] for pair in pairs))

    return run


def munkres(instance: Instance) -> Run:
    """The Hungarian method of the munkres package, on a column for each place."""
    from munkres import Munkres  # noqa: PLC0415  installed by `make bench` alone

    wide, bonus = _wide(instance.dense, instance.places)
    cost = np.where(np.isfinite(wide), 100 - wide, 100 + bonus).tolist()

    def run() -> Result:
        pairs = np.array(Munkres().compute(cost))
        pairs = pairs[(pairs[:, 0] < wide.shape[0]) & (pairs[:, 1] < wide.shape[1])]
        return _result(wide, pairs[:, 0], pairs[:, 1])

    return run


def by_eye(instance: Instance) -> Run:
    """The best pair left, then the next."""
    return lambda: best_first(instance.score, instance.places)


WAYS: dict[str, Way] = {
    "ours": ours,
    "ours, not compiled": ours_not_compiled,
    "SciPy linear_sum_assignment": scipy_on_slots,
    "SciPy sparse matching": scipy_sparse,
    "OR-Tools flow": ortools_flow,
    "lapx lapjv": lapx,
    "networkx": networkx,
    "munkres": munkres,
    "best first (by eye)": by_eye,
}
FAST = ("SciPy linear_sum_assignment", "SciPy sparse matching", "OR-Tools flow", "lapx lapjv")
"""The rivals the goals are stated against."""


def _wide(score: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, float]:
    """A column for each place, and a bonus for every pair that is above any total."""
    wide = score[:, np.repeat(np.arange(len(places)), places)]
    return wide, 100.0 * min(wide.shape) + 1


def _result(wide: np.ndarray, row: np.ndarray, column: np.ndarray) -> Result:
    points = wide[row, column]
    real = np.isfinite(points)
    return int(real.sum()), float(points[real].sum())
