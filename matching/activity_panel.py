"""The way from an activity to whom it suits, for whoever may sign refugees up."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from matching.models import ProposedSeat
from mentorship.models import Activity, Attendance, Programme, User
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.vocabulary import Side

MATCHED_WITH_ACTIVITIES = ("activity", "association")


def may_find(user: User, programme: Programme) -> bool:
    """Whoever signs people up and may read refugees."""
    return user.may(Permission.ACTIVITY_CHANGE, programme) and user.may(Permission.REFUGEE_VIEW, programme)


def matches_activities(programme: Programme) -> bool:
    """Whether activities are what the programme matches people with."""
    return programme_document(programme).matching.counterpart in MATCHED_WITH_ACTIVITIES


def open_proposals(user: User, **narrowed: Any) -> Any:
    """Those proposed whom `user` may read and who have not been signed up by hand since."""
    rows = ProposedSeat.objects.visible_to(user).filter(
        state=ProposedSeat.State.PROPOSED, refugee__left_on=None, **narrowed
    )
    activity = narrowed.get("activity")
    if activity is not None:
        listed = Attendance.objects.filter(session__activity=activity, refugee__isnull=False)
        rows = rows.exclude(refugee__in=listed.values("refugee"))
    return rows


def activity_panel(request: HttpRequest, row: Activity) -> dict[str, Any] | None:
    """How many are proposed, and where to find more; None for who may not, or for mentors' activities."""
    user = request.user
    if not isinstance(user, User) or row.cancelled_on or row.side == Side.MENTOR:
        return None
    programme = row.programme
    if not may_find(user, programme):
        return None
    return {
        "url": reverse("matching:seats", args=[programme.key, row.pk]),
        "proposed": open_proposals(user, activity=row.pk).count(),
    }
