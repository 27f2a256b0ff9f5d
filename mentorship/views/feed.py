"""A user's calendar in the programs of a telephone: a private address, without a name in it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mentorship.http import needs_anywhere
from mentorship.ics import as_calendar
from mentorship.models import CalendarFeed
from mentorship.people.feeds import make_feed, shut_feed, user_of_feed
from mentorship.permissions import Permission
from mentorship.registry import CALENDAR_SOURCES


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_anywhere(Permission.REFUGEE_VIEW, Permission.MENTOR_VIEW)
def own_feed(request: HttpRequest) -> HttpResponse:
    """Whether the calendar has an address; a POST makes one, which is shown this once, or shuts it."""
    user: Any = request.user
    address = ""
    if request.method == "POST":
        if request.POST.get("act") == "shut":
            if shut_feed(by=user):
                messages.success(request, _("The address is shut. Calendars that use it get nothing more."))
            return HttpResponseRedirect(reverse("people:calendar_feed"))
        secret = make_feed(by=user)
        address = request.build_absolute_uri(reverse("people:feed", args=[secret]))
    context = {
        "title": _("Your calendar on the telephone"),
        "feed": CalendarFeed.objects.filter(user=user).first(),
        "address": address,
        "here": reverse("people:calendar_feed"),
    }
    return render(request, "mentorship/calendar_feed.html", context)


@login_not_required
@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a private address. Unknown, replaced and shut ones are the same 404."""
    user = user_of_feed(token)
    if user is None:
        raise Http404
    with translation.override(user.language or settings.LANGUAGE_CODE):
        events = [event for source in CALENDAR_SOURCES for event in source.events(user)]
        body = as_calendar(events, name=_("Mentor programmes"))
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")
