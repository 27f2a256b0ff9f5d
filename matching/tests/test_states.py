"""The table of arrows, in code and in the database."""

import itertools

import pytest
from django.db import IntegrityError, transaction

from matching.models import Match
from matching.states import (
    ACTION_LABELS,
    ARROWS,
    CLOSED_STATES,
    OCCUPYING_STATES,
    OPEN_STATES,
    MatchAction,
    MatchState,
    actions_from,
    next_state,
)
from mentorship.errors import IllegalTransition

STEPS = {(state, after) for (state, _action), after in ARROWS.items()}
ILLEGAL = [
    pytest.param(before, after, id=f"{before}-{after}")
    for before, after in itertools.permutations(MatchState, 2)
    if (before, after) not in STEPS
]
TRAITS = {MatchState.PROPOSED: {}, MatchState.WITHDRAWN: {"declined": True, "state": MatchState.WITHDRAWN}}


@pytest.mark.parametrize(("state", "action"), list(itertools.product(MatchState, MatchAction)))
def test_what_is_not_listed_is_refused(state, action):
    if (state, action) in ARROWS:
        assert next_state(state, action) == ARROWS[state, action]
        assert action in actions_from(state)
        return
    assert action not in actions_from(state)
    with pytest.raises(IllegalTransition):
        next_state(state, action)


def test_every_state_is_open_or_closed_and_every_action_has_a_label():
    assert set(OPEN_STATES) | set(CLOSED_STATES) == set(MatchState)
    assert not set(OPEN_STATES) & set(CLOSED_STATES)
    assert set(OCCUPYING_STATES) < set(OPEN_STATES)
    assert set(ACTION_LABELS) == set(MatchAction)


@pytest.mark.parametrize(("before", "after"), ILLEGAL)
def test_the_database_refuses_what_the_table_does_not_hold(make_match, before, after):
    match = make_match(**TRAITS.get(before, {str(before): True}))
    assert match.state == before
    with pytest.raises(IntegrityError), transaction.atomic():
        Match.objects.filter(pk=match.pk).update(state=after)
    match.refresh_from_db()
    assert match.state == before


def test_the_database_refuses_by_the_arrow_alone(make_match):
    """All other columns would do: only the arrow is missing."""
    ended = make_match(ended=True)
    with pytest.raises(IntegrityError, match="illegal transition"), transaction.atomic():
        Match.objects.filter(pk=ended.pk).update(
            state=MatchState.PROPOSED, started_on=None, ended_on=None, closed_at=None, closed_by=None
        )
