"""What the page of a match says of its start meeting."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.invitees import part_label
from matching.models import Match, StartMeeting
from matching.services.start_meetings import is_planned
from mentorship.models import Programme
from mentorship.templatetags.danish import da_date, da_datetime, da_time


def meeting_shown(programme: Programme, match: Match, whole: bool) -> dict[str, Any] | None:
    """The start meeting as planned and as held; what was said at it is for those who work with both."""
    meeting = getattr(match, "start_meeting", None)
    if meeting is None:
        return None
    planned = is_planned(meeting)
    return {
        "state": _state(meeting),
        "place": meeting.meeting_place,
        "who": ", ".join(part_label(match, part) for part in meeting.takes_part),
        "interpreter": meeting.interpreter,
        "agenda": meeting.agenda if planned else "",
        "invited": _invited(meeting) if planned else "",
        "ics_url": reverse("matching:meeting_ics", args=[programme.key, match.pk]) if planned else "",
        "signed": da_date(meeting.agreement_signed_on) if meeting.agreement_signed_on else "",
        "mentor_expectations": meeting.mentor_expectations if whole else "",
        "refugee_expectations": meeting.refugee_expectations if whole else "",
        "joint_plan": meeting.joint_plan if whole else "",
    }


def _state(meeting: StartMeeting) -> str:
    if meeting.held_on:
        return _("held %(day)s") % {"day": da_date(meeting.held_on)}
    if meeting.cancelled_at:
        return _("cancelled %(day)s") % {"day": da_date(meeting.cancelled_at)}
    if not meeting.planned_at:
        return ""
    until = f"–{da_time(meeting.ends_at)}" if meeting.ends_at else ""
    return _("planned for %(day)s") % {"day": f"{da_datetime(meeting.planned_at)}{until}"}


def _invited(meeting: StartMeeting) -> str:
    if not meeting.invitation:
        return _("No invitation has been sent.")
    times = meeting.invitation
    return ngettext(
        "The invitation is sent %(times)d time.", "The invitation is sent %(times)d times.", times
    ) % {"times": times}
