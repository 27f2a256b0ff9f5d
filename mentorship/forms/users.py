"""A role for a user."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.models import Municipality, Organisation, Programme
from mentorship.permissions import MUNICIPAL_ROLES, ORGANISATION_ROLES, Role


class BindingForm(forms.Form):
    """One hat: role, programme, and what narrows it. The service checks that they fit together."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    programme = forms.ModelChoiceField(
        label=_("Programme"), required=False, queryset=Programme.objects.order_by("name"), empty_label="–"
    )
    municipality = forms.ModelChoiceField(
        label=_("Municipality"),
        required=False,
        queryset=Municipality.objects.order_by("name"),
        empty_label="–",
        help_text=_("For a consultant."),
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        required=False,
        queryset=Organisation.objects.order_by("name"),
        empty_label="–",
        help_text=_("For a partner coordinator."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        role = data.get("role")
        if role and role != Role.ADMINISTRATOR and not data.get("programme"):
            self.add_error("programme", _("Choose the programme the role is in."))
        if role in MUNICIPAL_ROLES and not data.get("municipality"):
            self.add_error("municipality", _("Choose the consultant's municipality."))
        if role in ORGANISATION_ROLES and not data.get("organisation"):
            self.add_error("organisation", _("Choose the partner's organisation."))
        return data
