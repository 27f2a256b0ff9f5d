"""What a mentor or a refugee fills in behind a personal link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.models import MatchAnswer
from mentorship.models import Programme
from mentorship.programmes.document import programme_document


class LinkAnswerForm(forms.Form):
    """Yes, or no with one of the programme's reasons. `only_no`: a yes is given, and may be taken back."""

    says = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    reason = forms.ChoiceField(
        label=_("If no: why?"),
        help_text=_("The other person is not told why."),
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, data: Any = None, *, programme: Programme, only_no: bool = False):
        super().__init__(data)
        says: Any = self.fields["says"]
        yes = [] if only_no else [(MatchAnswer.Says.YES, _("Yes, I would like that"))]
        says.choices = [*yes, (MatchAnswer.Says.NO, _("No, I have changed my mind") if only_no else _("No"))]
        if only_no:
            says.initial, says.widget = MatchAnswer.Says.NO, forms.HiddenInput()
            self.fields["reason"].label = _("Why?")
        reasons: Any = self.fields["reason"]
        entries = programme_document(programme).matching.decline_reasons
        reasons.choices = [(entry.key, str(entry.label)) for entry in entries]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("says") == MatchAnswer.Says.NO and not data.get("reason"):
            self.add_error("reason", _("Choose the reason that fits best."))
        if data.get("says") == MatchAnswer.Says.YES:
            data["reason"] = ""
        return data

    @property
    def says_yes(self) -> bool:
        return bool(self.cleaned_data["says"] == MatchAnswer.Says.YES)

    @property
    def reason_label(self) -> str:
        field: Any = self.fields["reason"]
        return str(dict(field.choices).get(self.cleaned_data["reason"], ""))
