"""My day: what is due, overdue and coming, and the pairs nobody has heard of."""

import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from followup.labels import side_label, step_label
from followup.models import FollowUp
from followup.selectors import (
    COMING_DAYS,
    SHOWN,
    Silence,
    counts_of_day,
    first_of_each,
    last_talk_on,
    open_followups,
    silent_pairs,
    within,
)
from matching.models import Match
from matching.showing import refugee_label
from mentorship.clock import today
from mentorship.formats import day_and_year, short_date
from mentorship.http import SignedInRequest, needs, page_or_404
from mentorship.lists.handing_out import export_address
from mentorship.models import Programme, User
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.programmes.schema import ProgrammeDocument
from mentorship.trail import record_lookups
from mentorship.vocabulary import Side

SPANS = ("overdue", "today", "coming")
HEADINGS = {
    "overdue": gettext_lazy("Overdue"),
    "today": gettext_lazy("Today"),
    "coming": gettext_lazy("This week"),
    "overtaken": gettext_lazy("Talks overtaken by a later one"),
}


@require_safe
@needs(Permission.FOLLOWUP_VIEW)
def my_day(request: SignedInRequest, programme: Programme) -> HttpResponse:
    on, mine = today(), request.GET.get("hvem") != "alle"
    rows = open_followups(request.user, programme, mine=mine)
    counts = counts_of_day(rows, on)
    parts = (within(rows, span, on) if counts[span] else rows.none() for span in SPANS)
    sections = [
        _section(request.user, programme, span, followups, counts[span], on)
        for span, followups in zip(SPANS, first_of_each(parts), strict=True)
    ]
    silent = silent_pairs(request.user, programme, on=on)
    _log_lookups(request, programme, [row for section in sections for row in section["followups"]], silent)
    context = {
        "title": _("My day"),
        "intro": _("%(day)s · week %(week)s") % {"day": day_and_year(on), "week": on.isocalendar().week},
        "sections": sections,
        "tiles": _tiles(sections, silent),
        "silent": [_silent_row(request.user, programme, silence) for silence in silent],
        "overtaken": counts["overtaken"],
        "overtaken_url": reverse("followup:list", args=[programme.key, "overtaken"])
        + ("" if mine else "?hvem=alle"),
        "silence_days": programme_document(programme).follow_up.silence_days,
        "tabs": _whose_tabs(programme, mine),
        "export_url": export_address(reverse("followup:export", args=[programme.key]), request.GET),
        "may_log": request.user.may(Permission.FOLLOWUP_LOG, programme),
    }
    return render(request, "followup/day.html", context)


@require_safe
@needs(Permission.FOLLOWUP_VIEW)
def followup_list(request: SignedInRequest, programme: Programme, span: str) -> HttpResponse:
    """One section in full, a page at a time."""
    on, mine = today(), request.GET.get("hvem") != "alle"
    rows = within(open_followups(request.user, programme, mine=mine), span, on)
    page = Paginator(rows.annotate(last_talk=last_talk_on()), SHOWN).get_page(
        page_or_404(request.GET.get("page"))
    )
    _log_lookups(request, programme, list(page), [])
    document = programme_document(programme)
    context = {
        "title": HEADINGS[span],
        "page": page,
        "rows": [_row(request.user, document, row, on) for row in page],
        "late": span == "overdue",
        "close_url": reverse("followup:close_overtaken", args=[programme.key]) if span == "overtaken" else "",
        "whose": "mine" if mine else "alle",
        "export_url": f"{reverse('followup:export', args=[programme.key])}?liste={span}"
        + ("" if mine else "&hvem=alle"),
        "crumbs": [
            {"label": _("My day"), "url": reverse("followup:day", args=[programme.key])},
            {"label": HEADINGS[span]},
        ],
    }
    return render(request, "followup/list.html", context)


def _section(
    user: User, programme: Programme, span: str, followups: list[FollowUp], count: int, on: datetime.date
) -> dict[str, Any]:
    document = programme_document(programme)
    notes = {
        "overdue": _("Oldest first"),
        "today": _("Due today"),
        "coming": _("Until %(day)s") % {"day": short_date(on + datetime.timedelta(days=COMING_DAYS))},
    }
    return {
        "key": span,
        "heading": HEADINGS[span],
        "note": notes[span],
        "late": span == "overdue",
        "followups": followups,
        "rows": [_row(user, document, row, on) for row in followups],
        "count": count,
        "more": count - len(followups),
        "url": reverse("followup:list", args=[programme.key, span]),
    }


