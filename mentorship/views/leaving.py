"""Somebody leaves, or loses a role: what stands open is counted, and handed over to a named colleague.

The administrator who does it sees counts alone, no case.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentorship.errors import DomainError
from mentorship.forms.users import HandOverForm
from mentorship.http import needs_anywhere
from mentorship.models import RoleBinding, User
from mentorship.navigation import hat_label
from mentorship.people.caseload import Load, caseload, without_any, without_role
from mentorship.people.roles import set_active, take_role
from mentorship.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@needs_anywhere(Permission.USER_CHANGE)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the account, or with `?rolle=` take one role; after handing over what stands open."""
    user = get_object_or_404(User, pk=pk)
    binding = _binding(user, request.GET.get("rolle", ""))
    loads = caseload(user, after=without_role(user, binding) if binding else without_any(user))
    form = HandOverForm(request.POST if request.method == "POST" else None, loads=loads)
    if request.method == "POST" and form.is_valid():
        try:
            if binding:
                take_role(binding=binding, by=request.user, to=form.receivers())  # type: ignore[arg-type]  # signed in by middleware
            else:
                set_active(user=user, active=False, by=request.user, to=form.receivers())  # type: ignore[arg-type]  # as above
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The role is taken away.") if binding else _("The user is shut out."))
            return HttpResponseRedirect(reverse("people:user", args=[user.pk]))
    return _page(request, user, binding, loads, form)


def _binding(user: User, wanted: str) -> RoleBinding | None:
    if not wanted:
        return None
    rows = user.bindings.select_related("programme", "municipality", "organisation")
    found = next((binding for binding in rows if str(binding.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, user: User, binding: RoleBinding | None, loads: list[Load], form: HandOverForm
) -> HttpResponse:
    hat = hat_label(binding, with_programme=True) if binding else ""
    context = {
        "shown": user,
        "hat": hat,
        "title": _("Take the role away") if binding else _("Close the account"),
        "form": form,
        "loads": [_load(load, form) for load in loads],
        "back_url": reverse("people:user", args=[user.pk]),
        "crumbs": [
            {"label": _("Users"), "url": reverse("people:users")},
            {"label": str(user), "url": reverse("people:user", args=[user.pk])},
            {"label": _("Hand over")},
        ],
    }
    return render(request, "mentorship/leave.html", context, status=400 if form.errors else 200)


def _load(load: Load, form: HandOverForm) -> dict[str, Any]:
    field = f"to_{load.programme.pk}"
    return {
        "programme": load.programme.name,
        "facts": [{"label": label, "value": count} for label, count in load.counts],
        "field": form[field] if field in form.fields else None,
        "nobody": bool(load.open) and not load.receivers,
    }
