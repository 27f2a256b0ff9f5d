"""The facts of a case: the person, and the person's part in the programme."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import fields_for_model
from django.utils.translation import gettext_lazy as _

from mentorship.clock import today
from mentorship.forms.channels import ChannelField
from mentorship.forms.help import HELP
from mentorship.forms.hidden import HIDDEN_WHEN_PROTECTED, cpr_known, names_hidden, refuse_cpr
from mentorship.forms.sections import SectionedForm
from mentorship.languages import country_choices, language_choices
from mentorship.models import Mentor, Municipality, Organisation, Person, Programme, Refugee, User
from mentorship.people.editing import case_version
from mentorship.people.roster.cpr import Cpr, parse_cpr
from mentorship.permissions import Permission, Role
from mentorship.programmes.document import programme_document

PERSON_FIELDS = (
    "name",
    "email",
    "phone",
    "postcode",
    "contact_language",
    "gender",
    "birth_year",
    "protected",
    "protected_until",
)
EITHER_SIDE = (
    "municipality",
    "case_number",
    "registered_on",
    "recruited_through",
    "interviewed_on",
    "intro_course_on",
    "selected_on",
    "left_on",
    "note",
)
EMPTY = ("", "–")


class CaseForm(SectionedForm):
    """Both sides' facts; `enrolment` None registers a new person.

    Of a protected person, name and contact are part of the form once `user` has asked for the name.
    """

    model: type[Mentor] | type[Refugee]
    permission: Permission
    CASE_FIELDS: tuple[str, ...] = ()
    ABOUT_PERSON = (
        _("The person"),
        (
            ("name", "cpr"),
            ("phone", "email"),
            ("gender", "birth_year"),
            ("postcode", "contact_language"),
            ("protected",),
            ("protected_until",),
        ),
    )

    def __init__(
        self,
        *args: Any,
        programme: Programme,
        user: User,
        enrolment: "Mentor | Refugee | None" = None,
        **kwargs: Any,
    ):
        self.programme, self.user, self.enrolment = programme, user, enrolment
        initial = self._initial() | kwargs.pop("initial", {})
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Person, PERSON_FIELDS))
        self.fields.update(fields_for_model(self.model, self.CASE_FIELDS))
        self._shape_person()
        self._shape_case()
        for name, words in HELP.items():
            if name in self.fields:
                self.fields[name].help_text = words
        self.names_hidden = names_hidden(enrolment, user)
        for name in HIDDEN_WHEN_PROTECTED if self.names_hidden else ():
            del self.fields[name]

    def _initial(self) -> dict[str, Any]:
        if self.enrolment is None:
            return {}
        enrolment, person = self.enrolment, self.enrolment.person
        initial = {name: getattr(person, name) for name in PERSON_FIELDS}
        for name in self.CASE_FIELDS:
            value = getattr(enrolment, name)
            initial[name] = getattr(value, "pk", value)
        return initial | {"version": case_version(enrolment)}

    def _shape_person(self) -> None:
        self.fields["name"].required = True
        self.fields["birth_year"] = forms.IntegerField(
            label=_("Year of birth"),
            required=False,
            min_value=1900,
            max_value=today().year,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "form-input--short"}),
        )
        self.fields["contact_language"] = forms.ChoiceField(
            label=_("Contact language"), required=False, choices=[EMPTY, *language_choices()]
        )
        self.fields["cpr"] = forms.CharField(
            label=_("CPR number"),
            required=False,
            help_text=cpr_known(self.enrolment, self.user),
            widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        )
        self.fields["protected_until"].help_text = _("Without a date it holds until it is lifted.")
        for name, kind in (("name", "off"), ("email", "off"), ("phone", "off")):
            self.fields[name].widget.attrs["autocomplete"] = kind

    def _shape_case(self) -> None:
        number = self.fields["case_number"]
        number.required = self.enrolment is not None
        if self.enrolment is None:
            number.help_text = _("The municipality's own. Left empty, the next free number is given.")
        self.fields["municipality"] = forms.ModelChoiceField(
            label=_("Municipality"),
            queryset=self._municipalities(),
            empty_label=None if self.enrolment else "–",
        )
        self.fields["recruited_through"] = ChannelField(programme=self.programme)
        self.fields["note"].help_text = _("Seen by everybody who may open the case.")

    def _municipalities(self) -> "QuerySet[Municipality]":
        """Those of the programme, narrowed to the user's own where that is all the user may write in."""
        rows = self.programme.municipalities.all()
        hats = [
            b for b in self.user.bindings_granting(self.permission) if b.programme_id == self.programme.pk
        ]
        if all(hat.role == Role.CONSULTANT for hat in hats):
            rows = rows.filter(pk__in=[hat.municipality_id for hat in hats])
        if self.enrolment:
            rows = rows | Municipality.objects.filter(pk=self.enrolment.municipality_id)
        return rows.distinct()

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_case_number(self) -> str:
        return refuse_cpr(str(self.cleaned_data["case_number"]).strip())

    def clean_cpr(self) -> Cpr | None:
        text = self.cleaned_data["cpr"]
        if not text:
            return None
        found = parse_cpr(text)
        if found is None:
            raise ValidationError(_("Ten digits that begin with a date of birth, as 120392-1234."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("protected_until") and not data.get("protected"):
            self.add_error("protected_until", _("A date without protection: tick the protection too."))
        return data

    def person_data(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in PERSON_FIELDS if name in self.fields}

    def case_data(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.CASE_FIELDS if name in self.fields}


class RefugeeForm(CaseForm):
    model = Refugee
    permission = Permission.REFUGEE_CHANGE
    CASE_FIELDS = (
        *EITHER_SIDE,
        "residence_basis",
        "country",
        "arrived_on",
        "labour_status",
        "danish_education",
        "interpreter",
        "consultant",
        "selection_grounds",
    )
    LAYOUT = (
        CaseForm.ABOUT_PERSON,
        (
            _("The case"),
            (
                ("case_number", "municipality"),
                ("consultant", "registered_on"),
                ("interviewed_on", "selected_on"),
                ("selection_grounds",),
                ("recruited_through", "intro_course_on"),
            ),
        ),
        (
            _("Background"),
            (
                ("residence_basis", "country"),
                ("arrived_on", "labour_status"),
                ("danish_education", "interpreter"),
            ),
        ),
        (_("Other"), (("note",), ("left_on",))),
    )

    def _shape_case(self) -> None:
        super()._shape_case()
        self.fields["country"] = forms.ChoiceField(
            label=_("Country of origin"), required=False, choices=[EMPTY, *country_choices()]
        )
        consultants = User.objects.filter(
            is_active=True,
            bindings__programme=self.programme,
            bindings__role__in=[Role.CONSULTANT, Role.PROJECT_LEADER],
        )
        if isinstance(self.enrolment, Refugee) and self.enrolment.consultant_id:
            consultants |= User.objects.filter(pk=self.enrolment.consultant_id)
        self.fields["consultant"] = forms.ModelChoiceField(
            label=_("Consultant in charge"), required=False, empty_label="–", queryset=consultants.distinct()
        )
        self.fields["selection_grounds"].widget = forms.Textarea(attrs={"rows": 2})


class MentorForm(CaseForm):
    model = Mentor
    permission = Permission.MENTOR_CHANGE
    CASE_FIELDS = (
        *EITHER_SIDE,
        "organisation",
        "capacity",
        "trained_on",
        "self_supporting",
        "local_ties",
        "former_network_contact",
    )
    LAYOUT = (
        CaseForm.ABOUT_PERSON,
        (
            _("The case"),
            (
                ("case_number", "municipality"),
                ("organisation", "capacity"),
                ("registered_on", "recruited_through"),
                ("interviewed_on", "selected_on"),
                ("intro_course_on", "trained_on"),
            ),
        ),
        (_("Background"), (("self_supporting", "local_ties"), ("former_network_contact",))),
        (_("Other"), (("note",), ("left_on",))),
    )

    def _shape_case(self) -> None:
        super()._shape_case()
        places = programme_document(self.programme).matching.places_a_mentor_at_most
        self.fields["capacity"] = forms.TypedChoiceField(
            label=_("Capacity"),
            coerce=int,
            choices=[(number, number) for number in range(1, min(places, 5) + 1)],
            help_text=_("How many matches at the same time."),
        )
        own = self._own_organisations()
        rows = Organisation.objects.filter(pk__in=own) if own else self.programme.organisations.all()
        if isinstance(self.enrolment, Mentor) and self.enrolment.organisation_id:
            rows = rows | Organisation.objects.filter(pk=self.enrolment.organisation_id)
        self.fields["organisation"] = forms.ModelChoiceField(
            label=_("Organisation"),
            queryset=rows.distinct(),
            required=bool(own),
            empty_label=None if own else _("None: the municipality's own"),
        )

    def _own_organisations(self) -> list[int]:
        """A partner registers its own mentors only; empty where some hat may register any."""
        hats = [
            b for b in self.user.bindings_granting(self.permission) if b.programme_id == self.programme.pk
        ]
        if all(hat.role == Role.PARTNER for hat in hats):
            return [hat.organisation_id for hat in hats if hat.organisation_id]
        return []
