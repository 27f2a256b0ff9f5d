"""What is known of people in the register, read plainly: for checks that do not read as the product does."""

import datetime
from typing import Any

from matching.models import Match
from matching.states import OCCUPYING_STATES, MatchState
from mentorship.models import Mentor, Programme, Refugee

PROFILE = (
    "languages", "interests", "availability", "needs", "children_birth_years", "personality", "occupation",
    "education", "household", "wants_gender", "wants_same_background", "own_transport",
)  # fmt: skip
HELD = {*OCCUPYING_STATES, MatchState.PROPOSED, MatchState.BACKED}


def facts_of(row: Mentor | Refugee, on: datetime.date, demanded: set[str]) -> dict[str, Any]:
    """One person, one query for each thing asked. `demanded`: the consents a match needs of this side."""
    person = row.person
    given = {
        each.scope
        for each in row.consents.all()
        if each.given_on <= on and (each.withdrawn_on is None or each.withdrawn_on > on)
    }
    facts = {name: getattr(row.profile, name) for name in PROFILE} | {
        "gender": person.gender,
        "birth_year": person.birth_year,
        "postcode": person.postcode,
        "protected": person.protected and (person.protected_until is None or person.protected_until >= on),
        "municipality": row.municipality.code,
        "interviewed": row.interviewed_on is not None and row.interviewed_on <= on,
        "consent": demanded - {"partner"} <= given,
        "partner_consent": "partner" in given,
        "country": getattr(row, "country", ""),
    }
    if isinstance(row, Refugee):
        return facts | {
            "selected": row.selected_on is not None and row.selected_on <= on,
            "waiting": row.waiting_since is not None and row.waiting_since <= on,
            "waiting_days": (on - row.waiting_since).days if row.waiting_since else 0,
        }
    held = Match.objects.filter(mentor=row, state__in=HELD).count()
    return facts | {
        "trained": row.trained_on is not None,
        "clearances": {paper.kind for paper in row.clearances.valid_on(on)},
        "places": row.capacity - held,
        "organisation": row.organisation_id is not None,
        "local_ties": row.local_ties,
    }


def demands_of(programme: Programme) -> dict[str, Any]:
    """`matching.rules` of the programme as it is stored, and the consents a match needs of each side."""
    document = programme.document
    needed: dict[str, set[str]] = {"mentor": set(), "refugee": set()}
    for consent in document["consents"]:
        if consent.get("required_for_match"):
            for side in consent["sides"]:
                needed[side].add(consent["scope"])
    return document["matching"]["rules"] | {
        "consents": needed,
        "partner_consent": "partner" in needed["refugee"],
    }
