"""What every page knows: the programme in hand, the navigation, who is signed in and with which hats."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from mentorship.models import Programme, User
from mentorship.registry import NAVIGATION


def current_programme(request: HttpRequest) -> Programme | None:
    """The programme of the page, else the one last opened, else the first the user has a role in."""
    if programme := getattr(request, "programme", None):
        return programme
    user = request.user
    if not isinstance(user, User):
        return None
    mine = [binding.programme for binding in user.active_bindings if binding.programme]
    last = request.session.get("programme")
    return next((programme for programme in mine if programme.key == last), mine[0] if mine else None)


def navigation(request: HttpRequest, programme: Programme | None) -> list[dict[str, Any]]:
    """[{label, url, current}] of what the user may open in `programme`."""
    user = request.user
    if programme is None or not isinstance(user, User):
        return []
    entries = []
    for entry in NAVIGATION:
        if user.may(entry.permission, programme):
            url = reverse(entry.url_name, args=[programme.key])
            label = entry.label(programme) if callable(entry.label) else str(entry.label)
            entries.append({"label": label, "url": url, "current": request.path.startswith(url)})
    return _only_the_nearest_current(entries)


def _only_the_nearest_current(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    nearest = max((len(entry["url"]) for entry in entries if entry["current"]), default=0)
    for entry in entries:
        entry["current"] = entry["current"] and len(entry["url"]) == nearest
    return entries


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: programme, programmes, nav, hats (words), demo_mode."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"programme": None, "programmes": [], "nav": [], "hats": "", "demo_mode": settings.DEMO_MODE}
    programme = current_programme(request)
    programmes = {b.programme.key: b.programme for b in user.active_bindings if b.programme}
    hats = ", ".join(str(b) for b in (user.roles_in(programme) if programme else user.active_bindings))
    return {
        "programme": programme,
        "programmes": list(programmes.values()),
        "nav": navigation(request, programme),
        "hats": hats,
        "demo_mode": settings.DEMO_MODE,
    }
