"""Users and their roles, for the administrator. No page here shows a case."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mentorship.errors import DomainError
from mentorship.forms.users import BindingForm, UserFilterForm
from mentorship.http import SignedInRequest, needs_anywhere, page_or_404
from mentorship.lists.handing_out import Sheet, export_address, filters_in_force, hand_out
from mentorship.lists.xlsx import CHUNK, Cell, Head, Line
from mentorship.models import RoleBinding, User
from mentorship.people.caseload import OpenCaseload, caseload, without_any
from mentorship.people.roles import give_role, set_active, take_role
from mentorship.permissions import Permission
from mentorship.selectors.users import STATUSES, found_users, status_of
from mentorship.templatetags.danish import da_date

ROWS_A_PAGE = 50
TONES = {"active": "ok", "invited": "info", "expired": "warn", "no_role": "warn", "closed": "stop"}


@require_safe
@needs_anywhere(Permission.USER_CHANGE)
def list_users(request: HttpRequest) -> HttpResponse:
    form = UserFilterForm(request.GET)
    narrowing = form.narrowing()
    page = Paginator(_found(narrowing), ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    context = {
        "page": page,
        "rows": [_row(user) for user in page.object_list],
        "form": form,
        "narrowed": any(narrowing.values()),
        "waiting": found_users(status="invited").count(),
        "expired": found_users(status="expired").count(),
        "export_url": export_address(reverse("people:users_export"), request.GET),
    }
    return render(request, "mentorship/users.html", context)


@require_POST
@needs_anywhere(Permission.USER_CHANGE)
def export_users(request: SignedInRequest) -> FileResponse:
    """By POST, for it writes the trail; the address narrows, as that of the list does."""
    form = UserFilterForm(request.GET)
    rows = (_row(user) for user in _found(form.narrowing()).iterator(chunk_size=CHUNK))
    sheet = Sheet(
        name="users",
        title=_("Users and roles"),
        heads=[Head(_("Name"), 28), Head(_("E-mail"), 30), Head(_("Access")), Head(_("Roles"), 60)],
        lines=(Line(_cells(row)) for row in rows),
        filters=filters_in_force(form.cleaned_data),
    )
    return hand_out(sheet, by=request.user)


def _found(narrowing: dict[str, str]) -> "QuerySet[User]":
    return found_users(**narrowing).prefetch_related(
        "bindings__programme", "bindings__municipality", "bindings__organisation"
    )


def _cells(row: dict[str, Any]) -> list[Cell]:
    roles = (
        f"{role['label']} ({role['scope']})" if role["scope"] else role["label"] for role in row["roles"]
    )
    return [row["name"], row["email"], str(row["status"]["label"]), "; ".join(roles)]


def _row(user: User) -> dict[str, Any]:
    return {
        "name": str(user),
        "email": user.email,
        "url": reverse("people:user", args=[user.pk]),
        "status": _status(user),
        "roles": [_role(binding) for binding in user.bindings.all()],
    }


def _status(user: Any) -> dict[str, Any]:
    """{key, label, tone, note}; the user comes from `with_invitation`."""
    key = status_of(user)
    sent = user.invited_at if key in {"invited", "expired"} else None
    note = _("sent %(day)s") % {"day": da_date(sent)} if sent else ""
    return {"key": key, "label": dict(STATUSES)[key], "tone": TONES[key], "note": note}


def _role(binding: RoleBinding) -> dict[str, Any]:
    programme = binding.programme.name if binding.programme else ""
    return {
        "pk": binding.pk,
        "label": binding.get_role_display(),
        "scope": ", ".join(part for part in (programme, binding.scope_label) if part),
    }


@require_safe
@needs_anywhere(Permission.USER_CHANGE)
def show_user(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(User, pk=pk), BindingForm())


def _page(request: HttpRequest, user: User, form: BindingForm, *, status: int = 200) -> HttpResponse:
    user = _found({}).get(pk=user.pk)
    loads = caseload(user, after=without_any(user)) if user.is_active else []
    context = {
        "shown": user,
        "status": _status(user),
        "roles": [_role(binding) for binding in user.bindings.all()],
        "loads": [
            {
                "programme": load.programme.name,
                "facts": [{"label": label, "value": n} for label, n in load.counts],
            }
            for load in loads
        ],
        "form": form,
        "crumbs": [{"label": _("Users"), "url": reverse("people:users")}, {"label": str(user)}],
    }
    return render(request, "mentorship/user.html", context, status=status)


@require_POST
@needs_anywhere(Permission.USER_CHANGE)
def add_role(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    form = BindingForm(request.POST)
    if not form.is_valid():
        return _page(request, user, form, status=400)
    try:
        give_role(user=user, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]  # signed in by middleware
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, user, form, status=400)
    messages.success(request, _("The role is given."))
    return _back(user)


@require_POST
@needs_anywhere(Permission.USER_CHANGE)
def remove_role(request: HttpRequest, pk: int, binding: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    row = user.bindings.filter(pk=binding).first()
    if row is None:
        raise Http404
    act = partial(take_role, binding=row, by=request.user)  # type: ignore[arg-type]  # signed in by middleware
    return _done(request, user, act, _("The role is taken away."), f"?rolle={row.pk}")


@require_POST
@needs_anywhere(Permission.USER_CHANGE)
def change_active(request: HttpRequest, pk: int) -> HttpResponse:
    """`active` 1 lets the user in, anything else shuts the user out."""
    user = get_object_or_404(User, pk=pk)
    active = request.POST.get("active") == "1"
    said = _("The user may sign in again.") if active else _("The user is shut out.")
    return _done(request, user, lambda: set_active(user=user, active=active, by=request.user), said)  # type: ignore[arg-type]  # signed in by middleware


def _done(request: HttpRequest, user: User, act: Any, said: str, query: str = "") -> HttpResponse:
    """What stands open is handed over on a page of its own; `query` tells it which role is taken."""
    try:
        act()
    except OpenCaseload as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(f"{reverse('people:user_leave', args=[user.pk])}{query}")
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return _back(user)


def _back(user: User) -> HttpResponse:
    return HttpResponseRedirect(reverse("people:user", args=[user.pk]))
