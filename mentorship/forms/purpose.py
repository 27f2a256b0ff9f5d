"""Why a case is opened that is not one's own."""

import re

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mentorship.people.roster.cpr import parse_cpr
from mentorship.vocabulary import LookUpGround

CPR_LIKE = re.compile(r"(?<!\w)\d{6}[- ]?\d{4}(?!\w)")


def holds_cpr(text: str) -> bool:
    """Whether something in `text` can be read as a CPR number."""
    return any(parse_cpr(found) for found in CPR_LIKE.findall(text))


class PurposeForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("Why do you open the case?"), choices=LookUpGround.choices, widget=forms.RadioSelect
    )
    purpose = forms.CharField(
        label=_("What are you going to do?"),
        min_length=3,
        max_length=200,
        help_text=_(
            "In a few words, without names. The person may ask to see it."
            " E.g. “Sick leave: move the interview”."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through
        self.helper = FormHelper(self)
        self.helper.form_tag = False

    def clean_purpose(self) -> str:
        text = " ".join(self.cleaned_data["purpose"].split())
        if holds_cpr(text):
            raise ValidationError(_("A CPR number does not belong here. Write the purpose without it."))
        return text
