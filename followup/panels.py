"""What follow-up shows on the pages below: on a match's, on a person's, and on the start page."""

from typing import Any

from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followup.labels import side_label, step_label
from followup.models import Concern, FollowUp, FollowUpState
from followup.selectors import counts_of_day, open_followups
from matching.models import Match
from matching.states import STARTED_STATES
from mentorship.clock import today
from mentorship.formats import short_date
from mentorship.models import Mentor, Programme, Refugee, User
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.programmes.schema import ProgrammeDocument

LATEST = 8
COMING = 3
TIMELINE_STATES = {
    FollowUpState.DONE: "done",
    FollowUpState.MISSED: "missed",
    FollowUpState.EXCUSED: "excused",
}


def match_panel(request: HttpRequest, match: Match) -> dict[str, Any] | None:
    """The match's coming and latest follow-ups, as far as the user may see them: two queries.

    A third for a match that came from a file: the steps that lay before it did.
    """
    user = request.user
    if not isinstance(user, User) or match.state not in STARTED_STATES:
        return None
    rows = FollowUp.objects.visible_to(user).filter(match=match)
    panel = _panel(match.programme, rows, may_log=user.may(Permission.FOLLOWUP_LOG, match.programme))
    before = rows.filter(state=FollowUpState.BEFORE) if match.import_batch_id else FollowUp.objects.none()
    document = programme_document(match.programme)
    panel["before"] = [
        _event(match.programme, document, row, panel["may_log"]) for row in before.order_by("due_on", "pk")
    ]
    panel["extra_url"] = (
        reverse("followup:extra", args=[match.programme.key, match.pk]) if panel["may_log"] else ""
    )
    return panel


def person_panel(request: HttpRequest, row: Mentor | Refugee) -> dict[str, Any] | None:
    """The follow-ups of all the person's matches in the programme."""
    user = request.user
    if not isinstance(user, User) or not user.may(Permission.FOLLOWUP_VIEW, row.programme):
        return None
    mine = {"match__mentor": row} if isinstance(row, Mentor) else {"match__refugee": row}
    rows = FollowUp.objects.visible_to(user).filter(**mine)
    panel = _panel(row.programme, rows, may_log=user.may(Permission.FOLLOWUP_LOG, row.programme))
    if not panel["coming"] and not panel["latest"]:
        return None
    return panel | {
        "title": _("Follow-up"),
        "extra_url": "",
        "latest": panel["latest"][:COMING],
        "history": panel["latest"],
        "todo": [_to_log(event) for event in panel["coming"] if event["late"] and event["url"]],
    }


def _to_log(event: dict[str, Any]) -> dict[str, str]:
    text = _("%(step)s was due %(date)s") % {"step": event["what"], "date": event["when"]}
    return {"text": text, "url": event["url"], "action": _("Log it"), "tone": "stop"}


def day_card(user: User, programme: Programme) -> dict[str, Any] | None:
    """What is due and overdue for the user."""
    if not user.may(Permission.FOLLOWUP_LOG, programme):
        return None
    rows, on = open_followups(user, programme, mine=True), today()
    counts = counts_of_day(rows, on, days=0)
    overdue = counts["overdue"]
    waiting = overdue + counts["today"]
    return {
        "to_do": waiting,
        "late": overdue,
        "title": _("Follow-up"),
        "figure": str(waiting),
        "sentence": ngettext(
            "follow-up waits for you, %(overdue)d of them overdue.",
            "follow-ups wait for you, %(overdue)d of them overdue.",
            waiting,
        )
        % {"overdue": overdue}
        if overdue
        else ngettext("follow-up waits for you.", "follow-ups wait for you.", waiting),
        "url": reverse("followup:day", args=[programme.key]),
        "action": _("Open my day"),
    }


def _panel(programme: Programme, rows: Any, *, may_log: bool) -> dict[str, Any]:
    document = programme_document(programme)
    on = today()
    planned = rows.planned().with_overtaken().annotate(day=Coalesce("postponed_to", "due_on"))
    coming = planned.exclude(day__lt=on, overtaken=True).order_by("day", "pk")[:COMING]
    latest = rows.exclude(logged_at=None).select_related("logged_by").order_by("-due_on", "-pk")[:LATEST]
    return {
        "coming": [_event(programme, document, row, may_log) for row in coming],
        "latest": [_event(programme, document, row, may_log) for row in latest],
        "before": [],
        "may_log": may_log,
    }


def _event(programme: Programme, document: ProgrammeDocument, row: FollowUp, may_log: bool) -> dict[str, Any]:
    """One line, as components/_timeline.html reads it."""
    said = [text for text in (row.changed, row.next_step) if text]
    if row.concern_level:
        said.insert(0, _("Concern: %(concern)s") % {"concern": row.concern})
    event: dict[str, Any] = {
        "day": row.held_on or row.counts_from,
        "late": row.state == FollowUpState.PLANNED and row.counts_from < today(),
        "when": short_date(row.held_on or row.counts_from),
        "what": f"{step_label(document, row.step)} · {side_label(document, row.side)}",
        "detail": " ".join(said),
        "state": TIMELINE_STATES.get(FollowUpState(row.state), ""),
        "url": reverse("followup:log", args=[programme.key, row.pk]) if may_log else "",
    }
    if row.state != FollowUpState.PLANNED:
        words = row.get_state_display()
        label = f"{words}, {row.rating} / 5" if row.rating else str(words)
        event["tag"] = {"label": label, "tone": _tone(row)}
    elif event["late"]:
        event["tag"] = {"label": _("Overdue"), "tone": "stop"}
    return event


def _tone(row: FollowUp) -> str:
    if row.concern_level == Concern.SERIOUS or row.state == FollowUpState.MISSED:
        return "stop"
    if row.state == FollowUpState.BEFORE:
        return "neutral"
    return "warn" if row.concern_level or row.state == FollowUpState.EXCUSED else "ok"
