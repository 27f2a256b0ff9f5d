"""The agreement both sign at the start meeting: in Danish, beside the refugee's language."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from matching.models import Match
from mentorship.languages import language_name
from mentorship.programmes.document import programme_document, words

RIGHT_TO_LEFT = {"ar", "fa", "prs", "ps", "ur", "ckb", "he"}


@dataclass(frozen=True, slots=True)
class Column:
    """The agreement in one language. `missing`: the language asked for, where there is no text in it."""

    code: str
    direction: str
    title: str
    points: list[str]
    signatures: list[str]
    date: str
    missing: str = ""


def columns_of(match: Match) -> list[Column]:
    """Danish, and beside it the refugee's own language where the programme has the text, else English."""
    document = programme_document(match.programme)
    texts = document.start_meeting.agreement if document.start_meeting else {}
    wanted = match.refugee.person.contact_language or "en"
    beside = wanted if wanted in texts else "en"
    columns = [_column(match, "da", texts.get("da", ""))]
    if wanted != "da":
        missing = "" if beside == wanted else language_name(wanted)
        columns.append(_column(match, beside, texts.get(beside, ""), missing=missing))
    return columns


def _column(match: Match, code: str, text: str, *, missing: str = "") -> Column:
    """Headings in a language we have no words in stand in English."""
    with translation.override("da" if code == "da" else "en"):
        screen = words(match.programme, code)
        return Column(
            code=code,
            direction="rtl" if code in RIGHT_TO_LEFT else "ltr",
            title=_("Agreement"),
            points=text.splitlines() if text else _usual(screen.refugee.the, screen.mentor.the),
            signatures=[screen.refugee.one, screen.mentor.one],
            date=_("Date and signature"),
            missing=missing,
        )


def _usual(refugee: str, mentor: str) -> list[str]:
    """The points where the programme has none of its own."""
    return [
        _("We meet as we have agreed, and tell each other in good time if one of us can't come."),
        _("What we learn of each other stays between us, also when the match has ended."),
        _("We lend each other no money and sign nothing for each other."),
        _("Each of us can call the programme, and each of us can stop without saying why to the other."),
        _("The programme calls both of us along the way to hear how it goes."),
    ]
