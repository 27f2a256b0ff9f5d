"""Asking why a case is opened that is not one's own: the page in front of people's pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from mentorship.forms.purpose import PurposeForm
from mentorship.models import Mentor, Programme, Refugee
from mentorship.people.own_cases import is_own_case, state_purpose
from mentorship.views.sides import READ_AND_WRITE, Side, on_both_sides


@on_both_sides(*READ_AND_WRITE)
def purpose(request: HttpRequest, programme: Programme, side: Side, row: Any) -> HttpResponse:
    """Ask; or keep the answer and lead on to the page that was wanted."""
    case_url = side.url("", programme, row.pk)
    user: Any = request.user
    if is_own_case(user, row):
        return HttpResponseRedirect(case_url)
    if request.method != "POST":
        return ask_purpose(request, programme, side, row, wanted=case_url)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return ask_purpose(request, programme, side, row, wanted=request.POST.get("next", ""), form=form)
    data = form.cleaned_data
    state_purpose(
        user=user, person=row.person, programme=programme, ground=data["ground"], purpose=data["purpose"]
    )
    return HttpResponseRedirect(_safe(request, data["next"], case_url))


def _safe(request: HttpRequest, url: str, otherwise: str) -> str:
    allowed = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if allowed else otherwise


def ask_purpose(
    request: HttpRequest,
    programme: Programme,
    side: Side,
    row: Mentor | Refugee,
    *,
    wanted: str,
    form: PurposeForm | None = None,
) -> HttpResponse:
    """The page that asks. It shows the case number and whose case it is: nothing is looked up yet."""
    words = side.words(programme)
    context = {
        "title": _("Why do you open this case?"),
        "crumbs": [
            {"label": words.many[:1].upper() + words.many[1:], "url": side.list_url(programme)},
            {"label": row.case_number},
        ],
        "facts": [
            {"label": _("Case number"), "value": row.case_number},
            {"label": _("Whose case"), "value": responsible_for(row)},
        ],
        "form": form or PurposeForm(initial={"next": wanted}),
        "action": side.url("purpose", programme, row.pk),
        "cancel_url": side.list_url(programme),
    }
    return render(request, "mentorship/purpose.html", context, status=400 if form else 200)


def responsible_for(row: Mentor | Refugee) -> str:
    """In whose caseload it is: the consultant's name, the mentor's organisation, or nobody's."""
    owner = row.consultant if isinstance(row, Refugee) else row.organisation
    return str(owner) if owner else _("nobody's")
