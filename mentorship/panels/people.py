"""Floor 1's own cards of the start page: counts that lead to a filtered list, never a name."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mentorship.models import Mentor, Programme, Refugee, User
from mentorship.permissions import Permission
from mentorship.programmes.document import words
from mentorship.registry import StartCard, add_start_cards

TEMPLATE = "mentorship/partials/_start_people.html"


def register() -> None:
    add_start_cards(StartCard("people", TEMPLATE, people_to_see_to, 60))


def people_to_see_to(user: User, programme: Programme) -> dict[str, Any] | None:
    """{title, rows: [{label, count, url}]}: who lacks an interview or a selection; None: not to see to."""
    rows = []
    names = words(programme)
    if user.may(Permission.REFUGEE_CHANGE, programme):
        refugees = Refugee.objects.visible_to(user).filter(programme=programme, left_on=None)
        url = reverse("people:refugees", args=[programme.key])
        rows += [
            _row(
                _("%(people)s without an interview") % {"people": names.refugee.many},
                refugees.filter(interviewed_on=None).count(),
                f"{url}?mangler=samtale",
            ),
            _row(
                _("%(people)s to be selected") % {"people": names.refugee.many},
                refugees.filter(selected_on=None, interviewed_on__isnull=False).count(),
                f"{url}?stade=to_select",
            ),
        ]
    if user.may(Permission.MENTOR_CHANGE, programme):
        mentors = Mentor.objects.visible_to(user, permission=Permission.MENTOR_CHANGE)
        rows.append(
            _row(
                _("%(people)s without an interview") % {"people": names.mentor.many},
                mentors.filter(programme=programme, left_on=None, interviewed_on=None).count(),
                f"{reverse('people:mentors', args=[programme.key])}?mangler=samtale",
            )
        )
    return {"title": _("Before a match"), "rows": rows} if rows else None


def _row(label: str, count: int, url: str) -> dict[str, Any]:
    return {"label": label[:1].upper() + label[1:], "count": count, "url": url}
