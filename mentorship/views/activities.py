"""Activities: what is coming and past, one of them, planning and calling off."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from mentorship.activities.planning import (
    cancel_activity,
    change_activity,
    plan_activity,
    resume_activity,
)
from mentorship.errors import DomainError, EditConflict
from mentorship.forms.activities import (
    BLANK_SESSIONS,
    ActivityFilter,
    ActivityForm,
    SessionFormSet,
    sessions_as_read,
)
from mentorship.http import needs, page_or_404
from mentorship.models import Activity, Programme
from mentorship.permissions import Permission
from mentorship.selectors.activities import SPANS, activities, within_span
from mentorship.views.activity_parts import activity_context, activity_url, closed_days_of, crumbs, entry

ROWS_A_PAGE = 25


@require_safe
@needs(Permission.ACTIVITY_VIEW)
def list_activities(request: HttpRequest, programme: Programme) -> HttpResponse:
    """What is coming, the next first; what is past, the latest first."""
    span = request.GET.get("naar") or "coming"
    if span not in SPANS:
        raise Http404
    found = ActivityFilter(request.GET, programme=programme)
    rows = _narrowed(activities(request.user, programme), found)  # type: ignore[arg-type]  # signed in by middleware
    page = Paginator(within_span(rows, span), ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    url = reverse("people:activities", args=[programme.key])
    plan = {"label": _("Plan an activity"), "url": reverse("people:activity_new", args=[programme.key])}
    context = {
        "tabs": _tabs(request, url, span),
        "span": span,
        "filter": found,
        "active": _active(request, found),
        "list_url": url,
        "clear_url": f"{url}?naar={span}",
        "page": page,
        "count": page.paginator.count,
        "entries": [entry(row, programme) for row in page.object_list],
        "actions": [plan | {"primary": True}] if _may_change(request, programme) else [],
        "new_url": plan["url"] if _may_change(request, programme) else "",
    }
    return render(request, "mentorship/activities.html", context)


def _narrowed(rows: "QuerySet[Activity]", found: ActivityFilter) -> "QuerySet[Activity]":
    """An unknown filter value shows everything, with the form's own error beside it."""
    if not found.is_valid():
        return rows
    if kind := found.cleaned_data["art"]:
        rows = rows.filter(kind=kind)
    if place := found.cleaned_data["kommune"]:
        rows = rows.filter(municipality=place)
    return rows


def _tabs(request: HttpRequest, url: str, span: str) -> list[dict[str, Any]]:
    labels = {
        "coming": pgettext("activities", "Coming"),
        "past": pgettext("activities", "Past"),
        "all": pgettext("activities", "All"),
    }
    kept: dict[str, Any] = {
        key: value for key, value in request.GET.items() if key in {"art", "kommune"} and value
    }
    return [
        {
            "label": label,
            "url": f"{url}?{urlencode({'naar': key} | kept)}",
            "current": key == span,
        }
        for key, label in labels.items()
    ]


def _active(request: HttpRequest, found: ActivityFilter) -> list[dict[str, str]]:
    chosen = []
    for name, value in found.cleaned_data.items() if found.is_valid() else ():
        if not value:
            continue
        kept: dict[str, Any] = {
            key: word for key, word in request.GET.items() if key not in {name, "page"} and word
        }
        choices = dict(getattr(found.fields[name], "choices", ())) if isinstance(value, str) else {}
        label = f"{found.fields[name].label}: {choices.get(value, value)}"
        chosen.append({"label": label, "url": f"?{urlencode(kept)}"})
    return chosen


