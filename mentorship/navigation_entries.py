"""Floor 1's own entries of the navigation."""

from django.utils.translation import gettext_lazy as _

from mentorship.models import Programme
from mentorship.permissions import Permission
from mentorship.programmes.document import words
from mentorship.registry import NavEntry, add_navigation


def register() -> None:
    add_navigation(
        NavEntry(_("Overview"), "people:programme", Permission.PROGRAMME_VIEW, 10),
        NavEntry(_("Selection"), "people:selection", Permission.PEOPLE_SELECT, 28),
        NavEntry(_refugees, "people:refugees", Permission.REFUGEE_VIEW, 30),
        NavEntry(_mentors, "people:mentors", Permission.MENTOR_VIEW, 40),
        NavEntry(
            _("Consents and clearances"),
            "people:consents",
            Permission.MENTOR_VIEW,
            44,
            beside=("people:clearances", "people:protections"),
        ),
        NavEntry(_("Likely duplicates"), "people:duplicates", Permission.PEOPLE_IMPORT, 46),
    )


def _refugees(programme: Programme) -> str:
    """The programme's own word for them, as it stands in a menu."""
    many = words(programme).refugee.many
    return many[:1].upper() + many[1:]


def _mentors(programme: Programme) -> str:
    many = words(programme).mentor.many
    return many[:1].upper() + many[1:]