def _row(user: User, document: ProgrammeDocument, row: FollowUp, on: datetime.date) -> dict[str, Any]:
    """One line of the ledger, as components/_ledger.html reads it."""
    match, day = row.match, row.counts_from
    key = match.programme.key
    details = [step_label(document, row.step), side_label(document, row.side), match.refugee.case_number]
    last_talk = getattr(row, "last_talk", None)
    if last_talk:
        details.append(_("last talked to on %(day)s") % {"day": short_date(last_talk)})
    if absent := user.stood_in_for(match.programme).get(row.responsible_id or 0):
        details.append(_("for %(name)s") % {"name": absent})
    return {
        "when": _when(day, on),
        "when_note": _("due %(day)s") % {"day": short_date(row.due_on)} if day < on else "",
        "name": pair_name(user, match, mentor_first=row.side == Side.MENTOR),
        "url": reverse("followup:log", args=[key, row.pk]),
        "detail": " · ".join(details),
        "tag": {"label": _("postponed"), "tone": "neutral"} if row.postponed_to else None,
        "phone": phone_of(match, row.side),
        "call_name": first_name(user, match, row.side),
        "log_url": reverse("followup:log", args=[key, row.pk]),
    }


def pair_name(user: User, match: Match, *, mentor_first: bool = False) -> str:
    """The two, as far as `user` may name them."""
    names = [refugee_label(user, match), match.mentor.label]
    return " – ".join(reversed(names) if mentor_first else names)


def first_name(user: User, match: Match, side: str) -> str:
    """Whom one calls: the first name, or the case number where the name is protected."""
    name = match.mentor.label if side == Side.MENTOR else refugee_label(user, match)
    return name.split()[0]


def phone_of(match: Match, side: str) -> str:
    """The number to call; a protected person's stands on the page of the case, for a purpose."""
    if side == Side.BOTH:
        return ""
    person = (match.mentor if side == Side.MENTOR else match.refugee).person
    return "" if person.is_protected else person.phone


def _when(day: datetime.date, on: datetime.date) -> str:
    if day < on:
        late = (on - day).days
        return ngettext("%(count)d day", "%(count)d days", late) % {"count": late}
    return _("Today") if day == on else date_format(day, "D j/n")


def _silent_row(user: User, programme: Programme, silence: Silence) -> dict[str, Any]:
    match = silence.match
    contacts = sum(1 for week in silence.weeks if week)
    return {
        "when": ngettext("%(count)d day", "%(count)d days", silence.days) % {"count": silence.days},
        "when_note": _("since %(day)s") % {"day": short_date(silence.since)},
        "name": pair_name(user, match),
        "url": reverse("matching:match", args=[programme.key, match.pk]),
        "detail": match.refugee.case_number,
        "phone": phone_of(match, Side.MENTOR),
        "call_name": first_name(user, match, Side.MENTOR),
        "log_url": reverse("followup:extra", args=[programme.key, match.pk]),
        "weeks": silence.weeks,
        "weeks_label": _("Contact in %(count)d of the last %(weeks)d weeks")
        % {"count": contacts, "weeks": len(silence.weeks)},
    }


def _tiles(sections: list[dict[str, Any]], silent: list[Silence]) -> list[dict[str, Any]]:
    tones = {"overdue": "stop"}
    tiles = [
        {
            "label": section["heading"],
            "value": section["count"],
            "url": f"#{section['key']}",
            "tone": tones.get(section["key"]) if section["count"] else None,
        }
        for section in sections
    ]
    tiles.append(
        {
            "label": _("Silent pairs"),
            "value": len(silent),
            "url": "#silent",
            "tone": "warn" if silent else None,
        }
    )
    return tiles


def _whose_tabs(programme: Programme, mine: bool) -> list[dict[str, Any]]:
    url = reverse("followup:day", args=[programme.key])
    return [
        {"label": _("Mine"), "url": url, "current": mine},
        {"label": _("Everybody's"), "url": f"{url}?hvem=alle", "current": not mine},
    ]


def _log_lookups(
    request: SignedInRequest, programme: Programme, followups: list[FollowUp], silent: list[Silence]
) -> None:
    """Everybody named on the page has been looked at: one insert for all of them."""
    matches = [row.match for row in followups] + [silence.match for silence in silent]
    people = {match.refugee.person_id for match in matches} | {match.mentor.person_id for match in matches}
    record_lookups(user=request.user, person_ids=sorted(people), what="followup.day", programme=programme)