@require_safe
@needs(Permission.ACTIVITY_VIEW)
def show_activity(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """Sessions, counts, and those signed up whom the user may see; their names are logged as seen."""
    row = activity_or_404(request, programme, pk)
    context = activity_context(request, programme, row)
    return render(request, "mentorship/activity.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACTIVITY_CHANGE)
def new_activity(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _form(request, programme, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACTIVITY_CHANGE)
def edit_activity(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    return _form(request, programme, changeable_or_404(request, programme, pk))


def _form(request: HttpRequest, programme: Programme, row: Activity | None) -> HttpResponse:
    """The form with its sessions; one more blank session is asked for by a button of its own."""
    user: Any = request.user
    if request.method != "POST":
        sessions = SessionFormSet(initial=sessions_as_read(row) or None)
        sessions.extra = BLANK_SESSIONS
        return _form_page(
            request, programme, row, ActivityForm(programme=programme, user=user, activity=row), sessions
        )
    form = ActivityForm(request.POST, programme=programme, user=user, activity=row)
    if "more" in request.POST:
        return _form_page(request, programme, row, form, _one_more(request))
    sessions = SessionFormSet(request.POST)
    if not (form.is_valid() & sessions.is_valid()):
        return _form_page(request, programme, row, form, sessions, status=400)
    try:
        saved = _save(form, sessions, programme, row, user)
    except DomainError as error:
        form.add_error(None, str(error))
        status = 409 if isinstance(error, EditConflict) else 400
        return _form_page(request, programme, row, form, sessions, status=status)
    messages.success(request, _("The activity is saved.") if row else _("The activity is planned."))
    for day in closed_days_of(saved, programme):
        messages.warning(
            request, _("%(day)s is a holiday or a day the municipality is closed.") % {"day": day}
        )
    return HttpResponseRedirect(activity_url(saved, programme))


def _save(form: Any, sessions: Any, programme: Programme, row: Activity | None, user: Any) -> Activity:
    meetings = sessions.meetings()
    if row is None:
        return plan_activity(programme=programme, by=user, fields=form.facts(), sessions=meetings)
    version = form.cleaned_data["version"] or 0
    return change_activity(activity=row, version=version, by=user, fields=form.facts(), sessions=meetings)


def _one_more(request: HttpRequest) -> Any:
    """The sessions as they were written, and one blank row more; nothing is saved or blamed."""
    data = request.POST.copy()
    try:
        count = int(data.get("form-TOTAL_FORMS", 0))
    except ValueError:
        raise Http404 from None
    data["form-TOTAL_FORMS"] = str(min(count + 1, SessionFormSet.max_num))
    return SessionFormSet(data)


def _form_page(
    request: HttpRequest,
    programme: Programme,
    row: Activity | None,
    form: ActivityForm,
    sessions: Any,
    *,
    status: int = 200,
) -> HttpResponse:
    title = _("Change the activity") if row else _("Plan an activity")
    back = activity_url(row, programme) if row else reverse("people:activities", args=[programme.key])
    blamed = request.method == "POST" and "more" not in request.POST
    if not blamed:
        for one in (form, *sessions.forms):
            one.spare_errors()
    context = {
        "title": title,
        "crumbs": crumbs(programme, row, title),
        "form": form,
        "sessions": sessions,
        "blamed": blamed,
        "cancel_url": back,
        "button": _("Save") if row else _("Plan the activity"),
        "full": sessions.total_form_count() >= sessions.max_num,
    }
    return render(request, "mentorship/activity_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACTIVITY_CHANGE)
def cancel(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """Ask once, then call the activity off; or take that back."""
    row = changeable_or_404(request, programme, pk)
    resume = row.cancelled_on is not None
    if request.method != "POST":
        return render(request, "mentorship/activity_cancel.html", _question(row, programme, resume))
    act, done = (
        (resume_activity, _("The activity is on again."))
        if resume
        else (
            cancel_activity,
            _("The activity is called off. Tell those who are signed up."),
        )
    )
    try:
        act(activity=row, by=request.user)  # type: ignore[arg-type]  # signed in by middleware
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(activity_url(row, programme))


def _question(row: Activity, programme: Programme, resume: bool) -> dict[str, Any]:
    title = _("Take the calling off back?") if resume else _("Call the activity off?")
    told = (
        _("The sign-ups stand as they were.")
        if resume
        else _("The list of those signed up stays, so that they can be told. It can be taken back.")
    )
    return {
        "title": title,
        "text": told,
        "yes": _("It is on again") if resume else _("Call it off"),
        "danger": not resume,
        "crumbs": crumbs(programme, row, title),
        "cancel_url": activity_url(row, programme),
    }


def _may_change(request: HttpRequest, programme: Programme) -> bool:
    return request.user.may(Permission.ACTIVITY_CHANGE, programme)  # type: ignore[union-attr]  # signed in by middleware


def activity_or_404(request: HttpRequest, programme: Programme, pk: int) -> Activity:
    """A foreign activity and an unknown one are the same 404."""
    row = activities(request.user, programme).filter(pk=pk).first()  # type: ignore[arg-type]  # signed in by middleware
    if row is None:
        raise Http404
    return row


def changeable_or_404(request: HttpRequest, programme: Programme, pk: int) -> Activity:
    row = Activity.objects.changeable_by(request.user).filter(programme=programme, pk=pk).first()  # type: ignore[arg-type]  # as above
    if row is None:
        raise Http404
    return row
