"""Stand-ins: one's own, and for a leader or an administrator those of others."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.forms.stand_in import StandInForm
from mentorship.http import page_or_404
from mentorship.models import StandIn, User
from mentorship.people.standing_in import (
    arrange_stand_in,
    end_stand_in,
    those_one_arranges_for,
    who_may_stand_in,
)

ROWS_A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def stand_ins(request: HttpRequest) -> HttpResponse:
    """`?for=` chooses whose stand-in is arranged; without it the user's own."""
    user: Any = request.user
    if not user.active_bindings:
        raise PermissionDenied
    people = list(those_one_arranges_for(user))
    absent = _absent(request, people)
    colleagues = who_may_stand_in(absent) if absent else {}
    form = StandInForm(request.POST or None, colleagues=colleagues)
    if request.method == "POST" and absent and form.is_valid():
        data = form.cleaned_data
        try:
            arrange_stand_in(
                absent=absent,
                stand_in=form.by_key[data["stand_in"]],
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
                by=user,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The stand-in is arranged, and has been told by mail."))
            return HttpResponseRedirect(reverse("people:stand_ins"))
    return _page(request, user, people, absent, form, status=400 if request.method == "POST" else 200)


def _absent(request: HttpRequest, people: list[User]) -> User | None:
    """The one asked for (404 if not the user's to ask), else the user, else the first."""
    wanted = request.GET.get("for") or request.POST.get("for") or ""
    if wanted:
        found = next((person for person in people if str(person.pk) == wanted), None)
        if found is None:
            raise Http404
        return found
    return next((p for p in people if p.pk == request.user.pk), people[0] if people else None)


def _page(
    request: HttpRequest,
    user: User,
    people: list[User],
    absent: User | None,
    form: StandInForm,
    *,
    status: int,
) -> HttpResponse:
    rows = StandIn.objects.filter(absent__in=people) | StandIn.objects.of(user)
    rows = rows.select_related("absent", "stand_in").distinct()
    page = Paginator(rows, ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    context = {
        "people": people if len(people) > 1 else [],
        "absent": absent,
        "own": absent is not None and absent.pk == user.pk,
        "form": form,
        "has_colleagues": bool(form.by_key),
        "page": page,
        "rows": [_row(row, user, {person.pk for person in people}) for row in page.object_list],
    }
    return render(request, "mentorship/stand_ins.html", context, status=status)


def _row(row: StandIn, user: User, mine: set[int]) -> dict[str, Any]:
    on = today()
    over = row.ended_at is not None or row.ends_on < on
    if over:
        state = {"label": _("Over"), "tone": "neutral"}
    elif row.starts_on > on:
        state = {"label": _("To come"), "tone": "info"}
    else:
        state = {"label": _("In force"), "tone": "ok"}
    return {
        "pk": row.pk,
        "absent": str(row.absent),
        "words": _words(row, user),
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "state": state,
        "may_end": not over and _may_end(row, user, mine),
    }


def _words(row: StandIn, user: User) -> str:
    if row.absent_id == user.pk:
        return _("%(name)s stands in for you") % {"name": row.stand_in}
    if row.stand_in_id == user.pk:
        return _("You stand in for %(name)s") % {"name": row.absent}
    return _("%(stand_in)s stands in for %(absent)s") % {"stand_in": row.stand_in, "absent": row.absent}


def _may_end(row: StandIn, user: User, mine: set[int]) -> bool:
    return row.absent_id in mine or user.pk in {row.absent_id, row.stand_in_id}


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """By the absent, who stands in, or who arranges for the absent."""
    user: Any = request.user
    mine = set(those_one_arranges_for(user).values_list("pk", flat=True))
    row = get_object_or_404(StandIn.objects.all(), pk=pk)
    if not user.active_bindings or not _may_end(row, user, mine):
        raise Http404
    end_stand_in(row=row, by=user)
    messages.success(request, _("The stand-in has ended."))
    return HttpResponseRedirect(reverse("people:stand_ins"))
