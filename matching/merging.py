"""What matching says when two rows are to become one human being."""

from django.db.models import Q
from django.utils.translation import gettext as _

from matching.models import Match
from mentorship.models import Person


def matched_with_each_other(one: Person, other: Person) -> str:
    """Nobody is matched with him- or herself: whoever has been matched with the other is another person."""
    rows = Match.objects.filter(
        Q(mentor__person=one, refugee__person=other) | Q(mentor__person=other, refugee__person=one)
    )
    return (
        _("The two have been proposed for a match with each other: they are two people.")
        if rows.exists()
        else ""
    )
