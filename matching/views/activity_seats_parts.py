"""What the pages of proposed places show: who is proposed and why, who is ruled out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from matching.activities import OpenActivity, SeatPool, candidates_of, open_activities, read_seats
from matching.activity_panel import open_proposals
from matching.models import ProposedSeat
from matching.showing import bars
from matching.views.board_parts import words_of
from mentorship.clock import today
from mentorship.http import SignedInRequest, page_or_404
from mentorship.languages import language_name
from mentorship.models import Activity, Attendance, Programme, Refugee
from mentorship.templatetags.danish import da_date, da_number
from mentorship.trail import record_lookups
from mentorship.vocabulary import Availability, Gender

OUT_A_PAGE, ACTIVITIES_A_PAGE, DECIDED_SHOWN, REASONS_SHOWN = 25, 10, 50, 3
State = ProposedSeat.State


def one_context(request: SignedInRequest, programme: Programme, row: Activity) -> dict[str, Any]:
    """One activity. Everybody named on the page is logged as looked up."""
    user = request.user
    opened = open_activities(programme, pk=row.pk)
    each = opened[0] if opened else None
    pool = read_seats(programme, opened, refugees=candidates_of(user, programme), on=today())
    seats = list(
        open_proposals(user, activity=row.pk).select_related("refugee__person", "refugee__municipality")
    )
    decided = _decided(request, row)
    out = [pk for pk in pool.refugee_ids if _is_out(pool, pk, row.pk)] if each else []
    page = Paginator(out, OUT_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    people = _people(page.object_list)
    _log(request, programme, [*(seat.refugee for seat in (*seats, *decided)), *people.values()])
    rows = [_proposed(seat, pool, programme, row.pk) for seat in seats]
    possible = sum(pool.possible_mentors(pk) for pk in pool.refugee_ids)
    return {
        "title": _("Find participants"),
        "row": row,
        "crumbs": _crumbs(programme, row),
        "facts": _facts(row, each),
        "why_not": "" if each else _("It has no session ahead, or is called off: nobody can be signed up."),
        "unsaid": not any((row.needs, row.interests, row.languages, row.availability, row.postcode)),
        "full": bool(each and each.free == 0),
        "can_propose": bool(each and each.room and possible),
        "rows": rows,
        "all": ",".join(str(one["pk"]) for one in rows if not one["in_the_way"]),
        "possible": possible,
        "asked": len(pool.refugee_ids) - len({refugee for refugee, _one in pool.on_list}),
        "decided": [_decision(seat) for seat in decided],
        "out": [
            {
                "person": _person(people[pk], programme),
                "why": [why["text"] for why in pool.obstacles(pk, row.pk)],
            }
            for pk in page.object_list
        ],
        "page": page,
        "words": words_of(programme),
        "edit_url": reverse("people:activity_edit", args=[programme.key, row.pk]),
        "all_url": reverse("matching:seats_all", args=[programme.key]),
    }


def _is_out(pool: SeatPool, refugee: int, activity: int) -> bool:
    """Whom a rule keeps out; who is on the list or put aside is told of elsewhere on the page."""
    told = (refugee, activity) in pool.on_list | pool.put_aside
    return not told and not pool.possible_mentors(refugee)


def _people(keys: Iterable[int]) -> dict[int, Refugee]:
    rows = Refugee.objects.filter(pk__in=list(keys)).select_related("person", "municipality")
    return {row.pk: row for row in rows}


def _log(request: SignedInRequest, programme: Programme, people: Iterable[Refugee]) -> None:
    keys = sorted({row.person_id for row in people})
    record_lookups(user=request.user, person_ids=keys, what="matching", programme=programme)


def _decided(request: SignedInRequest, row: Activity) -> list[ProposedSeat]:
    """Put aside, or signed up from a proposal and still on the list; the latest first."""
    on_list = Attendance.objects.filter(session__activity=row.pk, refugee=OuterRef("refugee"))
    rows = ProposedSeat.objects.visible_to(request.user).filter(activity=row).annotate(listed=Exists(on_list))
    signed_up = rows.filter(state=State.SIGNED_UP, listed=True)
    aside = rows.filter(state=State.DISMISSED, listed=False)
    found = (signed_up | aside).select_related("refugee__person", "by").order_by("-at", "-pk")
    return list(found[:DECIDED_SHOWN])


def _proposed(seat: ProposedSeat, pool: SeatPool, programme: Programme, activity: int) -> dict[str, Any]:
    known = seat.refugee_id in pool.refugee_at and activity in pool.mentor_at
    why = pool.obstacles(seat.refugee_id, activity) if known else []
    return {
        "pk": seat.pk,
        "score": round(seat.score),
        "person": _person(seat.refugee, programme),
        "bars": [bar for bar in bars(seat.because) if bar.value is not None],
        "unknown": [bar.text for bar in bars(seat.because) if bar.value is None],
        "in_the_way": " ".join(each["text"] for each in why),
    }


def _person(row: Refugee, programme: Programme) -> dict[str, Any]:
    number = "" if row.label == row.case_number else row.case_number
    return {
        "name": row.label,
        "url": reverse("people:refugee", args=[programme.key, row.pk]),
        "protected": row.person.is_protected,
        "more": " · ".join(filter(None, (number, row.municipality.name))),
    }


def _decision(seat: ProposedSeat) -> dict[str, Any]:
    return {
        "pk": seat.pk,
        "name": seat.refugee.label,
        "tag": {
            "label": seat.get_state_display(),
            "tone": "ok" if seat.state == State.SIGNED_UP else "neutral",
        },
        "who": str(seat.by),
        "day": da_date(seat.at),
    }


def _crumbs(programme: Programme, row: Activity | None) -> list[dict[str, str]]:
    trail = [{"label": _("Activities"), "url": reverse("people:activities", args=[programme.key])}]
    if row is None:
        return [*trail, {"label": _("Propose for all activities")}]
    here = {"label": row.title, "url": reverse("people:activity", args=[programme.key, row.pk])}
    return [*trail, here, {"label": _("Find participants")}]


def _facts(row: Activity, each: OpenActivity | None) -> list[dict[str, str]]:
    """What the activity says of itself: what it does not say is left out."""
    slots, genders = dict(Availability.choices), dict(Gender.choices)
    found = {
        _("Free places"): _places(each) if each else "",
        _("Municipality"): row.municipality.name if row.municipality else "",
        _("Held by"): row.organisation.name if row.organisation else "",
        _("Language"): ", ".join(language_name(code) for code in row.languages),
        _("When it meets"): ", ".join(str(slots.get(slot, slot)) for slot in row.availability),
        _("Only for"): str(genders.get(row.wants_gender, "")),
        pgettext("of an activity", "Ages"): _ages(row),
    }
    return [{"label": label, "value": value} for label, value in found.items() if value]


def _places(each: OpenActivity) -> str:
    if each.free is None:
        return _("no limit")
    return _("%(taken)s of %(places)s") % {
        "taken": da_number(each.free),
        "places": da_number(each.row.places),
    }


def _ages(row: Activity) -> str:
    if row.age_from is not None and row.age_to is not None:
        return f"{row.age_from}–{row.age_to}"
    if row.age_from is not None:
        return _("from %(age)s") % {"age": row.age_from}
    return _("up to %(age)s") % {"age": row.age_to} if row.age_to is not None else ""


def all_context(request: SignedInRequest, programme: Programme) -> dict[str, Any]:
    """Who is proposed for which activity, and who for none and why: what keeps out of how many."""
    user = request.user
    opened = open_activities(programme, places__isnull=False)
    pool = read_seats(programme, opened, refugees=candidates_of(user, programme), on=today())
    keys = [each.row.pk for each in opened]
    proposed: dict[int, list[ProposedSeat]] = defaultdict(list)
    for seat in open_proposals(user, activity__in=keys).select_related("refugee__person"):
        if (seat.refugee_id, seat.activity_id) not in pool.on_list:
            proposed[seat.activity_id].append(seat)
    got = {seat.refugee_id for seats in proposed.values() for seat in seats}
    none = [pk for pk in pool.refugee_ids if pk not in got]
    groups = Paginator(opened, ACTIVITIES_A_PAGE).get_page(page_or_404(request.GET.get("side")))
    page = Paginator(none, OUT_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    people = _people(page.object_list)
    seen = [seat.refugee for each in groups.object_list for seat in proposed[each.row.pk]]
    _log(request, programme, [*seen, *people.values()])
    why = pool.ruled_out_of(list(page.object_list)) if opened else [[] for _pk in page.object_list]
    return {
        "title": _("Propose for all activities"),
        "crumbs": _crumbs(programme, None),
        "groups": groups,
        "activities": [_group(each, proposed[each.row.pk], programme) for each in groups.object_list],
        "proposed": len(got),
        "places": sum(each.room for each in opened),
        "page": page,
        "none": [
            {"person": _person(people[pk], programme), "why": _why_none(pool, pk, reasons, made=bool(got))}
            for pk, reasons in zip(page.object_list, why, strict=True)
        ],
        "words": words_of(programme),
        "activities_url": reverse("people:activities", args=[programme.key]),
    }


def _group(each: OpenActivity, seats: Sequence[ProposedSeat], programme: Programme) -> dict[str, Any]:
    return {
        "title": each.row.title,
        "url": reverse("matching:seats", args=[programme.key, each.row.pk]),
        "places": _places(each),
        "day": da_date(each.starts_at),
        "people": [{"name": seat.refugee.label, "score": round(seat.score)} for seat in seats],
    }


def _why_none(pool: SeatPool, refugee: int, reasons: Sequence[Any], *, made: bool) -> list[str]:
    """Possible somewhere, but without a place; else what keeps out of most activities."""
    possible = pool.possible_mentors(refugee)
    if possible:
        could = ngettext(
            "Could take part in %(count)d activity.", "Could take part in %(count)d activities.", possible
        )
        taken = _("The places went to others.") if made else _("Nothing is proposed yet.")
        return [could % {"count": possible}, taken]
    return [reason["text"] for reason in reasons[:REASONS_SHOWN]]
