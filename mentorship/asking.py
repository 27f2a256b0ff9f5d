"""The question before a grave act, asked by the server where no script asks it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

QUESTION, YES = "ask", "ask_yes"
OWN_FIELDS = frozenset({QUESTION, YES, "csrfmiddlewaretoken"})


class AskFirstMiddleware:
    """A form that carries a question gets a page with it; what that page sends carries none, and is done.

    With script a dialogue asks (static/js/confirm.js), and takes the question out of the form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """After the sign-in and the token of the form have been checked."""
        if request.method != "POST" or QUESTION not in request.POST:
            return None
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        context = {
            "title": request.POST.get(YES, ""),
            "text": request.POST[QUESTION],
            "fields": [{"name": name, "value": value} for name, value in sent if name not in OWN_FIELDS],
            "cancel_url": _back(request),
        }
        return render(request, "mentorship/ask.html", context)


def _back(request: HttpRequest) -> str:
    """The page with the form, which its browser names; the start page where it does not."""
    came_from = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if own else "/"
