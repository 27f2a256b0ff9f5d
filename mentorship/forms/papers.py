"""Small forms of the person page: a consent, a clearance, why something hidden is shown."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mentorship.clock import today
from mentorship.languages import language_choices
from mentorship.vocabulary import ClearanceKind, ConsentScope


class PastDateField(forms.DateField):
    """A day that has been: today at the latest."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and day > today():
            raise ValidationError(_("The day lies ahead. Write a day that has been."))
        return day


class ConsentForm(forms.Form):
    """Given, or withdrawn."""

    scope = forms.ChoiceField(choices=ConsentScope.choices, widget=forms.HiddenInput)
    act = forms.ChoiceField(choices=[("give", ""), ("withdraw", "")], widget=forms.HiddenInput)
    on = PastDateField(label=_("Date"), help_text=_("The day it was said, not the day it is written."))
    language = forms.ChoiceField(label=_("Text read in"), required=False, choices=())

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.choices = [("", "–"), *language_choices()]


class MilestoneForm(forms.Form):
    """The day a milestone was reached."""

    on = PastDateField(label=_("Reached on"))


class ClearanceForm(forms.Form):
    """Asked for, seen, valid until: never what the paper says."""

    kind = forms.ChoiceField(choices=ClearanceKind.choices, widget=forms.HiddenInput)
    requested_on = PastDateField(label=_("Requested on"), required=False)
    seen_on = PastDateField(
        label=_("Seen on"), required=False, help_text=_("That it was seen is kept, never what it says.")
    )
    expires_on = forms.DateField(
        label=_("Expires on"), required=False, help_text=_("Left empty: as the programme says.")
    )


class RevealForm(forms.Form):
    """Why something hidden is shown; the answer goes into the look-up log."""

    what = forms.ChoiceField(choices=[("cpr", ""), ("name", "")], widget=forms.HiddenInput)
    purpose = forms.CharField(
        label=_("Purpose"),
        min_length=3,
        max_length=200,
        help_text=_("For the look-up log, without names, e.g. letter to the language school."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
