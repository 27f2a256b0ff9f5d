"""Choosing among candidates: what the list is narrowed by, on what grounds somebody is selected or not."""

import datetime
from collections.abc import Callable
from typing import Any

import django_filters
from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from mentorship.clock import today
from mentorship.forms.papers import PastDateField
from mentorship.models import Mentor, Municipality, Organisation, Programme, Refugee
from mentorship.programmes.document import programme_document
from mentorship.selectors.register import in_order, search_people
from mentorship.selectors.selection import AGE_BANDS, UNKNOWN, in_age_band, with_experience
from mentorship.vocabulary import ConsentScope, Education, Gender

NOT_STATED = (UNKNOWN, _("not stated"))
YES_NO = [("ja", _("yes")), ("nej", _("no"))]
GROUNDS = [
    ("work_near", _("Close to work or education; a mentor may make the difference")),
    ("network", _("Lacks a network outside the family")),
    ("language", _("Needs Danish in everyday life")),
    ("experience", _("Has education or experience to build on")),
    ("everyday", _("Needs help to find the way in everyday life and with the authorities")),
    ("own_wish", _("Asks for a mentor")),
]
REASONS = [
    ("moved", _("Moving away")),
    ("declined", _("Does not want to take part")),
    ("outside", _("Does not belong to the target group")),
    ("other_effort", _("Is helped better in another way")),
    ("mistake", _("Selected by mistake")),
    ("other", _("Another reason")),
]


class CandidateFilter(django_filters.FilterSet):
    """Who is shown among the candidates; every choice stands in the URL."""

    q = django_filters.CharFilter(label=_("Name or case number"), method="search")
    kommune = django_filters.ModelChoiceFilter(
        label=_("Municipality"),
        field_name="municipality",
        to_field_name="code",
        queryset=Municipality.objects.none(),
    )
    alder = django_filters.ChoiceFilter(
        label=_("Age"),
        method="of_age",
        choices=[*((key, words) for key, _first, _last, words in AGE_BANDS), NOT_STATED],
    )
    koen = django_filters.ChoiceFilter(
        label=_("Gender"), method="of_gender", choices=[*Gender.choices, NOT_STATED]
    )
    uddannelse = django_filters.ChoiceFilter(
        label=_("Education"), method="of_education", choices=[*Education.choices, NOT_STATED]
    )
    erfaring = django_filters.ChoiceFilter(
        label=_("Work experience"), method="of_experience", choices=[("ja", _("stated")), NOT_STATED]
    )
    samtale = django_filters.ChoiceFilter(label=_("Interview held"), method="interviewed", choices=YES_NO)
    samtykke = django_filters.ChoiceFilter(label=_("Consent given"), method="consenting", choices=YES_NO)
    sorter = django_filters.CharFilter(method="sort", widget=forms.HiddenInput)
    vis = django_filters.CharFilter(method="sort", widget=forms.HiddenInput)

    def __init__(self, data: Any, queryset: Any, *, municipalities: "QuerySet[Municipality]"):
        super().__init__(data, queryset)
        for name in ("kommune", "alder", "koen", "uddannelse", "erfaring", "samtale", "samtykke"):
            self.filters[name].extra["empty_label"] = _("All")
        self.filters["kommune"].field.queryset = municipalities

    def search(self, rows: Any, name: str, text: str) -> Any:
        return search_people(rows, " ".join(text.split()))

    def of_age(self, rows: Any, name: str, band: str) -> Any:
        return rows.filter(in_age_band(band))

    def of_gender(self, rows: Any, name: str, gender: str) -> Any:
        return rows.filter(person__gender="" if gender == UNKNOWN else gender)

    def of_education(self, rows: Any, name: str, education: str) -> Any:
        if education == UNKNOWN:
            return rows.filter(Q(profile=None) | Q(profile__education=""))
        return rows.filter(profile__education=education)

    def of_experience(self, rows: Any, name: str, stated: str) -> Any:
        return rows.filter(with_experience() if stated == "ja" else ~with_experience())

    def interviewed(self, rows: Any, name: str, answer: str) -> Any:
        return rows.filter(interviewed_on__isnull=answer == "nej")

    def consenting(self, rows: Any, name: str, answer: str) -> Any:
        consenting = rows.model.objects.filter(
            consents__scope=ConsentScope.PARTICIPATION, consents__withdrawn_on=None
        ).values("pk")
        return rows.filter(pk__in=consenting) if answer == "ja" else rows.exclude(pk__in=consenting)

    def sort(self, rows: Any, name: str, order: str) -> Any:
        return rows  # done last, in filter_queryset: sorting by nothing sorts by name

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        rows = super().filter_queryset(queryset)
        return in_order(rows, self.form.cleaned_data.get("sorter") or "navn")


