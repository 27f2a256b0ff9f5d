"""What a step is called on the screen."""

from django.utils.translation import gettext as _

from mentorship.programmes.schema import ProgrammeDocument

EXTRA = "extra"


def step_label(document: ProgrammeDocument, step: str) -> str:
    """The plan's own words for `step`, or what it is where the plan has none."""
    if step.startswith(EXTRA):
        return _("Contact outside the plan")
    found = document.step(step)
    return str(found.label) if found else _("A step no longer in the plan")
