"""The look-up log of a programme: who saw which case, when and why."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mentorship.http import needs, page_or_404
from mentorship.models import LookUp, Mentor, Programme, Refugee, User
from mentorship.permissions import Permission
from mentorship.selectors.lookups import user_names
from mentorship.templatetags.danish import da_datetime
from mentorship.views.person_trail import lookup_row

ROWS_A_PAGE = 50


@require_safe
@needs(Permission.LOOKUPS_VIEW)
def list_lookups(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Newest first; `?q=` is a whole case number. Cases are named by number: nothing new is looked up."""
    number = request.GET.get("q", "").strip()
    user: Any = request.user
    rows = LookUp.objects.visible_to(user).filter(programme_key=programme.key)
    if number:
        rows = rows.filter(person_id__in=_people(user, programme, number))
    page = Paginator(rows.order_by("-at", "-pk"), ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    names = user_names(lookup.user_id for lookup in page.object_list)
    numbers = _numbers(user, programme, {lookup.person_id for lookup in page.object_list})
    context = {
        "page": page,
        "search": number,
        "actions": [
            {"label": _("Monthly samples"), "url": reverse("people:lookup_samples", args=[programme.key])}
        ],
        "columns": [
            {"label": label} for label in (_("Case number"), _("Time"), _("Who"), _("What"), _("Why"))
        ],
        "rows": [_row(lookup, numbers, names) for lookup in page.object_list],
    }
    return render(request, "mentorship/lookups.html", context)


def _people(user: User, programme: Programme, number: str) -> list[int]:
    found: list[int] = []
    for model in (Refugee, Mentor):
        rows = model.objects.visible_to(user).filter(programme=programme, case_number__iexact=number)
        found += rows.values_list("person_id", flat=True)
    return found


def _numbers(user: User, programme: Programme, people: set[int]) -> dict[int, str]:
    """Case numbers by person; two queries whatever the number of rows."""
    numbers: dict[int, str] = {}
    for model in (Mentor, Refugee):
        rows = model.objects.visible_to(user).filter(programme=programme, person_id__in=people)
        numbers.update(rows.values_list("person_id", "case_number"))
    return numbers


def _row(lookup: LookUp, numbers: dict[int, str], names: dict[int, str]) -> list[Any]:
    row = lookup_row(lookup, names)
    return [numbers.get(lookup.person_id, "–"), da_datetime(row["at"]), row["who"], row["what"], row["why"]]
