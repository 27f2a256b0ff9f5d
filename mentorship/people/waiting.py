"""From which day a person counts as waiting for a match: the programme's own rule."""

import datetime

from mentorship.models import Refugee
from mentorship.programmes.document import programme_document
from mentorship.vocabulary import ConsentScope


def waiting_from(refugee: Refugee) -> datetime.date | None:
    """The day of the event the programme counts waiting from, or None while it has not happened.

    One query where the programme counts from the consent.
    """
    event = programme_document(refugee.programme).matching.waiting_from
    return day_of(
        event,
        registered_on=refugee.registered_on,
        consented_on=_consented_on(refugee) if event == "consented" else None,
        interviewed_on=refugee.interviewed_on,
        selected_on=refugee.selected_on,
    )


def day_of(
    event: str,
    *,
    registered_on: datetime.date | None,
    consented_on: datetime.date | None,
    interviewed_on: datetime.date | None,
    selected_on: datetime.date | None,
) -> datetime.date | None:
    """The day of `event`, one of the programme's four; also of people who are no rows yet.

    consented_on : the day of the consent to taking part; a consent to anything else starts no clock.
    """
    return {
        "registered": registered_on,
        "consented": consented_on,
        "interviewed": interviewed_on,
        "selected": selected_on,
    }[event]


def _consented_on(refugee: Refugee) -> datetime.date | None:
    consent = refugee.consents.valid().filter(scope=ConsentScope.PARTICIPATION).first()
    return consent.given_on if consent else None


def follow_event(refugee: Refugee, before: datetime.date | None) -> None:
    """Move `waiting_since` with its event, unless something later (an ended match) has set or emptied it.

    before : the day of the event as it was when the row was read. The caller saves the row.
    """
    if refugee.waiting_since == before:
        refugee.waiting_since = waiting_from(refugee)
