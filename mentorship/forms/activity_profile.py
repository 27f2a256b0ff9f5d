"""What an activity says of itself where people are to be found for it; left empty it demands nothing."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mentorship.languages import language_choices
from mentorship.models import Activity, Programme
from mentorship.programmes.document import programme_document
from mentorship.vocabulary import Availability, Gender, Need

LANGUAGE_ROWS = 3
EMPTY = ("", "–")
AGE_WIDGET = {"inputmode": "numeric", "class": "form-input--short"}
POSTCODE = re.compile(r"[0-9]{4}")
SHOWN = (
    ("needs",),
    ("interests",),
    ("more_interests",),
    tuple(f"language_{row}" for row in range(LANGUAGE_ROWS)),
    ("availability",),
    ("postcode", "wants_gender"),
    ("age_from", "age_to"),
)


class ActivityProfileForm(forms.Form):
    """The part of an activity's form that says whom it suits."""

    needs = forms.MultipleChoiceField(
        label=_("Helps with"), required=False, widget=forms.CheckboxSelectMultiple
    )
    interests = forms.MultipleChoiceField(
        label=_("What it is about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more_interests = forms.CharField(
        label=_("Also about"), required=False, max_length=300, help_text=_("With commas between.")
    )
    availability = forms.MultipleChoiceField(
        label=_("When it meets"),
        required=False,
        choices=Availability.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        required=False,
        max_length=4,
        help_text=_("Where it is held, for the distance."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "form-input--short"}),
    )
    wants_gender = forms.ChoiceField(
        label=_("Only for"),
        required=False,
        choices=[("", pgettext_lazy("activity for", "Everybody")), *Gender.choices],
    )
    age_from = forms.IntegerField(
        label=_("Age from"),
        required=False,
        min_value=0,
        max_value=120,
        widget=forms.TextInput(attrs=AGE_WIDGET),
    )
    age_to = forms.IntegerField(
        label=_("Age to"),
        required=False,
        min_value=0,
        max_value=120,
        help_text=_("The age reached this year."),
        widget=forms.TextInput(attrs=AGE_WIDGET),
    )

    def shape_profile(self, programme: Programme, activity: Activity | None) -> None:
        """The programme's own lists, and what is known; call once the form is made."""
        document = programme_document(programme)
        entries = document.profiles.interests
        # Interests are kept as people's are: by the Danish word of the list.
        self.listed = [entry.label.on_screen("da").lower() for entry in entries]
        fields: dict[str, Any] = self.fields
        fields["interests"].choices = [
            (word, str(entry.label)) for word, entry in zip(self.listed, entries, strict=True)
        ]
        asked = document.profiles.needs or Need.values
        fields["needs"].choices = [(need.value, need.label) for need in Need if need in asked]
        known = list(activity.languages) if activity else []
        choices = [EMPTY, *language_choices()]
        for row in range(LANGUAGE_ROWS):
            fields[f"language_{row}"] = forms.ChoiceField(
                label=_("Language"),
                required=False,
                choices=choices,
                help_text=_("Any of them will do. Left empty: no language is asked for.") if not row else "",
            )
            self.initial[f"language_{row}"] = known[row] if row < len(known) else ""
        if activity:
            self.initial["interests"] = [word for word in activity.interests if word in self.listed]
            more = [word for word in activity.interests if word not in self.listed]
            self.initial["more_interests"] = ", ".join(more)

    @property
    def profile_rows(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in names] for names in SHOWN]

    @property
    def shows_profile(self) -> bool:
        """Whether the section is open: something stands in it, or is wrong in it."""
        names = [name for row in SHOWN for name in row]
        return any(self[name].value() or self[name].errors for name in names)

    def clean_postcode(self) -> str:
        postcode = str(self.cleaned_data["postcode"]).strip()
        if postcode and not POSTCODE.fullmatch(postcode):
            raise ValidationError(_("Four digits, as 4180."))
        return postcode

    def clean_profile(self, data: dict[str, Any]) -> None:
        low, high = data.get("age_from"), data.get("age_to")
        if low is not None and high is not None and low > high:
            self.add_error("age_to", _("The upper age is below the lower one."))
        seen: set[str] = set()
        for row in range(LANGUAGE_ROWS):
            code = data.get(f"language_{row}")
            if code and code in seen:
                self.add_error(f"language_{row}", _("The language stands here twice."))
            seen.add(code or "")

    def profile(self) -> dict[str, Any]:
        """The fields of the activity's profile; call when the form is valid."""
        data = self.cleaned_data
        more = [word.strip().lower() for word in data["more_interests"].split(",") if word.strip()]
        languages = [data[f"language_{row}"] for row in range(LANGUAGE_ROWS) if data[f"language_{row}"]]
        same = ("needs", "availability", "postcode", "wants_gender", "age_from", "age_to")
        return {name: data[name] for name in same} | {
            "interests": list(dict.fromkeys([*data["interests"], *more])),
            "languages": languages,
        }
