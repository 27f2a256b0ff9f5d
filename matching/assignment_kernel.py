"""The compiled solver: chains of moves that lose least, one for each refugee in turn. Needs Numba.

Refugees come by falling rank. Each takes the best chain to a free place, if any is in reach. If none is, the
mentors in reach are closed at this rank: from then on a place there is had only by somebody of the same rank
in exchange for another of it, for more points. What a place is worth is kept along: its rank (0 while open)
and its points, whole numbers both, so that no large constant is mixed into the points. These prices are the
dual solution, and are handed back for the proof to judge.
"""

import numpy as np
from numba import njit

FAR = np.int64(2**62)
NOBODY = -1


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
    rows, mentors = len(start) - 1, len(room)
    mate, seat, gain = np.full(rows, NOBODY), np.full(rows, NOBODY), np.zeros(rows, np.int64)
    level, worth = np.zeros(mentors, np.int64), np.zeros(mentors, np.int64)
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(room)])
    occupant, used = np.full(first[mentors], NOBODY), np.zeros(mentors, np.int64)
    given = start, col, points, rank, room
    _solve(people, *given, mate, seat, gain, level, worth, first, occupant, used, *_memory(rows, mentors))
    return mate, level, worth


def _memory(rows, mentors):
    """Working memory. By mentor: the loss of the best chain there, through whom, whether it is final, a heap.

    Then the refugees whose mentors are to be looked at, and the loss of the chain up to each.
    """
    loss, through, done = np.full(mentors, FAR), np.full(mentors, NOBODY), np.zeros(mentors, np.bool_)
    heap, place, reached = np.empty(mentors, np.int64), np.full(mentors, NOBODY), np.empty(mentors, np.int64)
    return loss, through, done, heap, place, reached, np.empty(rows, np.int64), np.empty(rows, np.int64)


# Plain arrays in long rows of arguments: gathered in tuples they would take two and a half times as long.
@njit(cache=True, nogil=True)
def _solve(
    people, start, col, points, rank, room,
    mate, seat, gain, level, worth, first, occupant, used,
    loss, through, done, heap, place, reached, queue, depth,
):  # fmt: skip
    """Everybody in turn: first among the open mentors; where no place is free, among those of their rank."""
    for newcomer in people:
        grade = 0
        while True:
            gain[newcomer], has_any = _best_gain(start, col, points, newcomer, level, worth, grade)
            if not has_any:
                if grade > 0:
                    break
                grade = rank[newcomer]
                continue
            queued, found, end_loss, end_mentor, end_row = _look(
                newcomer, grade, start, col, points, rank, room, gain, level, worth, first, occupant, used,
                loss, through, done, heap, place, reached, queue, depth,
            )  # fmt: skip
            closing = grade == 0 and end_mentor == NOBODY
            if closing:
                grade = rank[newcomer]
                _close(start, col, points, rank, grade, queue, queued, reached, found, level, worth, gain)
            else:
                _price(end_loss, queue, depth, queued, reached, found, done, loss, gain, worth)
                _move(newcomer, end_mentor, end_row, through, mate, seat, occupant, first, used)
            for f in range(found):
                j = reached[f]
                loss[j], through[j], done[j], place[j] = FAR, NOBODY, False, NOBODY
            if not closing:
                break


@njit(cache=True, nogil=True)
def _best_gain(start, col, points, row, level, worth, grade):
    """What the row gains with the best mentor of this grade, and whether there is any.

    Where one may go without, it gains at least nothing.
    """
    best, has_any = (-FAR if grade == 0 else np.int64(0)), False
    for e in range(start[row], start[row + 1]):
        j = col[e]
        if level[j] == grade:
            has_any = True
            best = max(best, points[e] - worth[j])
    return best, has_any


@njit(cache=True, nogil=True)
def _look(
    newcomer, grade, start, col, points, rank, room, gain, level, worth, first, occupant, used,
    loss, through, done, heap, place, reached, queue, depth,
):  # fmt: skip
    """The best chain from the newcomer among the mentors of this grade, by rising loss.

    How many were queued and reached, the loss of the best end, its mentor, or else the row that goes without.
    """
    queue[0], depth[0] = newcomer, 0
    queued, looked, size, found = 1, 0, 0, 0
    end_loss, end_mentor, end_row = FAR, NOBODY, NOBODY
    while True:
        while looked < queued:
            i, base = queue[looked], depth[looked] + gain[queue[looked]]
            looked += 1
            if grade > 0 and rank[i] == grade and base < end_loss:
                end_loss, end_mentor, end_row = base, NOBODY, i
            for e in range(start[i], start[i + 1]):
                j = col[e]
                new = base - points[e] + worth[j]
                if new >= end_loss or new >= loss[j] or level[j] != grade or done[j]:
                    continue
                if loss[j] == FAR:
                    reached[found] = j
                    found += 1
                loss[j], through[j] = new, i
                if used[j] < room[j]:
                    end_loss, end_mentor = new, j
                    continue
                if place[j] == NOBODY:
                    heap[size], place[j] = j, size
                    size += 1
                _sift_up(heap, loss, place, place[j])
        if size == 0 or loss[heap[0]] >= end_loss:
            return queued, found, end_loss, end_mentor, end_row
        j = _pop(heap, size, loss, place)
        size -= 1
        done[j] = True
        for s in range(first[j], first[j] + used[j]):
            queue[queued], depth[queued] = occupant[s], loss[j]
            queued += 1


@njit(cache=True, nogil=True)
def _price(end_loss, queue, depth, queued, reached, found, done, loss, gain, worth):
    """Places grow dearer by what the end is farther than they are; who holds them gains so much less."""
    for q in range(queued):
        if depth[q] < end_loss:
            gain[queue[q]] -= end_loss - depth[q]
    for f in range(found):
        j = reached[f]
        if done[j] and loss[j] < end_loss:
            worth[j] += end_loss - loss[j]


@njit(cache=True, nogil=True)
def _close(start, col, points, rank, grade, queue, queued, reached, found, level, worth, gain):
    """Close the mentors reached at this grade, at prices that hold against those closed at it before.

    queue: the newcomer, then everybody who has a place with these mentors.
    """
    fall = np.int64(0)
    for q in range(1, queued):
        i = queue[q]
        if rank[i] == grade:
            fall = max(fall, -gain[i])
        for e in range(start[i], start[i + 1]):
            j = col[e]
            if level[j] == grade:
                fall = max(fall, points[e] - worth[j] - gain[i])
    for q in range(1, queued):
        gain[queue[q]] += fall
    for f in range(found):
        level[reached[f]] = grade
        worth[reached[f]] -= fall


@njit(cache=True, nogil=True)
def _move(newcomer, end_mentor, end_row, through, mate, seat, occupant, first, used):
    """Everybody on the chain moves on; its end is a free place, or the place of who goes without."""
    if end_mentor == NOBODY:
        if end_row == newcomer:
            return
        j, s = mate[end_row], seat[end_row]
        mate[end_row], seat[end_row] = NOBODY, NOBODY
    else:
        j = end_mentor
        s = first[j] + used[j]
        used[j] += 1
    while True:
        i = through[j]
        before, left = mate[i], seat[i]
        mate[i], seat[i], occupant[s] = j, s, i
        if i == newcomer:
            return
        j, s = before, left
