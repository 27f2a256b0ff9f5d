"""Who stands in, and on which days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.clock import today
from mentorship.models import RoleBinding, User


class StandInForm(forms.Form):
    """`colleagues`: those who may, each with the hats they would wear."""

    stand_in = forms.TypedChoiceField(label=_("Who stands in"), coerce=int)
    starts_on = forms.DateField(label=_("First day"))
    ends_on = forms.DateField(label=_("Last day"), help_text=_("Both days are part of it."))

    def __init__(self, *args: Any, colleagues: dict[User, list[RoleBinding]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [
            (user.pk, f"{user} – {', '.join(dict.fromkeys(map(str, hats)))}")
            for user, hats in colleagues.items()
        ]
        field = self.fields["stand_in"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  declared above
        field.choices = [("", "–"), *choices]
        field.help_text = _("Beside each name stand the roles that are taken over.")
        self.fields["starts_on"].initial = today()
        self.by_key = {user.pk: user for user in colleagues}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        return data
