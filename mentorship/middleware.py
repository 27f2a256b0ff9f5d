"""A short id for each request, on error pages and log lines; no page that a browser keeps; the hat worn."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from mentorship.logs import request_id

HAT = "hat"  # in the session: the key of the one hat that is worn; absent: all of them
HAT_CHANGED = "hat_changed"  # in the session: the next page is the one that was open when it was changed


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(secrets.token_hex(4))
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = request_id.get()
            return response
        finally:
            request_id.reset(token)


class KeptNowhereMiddleware:
    """Pages name people: none stays in a browser after signing out. Static files never get here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response


class HatMiddleware:
    """Narrows the user to the hat chosen, for every page and partial of the session.

    What the user holds is asked for anew at each request: a hat taken away is gone, whatever was chosen.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hat = request.session.get(HAT)
        if hat is not None and request.user.is_authenticated:
            request.user.hat = hat
        whole_page = request.method == "GET" and "HX-Request" not in request.headers
        changed = whole_page and request.session.pop(HAT_CHANGED, False)
        response = self.get_response(request)
        if changed and response.status_code in {403, 404, 405}:  # the page open is not this hat's
            return HttpResponseRedirect(reverse("people:start"))
        return response
