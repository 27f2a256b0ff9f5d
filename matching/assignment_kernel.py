"""The compiled solver: chains of moves that lose least, one for each refugee in turn. Needs Numba.

Refugees come by falling rank. Each takes the best chain to a free place, if any is in reach. If none is, the
mentors in reach are closed at this rank: from then on a place there is had only by somebody of the same rank
in exchange for another of it, for more points. What a place is worth is kept along: its rank (0 while open)
and its points, whole numbers both, so that no large constant is mixed into the points. These prices are the
dual solution, and are handed back for the proof to judge.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

Array = Any  # of whole numbers or of truth values; the compiler finds out
FAR = np.int64(2**62)
NOBODY = -1


class Pairs(NamedTuple):
    """What is given: pairs row by row, the rank of each refugee, the places of each mentor."""

    start: Array
    col: Array
    points: Array
    rank: Array
    room: Array


class Plan(NamedTuple):
    """The plan so far. `gain`: points of each refugee's pair less the worth of the place.

    `seat`: which place each refugee holds; `occupant`: who holds each; a mentor's places begin at `first`.
    """

    mate: Array
    seat: Array
    gain: Array
    level: Array
    worth: Array
    first: Array
    occupant: Array
    used: Array


class Search(NamedTuple):
    """Working memory. By mentor: the loss of the best chain there, through whom, whether it is final.

    `queue`, `depth`: refugees whose mentors are to be looked at, and the loss of the chain up to them.
    """

    loss: Array
    through: Array
    done: Array
    heap: Array
    place: Array
    reached: Array
    queue: Array
    depth: Array


class Ends(NamedTuple):
    """What a search found: how many it queued and reached; the best end, a mentor's free place or a row's."""

    queued: int
    found: int
    loss: np.int64
    mentor: int
    row: int


@njit(cache=True, nogil=True)
def _sift_up(heap, key, place, at):
    """The heap's order after the key at `at` fell."""
    node = heap[at]
    while at > 0:
        above = (at - 1) >> 1
        if key[heap[above]] <= key[node]:
            break
        heap[at] = heap[above]
        place[heap[at]] = at
        at = above
    heap[at] = node
    place[node] = at


@njit(cache=True, nogil=True)
def _pop(heap, size, key, place):
    """The node with the least key, taken from a heap of `size`."""
    top, node = heap[0], heap[size - 1]
    place[top] = NOBODY
    size -= 1
    at = 0
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size and key[heap[below + 1]] < key[heap[below]]:
            below += 1
        if key[node] <= key[heap[below]]:
            break
        heap[at] = heap[below]
        place[heap[at]] = at
        at = below
    if size > 0:
        heap[at] = node
        place[node] = at
    return top


def solve(start, col, points, people, rank, room):
    """(mate, level, worth) of `people`, rows by falling rank: level and worth are the prices of a place."""
    plan, search = _nothing(len(start) - 1, room)
    _solve(Pairs(start, col, points, rank, room), plan, search, people)
    return plan.mate, plan.level, plan.worth


def _nothing(rows, room):
    """An empty plan, and room to search."""
    mentors = len(room)
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(room)])
    plan = Plan(
        np.full(rows, NOBODY),
        np.full(rows, NOBODY),
        np.zeros(rows, np.int64),
        np.zeros(mentors, np.int64),
        np.zeros(mentors, np.int64),
        first,
        np.full(first[mentors], NOBODY),
        np.zeros(mentors, np.int64),
    )
    search = Search(
        np.full(mentors, FAR),
        np.full(mentors, NOBODY),
        np.zeros(mentors, np.bool_),
        np.empty(mentors, np.int64),
        np.full(mentors, NOBODY),
        np.empty(mentors, np.int64),
        np.empty(rows, np.int64),
        np.empty(rows, np.int64),
    )
    return plan, search


@njit(cache=True, nogil=True)
def _solve(pairs, plan, search, people):
    for newcomer in people:
        if not (_has_open(pairs, plan, newcomer) and _seat(pairs, plan, search, newcomer, 0)):
            _seat(pairs, plan, search, newcomer, pairs.rank[newcomer])


@njit(cache=True, nogil=True)
def _has_open(pairs, plan, row):
    """Whether any of the row's mentors is still open."""
    col, level = pairs.col, plan.level
    for e in range(pairs.start[row], pairs.start[row + 1]):  # noqa: SIM110  the compiler knows no any()
        if level[col[e]] == 0:
            return True
    return False


@njit(cache=True, nogil=True)
def _seat(pairs, plan, search, newcomer, grade):
    """Whether the newcomer's case is settled among the mentors of this grade; if not, they are closed."""
    plan.gain[newcomer] = _best_gain(pairs, plan, newcomer, grade)
    ends = _look(pairs, plan, search, newcomer, grade)
    settled = grade > 0 or ends.mentor != NOBODY
    if settled:
        _price(plan, search, ends)
        _move(plan, search, newcomer, ends)
    else:
        _close(pairs, plan, search, ends, pairs.rank[newcomer])
    for f in range(ends.found):
        j = search.reached[f]
        search.loss[j], search.through[j], search.done[j], search.place[j] = FAR, NOBODY, False, NOBODY
    return settled


