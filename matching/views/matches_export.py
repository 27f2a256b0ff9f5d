"""The list of matches as a spreadsheet; its heads are those a file of matches is taken in by."""

from collections.abc import Iterator

from django.http import FileResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching.forms import MatchFilter
from matching.models import Match
from matching.models.match import MatchQuerySet
from matching.showing import reason_label, refugee_label
from matching.views.matches import filtered
from mentorship.http import SignedInRequest, needs
from mentorship.lists.handing_out import Sheet, filters_in_force, hand_out
from mentorship.lists.xlsx import CHUNK, Cell, Head, Line
from mentorship.models import Mentor, Programme, User
from mentorship.permissions import Permission


@require_POST
@needs(Permission.MATCH_VIEW)
def export_matches(request: SignedInRequest, programme: Programme) -> FileResponse:
    """By POST, for it writes the trail; the address narrows, as that of the list does."""
    form = MatchFilter(request.GET or None, programme=programme)
    rows = filtered(Match.objects.filter(programme=programme).visible_to(request.user), form, request.user)
    sheet = Sheet(
        name="matches",
        title=_("Matches"),
        heads=_heads(),
        lines=_lines(rows.for_list(), request.user),
        filters=filters_in_force(form.cleaned_data if form.is_bound else {}),
    )
    return hand_out(sheet, by=request.user, programme=programme)


def _heads() -> list[Head]:
    """Danish where an import reads them, whatever the language of the page."""
    return [
        Head("Mentor"),
        Head(_("The mentor's name"), 28),
        Head("Borger"),
        Head(_("The other side's name"), 28),
        Head(_("Municipality")),
        Head(_("Organisation"), 22),
        Head(_("State")),
        Head(_("Proposed on")),
        Head("Start"),
        Head("Opstartsmøde"),
        Head("Slut"),
        Head("Årsag", 28),
    ]


def _lines(rows: MatchQuerySet, user: User) -> Iterator[Line]:
    for match in rows.select_related("start_meeting").iterator(chunk_size=CHUNK):
        meeting = getattr(match, "start_meeting", None)
        cells: list[Cell] = [
            match.mentor.case_number,
            _name_of(match.mentor),
            match.refugee.case_number,
            _refugee_name(user, match),
            match.refugee.municipality.name,
            str(match.mentor.organisation or ""),
            match.get_state_display(),
            None if match.import_batch_id else localdate(match.created_at),
            match.started_on,
            meeting.held_on if meeting else None,
            match.ended_on,
            reason_label(match),
        ]
        yield Line(cells, (match.mentor.person_id, match.refugee.person_id))


def _name_of(mentor: Mentor) -> str:
    return "" if mentor.label == mentor.case_number else mentor.label


def _refugee_name(user: User, match: Match) -> str:
    """As far as the reader may name the person."""
    label = refugee_label(user, match)
    return "" if label == match.refugee.case_number else label
