"""What views share: the programme of the address, the permission it takes, whole and partial pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers

from mentorship.models import Programme, User
from mentorship.permissions import Permission


class SignedInRequest(HttpRequest):
    """A request that the middleware has let in: `user` is one of ours, `programme` is the address's."""

    user: User
    programme: Programme


def get_programme(request: HttpRequest, key: str) -> Programme:
    """The programme `key`, or 404 unless the user has a role in it. Remembers it for the navigation."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), key=key)  # type: ignore[arg-type]  # signed in by middleware
    request.programme = programme  # type: ignore[attr-defined]  # read by navigation
    if request.session.get("programme") != key and request.method == "GET":
        request.session["programme"] = key
    return programme


def needs(*permissions: Permission) -> Callable[..., Any]:
    """Guard a view of a programme: `view(request, key, …)` runs as `view(request, programme, …)`.

    404 where the user has no role in the programme, 403 where none of the roles is granted any of
    `permissions`. The guard leaves its permissions on the view for the test that walks every URL.
    """

    def guard(view: Callable[Concatenate[Any, Programme, ...], HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, key: str, *args: Any, **kwargs: Any) -> HttpResponse:
            programme = get_programme(request, key)
            if not any(request.user.may(permission, programme) for permission in permissions):  # type: ignore[union-attr]  # signed in by middleware
                raise PermissionDenied
            return view(request, programme, *args, **kwargs)

        guarded.permissions = permissions  # type: ignore[attr-defined]  # read by the access test
        return guarded

    return guard


def needs_anywhere(*permissions: Permission) -> Callable[..., Any]:
    """Guard a view outside the programmes: 403 where no hat of the user, in any programme, is granted any."""

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(request.user.bindings_granting(permission) for permission in permissions):  # type: ignore[union-attr]  # signed in by middleware
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permissions = permissions  # type: ignore[attr-defined]  # read by the access test
        return guarded

    return guard


def render_page(
    request: HttpRequest, page: str, partial: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render `partial` to htmx and the whole `page` to everyone else.

    A history restore wants the whole page back, although htmx asks for it.
    """
    wants_partial = (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-History-Restore-Request") != "true"
    )
    response = render(request, partial if wants_partial else page, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def page_or_404(number: str | None) -> int:
    """The page number a URL asks for; 1 where it asks for none, 404 where it is no number."""
    try:
        return max(1, int(number or 1))
    except ValueError:
        raise Http404 from None
