"""Where a case stands as far as floor 1 can tell; the floors above put their own states before these."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.registry import CaseState, add_case_states


def register() -> None:
    add_case_states(*_states("refugee"), *_states("mentor"))


def _states(side: str) -> list[CaseState]:
    """The same way in for both sides; a refugee who is selected waits, a mentor is ready."""
    selected = Q(selected_on__isnull=False)
    ready = [
        CaseState(
            "ready",
            side,
            _("Ready for a match"),
            "info",
            60,
            lambda: selected & Q(interviewed_on__isnull=False),
        )
    ]
    if side == "refugee":
        waiting = Q(waiting_since__isnull=False)
        ready = [
            CaseState("waiting", side, _("Waiting for a match"), "info", 60, lambda: waiting, waits=True),
            CaseState("not_waiting", side, _("Selected, not waiting"), "neutral", 65, lambda: selected),
        ]
    return [
        CaseState("left", side, _("Left the programme"), "neutral", 10, lambda: Q(left_on__isnull=False)),
        *ready,
        CaseState(
            "to_select", side, _("To be selected"), "warn", 70, lambda: Q(interviewed_on__isnull=False)
        ),
        CaseState("to_interview", side, _("To be interviewed"), "warn", 80, lambda: Q(interviewed_on=None)),
    ]
