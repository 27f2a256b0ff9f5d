"""News from the floor below that matching acts on, inside the same transaction."""

from typing import Any

from django.dispatch import receiver

from matching.consents import resting_on
from matching.services.proposing import withdraw_match
from mentorship.models import Mentor, Refugee, User
from mentorship.signals import consent_withdrawn


@receiver(consent_withdrawn, dispatch_uid="matching.withdraw_proposals")
def take_back_what_rested_on_it(
    sender: Any, *, enrolment: Mentor | Refugee, scope: str, by: User, **kwargs: Any
) -> None:
    """A proposal falls with the consent it rests on; a match that has begun is the leader's to see to."""
    for match in resting_on(enrolment, scope):
        withdraw_match(match=match, by=by)
