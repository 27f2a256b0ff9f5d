"""The field a CPR number is searched in: sent as a form, never in an address."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _


class Forgetful(forms.TextInput):
    """Never writes back what was typed."""

    def format_value(self, value: object) -> None:
        return None


class CprSearchForm(forms.Form):
    number = forms.CharField(
        label=_("CPR number"),
        max_length=11,
        help_text=_("Ten digits. The search is logged; the number is not."),
        widget=Forgetful(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through
        self.helper = FormHelper(self)
        self.helper.form_tag = False
