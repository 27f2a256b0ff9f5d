"""The start page: the day's work for whoever signs in."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mentorship.clock import today
from mentorship.formats import day_and_year
from mentorship.models import Programme, User
from mentorship.navigation import current_programme
from mentorship.permissions import Role
from mentorship.registry import START_CARDS
from mentorship.views.start_parts import (
    address,
    administration,
    arrange,
    doors_of,
    elsewhere,
    standing_in_notes,
)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The work of the programme in hand; a steering group alone goes straight to the quarter."""
    user: Any = request.user
    if not user.active_bindings:
        return render(request, "mentorship/start_no_role.html", {"administrators": _administrators()})
    programme = _chosen(request, user)
    roles = {binding.role for binding in (user.roles_in(programme) if programme else user.active_bindings)}
    if programme and roles == {Role.STEERING_GROUP} and (url := address("reporting:quarter", programme)):
        return HttpResponseRedirect(url)
    day = arrange(START_CARDS, user, programme) if programme else None
    context = {
        "today": day_and_year(today()),
        "first_name": user.name.split()[0] if user.name.strip() else user.email,
        "notes": standing_in_notes(user),
        "switch": _switch(user, programme),
        "elsewhere": elsewhere(START_CARDS, user, programme) if programme else [],
        "day": day,
        "cards": day.cards if day else [],
        "doors": doors_of(user, programme) if programme and day and not day.has_work else [],
        "admin": administration() if user.is_administrator else None,
    }
    return render(request, "mentorship/start.html", context)


def _chosen(request: HttpRequest, user: User) -> Programme | None:
    """The programme `?program=` asks for, if it is one of the user's; else the one last opened."""
    wanted = request.GET.get("program")
    mine = [binding.programme for binding in user.active_bindings if binding.programme]
    programme = next((p for p in mine if p.key == wanted), None) or current_programme(request)
    if programme and not any(p.pk == programme.pk for p in mine):
        return None
    if programme:
        request.programme = programme  # type: ignore[attr-defined]  # read by navigation
        if wanted == programme.key and request.session.get("programme") != wanted:
            request.session["programme"] = wanted
    return programme


def _switch(user: User, programme: Programme | None) -> list[dict[str, Any]]:
    """Tabs, where there is something to choose."""
    mine = {b.programme.key: b.programme for b in user.active_bindings if b.programme}
    if len(mine) < 2:
        return []
    return [
        {"label": p.name, "url": f"{reverse('people:start')}?program={key}", "current": p == programme}
        for key, p in mine.items()
    ]


def _administrators() -> list[str]:
    """E-mail addresses of those who can give a role."""
    users = (
        User.objects.filter(is_active=True, bindings__role=Role.ADMINISTRATOR).distinct().order_by("email")
    )
    return list(users.values_list("email", flat=True)[:3])
