"""What stands in a letter: in the reader's language, without a name, with nothing personal in the subject."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from matching.answering import READ_DANISH, Standing, fingerprint, page_language, secret_of, standing_of
from matching.invitees import EVERYBODY, Invitee, invitees, meeting_event, told_place
from matching.models import AnswerLink, StartMeeting
from mentorship.clock import now
from mentorship.ics import as_invitation
from mentorship.programmes.document import programme_document, words


@dataclass(frozen=True)
class Letter:
    """One mail to one reader. `calendar`: an invitation to go with it; `sent` notes that it has left."""

    to: str
    subject: str
    body: str
    reply_to: str = ""
    calendar: bytes = b""
    method: str = ""
    sent: Callable[[], Any] = lambda: None


def languages_of(code: str) -> tuple[str, ...]:
    """The languages of a letter to somebody written to in `code`: both, where we have no text of that one."""
    if code in READ_DANISH:
        return ("da",)
    return ("en",) if code == "en" else ("en", "da")


def address_of(link: AnswerLink) -> str:
    """The whole address of a link."""
    return settings.SITE_URL.rstrip("/") + reverse("answers:answer", args=[secret_of(link)])


def ask_letter(*, link: int) -> Letter | None:
    """The question to one side; None once it is answered, revoked or out of date."""
    row = AnswerLink.objects.select_related(
        "match__programme", "match__mentor__person", "match__refugee__person", "made_by"
    ).get(pk=link)
    if standing_of(row) != Standing.OPEN or row.sent_at is not None:
        return None
    if fingerprint(secret_of(row)) != row.token_hash:  # the house's key has changed since it was made
        AnswerLink.objects.filter(pk=row.pk).update(token_hash=fingerprint(secret_of(row)))
    programme = row.match.programme
    own = programme_document(programme).matching.answer_text.get(row.language, "")
    parts = [own] if own else []
    for language in languages_of(row.language):
        with translation.override(language):
            other = words(programme).mentor if row.side == "refugee" else words(programme).refugee
            context = {
                "programme": programme.name,
                "other": other.one,
                "day": timezone.localdate(row.expires_at),
                "url": address_of(row),
            }
            parts.append(render_to_string("matching/mail/ask.txt", context).strip())
    with translation.override(page_language(row.language)):
        return Letter(
            to=getattr(row.match, row.side).person.email,
            subject=_("We have a question for you"),
            body=_joined(parts),
            reply_to=row.made_by.email,
            sent=lambda: AnswerLink.objects.filter(pk=row.pk, sent_at=None).update(sent_at=now()),
        )


def meeting_letter(*, meeting: int, to: str, sequence: int, cancelled: bool) -> Letter | None:
    """An invitation to a start meeting, its change or its cancellation, to one of those asked.

    None where a newer one is on its way: only the newest invites.
    """
    row = StartMeeting.objects.select_related(
        "match__programme", "match__mentor__person", "match__refugee__person", "match__refugee__consultant"
    ).get(pk=meeting)
    if row.planned_at is None or (not cancelled and (row.invitation != sequence or row.cancelled_at)):
        return None
    everybody = invitees(row.match, list(EVERYBODY))
    reader = next((each for each in everybody if each.key == to and each.email), None)
    return _invitation(row, reader, sequence, cancelled) if reader else None


def _invitation(row: StartMeeting, reader: Invitee, sequence: int, cancelled: bool) -> Letter:
    parts = []
    codes = languages_of(reader.language)
    for language in codes:
        with translation.override(language):
            context = {
                "programme": row.match.programme.name,
                "meeting": row,
                "place": told_place(row.match, row),
                "hidden": bool(row.meeting_place) and not told_place(row.match, row),
                "cancelled": cancelled,
                "changed": sequence > 1,
                "case": row.match.refugee.case_number if reader.user else "",
            }
            parts.append(render_to_string("matching/mail/meeting.txt", context).strip())
    with translation.override(codes[0]):
        event = replace(meeting_event(row.match, row, staff=reader.user is not None), sequence=sequence)
        subject = _("The start meeting is changed") if sequence > 1 else _("Start meeting")
        return Letter(
            to=reader.email,
            subject=_("The start meeting is cancelled") if cancelled else subject,
            body=_joined(parts),
            calendar=as_invitation(event, to=reader.email, cancelled=cancelled),
            method="CANCEL" if cancelled else "REQUEST",
        )


def _joined(parts: list[str]) -> str:
    return "\n\n– – –\n\n".join(parts) + "\n"
