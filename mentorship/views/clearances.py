"""The papers to fetch this week: ask, remind, renew; each marked with one tap, and taken back with one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.http import SignedInRequest, needs, page_or_404
from mentorship.models import Clearance, Mentor, Programme
from mentorship.people.clearances import kinds_wanted
from mentorship.people.paper_marks import (
    ASK,
    EXPIRING,
    REMIND,
    REQUESTED,
    SEEN,
    STAGES,
    VALID,
    WAITING,
    count_stages,
    in_stage,
    mark_paper,
    marks_of_today,
    stage_of,
    unmark_paper,
)
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.templatetags.danish import da_date, da_time
from mentorship.trail import record_lookups
from mentorship.views.papers_tabs import papers_tabs
from mentorship.views.person_papers import WHEN_REQUIRED
from mentorship.views.sides import MENTORS, WRITE, Side, on_side
from mentorship.vocabulary import ClearanceKind

ROWS_A_PAGE = 25
MARKS_SHOWN = 20
LABELS = {
    ASK: gettext_lazy("To ask for"),
    REMIND: gettext_lazy("Asked for long ago"),
    EXPIRING: gettext_lazy("Expires within 30 days"),
    WAITING: gettext_lazy("Asked for"),
}
TONES = {ASK: "warn", REMIND: "stop", EXPIRING: "warn", WAITING: "info", VALID: "ok"}


@never_cache
@require_safe
@needs(Permission.MENTOR_VIEW)
def list_clearances(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Mentors with a paper in the stage chosen, each with all that is open. A fixed number of queries."""
    kinds = kinds_wanted(programme)
    mentors: Any = MENTORS.rows(request, programme).filter(left_on=None)
    counts = count_stages(mentors, kinds, STAGES)
    wanted = request.GET.get("del", "")
    chosen = wanted if wanted in STAGES else next((stage for stage in STAGES if counts[stage]), ASK)
    rows = in_stage(mentors.for_list(), kinds, chosen).prefetch_related("clearances")
    page = Paginator(rows, ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    pks = [row.pk for row in page.object_list]
    writable = set(MENTORS.writable(request, programme).filter(pk__in=pks).values_list("pk", flat=True))
    done = _done_today(request, programme)
    seen = {row.person_id for row in page.object_list} | {entry["person"] for entry in done}
    record_lookups(user=request.user, person_ids=sorted(seen), what="list", programme=programme)
    here = reverse("people:clearances", args=[programme.key])
    context = {
        "siblings": papers_tabs(request.user, programme, "people:clearances"),
        "tabs": [
            {
                "label": LABELS[stage],
                "url": f"{here}?del={stage}",
                "current": stage == chosen,
                "count": counts[stage],
            }
            for stage in STAGES
        ],
        "title": LABELS[chosen],
        "page": page,
        "entries": [_entry(row, programme, kinds, row.pk in writable) for row in page.object_list],
        "back": f"?{urlencode({'del': chosen, 'page': str(page.number)})}",
        "done": done,
        "asks": bool(kinds),
        "crumbs": [{"label": _("Start"), "url": reverse("people:start")}, {"label": _("Clearances")}],
    }
    return render(request, "mentorship/clearances.html", context)


def _entry(row: Mentor, programme: Programme, kinds: list[str], may_write: bool) -> dict[str, Any]:
    """One mentor and the papers that are open: no query of its own."""
    recorded = {clearance.kind: clearance for clearance in row.clearances.all()}
    rules = programme_document(programme).matching.rules
    required = {rule.kind: rule.required for rule in (rules.clearances if rules else ())}
    papers = []
    for kind in kinds:
        clearance = recorded.get(kind)
        stage = stage_of(clearance, today())
        if stage == VALID:
            continue
        expired = bool(clearance and clearance.expires_on and clearance.expires_on < today())
        papers.append(
            {
                "kind": kind,
                "label": ClearanceKind(kind).label,
                "tag": {"label": _("Expired") if expired else LABELS[stage], "tone": TONES[stage]},
                "note": _note(clearance, stage, required[kind]),
                "ask": _("Reminded today") if stage in (REMIND, WAITING) else _("Asked for today"),
            }
        )
    return {
        "name": row.label,
        "protected": row.person.is_protected,
        "more": " · ".join(
            filter(
                None, [row.case_number if row.label != row.case_number else "", str(row.organisation or "")]
            )
        ),
        "url": MENTORS.url("", programme, row.pk),
        "mark_url": MENTORS.url("paper", programme, row.pk) if may_write else "",
        "papers": papers,
    }


def _note(clearance: Clearance | None, stage: str, required: str) -> str:
    if clearance and stage in (REMIND, WAITING) and clearance.requested_on:
        days = (today() - clearance.requested_on).days
        asked = _("Asked for %(date)s") % {"date": da_date(clearance.requested_on)}
        ago = _("%(days)s days ago") % {"days": days}
        return f"{asked}, {ago}" if days else asked
    if clearance and clearance.expires_on:
        past = clearance.expires_on < today()
        text = _("Expired %(date)s") if past else _("Expires %(date)s")
        return text % {"date": da_date(clearance.expires_on)}
    return str(WHEN_REQUIRED[required])


def _done_today(request: SignedInRequest, programme: Programme) -> list[dict[str, Any]]:
    """The user's own marks of today, the latest first, each to be taken back. Two queries."""
    acts = list(marks_of_today(by=request.user).filter(programme_key=programme.key)[:MARKS_SHOWN])
    rows: Any = MENTORS.writable(request, programme).filter(pk__in=[int(act.subject_id) for act in acts])
    mentors = {row.pk: row for row in rows.select_related("person")}
    words = {f"clearance.{REQUESTED}": _("asked for"), f"clearance.{SEEN}": _("seen")}
    return [
        {
            "act": act.pk,
            "person": mentor.person_id,
            "text": f"{mentor.label}: {ClearanceKind(act.detail['clearance']).label} {words[act.kind]}",
            "at": da_time(act.at),
            "url": MENTORS.url("paper", programme, mentor.pk),
        }
        for act in acts
        if (mentor := mentors.get(int(act.subject_id)))
    ]


@on_side(MENTORS, *WRITE, change=True)
def mark(request: SignedInRequest, programme: Programme, side: Side, row: Any) -> HttpResponse:
    """Asked for today, seen today, or taken back; and back to the list where one was."""
    kind, done = request.POST.get("kind", ""), request.POST.get("mark", "")
    try:
        if undo := request.POST.get("undo", ""):
            unmark_paper(mentor=row, act=int(undo) if undo.isdecimal() else 0, by=request.user)
            messages.success(request, _("Taken back."))
        elif mark_paper(mentor=row, kind=kind, mark=done, by=request.user) is None:
            messages.info(request, _("That is recorded already today."))
        else:
            messages.success(request, _said(kind, done, row))
    except DomainError as error:
        messages.error(request, str(error))
    back = request.POST.get("back", "")
    if back == "case":
        return HttpResponseRedirect(side.url("", programme, row.pk) + "#attester")
    here = reverse("people:clearances", args=[programme.key])
    return HttpResponseRedirect(here + (back if back.startswith("?") else ""))


def _said(kind: str, done: str, row: Mentor) -> str:
    """By case number: a message may outlive the page in a log."""
    text = (
        _("%(paper)s of %(case)s: asked for today.")
        if done == REQUESTED
        else _("%(paper)s of %(case)s: seen today.")
    )
    return text % {"paper": ClearanceKind(kind).label, "case": row.case_number}
