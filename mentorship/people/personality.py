"""The few statements a person says how well they fit, where the programme asks about personality."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentorship.models import Programme
from mentorship.programmes.document import programme_document

# The product's own; a programme file may list others under profiles.personality.
STATEMENTS: dict[str, "str | Promise"] = {
    "calm": _("I like peace and quiet around me"),
    "talkative": _("I talk easily with people I don't know"),
    "planner": _("I like things to be planned well ahead"),
    "outgoing": _("I would rather be out doing things than at home"),
    "curious": _("I like to try what is new to me"),
}
SCALE: dict[int, "str | Promise"] = {
    1: _("Not at all"),
    2: _("A little"),
    3: _("Somewhat"),
    4: _("Well"),
    5: _("Very well"),
}


def asks_personality(programme: Programme, side: str) -> bool:
    return "personality" in getattr(programme_document(programme).profiles, side).asks


def statements(programme: Programme) -> dict[str, str]:
    """{key: statement} in the language of the page: the programme's own list, else the product's."""
    own = programme_document(programme).profiles.personality
    if own:
        return {entry.key: str(entry.label) for entry in own}
    return {key: str(text) for key, text in STATEMENTS.items()}


def in_words(answers: dict[str, int] | None, programme: Programme) -> str:
    """The answers, a statement each; empty where nobody asked."""
    known = statements(programme)
    said = [
        f"{known[key]}: {str(SCALE.get(level, level)).lower()}"
        for key, level in (answers or {}).items()
        if key in known
    ]
    return "; ".join(said)
