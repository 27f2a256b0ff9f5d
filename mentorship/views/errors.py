"""Error pages that say what to do next, with an id that finds the log line."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from mentorship.logs import request_id


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    return render(request, template, {"error_id": request_id.get()}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "403.html", 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without the request: who is signed in is asked of the database, which may be what is down."""
    context = {"error_id": request_id.get(), **dict.fromkeys(("programme", "user", "nav", "messages"))}
    return HttpResponse(render_to_string("500.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, "403_csrf.html", 403)
