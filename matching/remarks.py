"""What is worth knowing of a start meeting that has just been planned; nothing of it stands in the way."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from matching.invitees import part_label
from matching.models import Match, StartMeeting
from matching.services.start_meetings import Invited, meeting_rules
from mentorship.formats import short_date
from mentorship.registry import is_closed_day


def remarks_on(match: Match, meeting: StartMeeting, invited: Invited | None) -> list[str]:
    """Sentences for whoever has planned it: a closed day, a late one, a hidden place, who got no mail."""
    assert meeting.planned_at is not None  # noqa: S101  it has just been planned
    said, day = [], timezone.localdate(meeting.planned_at)
    if is_closed_day(match.programme, match.refugee.municipality_id, day):
        said.append(_("%(day)s is a weekend, a holiday or a day the municipality is closed.") % _day(day))
    rules = meeting_rules(match)
    if rules and rules.within_days and match.accepted_at:
        latest = timezone.localdate(match.accepted_at) + datetime.timedelta(days=rules.within_days)
        if day > latest:
            said.append(_("The programme wants the start meeting held by %(day)s.") % _day(latest))
    if meeting.meeting_place and (match.refugee.person.is_protected or match.mentor.person.is_protected):
        said.append(
            _("An address is protected: the place is not written in mails or calendars. Tell it yourself.")
        )
    if invited and invited.without_address:
        who = ", ".join(part_label(match, part) for part in invited.without_address)
        said.append(_("No e-mail address, so not invited: %(who)s. Tell them yourself.") % {"who": who})
    return said


def _day(day: datetime.date) -> dict[str, str]:
    return {"day": short_date(day)}
