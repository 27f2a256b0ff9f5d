"""What higher floors hang on matching, such as follow-ups on a match's page; filled from their wiring."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

    from matching.models import Match
    from mentorship.models import Programme


@dataclass(frozen=True, slots=True)
class MatchPanel:
    """A section of a match's page. `context(request, match)` feeds `template` as `panel`; None hides it."""

    key: str
    template: str
    context: "Callable[[HttpRequest, Match], dict[str, Any] | None]"
    order: int


MATCH_PANELS: list[MatchPanel] = []
# Each says whether a municipality (by its key) is closed on a day, in a programme.
CLOSED_DAYS: "list[Callable[[Programme, int, datetime.date], bool]]" = []


def add_match_panels(*panels: MatchPanel) -> None:
    taken = {panel.key for panel in MATCH_PANELS}
    MATCH_PANELS.extend(panel for panel in panels if panel.key not in taken)
    MATCH_PANELS.sort(key=lambda panel: (panel.order, panel.key))


def add_closed_days(closed: "Callable[[Programme, int, datetime.date], bool]") -> None:
    if closed not in CLOSED_DAYS:
        CLOSED_DAYS.append(closed)


def is_closed_day(programme: "Programme", municipality_id: int, day: datetime.date) -> bool:
    """Whether anybody knows the municipality to be closed on `day`."""
    return any(closed(programme, municipality_id, day) for closed in CLOSED_DAYS)
