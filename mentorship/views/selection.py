"""Selecting refugees against the municipalities' quotas, and mentors against the programme's target."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mentorship.errors import DomainError
from mentorship.forms.selection import (
    CandidateFilter,
    DeselectForm,
    MentorCandidates,
    RefugeeCandidates,
    SelectForm,
)
from mentorship.http import needs, page_or_404
from mentorship.models import Mentor, Municipality, Programme, Refugee
from mentorship.people.selecting import (
    PastQuota,
    Selection,
    deselect_person,
    select_people,
    what_rests_on,
)
from mentorship.permissions import Permission
from mentorship.selectors.selection import (
    municipalities_to_select_in,
    selectable,
    with_what_rests_on,
)
from mentorship.trail import record_lookup, record_lookups
from mentorship.views.register import active_filters
from mentorship.views.selection_parts import candidate_entry, columns, composition, quota_rows, selected_entry
from mentorship.views.sides import MENTORS, REFUGEES, Side, row_or_404

ROWS_A_PAGE = 25


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PEOPLE_SELECT)
def select_refugees(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _select(request, programme, REFUGEES)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PEOPLE_SELECT)
def select_mentors(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _select(request, programme, MENTORS)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PEOPLE_SELECT)
def deselect_refugee(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    return _deselect(request, programme, REFUGEES, pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PEOPLE_SELECT)
def deselect_mentor(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    return _deselect(request, programme, MENTORS, pk)


def selection_url(programme: Programme, side: Side) -> str:
    name = "people:selection" if side is REFUGEES else "people:selection_mentors"
    return reverse(name, args=[programme.key])


def _select(request: HttpRequest, programme: Programme, side: Side) -> HttpResponse:
    """The list with the form of the decision; or the decision, and back to the list as it was filtered."""
    rows = selectable(request.user, programme, side.model)  # type: ignore[arg-type]  # signed in by middleware
    if request.method != "POST":
        return _page(request, programme, side, rows, SelectForm(rows=rows, programme=programme))
    form = SelectForm(request.POST, rows=rows, programme=programme)
    if not form.is_valid():
        return _page(request, programme, side, rows, form, status=400)
    try:
        done = select_people(
            programme=programme,
            enrolments=list(form.cleaned_data["pick"]),
            on=form.cleaned_data["on"],
            by=request.user,  # type: ignore[arg-type]  # signed in by middleware
            grounds=form.grounds_in_words() if side is REFUGEES else "",
            codes=form.codes,
            past_quota=form.cleaned_data["past_quota"],
        )
    except PastQuota as error:
        return _ask_past_quota(request, programme, side, form, error)
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, programme, side, rows, form, status=400)
    _tell(request, done)
    return HttpResponseRedirect(request.get_full_path())


def _tell(request: HttpRequest, done: Selection) -> None:
    if done.selected:
        text = ngettext("%(count)d person is selected.", "%(count)d people are selected.", len(done.selected))
        messages.success(request, text % {"count": len(done.selected)})
    if done.already:
        text = ngettext(
            "%(count)d was selected by somebody else a moment ago; that day and those grounds stand.",
            "%(count)d were selected by somebody else a moment ago; those days and grounds stand.",
            len(done.already),
        )
        messages.warning(request, text % {"count": len(done.already)})
    if done.gone:
        text = ngettext(
            "%(count)d has left the programme and was not selected.",
            "%(count)d have left the programme and were not selected.",
            len(done.gone),
        )
        messages.warning(request, text % {"count": len(done.gone)})


def _ask_past_quota(
    request: HttpRequest, programme: Programme, side: Side, form: SelectForm, error: PastQuota
) -> HttpResponse:
    """The question before a quota is passed, with everything that was chosen kept in the form."""
    fields = [
        {"name": name, "value": value}
        for name in ("pick", "grounds", "words", "on")
        for value in request.POST.getlist(name)
    ]
    lines = [
        _("%(municipality)s: %(after)d selected against a quota of %(quota)d.")
        % {"municipality": over.municipality, "after": over.after, "quota": over.quota}
        for over in error.overruns
    ]
    context = {
        "title": _("The selection passes the quota"),
        "text": " ".join([*lines, _("It is allowed, and the trail will say so. Select them all the same?")]),
        "action": request.get_full_path(),
        "yes": _("Select past the quota"),
        "cancel_url": request.get_full_path(),
        "fields": [*fields, {"name": "past_quota", "value": "on"}],
        "crumbs": [
            {"label": _("Selection"), "url": selection_url(programme, side)},
            {"label": _("Past the quota")},
        ],
    }
    return render(request, "mentorship/selection_over.html", context)


def _page(
    request: HttpRequest,
    programme: Programme,
    side: Side,
    rows: Any,
    form: SelectForm,
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of candidates, or of the selected. Whose names it shows is logged, in one insert."""
    shows_selected = request.GET.get("vis") == "udvalgte"
    of_list = (
        rows.filter(selected_on__isnull=False)
        if shows_selected
        else rows.filter(selected_on=None, left_on=None)
    )
    found = _filter(request, programme, side, with_what_rests_on(of_list, side.name))
    chosen = found.qs.select_related("person", "municipality", "profile").prefetch_related("consents")
    if found.qs.model is Mentor:
        chosen = chosen.select_related("organisation")
    page = Paginator(chosen, ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    record_lookups(
        user=request.user,  # type: ignore[arg-type]  # signed in by middleware
        person_ids=[row.person_id for row in page.object_list],
        what="list",
        programme=programme,
    )
    url = selection_url(programme, side)
    ticked = set(request.POST.getlist("pick"))
    entry = selected_entry if shows_selected else candidate_entry
    context = {
        "title": _("Selection"),
        "side": side.name,
        "words": side.words(programme),
        "sides": _side_tabs(programme, side),
        "quotas": quota_rows(request, programme, side),
        "composition": composition(rows, found),
        "lists": _list_tabs(url, rows, shows_selected),
        "shows_selected": shows_selected,
        "filter": found,
        "active": active_filters(request, found),
        "list_url": url,
        "clear_url": f"{url}?vis=udvalgte" if shows_selected else url,
        "page": page,
        "count": page.paginator.count,
        "columns": columns(request, side, shows_selected),
        "entries": [entry(row, programme, side, ticked) for row in page.object_list],
        "form": form,
        "here": request.get_full_path(),
    }
    return render(request, "mentorship/selection.html", context, status=status)


def _filter(request: HttpRequest, programme: Programme, side: Side, rows: Any) -> CandidateFilter:
    parts = municipalities_to_select_in(request.user, programme)  # type: ignore[arg-type]  # signed in by middleware
    own = Municipality.objects.filter(pk__in=parts.order_by().values("municipality"))
    if side is REFUGEES:
        return RefugeeCandidates(request.GET, rows, municipalities=own)
    return MentorCandidates(request.GET, rows, municipalities=own, programme=programme)


def _side_tabs(programme: Programme, side: Side) -> list[dict[str, Any]]:
    return [
        {
            "label": _capital(other.words(programme).many),
            "url": selection_url(programme, other),
            "current": other is side,
        }
        for other in (REFUGEES, MENTORS)
    ]


def _list_tabs(url: str, rows: Any, shows_selected: bool) -> list[dict[str, Any]]:
    return [
        {
            "label": _("Not selected"),
            "url": url,
            "current": not shows_selected,
            "count": rows.filter(selected_on=None, left_on=None).count(),
        },
        {
            "label": _("Selected"),
            "url": f"{url}?vis=udvalgte",
            "current": shows_selected,
            "count": rows.filter(selected_on__isnull=False).count(),
        },
    ]


def _deselect(request: HttpRequest, programme: Programme, side: Side, pk: int) -> HttpResponse:
    row: Mentor | Refugee = row_or_404(selectable(request.user, programme, side.model), pk)  # type: ignore[arg-type]  # signed in by middleware
    form = DeselectForm(request.POST or None, programme=programme, keeps_words=side is REFUGEES)
    back = f"{selection_url(programme, side)}?vis=udvalgte"
    if request.method == "POST" and form.is_valid():
        try:
            deselect_person(
                enrolment=row,
                reason=form.cleaned_data["reason"],
                words=form.reason_in_words(),
                by=request.user,  # type: ignore[arg-type]  # signed in by middleware
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The selection is taken back; the trail keeps it."))
            return HttpResponseRedirect(back)
    record_lookup(user=request.user, person=row.person, what="page", programme=programme)  # type: ignore[arg-type]  # as above
    context = {
        "row": row,
        "title": _("Take the selection back"),
        "crumbs": [{"label": _("Selection"), "url": back}, {"label": row.case_number}],
        "form": form,
        "in_the_way": what_rests_on(row),
        "cancel_url": back,
        "person_url": side.url("", programme, pk),
        "grounds": row.selection_grounds if isinstance(row, Refugee) else "",
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "mentorship/deselect.html", context, status=status)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
