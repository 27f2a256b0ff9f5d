"""What the pages of activities show, part by part."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mentorship.clock import today
from mentorship.formats import short_date
from mentorship.http import page_or_404
from mentorship.models import Activity, ActivitySession, Programme
from mentorship.permissions import Permission
from mentorship.programmes.document import words
from mentorship.registry import ACTIVITY_PANELS, is_closed_day
from mentorship.selectors.activities import participants, people_on_lists
from mentorship.templatetags.danish import da_date, da_number, da_time
from mentorship.trail import record_lookups
from mentorship.views.sides import MENTORS, REFUGEES, Side
from mentorship.vocabulary import AttendanceState

PEOPLE_A_PAGE = 50
WORKING_DAYS = 5
STATE_TAGS = {
    AttendanceState.SIGNED_UP: "info",
    AttendanceState.ATTENDED: "ok",
    AttendanceState.ABSENT: "stop",
    AttendanceState.EXCUSED: "neutral",
}


def activity_url(row: Activity, programme: Programme, page: str = "", *args: Any) -> str:
    return reverse(f"people:activity{page}", args=[programme.key, row.pk, *args])


def crumbs(programme: Programme, row: Activity | None, last: str = "") -> list[dict[str, str]]:
    trail = [{"label": _("Activities"), "url": reverse("people:activities", args=[programme.key])}]
    if row:
        here = {"label": row.title, "url": activity_url(row, programme)}
        trail.append(here if last else {"label": row.title})
    return [*trail, {"label": last}] if last else trail


def when(session: ActivitySession) -> str:
    """Mon 22-11-2026 17.00–19.00."""
    day = date_format(timezone.localtime(session.starts_at), "D").rstrip(".").lower()
    return f"{day} {da_date(session.starts_at)} {da_time(session.starts_at)}–{da_time(session.ends_at)}"


def for_whom(row: Activity, programme: Programme) -> str:
    names = words(programme)
    both = _("%(refugees)s and %(mentors)s") % {
        "refugees": names.refugee.many,
        "mentors": names.mentor.many,
    }
    return {"mentor": names.mentor.many, "refugee": names.refugee.many}.get(row.side, both)


def state_of(row: Any) -> dict[str, str] | None:
    """Called off, full or past; nothing where the activity simply lies ahead."""
    if row.cancelled_on:
        return {"label": _("Called off"), "tone": "stop"}
    if row.last_at and timezone.localdate(row.last_at) < today():
        return {"label": pgettext("activity", "Held"), "tone": "neutral"}
    if row.places is not None and row.signed_up >= row.places:
        return {"label": _("Full"), "tone": "warn"}
    return None


def entry(row: Any, programme: Programme) -> dict[str, Any]:
    """One row of the list: no query of its own."""
    held_by = row.organisation.name if row.organisation else ""
    place = row.municipality.name if row.municipality else ""
    more = ngettext("%(count)d session", "%(count)d sessions", row.meetings) % {"count": row.meetings}
    return {
        "title": row.title,
        "url": activity_url(row, programme),
        "kind": row.get_kind_display(),
        "for_whom": for_whom(row, programme),
        "day": da_date(row.first_at),
        "time": da_time(row.first_at),
        "more": more if row.meetings > 1 else "",
        "where": " · ".join(filter(None, (held_by, place))),
        "signed_up": _of_places(row.signed_up, row.places),
        "came": row.came if row.came or timezone.localdate(row.first_at) <= today() else None,
        "state": state_of(row),
    }


def _of_places(taken: int, places: int | None) -> str:
    if places is None:
        return da_number(taken)
    return _("%(taken)s of %(places)s") % {"taken": da_number(taken), "places": da_number(places)}


def activity_context(request: HttpRequest, programme: Programme, row: Any) -> dict[str, Any]:
    """Everything the page of one activity prints. Those whom the user may not see are counted, not named."""
    user: Any = request.user
    may_change = user.may(Permission.ACTIVITY_CHANGE, programme)
    sessions = list(ActivitySession.objects.filter(activity=row).with_taken())
    own = may_change and Activity.objects.changeable_by(user).filter(pk=row.pk).exists()
    sides = sides_seen(request, programme, row)
    side = chosen_side(request, sides)
    context: dict[str, Any] = {
        "row": row,
        "title": row.title,
        "tag": state_of(row),
        "crumbs": crumbs(programme, row),
        "facts": _facts(row, programme),
        "sessions": [_session(session, row, programme, may_change and bool(sides)) for session in sessions],
        "actions": _actions(row, programme, own) if may_change and sides else [],
        "cancel": _cancel(row, programme) if own and not row.came else None,
        "side": side.name if side else "",
        "tabs": _side_tabs(sides, side, programme),
        "people": [],
        "page": None,
        "hidden": row.signed_up,
        "columns": [],
        "words": side.words(programme) if side else None,
        "sees_nobody": not sides,
        "may_take_off": may_change and not row.cancelled_on,
        "withdraw_url": activity_url(row, programme, "_withdraw"),
        "signup_url": activity_url(row, programme, "_signup") if may_change and not row.cancelled_on else "",
        "panels": _panels(request, row),
    }
    return context | (_people(request, programme, row, side, sessions) if side else {})


def _panels(request: HttpRequest, row: Activity) -> list[dict[str, Any]]:
    """What higher floors hang on the page, in their order."""
    found = [(panel, panel.context(request, row)) for panel in ACTIVITY_PANELS]
    return [{"template": panel.template, "context": told} for panel, told in found if told is not None]


def sides_seen(request: HttpRequest, programme: Programme, row: Activity) -> list[Side]:
    """The sides the activity is for, of whom the user may read anybody at all."""
    return [
        side
        for side in (REFUGEES, MENTORS)
        if row.side in ("both", side.name) and request.user.may(side.see, programme)  # type: ignore[union-attr]  # signed in by middleware
    ]


def chosen_side(request: HttpRequest, sides: list[Side]) -> Side | None:
    wanted = request.POST.get("side") or request.GET.get("side")
    return next((side for side in sides if side.name == wanted), sides[0] if sides else None)


def _side_tabs(sides: list[Side], side: Side | None, programme: Programme) -> list[dict[str, Any]]:
    if len(sides) < 2:
        return []
    return [
        {
            "label": one.words(programme).many.capitalize(),
            "url": f"?side={one.name}#deltagere",
            "current": one is side,
        }
        for one in sides
    ]


def _facts(row: Any, programme: Programme) -> list[dict[str, str]]:
    held_by = row.organisation.name if row.organisation else _("the municipality")
    return [
        {"label": _("Kind"), "value": row.get_kind_display()},
        {"label": pgettext("activity", "For whom"), "value": for_whom(row, programme)},
        {"label": _("Held by"), "value": held_by},
        {"label": _("Municipality"), "value": row.municipality.name if row.municipality else _("all")},
        {"label": _("Signed up"), "value": _of_places(row.signed_up, row.places)},
        {"label": pgettext("attendance", "Came"), "value": da_number(row.came) if row.came else "–"},
    ]


def _session(session: Any, row: Activity, programme: Programme, may_change: bool) -> dict[str, Any]:
    held = timezone.localdate(session.starts_at) <= today()
    return {
        "when": when(session),
        "where": session.meeting_place,
        "taken": _of_places(session.taken, row.places),
        "full": row.places is not None and session.taken >= row.places,
        "attendance_url": reverse("people:attendance", args=[programme.key, row.pk, session.pk])
        if may_change and not row.cancelled_on
        else "",
        "attendance_label": _attendance_label(held=held, waiting=session.waiting),
        "print_url": reverse("people:attendance_list", args=[programme.key, row.pk, session.pk])
        if may_change
        else "",
        "to_record": held and session.waiting > 0,
    }


def _attendance_label(*, held: bool, waiting: int) -> str:
    if not held:
        return _("Excused before it begins")
    return _("Record attendance") if waiting else _("Correct the attendance")


def _actions(row: Any, programme: Programme, own: bool) -> list[dict[str, Any]]:
    actions = []
    if not row.cancelled_on:
        actions.append(
            {
                "label": _("Sign people up"),
                "url": activity_url(row, programme, "_signup"),
                "primary": not (row.last_at and timezone.localdate(row.last_at) < today()),
            }
        )
    if own:
        actions.append({"label": _("Change the activity"), "url": activity_url(row, programme, "_edit")})
    return actions


def _cancel(row: Activity, programme: Programme) -> dict[str, str]:
    label = _("Take the calling off back") if row.cancelled_on else _("Call the activity off")
    return {"label": label, "url": activity_url(row, programme, "_cancel")}


def _people(
    request: HttpRequest, programme: Programme, row: Any, side: Side, sessions: list[Any]
) -> dict[str, Any]:
    """A page of those signed up on one side, with a state a session; one look-up row each."""
    found = participants(row, side.rows(request, programme))
    page = Paginator(found, PEOPLE_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    record_lookups(
        user=request.user,  # type: ignore[arg-type]  # signed in by middleware
        person_ids=[person.person_id for person in page.object_list],
        what="list",
        programme=programme,
    )
    seen = sum(
        participants(row, one.rows(request, programme)).count() if one is not side else page.paginator.count
        for one in sides_seen(request, programme, row)
    )
    return {
        "page": page,
        "people": [_person(person, side, programme, sessions) for person in page.object_list],
        "columns": [when(session) for session in sessions]
        if len(sessions) > 1
        else [pgettext("attendance", "Attendance")],
        "hidden": max(0, people_on_lists(row) - seen),
    }


def _person(person: Any, side: Side, programme: Programme, sessions: list[Any]) -> dict[str, Any]:
    here = {one.session_id: one for one in person.here}
    second = person.organisation if side is MENTORS else person.municipality
    return {
        "key": person.pk,
        "name": person.label,
        "protected": person.person.is_protected,
        "more": " · ".join(
            filter(
                None, ("" if person.label == person.case_number else person.case_number, str(second or ""))
            )
        ),
        "url": side.url("", programme, person.pk),
        "states": [_state_tag(here.get(session.pk)) for session in sessions],
        "recorded": any(
            one.state in (AttendanceState.ATTENDED, AttendanceState.ABSENT) for one in person.here
        ),
    }


def _state_tag(attendance: Any) -> dict[str, str] | None:
    if attendance is None:
        return None
    return {
        "label": attendance.get_state_display(),
        "tone": STATE_TAGS[AttendanceState(attendance.state)],
    }


def closed_days_of(activity: Activity, programme: Programme) -> list[str]:
    """Days ahead on which it meets and one of its municipalities is closed; a weekend is as good as any."""
    municipalities = [activity.municipality_id] if activity.municipality_id else _municipalities(programme)
    starts = activity.sessions.filter(starts_at__gte=timezone.now()).values_list("starts_at", flat=True)
    days = sorted({timezone.localdate(at) for at in starts})
    return [
        short_date(day)
        for day in days
        if day.weekday() < WORKING_DAYS and any(is_closed_day(programme, one, day) for one in municipalities)
    ]


def _municipalities(programme: Programme) -> list[int]:
    return list(programme.municipalities.values_list("pk", flat=True))
