"""A register as a spreadsheet: as it is filtered and sorted, and as it could be taken in again."""

from typing import Any

from django.http import FileResponse

from mentorship.http import SignedInRequest
from mentorship.lists.handing_out import Sheet, filters_in_force, hand_out
from mentorship.models import Programme
from mentorship.people.roster_export import roster_heads, roster_lines
from mentorship.views.sides import WRITE, Side, on_both_sides


@on_both_sides(*WRITE, of_row=False)
def export(request: SignedInRequest, programme: Programme, side: Side) -> FileResponse:
    """By POST, for it writes the trail; the address narrows and sorts, as that of the list does."""
    rows: Any = side.rows(request, programme)
    found = side.filter(request.GET, rows.for_list(), programme=programme)
    chosen = found.qs
    title = side.words(programme).many
    sheet = Sheet(
        name=f"{side.name}s",
        title=title[:1].upper() + title[1:],
        heads=roster_heads(side.name),
        lines=roster_lines(chosen, programme=programme, kind=side.name),
        filters=filters_in_force(found.form.cleaned_data),
    )
    return hand_out(sheet, by=request.user, programme=programme)
