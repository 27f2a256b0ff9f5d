"""No CPR number stays in an address: a search that holds one is led on without it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from mentorship.forms.purpose import holds_cpr


class CprMiddleware:
    """Browsers, proxies and logs keep addresses. The number is dropped before any view or page sees it.

    The first request cannot be helped without script; nothing it led to keeps the number: the answer is a
    redirect, no page links it on, and our own logs hold no query strings.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.GET
        found = [name for name in query if any(holds_cpr(value) for value in query.getlist(name))]
        if not found:
            return self.get_response(request)
        left = query.copy()
        for name in found:
            del left[name]
        url = f"{request.path}?{left.urlencode()}" if left else request.path
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": url})
        messages.warning(
            request,
            _("No search was made: a CPR number does not belong in an address. Use “Find by CPR number”."),
        )
        return HttpResponseRedirect(url)
