"""Who lacks which consent, and where it is obtained."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mentorship.forms.interview import CONSENT
from mentorship.http import SignedInRequest, needs, page_or_404
from mentorship.models import Consent, Programme
from mentorship.people.consents import (
    GIVEN,
    MISSING,
    OLD_TEXT,
    WITHDRAWN,
    Asked,
    asked_of,
    in_standing,
    standing,
)
from mentorship.permissions import Permission
from mentorship.templatetags.danish import da_date
from mentorship.trail import record_lookups
from mentorship.views.papers_tabs import papers_tabs
from mentorship.views.sides import MENTORS, REFUGEES, Side

ROWS_A_PAGE = 25
TAGS = {
    GIVEN: ("ok", gettext_lazy("Given")),
    OLD_TEXT: ("info", gettext_lazy("Earlier text")),
    WITHDRAWN: ("stop", gettext_lazy("Withdrawn")),
    MISSING: ("warn", gettext_lazy("Missing")),
}


class ConsentFilter(forms.Form):
    """Every choice stands in the address."""

    samtykke = forms.ChoiceField(label=gettext_lazy("Consent"), required=False, choices=())
    staar = forms.ChoiceField(
        label=gettext_lazy("Shown"),
        required=False,
        choices=[
            ("", gettext_lazy("Everybody who lacks it")),
            (MISSING, gettext_lazy("Never given")),
            (WITHDRAWN, gettext_lazy("Withdrawn")),
            (OLD_TEXT, gettext_lazy("Given to an earlier text")),
        ],
    )
    kommune = forms.ChoiceField(label=gettext_lazy("Municipality"), required=False, choices=())

    def __init__(self, data: Any, *, programme: Programme, asked: list[Asked]):
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["samtykke"].choices = [
            ("", _("Any of them")),
            *((a.scope.value, a.scope.label) for a in asked),
        ]
        towns = programme.municipalities.values_list("code", "name").order_by("name")
        fields["kommune"].choices = [("", _("All")), *towns]

    def chosen(self) -> dict[str, str]:
        """What holds; a value nobody offers counts as none."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


@never_cache
@require_safe
@needs(Permission.REFUGEE_VIEW, Permission.MENTOR_VIEW)
def list_consents(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """One side at a time. Whose names the page shows is logged, in one insert."""
    sides = [side for side in (REFUGEES, MENTORS) if request.user.may(side.see, programme)]
    side = next((side for side in sides if side.name == request.GET.get("side", sides[0].name)), None)
    if side is None:
        raise Http404
    asked = asked_of(programme, side.name)
    form = ConsentFilter(request.GET, programme=programme, asked=asked)
    chosen = form.chosen()
    looked_for = [each for each in asked if chosen["samtykke"] in ("", each.scope)]
    everybody: Any = side.rows(request, programme).filter(left_on=None)
    rows: Any = in_standing(everybody.for_list(), side.name, looked_for, wanted=chosen["staar"])
    if chosen["kommune"]:
        rows = rows.filter(municipality__code=chosen["kommune"])
    page = Paginator(rows.prefetch_related("consents"), ROWS_A_PAGE).get_page(
        page_or_404(request.GET.get("page"))
    )
    record_lookups(
        user=request.user,
        person_ids=[row.person_id for row in page.object_list],
        what="list",
        programme=programme,
    )
    pks = [row.pk for row in page.object_list]
    writable = set(side.writable(request, programme).filter(pk__in=pks).values_list("pk", flat=True))
    here = reverse("people:consents", args=[programme.key])
    context = {
        "form": form,
        "side": side.name,
        "siblings": papers_tabs(request.user, programme, "people:consents"),
        "tabs": _tabs(programme, sides, side, here),
        "active": _active(form, chosen, side, here),
        "clear_url": f"{here}?side={side.name}",
        "here": here,
        "page": page,
        "count": page.paginator.count,
        "total": everybody.count(),
        "columns": _columns(asked),
        "rows": [_row(row, programme, side, asked, row.pk in writable) for row in page.object_list],
        "asked": asked,
        "crumbs": [{"label": _("Start"), "url": reverse("people:start")}, {"label": _("Consents")}],
    }
    return render(request, "mentorship/consents.html", context)


def _tabs(programme: Programme, sides: list[Side], side: Side, here: str) -> list[dict[str, Any]]:
    many = {each.name: each.words(programme).many for each in sides}
    return [
        {
            "label": many[each.name][:1].upper() + many[each.name][1:],
            "url": f"{here}?side={each.name}",
            "current": each is side,
        }
        for each in sides
    ]


def _active(form: ConsentFilter, chosen: dict[str, str], side: Side, here: str) -> list[dict[str, str]]:
    active = []
    for name, value in chosen.items():
        if not value:
            continue
        field: Any = form.fields[name]
        rest = {key: word for key, word in chosen.items() if word and key != name} | {"side": side.name}
        label = f"{field.label}: {dict(field.choices).get(value, value)}"
        active.append({"label": label, "url": f"{here}?{urlencode(rest)}"})
    return active


def _columns(asked: list[Asked]) -> list[dict[str, Any]]:
    scopes = [{"label": each.scope.label} for each in asked]
    return [{"label": _("Name")}, {"label": _("Municipality")}, *scopes, {"label": _("Next")}]


def _row(row: Any, programme: Programme, side: Side, asked: list[Asked], may_write: bool) -> list[Any]:
    """One person as the table prints it: no query of its own."""
    consents = list(row.consents.all())
    number = row.case_number if row.label != row.case_number else ""
    lacks = [each for each in asked if standing(consents, each)[0] != GIVEN]
    act: Any = ""
    if may_write and lacks:
        url = side.url("interview", programme, row.pk, CONSENT.slug)
        act = {"text": _("Obtain"), "url": url, "note": ""}
    return [
        {"text": row.label, "url": side.url("", programme, row.pk), "note": number},
        row.municipality.name,
        *(_cell(consents, each) for each in asked),
        act,
    ]


def _cell(consents: list[Consent], asked: Asked) -> dict[str, Any]:
    state, consent = standing(consents, asked)
    tone, label = TAGS[state]
    day = consent and (consent.withdrawn_on or consent.given_on)
    note = da_date(day) if day else (_("needed before a match") if asked.needed else "")
    return {"text": str(label), "tone": tone, "note": note}
