"""The page of one person: the whole case, and the small acts done from it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.forms.papers import ClearanceForm, ConsentForm, RevealForm
from mentorship.models import Programme
from mentorship.people.papers import give_consent, record_clearance, withdraw_consent
from mentorship.trail import record_lookup
from mentorship.views.person_parts import may_reveal, person_context
from mentorship.views.sides import MENTORS, READ, WRITE, Side, on_both_sides, on_side


@on_both_sides(*READ)
def show(request: HttpRequest, programme: Programme, side: Side, row: Any) -> HttpResponse:
    _log(request, programme, row, "page")
    return render(request, "mentorship/person.html", person_context(request, programme, side, row))


@on_both_sides(*WRITE)
def reveal(request: HttpRequest, programme: Programme, side: Side, row: Any) -> HttpResponse:
    """The page with what was hidden shown once; the purpose is logged before the answer leaves."""
    form = RevealForm(request.POST)
    if not form.is_valid():
        _log(request, programme, row, "page")
        context = person_context(request, programme, side, row) | {"reveal_error": form}
        return render(request, "mentorship/person.html", context, status=400)
    what = form.cleaned_data["what"]
    if what == "cpr" and not may_reveal(request, side, row):
        messages.error(request, _("Your role does not show CPR numbers."))
        return HttpResponseRedirect(side.url("", programme, row.pk))
    _log(request, programme, row, what, form.cleaned_data["purpose"])
    context = person_context(request, programme, side, row, revealed=what)
    return render(request, "mentorship/person.html", context)


@on_both_sides(*WRITE, change=True)
def consent(request: HttpRequest, programme: Programme, side: Side, row: Any) -> HttpResponse:
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _refused(request, programme, side, row, {"consent_error": form})
    data = form.cleaned_data
    user: Any = request.user
    try:
        if data["act"] == "give":
            give_consent(
                enrolment=row, scope=data["scope"], given_on=data["on"], language=data["language"], by=user
            )
        else:
            withdraw_consent(enrolment=row, scope=data["scope"], withdrawn_on=data["on"], by=user)
    except DomainError as error:
        form.add_error(None, str(error))
        return _refused(request, programme, side, row, {"consent_error": form})
    messages.success(request, _("The consent is recorded."))
    return HttpResponseRedirect(side.url("", programme, row.pk) + "#samtykke")


@on_side(MENTORS, *WRITE, change=True)
def clearance(request: HttpRequest, programme: Programme, side: Side, row: Any) -> HttpResponse:
    form = ClearanceForm(request.POST)
    if not form.is_valid():
        return _refused(request, programme, side, row, {"clearance_error": form})
    try:
        record_clearance(mentor=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]  # signed in by middleware
    except DomainError as error:
        form.add_error(None, str(error))
        return _refused(request, programme, side, row, {"clearance_error": form})
    messages.success(request, _("The clearance is recorded."))
    return HttpResponseRedirect(side.url("", programme, row.pk) + "#attester")


def _refused(
    request: HttpRequest, programme: Programme, side: Side, row: Any, errors: dict[str, Any]
) -> HttpResponse:
    _log(request, programme, row, "page")
    context = person_context(request, programme, side, row) | errors
    return render(request, "mentorship/person.html", context, status=400)


def _log(request: HttpRequest, programme: Programme, row: Any, what: str, purpose: str = "") -> None:
    record_lookup(
        user=request.user,  # type: ignore[arg-type]  # signed in by middleware
        person=row.person,
        what=what,
        programme=programme,
        purpose=purpose,
    )
