"""News that matching acts on, inside the same transaction: from the floor below, and its own."""

from typing import Any

from django.dispatch import receiver

from matching.consents import resting_on
from matching.models import Match, StartMeeting
from matching.services.proposing import withdraw_match
from matching.services.start_meetings import cancel_start_meeting, is_planned
from matching.services.suggesting import take_back_suggestions
from matching.signals import match_state_changed
from matching.states import MatchAction
from mentorship.models import Mentor, Refugee, User
from mentorship.signals import consent_withdrawn
from mentorship.vocabulary import ConsentScope


@receiver(consent_withdrawn, dispatch_uid="matching.withdraw_proposals")
def take_back_what_rested_on_it(
    sender: Any, *, enrolment: Mentor | Refugee, scope: str, by: User, **kwargs: Any
) -> None:
    """A proposal falls with the consent it rests on; a match that has begun is the leader's to see to.

    What a partner suggested rests on the consent by which it was told of the candidate.
    """
    for match in resting_on(enrolment, scope):
        withdraw_match(match=match, by=by)
    if isinstance(enrolment, Refugee) and scope in (ConsentScope.PARTNER, ConsentScope.PARTICIPATION):
        take_back_suggestions(refugee=enrolment, by=by)


@receiver(match_state_changed, dispatch_uid="matching.cancel_start_meeting")
def take_the_meeting_out_of_calendars(
    sender: Any, *, match: Match, action: MatchAction, by: User | None, **kwargs: Any
) -> None:
    """A match given up before it started: nobody is to come to its start meeting."""
    if action not in (MatchAction.DECLINE, MatchAction.WITHDRAW):
        return
    meeting = StartMeeting.objects.filter(match=match).first()
    if is_planned(meeting):
        cancel_start_meeting(match=match, by=by)
