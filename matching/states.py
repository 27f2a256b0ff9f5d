"""The life of a match: every legal arrow. What is not listed is refused, here and in the database."""

from enum import StrEnum, auto

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mentorship.errors import IllegalTransition


class MatchState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("match", "Proposed")
    BACKED = "backed", pgettext_lazy("match", "Backed")
    ACCEPTED = "accepted", pgettext_lazy("match", "Accepted")
    ACTIVE = "active", pgettext_lazy("match", "Active")
    PAUSED = "paused", pgettext_lazy("match", "Paused")
    DECLINED = "declined", pgettext_lazy("match", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("match", "Withdrawn")
    ENDED = "ended", pgettext_lazy("match", "Ended")


class MatchAction(StrEnum):
    BACK = auto()
    ACCEPT = auto()
    DECLINE = auto()
    WITHDRAW = auto()
    START = auto()
    PAUSE = auto()
    RESUME = auto()
    END = auto()
    REOPEN = auto()


ACTION_LABELS = {
    MatchAction.BACK: _("Back the match"),
    MatchAction.ACCEPT: _("Both sides said yes"),
    MatchAction.DECLINE: _("One side said no"),
    MatchAction.WITHDRAW: _("Withdraw the proposal"),
    MatchAction.START: _("Start the match"),
    MatchAction.PAUSE: _("Pause"),
    MatchAction.RESUME: _("Resume"),
    MatchAction.END: _("End the match"),
    MatchAction.REOPEN: _("Reopen"),
}

S, A = MatchState, MatchAction

ARROWS: dict[tuple[MatchState, MatchAction], MatchState] = {
    (S.PROPOSED, A.BACK): S.BACKED,
    (S.PROPOSED, A.ACCEPT): S.ACCEPTED,  # programmes whose task group takes no part
    (S.PROPOSED, A.DECLINE): S.DECLINED,
    (S.PROPOSED, A.WITHDRAW): S.WITHDRAWN,
    (S.BACKED, A.ACCEPT): S.ACCEPTED,
    (S.BACKED, A.DECLINE): S.DECLINED,
    (S.BACKED, A.WITHDRAW): S.WITHDRAWN,
    (S.ACCEPTED, A.START): S.ACTIVE,
    (S.ACCEPTED, A.DECLINE): S.DECLINED,
    (S.ACCEPTED, A.WITHDRAW): S.WITHDRAWN,
    (S.ACTIVE, A.PAUSE): S.PAUSED,
    (S.ACTIVE, A.END): S.ENDED,
    (S.PAUSED, A.RESUME): S.ACTIVE,
    (S.PAUSED, A.END): S.ENDED,
    (S.ENDED, A.REOPEN): S.ACTIVE,
}

# A refugee has at most one of these at a time.
OPEN_STATES = (S.PROPOSED, S.BACKED, S.ACCEPTED, S.ACTIVE, S.PAUSED)
# These take one of the mentor's places.
OCCUPYING_STATES = (S.ACCEPTED, S.ACTIVE, S.PAUSED)
# Under way: followed up.
RUNNING_STATES = (S.ACTIVE, S.PAUSED)
CLOSED_STATES = (S.DECLINED, S.WITHDRAWN, S.ENDED)
# Both have met: history counts these.
STARTED_STATES = (S.ACTIVE, S.PAUSED, S.ENDED)


def next_state(state: str, action: MatchAction) -> MatchState:
    """State that `action` leads to from `state`; raises IllegalTransition if none."""
    try:
        return ARROWS[MatchState(state), action]
    except KeyError:
        raise IllegalTransition(
            _("“%(action)s” is not possible: the match is “%(state)s”. Load the page again.")
            % {"action": ACTION_LABELS[action], "state": MatchState(state).label}
        ) from None


def actions_from(state: str) -> list[MatchAction]:
    """Actions a page may offer from `state`, in declaration order."""
    return [action for action in MatchAction if (MatchState(state), action) in ARROWS]
