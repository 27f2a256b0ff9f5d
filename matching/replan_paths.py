"""Chains of moves that free a place, fill one, or seat somebody, and what each place would cost. Pure."""

import numpy as np
import numpy.typing as npt

from matching.assignment_problem import IntArray
from matching.assignment_proof import UNMATCHED, spans
from matching.replan_search import FAR, NOWHERE, End, Search, Steps
from matching.replan_seats import NOBODY, NotBest, Seats


def fill(seats: Seats, mentor: int) -> None:
    """Make the best of a place that has become free with this mentor."""
    if mentor == UNMATCHED or (seats.worth_rank[mentor], seats.worth[mentor]) == (0, 0):
        return
    search = Search(seats)
    search.take(_starts(np.array([mentor]), 0, 0))
    end = search.run(_look_for_whom_to_let_in)
    search.settle(end, -1)
    mentor = end.mentor
    moves = []
    while (pair := int(search.pair[mentor])) != NOBODY:
        moves.append(pair)
        mentor = int(seats.col[pair])
    for pair in moves:
        seats.rise(int(seats.row[pair]))
        seats.sit(pair)
    if end.pair != NOBODY:
        seats.sit(end.pair)


def make_room(seats: Seats, mentor: int) -> bool:
    """Free one more place with this mentor; False, and nothing done, if all places are held."""
    search = Search(seats)
    search.take(_starts(np.array([mentor]), 0, 0))
    end = search.run(_look_for_whom_to_move)
    if end is NOWHERE:
        return False
    search.settle(end, 1)
    _move_up(seats, search, end)
    return True


def place(seats: Seats, refugee: int) -> None:
    """Seat a refugee who has no place where it is best; nothing happens where it is better to wait."""
    pairs = seats.open_pairs(refugee)
    mentors = seats.col[pairs]
    rank = seats.worth_rank[mentors] - seats.rank[refugee]
    points = seats.worth[mentors] - seats.points[pairs]
    wait = End((0, 0), NOBODY)
    search = Search(seats)
    search.take(_starts(mentors, rank, points))
    end = search.run(_look_for_whom_to_move, wait)
    search.settle(end, 1)
    if end is not wait:
        first = _move_up(seats, search, end)
        pair = seats.pair(refugee, first)
        if pair is None:
            raise AssertionError("the chain begins with a mentor the refugee may have")
        seats.sit(pair)


def room_losses(seats: Seats) -> Search:
    """For each mentor, what it loses to free one more place there: rank and points, FAR if all are held."""
    search = Search(seats)
    free = np.flatnonzero(seats.room > 0)
    search.take(_starts(free, 0, 0))
    people = np.flatnonzero((seats.mate != UNMATCHED) & ~seats.held)
    home = seats.mate[people]
    search.take(
        _starts(
            home,
            seats.rank[people] - seats.worth_rank[home],
            seats.points[seats.seat[people]] - seats.worth[home],
        )
    )
    search.run(_look_whose_place_is_cheaper)
    known = search.rank < FAR
    search.rank[known] += seats.worth_rank[known]
    search.points[known] += seats.worth[known]
    return search


def _starts(mentors: IntArray, rank: npt.ArrayLike, points: npt.ArrayLike) -> Steps:
    size = len(mentors)
    return Steps(mentors, np.full(size, NOBODY), np.broadcast_to(rank, size), np.broadcast_to(points, size))


def _move_up(seats: Seats, search: Search, end: End) -> int:
    """Everybody on the chain moves on, from its end back to its start, which is left with a free place."""
    if end.refugee != NOBODY:
        seats.rise(end.refugee)
    mentor = end.mentor
    while (pair := int(search.pair[mentor])) != NOBODY:
        mentor = seats.rise(int(seats.row[pair]))
        seats.sit(pair)
    return mentor


