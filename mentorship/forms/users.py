"""A role for a user, an invitation, the filter of the list, and who takes over from whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.models import Municipality, Organisation, Programme, User
from mentorship.people.caseload import Load
from mentorship.permissions import MUNICIPAL_ROLES, ORGANISATION_ROLES, Role
from mentorship.selectors.users import STATUSES


class BindingForm(forms.Form):
    """One hat: role, programme, and what narrows it. The service checks that they fit together."""

    role = forms.ChoiceField(
        label=_("Role"), choices=Role.choices, help_text=_("Decides what the user sees and may do.")
    )
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


class InvitationForm(BindingForm):
    """Somebody new, or somebody known who gets one more role."""

    email = forms.EmailField(
        label=_("E-mail"), help_text=_("Gets a link to choose a password. It works once, and for some days.")
    )
    name = forms.CharField(label=_("Name"), max_length=200)

    field_order = ("email", "name", "role", "programme", "municipality", "organisation")


class UserFilterForm(forms.Form):
    """What the list of users is narrowed by; everything stands in the address."""

    q = forms.CharField(label=_("Name or e-mail"), required=False)
    rolle = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All")), *Role.choices])
    program = forms.ModelChoiceField(
        label=_("Programme"),
        required=False,
        queryset=Programme.objects.order_by("name"),
        to_field_name="key",
        empty_label=_("All"),
    )
    status = forms.ChoiceField(label=_("Access"), required=False, choices=[("", _("All")), *STATUSES])

    def narrowing(self) -> dict[str, str]:
        """Keyword arguments of selectors.users.found_users; what is no choice narrows nothing."""
        self.full_clean()
        data = self.cleaned_data
        programme = data.get("program")
        return {
            "search": " ".join((data.get("q") or "").split()),
            "role": data.get("rolle") or "",
            "programme": programme.key if programme else "",
            "status": data.get("status") or "",
        }


class HandOverForm(forms.Form):
    """Who takes over in each programme where something stands open."""

    def __init__(self, *args: Any, loads: list[Load], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.loads = [load for load in loads if load.open]
        for load in self.loads:
            choices = [
                (user.pk, f"{user} – {', '.join(map(str, hats))}") for user, hats in load.receivers.items()
            ]
            self.fields[f"to_{load.programme.pk}"] = forms.TypedChoiceField(
                label=_("Who takes over"), coerce=int, choices=[("", "–"), *choices]
            )

    def receivers(self) -> dict[int, User]:
        """By the programme's key; the form must be valid."""
        chosen = {}
        for load in self.loads:
            by_key = {user.pk: user for user in load.receivers}
            chosen[load.programme.pk] = by_key[self.cleaned_data[f"to_{load.programme.pk}"]]
        return chosen
