"""What a step is called on the screen."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mentorship.programmes.document import ScreenWords
from mentorship.programmes.schema import ProgrammeDocument
from mentorship.vocabulary import Side

EXTRA = "extra"


def step_label(document: ProgrammeDocument, step: str) -> str:
    """The plan's own words for `step`, or what it is where the plan has none."""
    if step.startswith(EXTRA):
        return _("Contact outside the plan")
    found = document.step(step)
    return str(found.label) if found else _("A step no longer in the plan")


def side_label(document: ProgrammeDocument, side: str) -> str:
    """Whose side a step is about, in the programme's own word: the host, the newcomer, both together."""
    if side == Side.BOTH:
        return _("both together")
    words = ScreenWords(document, (get_language() or "da").split("-")[0])
    return words.mentor.the if side == Side.MENTOR else words.refugee.the