def _look_for_whom_to_move(search: Search, mentors: IntArray) -> tuple[Steps, End]:
    """Those who have a place with these mentors: to whom they could move, or that they lose it."""
    seats = search.seats
    free = mentors[seats.room[mentors] > 0]
    room = _first(search.rank[free], search.points[free], free)
    here = np.zeros(len(seats.room), bool)
    here[mentors] = True
    people = np.flatnonzero(here[seats.mate] & (seats.mate != UNMATCHED) & ~seats.held)
    pairs = spans(seats.start, people)
    pairs = pairs[~seats.shut[pairs]]
    home = seats.mate[seats.row[pairs]]
    rank, points = _slack(seats, pairs, home)
    steps = Steps(seats.col[pairs], pairs, search.rank[home] + rank, search.points[home] + points)
    home = seats.mate[people]
    lost = _first(
        search.rank[home] + seats.rank[people] - seats.worth_rank[home],
        search.points[home] + seats.points[seats.seat[people]] - seats.worth[home],
        home,
        refugee=people,
    )
    return steps, min(room, lost, key=lambda each: each.length)


def _look_for_whom_to_let_in(search: Search, mentors: IntArray) -> tuple[Steps, End]:
    """A free place with these mentors: who could move there, or come in, or that it stays free."""
    seats = search.seats
    pairs = _pairs_of(seats, mentors)
    mate = seats.mate[seats.row[pairs]]
    waiting = pairs[(mate == UNMATCHED) & ~seats.out[seats.row[pairs]]]
    at, who = seats.col[waiting], seats.row[waiting]
    come_in = _first(
        search.rank[at] + seats.worth_rank[at] - seats.rank[who],
        search.points[at] + seats.worth[at] - seats.points[waiting],
        at,
        pair=waiting,
    )
    stay_free = _first(
        search.rank[mentors] + seats.worth_rank[mentors],
        search.points[mentors] + seats.worth[mentors],
        mentors,
    )
    return _moves_to(search, pairs), min(come_in, stay_free, key=lambda each: each.length)


def _look_whose_place_is_cheaper(search: Search, mentors: IntArray) -> tuple[Steps, End]:
    """Who could move to these mentors. The end is the greatest loss: beyond it nothing gets cheaper."""
    steps = _moves_to(search, _pairs_of(search.seats, mentors))
    rank = search.rank.max()
    return steps, End((int(rank), int(search.points[search.rank == rank].max())), NOBODY)


def _pairs_of(seats: Seats, mentors: IntArray) -> IntArray:
    pairs = seats.by_mentor[spans(seats.begin, mentors)]
    return pairs[~seats.shut[pairs]]


def _moves_to(search: Search, pairs: IntArray) -> Steps:
    """The pairs somebody who has a place could move to: the loss then, at their present mentor."""
    seats = search.seats
    who = seats.row[pairs]
    pairs = pairs[(seats.mate[who] != UNMATCHED) & ~seats.held[who]]
    home, to = seats.mate[seats.row[pairs]], seats.col[pairs]
    rank, points = _slack(seats, pairs, home)
    return Steps(home, pairs, search.rank[to] + rank, search.points[to] + points)


def _slack(seats: Seats, pairs: IntArray, home: IntArray) -> tuple[IntArray, IntArray]:
    """What a move from `home` to the mentor of each pair loses, at the present worth of places."""
    to = seats.col[pairs]
    rank = seats.worth_rank[to] - seats.worth_rank[home]
    before = seats.points[seats.seat[seats.row[pairs]]]
    points = seats.worth[to] - seats.worth[home] - seats.points[pairs] + before
    if np.any((rank < 0) | ((rank == 0) & (points < 0))):
        raise NotBest
    return rank, points


def _first(
    rank: IntArray,
    points: IntArray,
    mentor: IntArray,
    *,
    refugee: IntArray | None = None,
    pair: IntArray | None = None,
) -> End:
    """The end with the least loss."""
    if not len(rank):
        return NOWHERE
    least = np.flatnonzero(rank == rank.min())
    at = int(least[np.argmin(points[least])])
    return End(
        (int(rank[at]), int(points[at])),
        int(mentor[at]),
        NOBODY if refugee is None else int(refugee[at]),
        NOBODY if pair is None else int(pair[at]),
    )
