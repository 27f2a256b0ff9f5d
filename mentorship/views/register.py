"""The registers: who takes part, searched, filtered and sorted by the URL."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mentorship.clock import today
from mentorship.filters import RegisterFilter
from mentorship.http import needs, page_or_404, render_page
from mentorship.lists.handing_out import export_address
from mentorship.models import Mentor, Programme, Refugee
from mentorship.people.clearances import kinds_wanted
from mentorship.permissions import Permission
from mentorship.registry import case_states
from mentorship.trail import record_lookups
from mentorship.views.sides import MENTORS, REFUGEES, Side
from mentorship.vocabulary import ClearanceKind, ConsentScope

ROWS_A_PAGE = 25


@require_safe
@needs(Permission.REFUGEE_VIEW)
def list_refugees(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _register(request, programme, REFUGEES)


@require_safe
@needs(Permission.MENTOR_VIEW)
def list_mentors(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _register(request, programme, MENTORS)


def _register(request: HttpRequest, programme: Programme, side: Side) -> HttpResponse:
    """A page of the register. Whose names it shows is logged, in one insert for the whole page."""
    rows: Any = side.rows(request, programme)
    found = side.filter(request.GET, rows.for_list(), programme=programme)
    # An unknown filter value shows everything, with the form's own error beside it.
    chosen = found.qs.prefetch_related("consents", *(["clearances"] if side is MENTORS else []))
    page = Paginator(chosen, ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    entries = [_entry(row, programme, side) for row in page.object_list]
    record_lookups(
        user=request.user,  # type: ignore[arg-type]  # signed in by middleware
        person_ids=[row.person_id for row in page.object_list],
        what="list",
        programme=programme,
    )
    context = _context(request, programme, side, found, page) | {"entries": entries}
    return render_page(request, "mentorship/register.html", "mentorship/partials/_register.html", context)


def _context(
    request: HttpRequest, programme: Programme, side: Side, found: RegisterFilter, page: Page
) -> dict[str, Any]:
    words = side.words(programme)
    may_write = request.user.may(side.change, programme)  # type: ignore[union-attr]  # signed in by middleware
    new = {"label": _("Register a new %(person)s") % {"person": words.one}, "url": side.url("new", programme)}
    return {
        "side": side.name,
        "title": words.many[:1].upper() + words.many[1:],
        "words": words,
        "filter": found,
        "active": active_filters(request, found),
        "list_url": side.list_url(programme),
        "export_url": export_address(side.url("export", programme), request.GET),
        "page": page,
        "count": page.paginator.count,
        "total": side.rows(request, programme).filter(left_on=None).count(),
        "columns": _columns(request, side),
        "actions": [
            *([new | {"primary": True}] if may_write else []),
            *_imports(request, programme),
            *_cpr_search(request, programme),
        ],
    }


def _imports(request: HttpRequest, programme: Programme) -> list[dict[str, Any]]:
    """The way to a spreadsheet of people, for those who may bring one."""
    if not request.user.may(Permission.PEOPLE_IMPORT, programme):  # type: ignore[union-attr]  # signed in by middleware
        return []
    return [{"label": _("Import a spreadsheet"), "url": reverse("people:imports", args=[programme.key])}]


def _cpr_search(request: HttpRequest, programme: Programme) -> list[dict[str, Any]]:
    """A number is searched for in a form of its own: it stands in no address."""
    if not request.user.may(Permission.CPR_REVEAL, programme):  # type: ignore[union-attr]  # signed in by middleware
        return []
    return [{"label": _("Find by CPR number"), "url": reverse("people:cpr_search", args=[programme.key])}]


def _columns(request: HttpRequest, side: Side) -> list[dict[str, Any]]:
    """The head of the table, each with the address that sorts by it."""
    known: list[tuple[str, str, bool]] = [
        ("navn", _("Name"), False),
        ("kommune", _("Municipality"), False),
    ]
    if side is REFUGEES:
        known += [("konsulent", _("Consultant"), False), ("", _("Where the case stands"), False)]
        known += [("", _("Missing"), False), ("venter", _("Waiting days"), True)]
    else:
        known += [("forening", _("Organisation"), False), ("", _("Where the case stands"), False)]
        known += [("", _("Missing"), False), ("", _("Places"), True)]
    return [column(request, key, label, numeric) for key, label, numeric in known]


def column(request: HttpRequest, key: str, label: str, numeric: bool) -> dict[str, Any]:
    order = request.GET.get("sorter") or "navn"
    query = request.GET.copy()
    query.pop("page", None)
    query["sorter"] = f"-{key}" if order == key else key
    sort = {key: "ascending", f"-{key}": "descending"}.get(order, "") if key else ""
    return {"label": label, "numeric": numeric, "sort": sort, "url": f"?{query.urlencode()}" if key else ""}


def active_filters(request: HttpRequest, found: RegisterFilter) -> list[dict[str, str]]:
    """What the list is narrowed by, each with the address without it."""
    active = []
    for name, value in found.form.cleaned_data.items() if found.is_bound and found.is_valid() else ():
        if not value or found.form[name].is_hidden:
            continue
        query: dict[str, Any] = {
            key: word for key, word in request.GET.items() if key not in {name, "page"} and word
        }
        choices = dict(getattr(found.form.fields[name], "choices", ())) if isinstance(value, str) else {}
        active.append(
            {
                "label": f"{found.form.fields[name].label}: {choices.get(value, value)}",
                "url": f"?{urlencode(query)}",
            }
        )
    return active


def _entry(row: Any, programme: Programme, side: Side) -> dict[str, Any]:
    """One row as the template prints it: no query of its own."""
    state = next((state for state in case_states(side.name) if state.key == row.case_state), None)
    second = row.consultant if side is REFUGEES else row.organisation
    return {
        "name": row.label,
        "protected": row.person.is_protected,
        "case_number": "" if row.label == row.case_number else row.case_number,
        "url": side.url("", programme, row.pk),
        "municipality": row.municipality.name,
        "second": str(second) if second else "",
        "state": {"label": state.label, "tone": state.tone} if state else None,
        "missing": [str(word) for word in _missing(row, programme, side)],
        "figure": (_waiting_days(row) if state and state.waits else None)
        if side is REFUGEES
        else row.capacity,
    }


def _waiting_days(row: Refugee) -> int | None:
    return (today() - row.waiting_since).days if row.waiting_since else None


def _missing(row: Any, programme: Programme, side: Side) -> "list[str | Promise]":
    missing: list[str | Promise] = []
    if row.interviewed_on is None:
        missing.append(_("interview"))
    consents = {c.scope for c in row.consents.all() if c.withdrawn_on is None}
    if ConsentScope.PARTICIPATION not in consents:
        missing.append(_("consent"))
    profile = getattr(row, "profile", None)
    if profile is None or profile.languages is None:
        missing.append(_("languages"))
    if side is MENTORS:
        missing += _missing_papers(row, programme)
    return missing


def _missing_papers(mentor: Mentor, programme: Programme) -> list[str]:
    valid = {clearance.kind for clearance in mentor.clearances.all() if clearance.state == "valid"}
    return [str(ClearanceKind(kind).label).lower() for kind in kinds_wanted(programme) if kind not in valid]
