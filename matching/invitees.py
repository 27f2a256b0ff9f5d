"""Who is asked to a start meeting, where each is written to, and what stands in their calendar."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from matching.answering import language_of
from matching.models import Match, StartMeeting
from matching.showing import first_upper
from mentorship.ics import Event
from mentorship.models import RoleBinding, User
from mentorship.permissions import Role
from mentorship.programmes.document import words

PEOPLE = ("mentor", "refugee")
STAFF = ("project_leader", "consultant", "partner")
EVERYBODY = (*PEOPLE, *STAFF)


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody asked to come. `part`: one of EVERYBODY; `key` finds the same one again later."""

    part: str
    key: str
    email: str
    language: str
    user: User | None = None


def invitees(match: Match, parts: list[str]) -> list[Invitee]:
    """Those who are to be written to, the two themselves first; one without an address has an empty one."""
    found = [
        Invitee(part, part, getattr(match, part).person.email, language_of(match, part))
        for part in PEOPLE
        if part in parts
    ]
    users = [
        Invitee(part, f"user:{user.pk}", user.email, user.language or settings.LANGUAGE_CODE, user)
        for part in STAFF
        if part in parts
        for user in staff_of(match, part)
    ]
    return found + list({row.key: row for row in reversed(users)}.values())[::-1]  # one of two hats is enough


def staff_of(match: Match, part: str) -> list[User]:
    """The users who take this part in the match: the responsible consultant, the mentor's own partner."""
    if part == "consultant" and match.refugee.consultant and match.refugee.consultant.is_active:
        return [match.refugee.consultant]
    hats = RoleBinding.objects.in_force().filter(programme=match.programme, user__is_active=True)
    if part == "consultant":
        hats = hats.filter(role=Role.CONSULTANT, municipality=match.refugee.municipality_id)
    elif part == "partner":
        hats = hats.filter(role=Role.PARTNER, organisation=match.mentor.organisation_id)
    else:
        hats = hats.filter(role=Role.PROJECT_LEADER)
    found = {hat.user_id: hat.user for hat in hats.select_related("user").order_by("pk")}
    return list(found.values())


def told_place(match: Match, meeting: StartMeeting) -> str:
    """The place, as it may stand in a mail or a calendar: not where either's address is protected.

    What is written there may be somebody's home.
    """
    protected = match.refugee.person.is_protected or match.mentor.person.is_protected
    return "" if protected else meeting.meeting_place


def meeting_event(match: Match, meeting: StartMeeting, *, staff: bool) -> Event:
    """The meeting in a calendar: without a name, and for the two themselves without a case number."""
    assert meeting.planned_at is not None  # noqa: S101  the callers have asked
    minutes = 60
    if meeting.ends_at and meeting.ends_at > meeting.planned_at:
        minutes = round((meeting.ends_at - meeting.planned_at).total_seconds() / 60)
    summary = _("Start meeting")
    if staff:
        summary = _("Start meeting %(case)s") % {"case": match.refugee.case_number}
    address = reverse("matching:match", args=[match.programme.key, match.pk])
    return Event(
        uid=f"start-meeting-{meeting.pk}",
        starts_at=meeting.planned_at,
        minutes=minutes,
        summary=summary,
        place=told_place(match, meeting),
        url=settings.SITE_URL.rstrip("/") + address if staff else "",
        sequence=meeting.invitation,
    )


def part_label(match: Match, part: str) -> str:
    """What a part is called on the screen, by the programme's words."""
    if part in PEOPLE:
        return first_upper(getattr(words(match.programme), part).the)
    return str(Role(part).label)
