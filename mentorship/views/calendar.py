"""The calendar of interviews: a week at a time, what lacks an answer, and who has none coming."""

import datetime
import re
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mentorship.clock import today
from mentorship.http import needs, page_or_404
from mentorship.models import Programme, User
from mentorship.selectors.interviews import between, bookable, of_programme, unanswered, without_interview
from mentorship.templatetags.danish import da_date
from mentorship.trail import record_lookups
from mentorship.views.bookings import READERS
from mentorship.views.calendar_parts import days_of, entry_of
from mentorship.views.sides import MENTORS, REFUGEES, Side

WEEK = re.compile(r"([0-9]{4})-?[Ww]?([0-9]{1,2})")
ROWS_A_PAGE = 20
UNANSWERED_SHOWN = 20
WEEK_SHOWN = 100


@require_safe
@needs(*READERS)
def show_calendar(request: HttpRequest, programme: Programme) -> HttpResponse:
    """My interviews of the week, or everybody's I may see. Whose names it shows is logged in one insert."""
    user: Any = request.user
    monday = _monday(request.GET.get("uge"))
    everybody = request.GET.get("hvem") == "alle"
    whole = of_programme(programme, user)
    rows = whole if everybody else whole.filter(interviewer__in=user.work_of(programme))
    week = list(between(rows, monday, monday + datetime.timedelta(days=6))[: WEEK_SHOWN + 1])
    more_in_week = len(week) > WEEK_SHOWN
    week = week[:WEEK_SHOWN]
    open_rows = list(unanswered(rows)[: UNANSWERED_SHOWN + 1])
    side = _side(request, user, programme)
    page, lacking = _lacking(request, user, programme, side) if side else (None, [])
    shown = [*week, *open_rows[:UNANSWERED_SHOWN]]
    record_lookups(
        user=user,
        person_ids={
            *(interview.enrolment.person_id for interview in shown),
            *(row.person_id for row in lacking),
        },
        what="list",
        programme=programme,
    )
    context = {
        "title": _("Interviews"),
        "whose": _whose_tabs(request, programme, everybody),
        "everybody": everybody,
        "week": _week_head(request, monday),
        "days": days_of(monday, week, programme, with_interviewer=everybody),
        "any": bool(week),
        "more_in_week": more_in_week,
        "unanswered": [
            entry_of(interview, programme, with_interviewer=everybody)
            for interview in open_rows[:UNANSWERED_SHOWN]
        ],
        "more_unanswered": len(open_rows) > UNANSWERED_SHOWN,
        "sides": _side_tabs(request, user, programme, side),
        "page": page,
        "lacking": [_lacking_row(row, programme, side) for row in lacking] if side else [],
        "words": side.words(programme) if side else None,
    }
    return render(request, "mentorship/calendar.html", context)


def _monday(week: str | None) -> datetime.date:
    """The Monday of `2026-W48` (or `2026-48`), or of this week; 404 where there is no such week."""
    if not week:
        return today() - datetime.timedelta(days=today().weekday())
    found = WEEK.fullmatch(week)
    try:
        return datetime.date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else _refuse()
    except ValueError:
        return _refuse()


def _refuse() -> datetime.date:
    raise Http404


def _address(request: HttpRequest, **changes: str) -> str:
    """This page with other choices; the pages of the list begin again."""
    kept = {key: str(word) for key, word in request.GET.items() if word and key != "page"} | changes
    return f"?{urlencode({key: word for key, word in kept.items() if word})}"


def _week_head(request: HttpRequest, monday: datetime.date) -> dict[str, Any]:
    sunday = monday + datetime.timedelta(days=6)

    def week(day: datetime.date) -> str:
        year, number, _weekday = day.isocalendar()
        return _address(request, uge=f"{year}-W{number:02}")

    this_monday = today() - datetime.timedelta(days=today().weekday())
    return {
        "title": _("Week %(number)d") % {"number": monday.isocalendar().week},
        "dates": f"{da_date(monday)} – {da_date(sunday)}",
        "before": week(monday - datetime.timedelta(days=7)),
        "after": week(monday + datetime.timedelta(days=7)),
        "this": "" if monday == this_monday else _address(request, uge=""),
    }


def _whose_tabs(request: HttpRequest, programme: Programme, everybody: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("Mine"), "url": _address(request, hvem=""), "current": not everybody},
        {"label": _("Everybody's"), "url": _address(request, hvem="alle"), "current": everybody},
    ]


def _sides_to_book(user: User, programme: Programme) -> list[Side]:
    return [side for side in (REFUGEES, MENTORS) if user.may(side.see, programme)]


def _side(request: HttpRequest, user: User, programme: Programme) -> Side | None:
    sides = _sides_to_book(user, programme)
    return next(
        (side for side in sides if f"{side.name}s" == request.GET.get("mangler")), sides[0] if sides else None
    )


def _lacking(request: HttpRequest, user: User, programme: Programme, side: Side) -> tuple[Any, list[Any]]:
    rows = without_interview(bookable(user, programme, side.model), side.name)
    page = Paginator(rows, ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    return page, list(page.object_list)


def _side_tabs(
    request: HttpRequest, user: User, programme: Programme, current: Side | None
) -> list[dict[str, Any]]:
    tabs = []
    for side in _sides_to_book(user, programme):
        many = side.words(programme).many
        rows = without_interview(bookable(user, programme, side.model), side.name)
        tabs.append(
            {
                "label": many[:1].upper() + many[1:],
                "url": _address(request, mangler=f"{side.name}s") + "#mangler",
                "current": side is current,
                "count": rows.count(),
            }
        )
    return tabs


def _lacking_row(row: Any, programme: Programme, side: Side) -> dict[str, Any]:
    return {
        "name": row.label,
        "protected": row.person.is_protected,
        "case_number": "" if row.label == row.case_number else row.case_number,
        "url": side.url("", programme, row.pk),
        "municipality": row.municipality.name,
        "days": (today() - row.registered_on).days,
        "book_url": side.url("booking", programme, row.pk),
    }
