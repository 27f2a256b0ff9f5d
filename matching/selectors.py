"""Reads that join several models: who waits, who could take them on."""

import datetime
from collections.abc import Set

from django.db.models import Exists, OuterRef

from matching.models import Match
from mentorship.models import Mentor, Programme, Refugee
from mentorship.models.person import MentorQuerySet, RefugeeQuerySet


def waiting_refugees(programme: Programme, *, on: datetime.date) -> RefugeeQuerySet:
    """Those in the programme whose waiting has begun and who have no open match."""
    matched = Match.objects.open().filter(refugee=OuterRef("pk"))
    return (
        Refugee.objects.in_programme()
        .filter(~Exists(matched), programme=programme, waiting_since__lte=on)
        .order_by("waiting_since", "pk")
    )


def matchable_mentors(programme: Programme) -> MentorQuerySet:
    """Those who have not left; whether they have a place and meet the rules is the rules' to say."""
    return Mentor.objects.in_programme().filter(programme=programme).order_by("pk")


def accompanies_own_refugee(users: Set[int], enrolment: Mentor | Refugee) -> bool:
    """Whether the mentor has an open match with somebody whose responsible consultant is one of `users`."""
    if isinstance(enrolment, Refugee):
        return False
    return Match.objects.open().filter(mentor=enrolment, refugee__consultant__in=users).exists()
