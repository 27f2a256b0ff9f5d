"""The start page: the day's work for whoever signs in."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mentorship.clock import today
from mentorship.models import Programme, User
from mentorship.navigation import current_programme
from mentorship.permissions import Permission, Role
from mentorship.registry import START_CARDS


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Cards for the programme in hand; a steering group alone goes straight to the quarter."""
    user: Any = request.user
    if not user.active_bindings:
        return render(request, "mentorship/start_no_role.html", {"administrators": _administrators()})
    programme = _chosen(request, user)
    roles = {binding.role for binding in (user.roles_in(programme) if programme else user.active_bindings)}
    if programme and roles == {Role.STEERING_GROUP} and (url := _address("reporting:quarter", programme)):
        return HttpResponseRedirect(url)
    context = {
        "today": today(),
        "first_name": user.name.split()[0] if user.name.strip() else user.email,
        "switch": _switch(user, programme),
        "cards": _cards(user, programme) if programme else [],
        "doors": _doors(user, programme) if programme else [],
        "is_administrator": user.is_administrator,
        "all_programmes": _all_programmes(user),
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


def _cards(user: User, programme: Programme) -> list[dict[str, Any]]:
    """What each floor hangs on the page, in their order: template and its context."""
    cards = []
    for card in START_CARDS:
        context = card.context(user, programme)
        if context is not None:
            cards.append({"key": card.key, "template": card.template, "context": context})
    return cards


def _doors(user: User, programme: Programme) -> list[dict[str, str]]:
    """Where a role that has no day's work of its own goes on."""
    doors = [
        (
            Permission.QUARTER_VIEW,
            "reporting:quarter",
            _("The quarter"),
            _("Targets and results, as far as they are known."),
        ),
        (
            Permission.EVALUATION_EXPORT,
            "reporting:export",
            _("Data for the evaluation"),
            _("Pseudonymised files with a codebook."),
        ),
        (Permission.LOOKUPS_VIEW, "people:lookups", _("Look-up log"), _("Who has seen which case, and why.")),
        (
            Permission.PROGRAMME_VIEW,
            "people:programme",
            _("The programme"),
            _("Phases, quotas, partners and targets."),
        ),
    ]
    return [
        {"url": url, "label": label, "text": text}
        for permission, name, label, text in doors
        if user.may(permission, programme) and (url := _address(name, programme))
    ]


def _address(name: str, programme: Programme) -> str:
    """The page's address, or empty where no such page is installed."""
    try:
        return reverse(name, args=[programme.key])
    except NoReverseMatch:
        return ""


def _all_programmes(user: User) -> list[Programme]:
    return list(Programme.objects.visible_to(user).order_by("name")) if user.is_administrator else []


def _administrators() -> list[str]:
    """E-mail addresses of those who can give a role."""
    users = (
        User.objects.filter(is_active=True, bindings__role=Role.ADMINISTRATOR).distinct().order_by("email")
    )
    return list(users.values_list("email", flat=True)[:3])
