"""The way from a match to the two side by side, for whoever may open both cases."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from matching.models import Match
from mentorship.models import Mentor, Refugee, User


def pair_panel(request: HttpRequest, match: Match) -> dict[str, Any] | None:
    """The address of the pair; None where the reader sees one of the two through the match alone."""
    user = request.user
    if not isinstance(user, User):
        return None
    refugees, mentors = Refugee.objects.visible_to(user), Mentor.objects.visible_to(user)
    if not (refugees.filter(pk=match.refugee_id).exists() and mentors.filter(pk=match.mentor_id).exists()):
        return None
    arguments = [match.programme.key, match.refugee_id, match.mentor_id]
    return {"url": reverse("matching:pair", args=arguments)}
