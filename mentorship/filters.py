"""The filters of the registers; every choice stands in the URL and can be shared."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mentorship.models import Mentor, Municipality, Organisation, Programme, Refugee
from mentorship.people.clearances import lacking_papers
from mentorship.registry import case_states
from mentorship.selectors.register import in_order, search_people, with_case_state
from mentorship.vocabulary import ConsentScope


class RegisterFilter(django_filters.FilterSet):
    """What both registers filter by. Those who have left are shown when asked for."""

    side = ""
    q = django_filters.CharFilter(label=_("Name or case number"), method="search")
    kommune = django_filters.ModelChoiceFilter(
        label=_("Municipality"),
        field_name="municipality",
        to_field_name="code",
        queryset=Municipality.objects.none(),
    )
    stade = django_filters.ChoiceFilter(label=_("Where the case stands"), method="in_state", choices=())
    mangler = django_filters.ChoiceFilter(label=_("Missing"), method="lacking", choices=())
    sorter = django_filters.CharFilter(method="sort", widget=forms.HiddenInput)

    def __init__(self, data: Any, queryset: Any, *, programme: Programme):
        self.programme = programme
        rows = with_case_state(queryset, self.side)
        super().__init__(data, rows)
        self.filters["kommune"].extra["empty_label"] = _("All")
        self.filters["kommune"].field.queryset = programme.municipalities.all()
        self.filters["stade"].extra["empty_label"] = _("All in the programme")
        self.filters["stade"].field.choices = [(state.key, state.label) for state in case_states(self.side)]

    def search(self, rows: Any, name: str, text: str) -> Any:
        return search_people(rows, " ".join(text.split()))

    def in_state(self, rows: Any, name: str, state: str) -> Any:
        return rows.filter(case_state=state)

    def lacking(self, rows: Any, name: str, what: str) -> Any:
        raise NotImplementedError

    def sort(self, rows: Any, name: str, order: str) -> Any:
        return rows  # done last, in filter_queryset: sorting by nothing sorts by name

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        rows = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("stade"):
            rows = rows.filter(left_on=None)
        return in_order(rows, self.form.cleaned_data.get("sorter") or "navn")


class RefugeeFilter(RegisterFilter):
    side = "refugee"
    mangler = django_filters.ChoiceFilter(
        label=_("Missing"),
        method="lacking",
        empty_label="–",
        choices=[("samtale", _("Interview")), ("samtykke", _("Consent")), ("sprog", _("Languages"))],
    )

    class Meta:
        model = Refugee
        fields: list[str] = []

    def lacking(self, rows: "QuerySet[Refugee]", name: str, what: str) -> "QuerySet[Refugee]":
        return _lacking(rows, what)


class MentorFilter(RegisterFilter):
    side = "mentor"
    forening = django_filters.ModelChoiceFilter(
        label=_("Organisation"), field_name="organisation", queryset=Organisation.objects.none()
    )
    mangler = django_filters.ChoiceFilter(
        label=_("Missing"),
        method="lacking",
        empty_label="–",
        choices=[
            ("samtale", _("Interview")),
            ("samtykke", _("Consent")),
            ("attest", _("Clearance")),
            ("sprog", _("Languages")),
        ],
    )

    class Meta:
        model = Mentor
        fields: list[str] = []

    def __init__(self, data: Any, queryset: Any, *, programme: Programme):
        super().__init__(data, queryset, programme=programme)
        self.filters["forening"].field.queryset = programme.organisations.all()
        self.filters["forening"].field.empty_label = _("All")

    def lacking(self, rows: "QuerySet[Mentor]", name: str, what: str) -> "QuerySet[Mentor]":
        if what == "attest":
            return lacking_papers(rows, self.programme)
        return _lacking(rows, what)


def _lacking(rows: Any, what: str) -> Any:
    if what == "samtale":
        return rows.filter(interviewed_on=None)
    if what == "sprog":
        return rows.filter(Q(profile=None) | Q(profile__languages__isnull=True))
    consenting = rows.model.objects.filter(
        consents__scope=ConsentScope.PARTICIPATION, consents__withdrawn_on=None
    )
    return rows.exclude(pk__in=consenting.values("pk"))
