"""What the page of a match says of both sides' answers, and of the links they are asked by."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from matching import services
from matching.answering import order_of
from matching.models import AnswerLink, Match, MatchAnswer
from matching.services.moves import is_open
from matching.showing import first_upper
from matching.views.asking import letter_address
from matching.views.board_parts import words_of
from mentorship.clock import now
from mentorship.formats import short_date
from mentorship.models import Programme, User
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.templatetags.danish import da_date


def answer_rows(user: User, programme: Programme, match: Match) -> list[dict[str, Any]]:
    """A row a side, in the order they are asked: the answer, else where the question stands.

    Who decides gets the buttons too. Up to four queries, however many links there have been.
    """
    answers = {answer.side: answer for answer in match.answers.all()}
    if match.import_batch_id and not answers:
        return []  # whatever they were asked, it was not here
    decides = user.may(Permission.MATCH_DECIDE, programme) and is_open(match)
    links = _latest_links(match) if decides else {}
    screen = words_of(programme)
    rows = []
    for side in order_of(match):
        row: dict[str, Any] = {
            "who": first_upper(screen[f"the_{side}"]),
            "side": side,
            "tag": None,
            "note": "",
            "acts": [],
        }
        if side in answers:
            row |= _answered(programme, answers[side])
        elif decides:
            row |= _asked(programme, match, side, links.get(side))
        rows.append(row)
    return rows


def _latest_links(match: Match) -> dict[str, AnswerLink]:
    rows = AnswerLink.objects.filter(match=match).order_by("made_at", "pk")
    return {link.side: link for link in rows}


def _answered(programme: Programme, answer: MatchAnswer) -> dict[str, Any]:
    document = programme_document(programme)
    yes = answer.says == MatchAnswer.Says.YES
    reason = document.label_of(document.matching.decline_reasons, answer.reason) if answer.reason else ""
    how = "" if answer.recorded_by_id else _("by personal link")
    return {
        "tag": {"label": answer.get_says_display(), "tone": "ok" if yes else "stop"},
        "note": " · ".join(filter(None, [da_date(answer.answered_on), reason, how])),
    }


def _asked(programme: Programme, match: Match, side: str, link: AnswerLink | None) -> dict[str, Any]:
    """Where the question stands, and what can be done about it."""
    why_not = services.why_not_asked(match, side)
    if why_not:
        return {"note": why_not}
    by_mail = bool(getattr(match, side).person.email)
    acts = [{"act": "mail", "label": _("Ask by e-mail")}] if by_mail else []
    acts.append({"act": "letter", "label": _("Write a letter")})
    if link is None or link.revoked_at is not None:
        note = _("The link is shut") if link else ""
        return {"note": note, "acts": acts}
    until = short_date(timezone.localdate(link.expires_at))
    if link.expires_at <= now():
        tag = {"label": _("No answer in time"), "tone": "warn"}
        return {"tag": tag, "note": _("Could answer until %(day)s") % {"day": until}, "acts": acts}
    sent = (
        _("Asked %(day)s") % {"day": da_date(link.sent_at)} if link.sent_at else _("The mail is on its way")
    )
    acts = [
        {**act, "label": _("Ask again by e-mail") if act["act"] == "mail" else _("New letter")}
        for act in acts
    ]
    return {
        "tag": {"label": _("Asked"), "tone": "info"},
        "note": " · ".join([sent, _("answers by %(day)s") % {"day": until}]),
        "acts": [*acts, {"act": "revoke", "label": _("Shut the link")}],
        "letter_url": letter_address(match, side),
    }
