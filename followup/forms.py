"""What is asked when a follow-up is logged: made for a phone and under a minute."""

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from followup.models import Concern, FollowUpState, PairMet
from followup.services.logging import Log
from mentorship.clock import today
from mentorship.programmes.schema import ProgrammeDocument
from mentorship.vocabulary import Need, Side

RESULTS = [
    (FollowUpState.DONE, _("We talked")),
    (FollowUpState.MISSED, _("No answer")),
    (FollowUpState.EXCUSED, _("Called off")),
]
RATINGS = [(number, str(number)) for number in range(1, 6)]


class LogForm(forms.Form):
    """One follow-up. A missed or excused one needs nothing but its first answer."""

    state = forms.ChoiceField(label=_("How did it go?"), choices=RESULTS, widget=forms.RadioSelect)
    held_on = forms.DateField(label=_("Day"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False, widget=forms.RadioSelect)
    pair_met = forms.ChoiceField(
        label=_("Have the two met since the last talk?"),
        choices=PairMet.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    rating = forms.TypedChoiceField(
        label=_("How is it going?"),
        help_text=_("1: it has stalled, 5: very well"),
        choices=RATINGS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    areas = forms.MultipleChoiceField(
        label=_("What has moved?"), choices=Need.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    changed = forms.CharField(
        label=_("What has changed"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    concern_level = forms.TypedChoiceField(
        label=pgettext_lazy("follow-up", "Concern"),
        choices=Concern.choices,
        coerce=int,
        initial=Concern.NONE,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    concern = forms.CharField(
        label=_("What the concern is"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next_step = forms.CharField(
        label=_("Next step"),
        required=False,
        max_length=500,
        help_text=_("What is agreed until the next talk."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, document: ProgrammeDocument, **kwargs: Any):
        super().__init__(*args, **kwargs)
        channels = [(entry.key, str(entry.label)) for entry in document.follow_up.channels]
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["held_on"].initial = today
        if "telephone" in dict(channels):
            self.fields["channel"].initial = "telephone"
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.mark_optional = False
        self.helper.layout = Layout(
            Field("version"),
            *self._first_fields(),
            _large("state"),
            _large("channel"),
            Field("held_on"),
            _large("pair_met"),
            _large("rating"),
            _large("areas"),
            Field("changed"),
            _large("concern_level"),
            Field("concern"),
            Field("next_step"),
        )

    def _first_fields(self) -> list[Any]:
        return []

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("state") == FollowUpState.DONE:
            for name in ("held_on", "channel"):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, _("A talk that was held needs this."))
        on = data.get("held_on")
        if on and on > today():
            self.add_error("held_on", _("The day lies ahead. Log the follow-up when it has been held."))
        if data.get("concern_level") and not data.get("concern"):
            self.add_error("concern", _("Write in a few words what the concern is."))
        return data

    def log(self) -> Log:
        """What was entered; call when the form is valid."""
        data = self.cleaned_data
        return Log(
            state=data["state"],
            held_on=data["held_on"],
            channel=data["channel"],
            rating=data["rating"],
            pair_met=data["pair_met"],
            areas=tuple(data["areas"]),
            changed=data["changed"],
            concern_level=data["concern_level"] or Concern.NONE,
            concern=data["concern"],
            next_step=data["next_step"],
        )


class ExtraForm(LogForm):
    """Contact outside the plan: whose side it was is asked first."""

    side = forms.ChoiceField(label=_("With whom?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, sides: list[tuple[Side, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = sides  # type: ignore[attr-defined]  # a ChoiceField

    def _first_fields(self) -> list[Any]:
        return [_large("side")]


class PostponeForm(forms.Form):
    to = forms.DateField(label=_("New day"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].initial = today() + datetime.timedelta(days=7)
        self.helper = FormHelper(self)
        self.helper.form_tag = False


def _large(name: str) -> Div:
    """Choices as large buttons for the thumb."""
    return Div(Field(name), css_class="choices")
