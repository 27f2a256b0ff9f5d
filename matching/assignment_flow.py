"""The solver: minimum-cost flow on whole numbers.

First the most refugees and among those the most priority; then, among all plans that reach that, the most
points. The second step walks the face of optimal plans that the first step's prices describe, so no large
constant is mixed into the points and none are lost to rounding it.
"""

import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow

from matching.assignment_problem import IntArray, Problem
from matching.assignment_proof import UNMATCHED, places_prices, waiting_surplus


def solve(problem: Problem, points: IntArray) -> IntArray:
    """(R,) mentor of each refugee, UNMATCHED for none."""
    if len(problem.row) == 0:
        return np.full(problem.refugees, UNMATCHED)
    if problem.rank.min() == problem.rank.max():
        return _fullest_flow(problem, on_refugee=np.zeros(problem.refugees, np.int64), on_pair=-points)
    first = _fullest_flow(problem, on_refugee=-problem.rank, on_pair=np.zeros(len(points), np.int64))
    return _best_on_face(problem, points, first)


def _fullest_flow(problem: Problem, *, on_refugee: IntArray, on_pair: IntArray) -> IntArray:
    """The cheapest of the plans that serve most."""
    graph = _Graph(problem)
    graph.arcs(np.full(problem.refugees, graph.source), graph.refugee, 1, on_refugee)
    pairs = graph.arcs(problem.row, graph.mentor[problem.col], 1, on_pair)
    graph.arcs(graph.mentor, np.full(problem.mentors, graph.sink), problem.room, 0)
    most = min(problem.refugees, int(problem.room.sum()))
    graph.flow.set_nodes_supplies(np.array([graph.source, graph.sink]), np.array([most, -most]))
    _check(graph.flow.solve_max_flow_with_min_cost())
    return _mates(problem, np.arange(len(problem.row)), graph.flow.flows(pairs))


def _best_on_face(problem: Problem, points: IntArray, first: IntArray) -> IntArray:
    """The plan with most points among those that serve as many, and as much priority, as `first`.

    A mentor whose place has a price is full in all of them; a refugee who gains more than the price is served
    in all of them; a pair that costs more than it brings is in none.
    """
    price = places_prices(problem, first)
    surplus = waiting_surplus(problem, first, price)
    open_pairs = np.flatnonzero(surplus[problem.row] + price[problem.col] == problem.rank[problem.row])
    served, full = surplus > 0, price > 0
    may = np.zeros(problem.refugees, bool)
    may[problem.row[open_pairs]] = True
    may &= ~served
    graph = _Graph(problem)
    pairs = graph.arcs(problem.row[open_pairs], graph.mentor[problem.col[open_pairs]], 1, -points[open_pairs])
    graph.arcs(np.full(may.sum(), graph.source), graph.refugee[may], 1, 0)
    graph.arcs(graph.mentor[~full], np.full((~full).sum(), graph.sink), problem.room[~full], 0)
    by_choice = int((first != UNMATCHED).sum() - served.sum())
    in_free_places = int((~full[first[first != UNMATCHED]]).sum())
    graph.supply(graph.refugee[served], 1)
    graph.supply(graph.mentor[full], -problem.room[full])
    graph.supply(np.array([graph.source, graph.sink]), np.array([by_choice, -in_free_places]))
    _check(graph.flow.solve())
    return _mates(problem, open_pairs, graph.flow.flows(pairs))


class _Graph:
    """Nodes of the flow: refugees, mentors, then a source and a sink."""

    def __init__(self, problem: Problem) -> None:
        self.flow = min_cost_flow.SimpleMinCostFlow()
        self.refugee = np.arange(problem.refugees)
        self.mentor = problem.refugees + np.arange(problem.mentors)
        self.source = problem.refugees + problem.mentors
        self.sink = self.source + 1

    def arcs(self, tail: IntArray, head: IntArray, capacity: npt.ArrayLike, cost: npt.ArrayLike) -> IntArray:
        size = len(tail)
        return self.flow.add_arcs_with_capacity_and_unit_cost(
            tail.astype(np.int32),
            head.astype(np.int32),
            np.ascontiguousarray(np.broadcast_to(np.asarray(capacity, np.int64), size)),
            np.ascontiguousarray(np.broadcast_to(np.asarray(cost, np.int64), size)),
        )

    def supply(self, nodes: IntArray, supply: npt.ArrayLike) -> None:
        self.flow.set_nodes_supplies(
            nodes.astype(np.int32),
            np.ascontiguousarray(np.broadcast_to(np.asarray(supply, np.int64), len(nodes))),
        )


def _check(status: object) -> None:
    if status != min_cost_flow.SimpleMinCostFlow.OPTIMAL:
        raise RuntimeError(f"the flow solver stopped with {status}")


def _mates(problem: Problem, pairs: IntArray, flow: IntArray) -> IntArray:
    mate = np.full(problem.refugees, UNMATCHED)
    chosen = pairs[flow > 0]
    mate[problem.row[chosen]] = problem.col[chosen]
    return mate
