"""The mail that says what is to be followed up. No name, CPR number, address or free text is in it."""

from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followup.labels import side_label, step_label
from followup.models import Message, Notice
from mentorship.formats import short_date
from mentorship.programmes.document import programme_document


def write_letter(message: Message, notices: list[Notice]) -> None:
    """Fill in address, subject and body of `message` in its recipient's language; saves nothing."""
    assert message.recipient is not None  # noqa: S101  the sender has checked
    with translation.override(message.recipient.language or settings.LANGUAGE_CODE):
        steps = {notice.followup_id for notice in notices}
        message.to = message.recipient.email
        message.subject = ngettext(
            "%(count)d follow-up is waiting for you", "%(count)d follow-ups are waiting for you", len(steps)
        ) % {"count": len(steps)}
        message.body = "\n".join(
            [*_lines(message, notices), "", _("Open your day: %(url)s") % {"url": _day_url(notices)}]
        )


def _lines(message: Message, notices: list[Notice]) -> list[str]:
    lines: dict[int, str] = {}
    for notice in notices:
        followup = notice.followup
        document = programme_document(notice.match.programme)
        line = _("%(date)s · %(case)s · %(step)s · %(side)s") % {
            "date": short_date(followup.counts_from),
            "case": followup.match.refugee.case_number,
            "step": step_label(document, followup.step),
            "side": side_label(document, followup.side),
        }
        if notice.late:
            line += " · " + _("this reminder comes late")
        if notice.recipient_id != message.recipient_id:
            line += " · " + _("you stand in for a colleague")
        lines.setdefault(followup.pk, line)
    return list(lines.values())


def _day_url(notices: list[Notice]) -> str:
    return settings.SITE_URL.rstrip("/") + reverse("followup:day", args=[notices[0].match.programme.key])


def message_id(message: Message) -> str:
    """The same for every attempt at one message, so that a mail server or reader can tell a repeat."""
    domain = (
        parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or make_msgid().rpartition("@")[2][:-1]
    )
    return f"<{message.key}@{domain}>"


def deliver(message: Message) -> None:
    """Hand `message` to the mail server; returns after its 250. Raises OSError or SMTPException."""
    EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.to],
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    ).send()
