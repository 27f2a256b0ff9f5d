"""What follow-up hangs on the floors below."""

from auditlog.registry import auditlog
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from followup import (
    closed_days,
    extract_part,
    panels,
    receivers,  # noqa: F401  connecting them is the point
    selectors,
)
from followup.calendar_source import due_followups
from followup.models import FollowUp
from matching.registry import MatchPanel, add_match_panels
from mentorship.models import User
from mentorship.permissions import Permission
from mentorship.registry import (
    CalendarSource,
    CaseloadPart,
    NavEntry,
    OwnCaseReason,
    PersonPanel,
    StartCard,
    add_calendar_sources,
    add_caseload,
    add_closed_days,
    add_extract_parts,
    add_navigation,
    add_own_case_reasons,
    add_person_panels,
    add_start_cards,
)


def connect() -> None:
    auditlog.register(FollowUp, exclude_fields=["version"])
    add_navigation(
        NavEntry(_("My day"), "followup:day", Permission.FOLLOWUP_VIEW, order=10),
        NavEntry(_("Sent messages"), "followup:messages", Permission.MESSAGES_VIEW, order=70),
    )
    panel = "followup/partials/_panel.html"
    add_match_panels(MatchPanel("followups", panel, panels.match_panel, 10))
    add_closed_days(closed_days.is_closed)
    add_person_panels(PersonPanel("followups", panel, panels.person_panel, 20, "top"))
    add_caseload(
        CaseloadPart("followup", _("Follow-ups"), _of, F("match__programme"), "responsible", order=5)
    )
    add_extract_parts(extract_part.part())
    add_calendar_sources(CalendarSource("followups", due_followups))
    add_own_case_reasons(OwnCaseReason("follows_up", selectors.follows_up))
    add_start_cards(StartCard("followup", "matching/partials/_start_card.html", panels.day_card, 10))


def _of(user: User) -> "QuerySet[FollowUp]":
    """What `user` still has to do."""
    return FollowUp.objects.planned().filter(responsible=user)
