"""Forms of reporting."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.models import Municipality, Programme
from reporting.exports import ExportRequest


class ExportForm(forms.Form):
    """What the evaluator's files are to hold, and how they are written."""

    since = forms.DateField(
        label=_("From"), required=False, help_text=_("Empty: from the start of the programme.")
    )
    until = forms.DateField(label=_("Data date"), required=False, help_text=_("Empty: today."))
    municipality = forms.ModelChoiceField(
        queryset=Municipality.objects.none(),
        label=_("Municipality"),
        required=False,
        empty_label=_("All of them"),
    )
    dialect = forms.ChoiceField(
        label=_("Numbers and separators"),
        choices=[
            ("danish", _("Danish: semicolon and decimal comma, opens in Excel")),
            ("international", _("International: comma and decimal point")),
        ],
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.fields["municipality"].queryset = programme.municipalities.order_by("name")  # type: ignore[attr-defined]  # a model choice

    def clean_until(self) -> datetime.date:
        """No later than today: what lies ahead has not happened."""
        until: datetime.date | None = self.cleaned_data["until"]
        return min(until or today(), today())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                self.export_request().check()
            except DomainError as error:
                raise forms.ValidationError(str(error)) from error
        return cleaned

    def export_request(self) -> ExportRequest:
        asked = self.cleaned_data
        return ExportRequest(
            programme=self.programme,
            since=asked["since"],
            until=asked["until"],
            municipality=asked["municipality"],
            dialect=asked["dialect"],
        )


class RecruitmentFilter(forms.Form):
    """When the mentors counted were registered."""

    fra = forms.DateField(label=_("Registered from"), required=False)
    til = forms.DateField(label=_("Registered until"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("fra") and data.get("til") and data["til"] < data["fra"]:
            self.add_error("til", _("The period ends before it begins."))
        return data
