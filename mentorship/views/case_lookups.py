"""Who has seen the case: the look-up log of one person, for those who answer for the case."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.http import page_or_404
from mentorship.models import Mentor, Programme, Refugee, User
from mentorship.permissions import Permission
from mentorship.selectors.lookups import AMONG_OTHERS, lookups_of_case, user_names, users_who_saw
from mentorship.templatetags.danish import da_datetime
from mentorship.views.person_trail import lookup_row
from mentorship.views.sides import READ, Side, on_both_sides

ROWS_A_PAGE = 50


class SeenFilter(forms.Form):
    """Whose look-ups are shown, and whether names in lists count."""

    bruger = forms.TypedChoiceField(label=gettext_lazy("Who"), required=False, coerce=int, empty_value=None)
    vis = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[("", gettext_lazy("The case opened")), ("alt", gettext_lazy("Names in lists as well"))],
    )

    def __init__(self, data: Any, *, users: dict[int, str]):
        super().__init__(data)
        field: Any = self.fields["bruger"]
        field.choices = [("", _("Everybody")), *users.items()]


def may_see_lookups(user: User, row: Mentor | Refugee) -> bool:
    """The project leader, and the consultant responsible for the case, or who stands in for him or her."""
    if user.may(Permission.LOOKUPS_VIEW, row.programme):
        return True
    return isinstance(row, Refugee) and row.consultant_id in user.work_of(row.programme)


@on_both_sides(*READ)
def seen_by(request: HttpRequest, programme: Programme, side: Side, row: Any) -> HttpResponse:
    """The case is named by its number: nothing of the person is looked up here. Six queries or so."""
    user: Any = request.user
    if not may_see_lookups(user, row):
        raise Http404
    form = SeenFilter(request.GET or None, users=users_who_saw(row))
    form.is_valid()
    chosen = form.cleaned_data if form.is_bound else {}
    found = lookups_of_case(row)
    if chosen.get("vis") != "alt":
        found = found.exclude(what__in=AMONG_OTHERS)
    if chosen.get("bruger"):
        found = found.filter(user_id=chosen["bruger"])
    page = Paginator(found, ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    names = user_names(lookup.user_id for lookup in page.object_list)
    words = side.words(programme)
    context = {
        "crumbs": [
            {"label": words.many[:1].upper() + words.many[1:], "url": side.list_url(programme)},
            {"label": row.case_number, "url": side.url("", programme, row.pk)},
            {"label": _("Who has seen the case")},
        ],
        "form": form,
        "here": request.path,
        "filtered": any(chosen.values()),
        "page": page,
        "columns": [{"label": label} for label in (_("Time"), _("Who"), _("What"), _("Why"))],
        "rows": [_line(lookup, names) for lookup in page.object_list],
    }
    return render(request, "mentorship/seen_by.html", context)


def _line(lookup: Any, names: dict[int, str]) -> list[Any]:
    row = lookup_row(lookup, names)
    return [da_datetime(row["at"]), row["who"], str(row["what"]), row["why"]]
