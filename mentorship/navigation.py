"""What every page knows: the programme in hand, the navigation, who is signed in and with which hats."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Programme, RoleBinding, User
from mentorship.registry import NAVIGATION

ADMINISTRATION = (
    (gettext_lazy("Users"), "people:users"),
    (gettext_lazy("Programmes"), "people:programmes"),
    (gettext_lazy("Organisations"), "people:organisations"),
)


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
    """[{label, url, current}] of what the user may open in `programme`; an administrator's pages last."""
    user = request.user
    if not isinstance(user, User):
        return []
    entries = []
    for entry in NAVIGATION if programme else ():
        if entry.shown and programme and not entry.shown(programme):
            continue
        if programme and user.may(entry.permission, programme):
            url = reverse(entry.url_name, args=[programme.key])
            label = entry.label(programme) if callable(entry.label) else str(entry.label)
            beside = [reverse(name, args=[programme.key]) for name in entry.beside]
            entries.append({"label": label, "url": url, "current": _nearness(request, [url, *beside])})
    if user.is_administrator:
        for words, name in ADMINISTRATION:
            url = reverse(name)
            entries.append({"label": str(words), "url": url, "current": _nearness(request, [url])})
    return _only_the_nearest_current(entries)


def _only_the_nearest_current(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    nearest = max((entry["current"] for entry in entries), default=0)
    for entry in entries:
        entry["current"] = 0 < entry["current"] == nearest
    return entries


def _nearness(request: HttpRequest, urls: list[str]) -> int:
    """How much of the page's address the nearest of `urls` says; 0 where the page is below none of them."""
    return max(len(url) if request.path.startswith(url) else 0 for url in urls)


def hat_label(binding: RoleBinding, *, with_programme: bool) -> str:
    """“Consultant (Sorø), for Mette Holm”; the programme's name where it takes that to tell two apart."""
    label = str(binding)
    if with_programme and binding.programme:
        label = f"{label} · {binding.programme.name}"
    if binding.standing_in_for:
        label = _("%(hat)s, for %(name)s") % {"hat": label, "name": binding.standing_in_for}
    return label


def hats_of(user: User) -> tuple[str, list[dict[str, Any]]]:
    """What the header says is worn, and [{value, label, current}] to choose from; none with one hat."""
    held = user.held_bindings
    several = len({binding.programme_id for binding in held if binding.programme_id}) > 1
    labels = {binding.pk: hat_label(binding, with_programme=several) for binding in held}
    if len(held) < 2:
        return "".join(labels.values()), []
    worn = labels.get(user.hat or 0, "")
    everything = {"value": "", "label": _("All hats"), "current": not worn}
    choices = [{"value": pk, "label": label, "current": pk == user.hat} for pk, label in labels.items()]
    return worn or _("All hats"), [everything, *choices]


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: programme, programmes, nav, hats (words), hat_choices, demo_mode."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {
            "programme": None,
            "programmes": [],
            "nav": [],
            "hats": "",
            "hat_choices": [],
            "demo_mode": settings.DEMO_MODE,
        }
    programme = current_programme(request)
    programmes = {b.programme.key: b.programme for b in user.active_bindings if b.programme}
    worn, choices = hats_of(user)
    return {
        "programme": programme,
        "programmes": list(programmes.values()),
        "nav": navigation(request, programme),
        "hats": worn,
        "hat_choices": choices,
        "demo_mode": settings.DEMO_MODE,
    }
