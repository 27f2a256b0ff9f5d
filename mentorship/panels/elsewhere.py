"""A person who takes part more than once: in another programme, or on the other side of one."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mentorship.models import Mentor, Refugee
from mentorship.programmes.document import words
from mentorship.registry import PersonPanel, add_person_panels


def register() -> None:
    add_person_panels(
        PersonPanel("elsewhere", "mentorship/partials/_elsewhere.html", also_in, 5, place="side")
    )


def also_in(request: HttpRequest, row: Mentor | Refugee) -> dict[str, Any] | None:
    """The person's other parts, of which the user may read each; None where there is none of those.

    What the user may not see is not hinted at. Two queries.
    """
    user: Any = request.user
    models: tuple[Any, ...] = (Mentor, Refugee)
    found = []
    for model in models:
        others = model.objects.visible_to(user).filter(person=row.person_id).select_related("programme")
        found += [other for other in others.order_by("pk") if other != row]
    return {"title": _("Also takes part"), "parts": [_part(other) for other in found]} if found else None


def _part(other: Mentor | Refugee) -> dict[str, str]:
    side = str(other.side)
    return {
        "programme": other.programme.name,
        "part": getattr(words(other.programme), side).one,
        "case_number": other.case_number,
        "url": reverse(f"people:{side}", args=[other.programme.key, other.pk]),
    }
