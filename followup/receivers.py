"""News from the floors below that follow-up acts on, inside the same transaction."""

from typing import Any

from django.dispatch import receiver

from followup.services.planning import close_followups, hand_over_all, plan_followups, reopen_followups
from matching.models import Match
from matching.signals import match_state_changed
from matching.states import MatchAction
from mentorship.models import User
from mentorship.signals import user_shut_out


@receiver(match_state_changed, dispatch_uid="followup.plan")
def follow_the_match(
    sender: Any, *, match: Match, action: MatchAction, by: User | None, **kwargs: Any
) -> None:
    if action == MatchAction.START:
        plan_followups(match=match, by=by)
    elif action == MatchAction.END:
        close_followups(match=match, by=by)
    elif action == MatchAction.REOPEN:
        reopen_followups(match=match, by=by)


@receiver(user_shut_out, dispatch_uid="followup.hand_over")
def hand_over_of_the_shut_out(sender: Any, *, user: User, by: User, **kwargs: Any) -> None:
    hand_over_all(leaving=user, by=by)
