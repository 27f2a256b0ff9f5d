"""Finding a case by its CPR number: a form of its own, so that the number stands in no address."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mentorship.errors import DomainError
from mentorship.forms.cpr_search import CprSearchForm
from mentorship.http import needs
from mentorship.models import Programme, Refugee
from mentorship.people.cpr_search import find_by_cpr
from mentorship.permissions import Permission
from mentorship.views.sides import MENTORS, REFUGEES


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CPR_REVEAL)
def search_cpr(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Leads to the case; one that is not there and one that is not the user's get the same answer."""
    if request.method != "POST":
        return _page(request, CprSearchForm())
    form = CprSearchForm(request.POST)
    user: Any = request.user
    if form.is_valid():
        try:
            row = find_by_cpr(programme=programme, number=form.cleaned_data["number"], by=user)
        except DomainError as error:
            form.add_error("number", str(error))
        else:
            if row is not None:
                side = REFUGEES if isinstance(row, Refugee) else MENTORS
                return HttpResponseRedirect(side.url("", programme, row.pk))
            form.add_error("number", _("No case that you may see has this number."))
    return _page(request, form, status=400)


def _page(request: HttpRequest, form: CprSearchForm, *, status: int = 200) -> HttpResponse:
    return render(request, "mentorship/cpr_search.html", {"form": form}, status=status)
