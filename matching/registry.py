"""What higher floors hang on matching, such as follow-ups on a match's page; filled from their wiring."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

    from matching.models import Match


@dataclass(frozen=True, slots=True)
class MatchPanel:
    """A section of a match's page. `context(request, match)` feeds `template` as `panel`; None hides it."""

    key: str
    template: str
    context: "Callable[[HttpRequest, Match], dict[str, Any] | None]"
    order: int


MATCH_PANELS: list[MatchPanel] = []


def add_match_panels(*panels: MatchPanel) -> None:
    taken = {panel.key for panel in MATCH_PANELS}
    MATCH_PANELS.extend(panel for panel in panels if panel.key not in taken)
    MATCH_PANELS.sort(key=lambda panel: (panel.order, panel.key))
