"""The day's lists as a spreadsheet: the three of the day in one, or one of them alone."""

from collections.abc import Iterator
from itertools import chain

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from followup.labels import side_label, step_label
from followup.models import FollowUp
from followup.selectors import last_talk_on, open_followups, within
from followup.views.day import HEADINGS, SPANS, phone_of
from matching.showing import refugee_label
from mentorship.clock import today
from mentorship.http import SignedInRequest, needs
from mentorship.lists.handing_out import Sheet, hand_out
from mentorship.lists.xlsx import CHUNK, Cell, Head, Line
from mentorship.models import Programme, User
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document


@require_POST
@needs(Permission.FOLLOWUP_VIEW)
def export_day(request: SignedInRequest, programme: Programme) -> FileResponse:
    """By POST, for it writes the trail. `?hvem=alle`: everybody's; `?liste=` one of the lists alone."""
    mine, asked = request.GET.get("hvem") != "alle", request.GET.get("liste", "")
    spans = (asked,) if asked in HEADINGS else SPANS
    rows = open_followups(request.user, programme, mine=mine).annotate(last_talk=last_talk_on())
    sheet = Sheet(
        name="followups",
        title=str(HEADINGS[asked]) if asked in HEADINGS else _("My day"),
        heads=_heads(),
        lines=chain.from_iterable(
            _lines(within(rows, span, today()).iterator(chunk_size=CHUNK), span, request.user, programme)
            for span in spans
        ),
        filters=[*([] if mine else ["hvem"]), *(["liste"] if asked in HEADINGS else [])],
    )
    return hand_out(sheet, by=request.user, programme=programme)


def _heads() -> list[Head]:
    return [
        Head(_("List")),
        Head(_("Counts from")),
        Head(_("Due")),
        Head(_("Step"), 24),
        Head(_("With whom"), 20),
        Head(_("Mentor"), 28),
        Head(_("Mentor's case number")),
        Head(_("The other side"), 28),
        Head(_("The other side's case number")),
        Head(_("Municipality")),
        Head(_("Phone"), 18),
        Head(_("Last talked to")),
        Head(_("Responsible"), 22),
    ]


def _lines(rows: Iterator[FollowUp], span: str, user: User, programme: Programme) -> Iterator[Line]:
    document = programme_document(programme)
    for row in rows:
        match = row.match
        cells: list[Cell] = [
            str(HEADINGS[span]),
            row.counts_from,
            row.due_on,
            step_label(document, row.step),
            side_label(document, row.side),
            match.mentor.label,
            match.mentor.case_number,
            refugee_label(user, match),
            match.refugee.case_number,
            match.refugee.municipality.name,
            phone_of(match, row.side),
            getattr(row, "last_talk", None),
            str(row.responsible or ""),
        ]
        yield Line(cells, (match.mentor.person_id, match.refugee.person_id))
