"""Whom an activity suits, and the best whole for all activities with places."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from matching.activity_panel import may_find
from matching.models import ProposedSeat
from matching.services.activity_seats import (
    propose_for_activity,
    propose_for_all,
    put_aside,
    sign_up_seats,
    take_back,
)
from matching.views.activity_seats_parts import all_context, one_context
from mentorship.errors import DomainError
from mentorship.http import SignedInRequest, needs
from mentorship.models import Activity, Programme
from mentorship.permissions import Permission
from mentorship.vocabulary import Side


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACTIVITY_CHANGE)
def find_participants(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """Those proposed with points and why, and who is ruled out by what; POST proposes anew."""
    row = _activity(request, programme, pk)
    if request.method != "POST":
        return render(request, "matching/activity_seats.html", one_context(request, programme, row))
    try:
        count = propose_for_activity(activity=row, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        _tell_proposed(request, count)
    return _back(programme, row)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACTIVITY_CHANGE)
def for_all(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Who is proposed for which activity, who for none and why; POST works it out anew."""
    _refuse_without_refugees(request, programme)
    if request.method != "POST":
        return render(request, "matching/activity_seats_all.html", all_context(request, programme))
    try:
        count = propose_for_all(programme=programme, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        _tell_proposed(request, count)
    return HttpResponseRedirect(reverse("matching:seats_all", args=[programme.key]))


def _tell_proposed(request: SignedInRequest, count: int) -> None:
    if not count:
        messages.warning(request, _("Nobody can be proposed as things stand. See why below."))
        return
    told = ngettext("%(count)d person is proposed.", "%(count)d people are proposed.", count)
    messages.success(request, told % {"count": count})


@require_POST
@needs(Permission.ACTIVITY_CHANGE)
def sign_up_proposed(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """Sign up those whose seats are sent: one, or all that the page showed."""
    row = _activity(request, programme, pk)
    wanted = {int(key) for word in request.POST.getlist("seat") for key in word.split(",") if key.isdecimal()}
    seats = ProposedSeat.objects.visible_to(request.user).filter(activity=row)
    if not wanted or seats.filter(pk__in=wanted).count() < len(wanted):
        messages.error(
            request, _("The proposals have changed since you opened the page. See what stands now.")
        )
        return _back(programme, row)
    try:
        count, left = sign_up_seats(activity=row, seats=wanted, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return _back(programme, row)
    told = ngettext("%(count)d person is signed up.", "%(count)d people are signed up.", count)
    messages.success(request, told % {"count": count})
    if left:
        told = ngettext(
            "%(count)d can no longer be signed up. See why below.",
            "%(count)d can no longer be signed up. See why below.",
            left,
        )
        messages.warning(request, told % {"count": left})
    return _back(programme, row)


@require_POST
@needs(Permission.ACTIVITY_CHANGE)
def change_seat(request: SignedInRequest, programme: Programme, pk: int, seat: int) -> HttpResponse:
    """Put one proposed person aside, or take back what was done with one (`act`)."""
    row = _activity(request, programme, pk)
    seats = ProposedSeat.objects.visible_to(request.user).filter(activity=row)
    found = get_object_or_404(seats.select_related("activity"), pk=seat)
    aside = request.POST.get("act") != "take_back"
    try:
        (put_aside if aside else take_back)(seat=found, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        told = _("Put aside for this activity.") if aside else _("It is taken back: proposed again.")
        messages.success(request, told)
    return _back(programme, row)


def _activity(request: SignedInRequest, programme: Programme, pk: int) -> Activity:
    """One that refugees may be signed up for; a foreign one and the mentors' are the same 404."""
    _refuse_without_refugees(request, programme)
    rows = Activity.objects.visible_to(request.user, permission=Permission.ACTIVITY_CHANGE)
    row = rows.filter(programme=programme, pk=pk).exclude(side=Side.MENTOR)
    found = row.select_related("municipality", "organisation").first()
    if found is None:
        raise Http404
    return found


def _refuse_without_refugees(request: SignedInRequest, programme: Programme) -> None:
    """A partner signs its mentors up, and reads no refugee."""
    if not may_find(request.user, programme):
        raise PermissionDenied


def _back(programme: Programme, row: Activity) -> HttpResponse:
    return HttpResponseRedirect(reverse("matching:seats", args=[programme.key, row.pk]))