# How long ago somebody arrived: (key, years from, years until, words).
ARRIVED: "tuple[tuple[str, int, int | None, Any], ...]" = (
    ("1", 0, 1, _("within the last year")),
    ("3", 1, 3, _("1 to 3 years ago")),
    ("mere", 3, None, _("more than 3 years ago")),
)


class RefugeeCandidates(CandidateFilter):
    ankommet = django_filters.ChoiceFilter(
        label=_("Arrived"),
        method="arrived",
        empty_label=_("All"),
        choices=[*((key, words) for key, _first, _last, words in ARRIVED), NOT_STATED],
    )

    class Meta:
        model = Refugee
        fields: list[str] = []

    def arrived(self, rows: "QuerySet[Refugee]", name: str, key: str) -> "QuerySet[Refugee]":
        if key == UNKNOWN:
            return rows.filter(arrived_on=None)
        since, until = next((first, last) for band, first, last, _words in ARRIVED if band == key)
        rows = rows.filter(arrived_on__lte=_years_ago(since))
        return rows if until is None else rows.filter(arrived_on__gt=_years_ago(until))


class MentorCandidates(CandidateFilter):
    forening = django_filters.ModelChoiceFilter(
        label=_("Organisation"),
        field_name="organisation",
        queryset=Organisation.objects.none(),
        empty_label=_("All"),
    )

    class Meta:
        model = Mentor
        fields: list[str] = []

    def __init__(self, data: Any, queryset: Any, *, municipalities: Any, programme: Programme):
        super().__init__(data, queryset, municipalities=municipalities)
        self.filters["forening"].field.queryset = programme.organisations.all()


def _years_ago(years: int) -> datetime.date:
    return today() - relativedelta(years=years)


class WordsOfProgramme:
    """What is kept of a decision is written in the programme's own first language, whoever decides."""

    programme: Programme

    def in_its_language(self, labels: Callable[[], str]) -> str:
        with translation.override(programme_document(self.programme).languages[0]):
            return labels()


class SelectForm(WordsOfProgramme, forms.Form):
    """Several people selected on the same day and the same grounds."""

    pick = forms.ModelMultipleChoiceField(
        queryset=Refugee.objects.none(),
        error_messages={
            "required": _("Nobody is ticked. Tick the people the decision is about."),
            "invalid_choice": _("One of those ticked is not to be found. Load the page again."),
        },
    )
    grounds = forms.MultipleChoiceField(
        label=_("Grounds"), choices=GROUNDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("Grounds in your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    on = PastDateField(label=_("Selected on"))
    past_quota = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, rows: "QuerySet[Any]", programme: Programme, **kwargs: Any):
        super().__init__(data, **kwargs)
        self.programme = programme
        pick: Any = self.fields["pick"]
        pick.queryset = rows
        self.fields["on"].initial = today
        if rows.model is Mentor:
            del self.fields["grounds"], self.fields["words"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "grounds" in self.fields and not data.get("grounds") and not (data.get("words") or "").strip():
            self.add_error("grounds", _("A selection needs its grounds. Choose one, or write it yourself."))
        return data

    @property
    def codes(self) -> list[str]:
        return list(self.cleaned_data.get("grounds") or [])

    def grounds_in_words(self) -> str:
        """The quick grounds, then what was written."""
        labels = dict(GROUNDS)
        said = self.in_its_language(lambda: "; ".join(str(labels[code]) for code in self.codes))
        return ". ".join(text for text in (said, (self.cleaned_data.get("words") or "").strip()) if text)


class DeselectForm(WordsOfProgramme, forms.Form):
    """Why somebody is taken off the selection."""

    reason = forms.ChoiceField(label=_("Why?"), choices=REASONS, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=1000,
        help_text=_("Needed where the reason is another one."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, programme: Programme, keeps_words: bool):
        super().__init__(data)
        self.programme = programme
        if not keeps_words:
            del self.fields["words"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "words" in self.fields and data.get("reason") == "other" and not data.get("words", "").strip():
            self.add_error("words", ValidationError(_("Write the reason in a few words.")))
        return data

    def reason_in_words(self) -> str:
        label = dict(REASONS)[self.cleaned_data["reason"]]
        said = self.in_its_language(lambda: str(_("Deselected: %(reason)s") % {"reason": label}))
        return ". ".join(text for text in (said, self.cleaned_data.get("words", "").strip()) if text)