@njit(cache=True, nogil=True)
def _best_gain(pairs, plan, row, grade):
    """What the row gains with the best mentor of this grade; where one may go without, at least nothing."""
    col, points, level, worth = pairs.col, pairs.points, plan.level, plan.worth
    best = -FAR if grade == 0 else np.int64(0)
    for e in range(pairs.start[row], pairs.start[row + 1]):
        j = col[e]
        if level[j] == grade:
            best = max(best, points[e] - worth[j])
    return best


@njit(cache=True, nogil=True)
def _look(pairs, plan, search, newcomer, grade):
    """The best chain from the newcomer among the mentors of this grade, by rising loss."""
    search.queue[0], search.depth[0] = newcomer, 0
    queued, looked, size, found = 1, 0, 0, 0
    loss, mentor, row = FAR, NOBODY, NOBODY
    while True:
        while looked < queued:
            i, far = search.queue[looked], search.depth[looked]
            looked += 1
            if grade > 0 and pairs.rank[i] == grade and far + plan.gain[i] < loss:
                loss, mentor, row = far + plan.gain[i], NOBODY, i
            size, found, loss, mentor = _reach(pairs, plan, search, i, far, grade, size, found, loss, mentor)
        if size == 0 or search.loss[search.heap[0]] >= loss:
            return Ends(queued, found, loss, mentor, row)
        j = _pop(search.heap, size, search.loss, search.place)
        size -= 1
        search.done[j] = True
        for s in range(plan.first[j], plan.first[j] + plan.used[j]):
            search.queue[queued], search.depth[queued] = plan.occupant[s], search.loss[j]
            queued += 1


@njit(cache=True, nogil=True)
def _reach(pairs, plan, search, i, far, grade, size, found, loss, mentor):
    """Lengthen the chain by `i` moving to each mentor: the heap's size, how many found, the best end."""
    col, points, level, worth = pairs.col, pairs.points, plan.level, plan.worth
    known, done = search.loss, search.done
    base = far + plan.gain[i]
    for e in range(pairs.start[i], pairs.start[i + 1]):
        j = col[e]
        new = base - points[e] + worth[j]
        if new >= loss or new >= known[j] or level[j] != grade or done[j]:
            continue
        if known[j] == FAR:
            search.reached[found] = j
            found += 1
        known[j], search.through[j] = new, i
        if plan.used[j] < pairs.room[j]:
            loss, mentor = new, j
            continue
        if search.place[j] == NOBODY:
            search.heap[size], search.place[j] = j, size
            size += 1
        _sift_up(search.heap, known, search.place, search.place[j])
    return size, found, loss, mentor


@njit(cache=True, nogil=True)
def _price(plan, search, ends):
    """Places grow dearer by what the end is farther than they are; who holds them gains so much less."""
    for q in range(ends.queued):
        if search.depth[q] < ends.loss:
            plan.gain[search.queue[q]] -= ends.loss - search.depth[q]
    for f in range(ends.found):
        j = search.reached[f]
        if search.done[j] and search.loss[j] < ends.loss:
            plan.worth[j] += ends.loss - search.loss[j]


@njit(cache=True, nogil=True)
def _close(pairs, plan, search, ends, grade):
    """Close the mentors reached at this grade, at prices that hold against those closed at it before."""
    fall = np.int64(0)
    for q in range(1, ends.queued):
        i = search.queue[q]
        if pairs.rank[i] == grade:
            fall = max(fall, -plan.gain[i])
        for e in range(pairs.start[i], pairs.start[i + 1]):
            j = pairs.col[e]
            if plan.level[j] == grade:
                fall = max(fall, pairs.points[e] - plan.worth[j] - plan.gain[i])
    for q in range(1, ends.queued):
        plan.gain[search.queue[q]] += fall
    for f in range(ends.found):
        plan.level[search.reached[f]] = grade
        plan.worth[search.reached[f]] -= fall


@njit(cache=True, nogil=True)
def _move(plan, search, newcomer, ends):
    """Everybody on the chain moves on; its end is a free place, or the place of who goes without."""
    if ends.mentor == NOBODY:
        if ends.row == newcomer:
            return
        j, s = plan.mate[ends.row], plan.seat[ends.row]
        plan.mate[ends.row], plan.seat[ends.row] = NOBODY, NOBODY
    else:
        j = ends.mentor
        s = plan.first[j] + plan.used[j]
        plan.used[j] += 1
    while True:
        i = search.through[j]
        before, left = plan.mate[i], plan.seat[i]
        plan.mate[i], plan.seat[i], plan.occupant[s] = j, s, i
        if i == newcomer:
            return
        j, s = before, left
