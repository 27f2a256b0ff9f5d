"""Fields of the person and the case as they are put to somebody across a table: large, and few to a line."""

from typing import Any

from django import forms
from django.forms import fields_for_model
from django.utils.translation import gettext_lazy as _

from mentorship.clock import today
from mentorship.forms.help import ASKED, HELP
from mentorship.languages import country_choices, language_choices
from mentorship.models import Mentor, Person, Refugee
from mentorship.programmes.document import programme_document

PERSON_FIELDS = ("birth_year", "gender", "contact_language")
CASE_FIELDS = {
    "mentor": ("capacity", "self_supporting", "local_ties", "former_network_contact"),
    "refugee": (
        "residence_basis",
        "country",
        "arrived_on",
        "labour_status",
        "danish_education",
        "interpreter",
    ),
}
UNKNOWN = ("", _("Unknown"))
# So many choices or fewer stand as buttons; more are a list to open.
MOST_BUTTONS = 9
LARGEST_CAPACITY = 5


def field_of(name: str, enrolment: Mentor | Refugee) -> forms.Field:
    """The question `name` of the person or the case."""
    model = Person if name in PERSON_FIELDS else type(enrolment)
    field = fields_for_model(model, [name])[name]
    if name == "birth_year":
        return forms.IntegerField(
            label=_("Year of birth"),
            required=False,
            min_value=1900,
            max_value=today().year,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "form-input--short"}),
        )
    if name == "contact_language":
        return forms.ChoiceField(
            label=_("Contact language"), required=False, choices=[UNKNOWN, *language_choices()]
        )
    if name == "country":
        return forms.ChoiceField(
            label=_("Country of origin"), required=False, choices=[UNKNOWN, *country_choices()]
        )
    if name == "capacity":
        places = min(
            programme_document(enrolment.programme).matching.places_a_mentor_at_most, LARGEST_CAPACITY
        )
        return forms.TypedChoiceField(
            label=_("Capacity"),
            coerce=int,
            choices=[(number, str(number)) for number in range(1, places + 1)],
            widget=forms.RadioSelect,
            help_text=_("How many matches at the same time."),
        )
    if name in ASKED:
        field.help_text = HELP[name]
    return for_the_thumb(name, field)


def for_the_thumb(name: str, field: forms.Field) -> forms.Field:
    """`field` with its choices as buttons where they are few; yes, no and unknown always are."""
    if isinstance(field, forms.NullBooleanField):
        return forms.TypedChoiceField(
            label=field.label,
            required=False,
            help_text=field.help_text,
            choices=[UNKNOWN, ("True", _("Yes")), ("False", _("No"))],
            coerce=lambda said: said == "True",
            empty_value=None,
            widget=forms.RadioSelect,
        )
    if name.startswith(("language_", "level_")) or isinstance(field, forms.MultipleChoiceField):
        return field
    if isinstance(field, forms.ChoiceField):
        flat: Any = field.choices  # none of ours has groups
        unknown = UNKNOWN[1] if name != "wants_gender" else None
        choices = [(value, unknown if value == "" and unknown else label) for value, label in flat]
        if len(choices) <= MOST_BUTTONS and not isinstance(field.widget, forms.RadioSelect):
            field.widget = forms.RadioSelect()
        field.choices = choices
    return field
