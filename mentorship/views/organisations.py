"""Organisations, for the administrator: made, renamed, let into a programme."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentorship.errors import DomainError
from mentorship.forms.programmes import JoinProgrammeForm, OrganisationForm
from mentorship.http import needs_anywhere, page_or_404
from mentorship.models import Organisation
from mentorship.people.organisations import join_programme, make_organisation, rename_organisation
from mentorship.permissions import Permission

ROWS_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@needs_anywhere(Permission.PROGRAMME_CHANGE)
def organisations(request: HttpRequest) -> HttpResponse:
    """The list, and a form for a new one."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = make_organisation(name=form.cleaned_data["name"], by=request.user)  # type: ignore[arg-type]  # signed in by middleware
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The organisation is registered. Choose its programme."))
            return HttpResponseRedirect(reverse("people:organisation", args=[row.pk]))
    rows = Organisation.objects.prefetch_related("programmes").order_by("name", "pk")
    page = Paginator(rows, ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    context = {"page": page, "form": form}
    return render(request, "mentorship/organisations.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_anywhere(Permission.PROGRAMME_CHANGE)
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Its name, which the form changes, and its programmes."""
    row = get_object_or_404(Organisation, pk=pk)
    form = OrganisationForm(request.POST or None, organisation=row)
    if request.method == "POST" and form.is_valid():
        try:
            rename_organisation(organisation=row, name=form.cleaned_data["name"], by=request.user)  # type: ignore[arg-type]  # signed in by middleware
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The name is changed. Programme files may go on using the old one."))
            return HttpResponseRedirect(reverse("people:organisations"))
    return _page(request, row, form, JoinProgrammeForm(organisation=row))


@require_POST
@needs_anywhere(Permission.PROGRAMME_CHANGE)
def join(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Organisation, pk=pk)
    form = JoinProgrammeForm(request.POST, organisation=row)
    if not form.is_valid():
        return _page(request, row, OrganisationForm(organisation=row), form)
    join_programme(organisation=row, programme=form.cleaned_data["programme"], by=request.user)  # type: ignore[arg-type]  # signed in by middleware
    messages.success(request, _("The organisation takes part in the programme."))
    return HttpResponseRedirect(reverse("people:organisation", args=[row.pk]))


def _page(
    request: HttpRequest, row: Organisation, form: OrganisationForm, joining: JoinProgrammeForm
) -> HttpResponse:
    context: dict[str, Any] = {
        "shown": row,
        "programmes": list(row.programmes.order_by("name")),
        "form": form,
        "joining": joining,
        "may_join": joining.fields["programme"].queryset.exists(),  # type: ignore[attr-defined]  # a model choice
        "crumbs": [
            {"label": _("Organisations"), "url": reverse("people:organisations")},
            {"label": row.name},
        ],
    }
    wrong = bool(form.errors or joining.errors)
    return render(request, "mentorship/organisation.html", context, status=400 if wrong else 200)
