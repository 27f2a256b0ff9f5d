"""The start meetings in a user's private calendar: the case number and the time, no name."""

import datetime
from collections.abc import Iterator

from matching.invitees import meeting_event
from matching.models import Match
from matching.states import MatchState
from mentorship.clock import today
from mentorship.ics import Event
from mentorship.models import User
from mentorship.permissions import Role

DAYS_BACK, DAYS_AHEAD, MOST = 30, 180, 500


def planned_meetings(user: User) -> Iterator[Event]:
    """Start meetings `user` takes part in, around now: one query and one for the programmes."""
    first, last = today() - datetime.timedelta(days=DAYS_BACK), today() + datetime.timedelta(days=DAYS_AHEAD)
    rows = (
        Match.objects.visible_to(user)
        .filter(
            state=MatchState.ACCEPTED,
            start_meeting__planned_at__date__gte=first,
            start_meeting__planned_at__date__lte=last,
            start_meeting__held_on=None,
            start_meeting__cancelled_at=None,
        )
        .select_related("start_meeting", "refugee__person", "mentor__person")
        .prefetch_related("programme")
        .order_by("start_meeting__planned_at", "pk")[:MOST]
    )
    for match in rows:
        if takes_part(user, match):
            yield meeting_event(match, match.start_meeting, staff=True)


def takes_part(user: User, match: Match) -> bool:
    """Whether one of the parts that are asked to come is the user's in this match; no query."""
    parts = set(match.start_meeting.takes_part)
    for hat in user.roles_in(match.programme):
        if hat.role not in parts:
            continue
        if hat.role == Role.CONSULTANT:
            responsible = match.refugee.consultant_id
            if responsible == user.pk or (
                responsible is None and hat.municipality_id == match.refugee.municipality_id
            ):
                return True
        elif hat.role != Role.PARTNER or hat.organisation_id == match.mentor.organisation_id:
            return True
    return False
