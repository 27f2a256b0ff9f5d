"""What the page of a match says of papers: consents that are missing, and the profiles it was made from."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from matching.consents import Gap, gaps, refugee_is_told
from matching.models import Match
from matching.showing import first_upper
from matching.states import MatchState
from matching.views.board_parts import words_of
from mentorship.models import Mentor, Programme, Refugee
from mentorship.vocabulary import ConsentScope


def consent_rows(programme: Programme, match: Match) -> list[dict[str, Any]]:
    """Each missing consent: whose, to what, what it means for this match, where it is recorded."""
    screen = words_of(programme)
    return [
        {
            "who": first_upper(screen[f"the_{gap.side}"]),
            "what": gap.scope.label,
            "tag": {
                "label": _("Withdrawn") if gap.withdrawn else _("Missing"),
                "tone": "stop" if gap.withdrawn else "warn",
            },
            "means": _meaning(match, gap),
            "url": _where(programme, match, gap),
        }
        for gap in gaps(match)
    ]


def _meaning(match: Match, gap: Gap) -> str:
    """What follows, said for where the match stands."""
    begun = match.state not in (MatchState.PROPOSED, MatchState.BACKED)
    if gap.scope == ConsentScope.TASK_GROUP:
        return _("The task group sees the case number alone.")
    if gap.withdrawn and begun:
        return _("Talk with the person, and end the match if the consent is not given again.")
    if gap.scope == ConsentScope.COUNTERPART and not match.started_on:
        return _("Name and contact are not passed on before it is given.")
    if gap.scope == ConsentScope.PARTNER:
        return _("The partner is told nothing of the person before it is given.")
    return _("Obtain it at the next talk.")


def _where(programme: Programme, match: Match, gap: Gap) -> str:
    pk = match.refugee_id if gap.side == "refugee" else match.mentor_id
    return reverse(f"people:{gap.side}", args=[programme.key, pk]) + "#samtykke"


def known_then(programme: Programme, row: Mentor | Refugee, version: int | None) -> dict[str, str] | None:
    """A link to the profile as it was when the match was made; None where no version was kept."""
    if version is None:
        return None
    profile = getattr(row, "profile", None)
    url = reverse(f"people:{row.side}_versions", args=[programme.key, row.pk])
    now = profile.version if profile else version
    text = _("Profile as it was: version %(number)s") % {"number": version}
    if now != version:
        text = _("Profile as it was: version %(number)s (now %(now)s)") % {"number": version, "now": now}
    return {"url": f"{url}?version={version}", "label": text}


def told_to_the_other(match: Match, whole: bool) -> bool:
    """Whether a reader who sees no whole case may be shown what the mentor is told."""
    return whole or refugee_is_told(match)
