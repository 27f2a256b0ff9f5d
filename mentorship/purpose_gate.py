"""The gate in front of every address below one person's: a case not one's own opens for a purpose."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mentorship.http import get_programme
from mentorship.models import Interview, Mentor, Refugee, User
from mentorship.people.own_cases import is_own_case, stated_purpose
from mentorship.permissions import GRANTS, Permission, Role
from mentorship.views.purpose import ask_purpose
from mentorship.views.sides import MENTORS, REFUGEES, Side

GATED = {"p/<slug:key>/borgere/<int:pk>/": REFUGEES, "p/<slug:key>/mentorer/<int:pk>/": MENTORS}
OF_INTERVIEW = "p/<slug:key>/samtaler/<int:pk>/"
OPEN_TO_ALL = {"people:refugee_purpose", "people:mentor_purpose"}  # where the answer goes
READS = {"GET", "HEAD", "OPTIONS"}
SEES = (Permission.REFUGEE_VIEW, Permission.MENTOR_VIEW)  # of a view that says nothing itself


class PurposeMiddleware:
    """Whatever page or file lies below a person's address, or an interview's, is asked for here first.

    A row the user may not see is left to the view, which answers as to one that does not exist.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, named: dict[str, Any]
    ) -> HttpResponse | None:
        match, user = request.resolver_match, request.user
        if match is None or match.view_name in OPEN_TO_ALL or not isinstance(user, User):
            return None
        side = next((side for route, side in GATED.items() if match.route.startswith(route)), None)
        if side is None and not match.route.startswith(OF_INTERVIEW):
            return None
        key = named["key"]
        hats = [hat for hat in user.active_bindings if hat.programme is not None and hat.programme.key == key]
        held = [
            p for p in getattr(view, "permissions", SEES) if any(p in GRANTS[Role(hat.role)] for hat in hats)
        ]
        if not held or any(hat.role == Role.PROJECT_LEADER for hat in hats):  # the leader's own is everybody
            return None
        row = _row(user, side, held[0], key, named["pk"]) if side else _interviewed(user, key, named["pk"])
        return _ask_unless_stated(request, user, row)


def ask_first(request: HttpRequest, user: User, *rows: Mentor | Refugee) -> HttpResponse | None:
    """For a page of several people, outside any one's address: the question of the first that needs one.

    None once each case is the user's own, or has its purpose stated.
    """
    return next(filter(None, (_ask_unless_stated(request, user, row) for row in rows)), None)


def _row(user: User, side: Side, permission: Permission, key: str, pk: int) -> Mentor | Refugee | None:
    owner = "consultant" if side is REFUGEES else "organisation"
    rows: Any = side.model.objects.visible_to(user, permission=permission)
    row: Mentor | Refugee | None = (
        rows.select_related("person", "programme", owner).filter(programme__key=key, pk=pk).first()
    )
    return row


def _interviewed(user: User, key: str, pk: int) -> Mentor | Refugee | None:
    """Whose interview it is."""
    rows = Interview.objects.visible_to(user).select_related(
        "mentor__person",
        "mentor__programme",
        "mentor__organisation",
        "refugee__person",
        "refugee__programme",
        "refugee__consultant",
    )
    interview = rows.filter(Q(mentor__programme__key=key) | Q(refugee__programme__key=key), pk=pk).first()
    return interview.enrolment if interview else None


def _ask_unless_stated(request: HttpRequest, user: User, row: Mentor | Refugee | None) -> HttpResponse | None:
    if row is None or is_own_case(user, row):
        return None
    side = REFUGEES if isinstance(row, Refugee) else MENTORS
    reading = request.method in READS
    stated = stated_purpose(user, row.person_id, row.programme, form_sent=not reading)
    if stated:
        user.stated_purposes[row.person_id] = stated
        return None
    programme = get_programme(request, row.programme.key)
    if reading and not request.headers.get("HX-Request"):
        return ask_purpose(request, programme, side, row, wanted=request.get_full_path())
    url = reverse(f"people:{side.name}_purpose", args=[programme.key, row.pk])
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    messages.warning(request, _("Nothing was saved: the case is not yours. Say first why you open it."))
    return HttpResponseRedirect(url)
