"""Forms of the workbench: whom to show, one change of a draft, a plan for everybody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.models import PlanChange
from mentorship.models import Municipality, Programme
from mentorship.vocabulary import Need

GROUPS = ("nobody", "none", "planned", "out")
SORTS = {
    "": ("waiting_since", "pk"),
    "nyeste": ("-waiting_since", "-pk"),
    "kommune": ("municipality__name", "waiting_since", "pk"),
    "sagsnr": ("case_number", "pk"),
}


class BoardFilter(forms.Form):
    """Who is shown among those who wait, and in which order. `plan`, `refugee`: kept as they were."""

    kommune = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none(), to_field_name="code", required=False
    )
    behov = forms.ChoiceField(label=_("Needs"), choices=[("", _("All")), *Need.choices], required=False)
    vis = forms.ChoiceField(
        label=_("Show"),
        choices=[
            ("", _("All")),
            ("nobody", _("No mentor is possible")),
            ("none", _("Without a pair in the plan")),
            ("planned", _("Has a pair in the plan")),
            ("out", _("Left out of the plan")),
        ],
        required=False,
    )
    sorter = forms.ChoiceField(
        label=_("Order"),
        choices=[
            ("", _("Longest wait first")),
            ("nyeste", _("Newest first")),
            ("kommune", _("By municipality")),
            ("sagsnr", _("By case number")),
        ],
        required=False,
    )
    q = forms.CharField(label=_("Name or case number"), max_length=100, required=False)
    plan = forms.IntegerField(widget=forms.HiddenInput, required=False)
    refugee = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, programme: Programme):
        super().__init__(data)
        field: Any = self.fields["kommune"]
        field.queryset, field.empty_label = programme.municipalities.all(), _("All")

    @property
    def first_fields(self) -> list[Any]:
        return [self["kommune"], self["behov"]]

    @property
    def more_fields(self) -> list[Any]:
        return [self["vis"], self["sorter"], self["q"]]

    @property
    def hidden_fields_kept(self) -> list[Any]:
        return [self[name] for name in ("plan", "refugee") if self.data.get(name)]


class VersionForm(forms.Form):
    """Which version of the draft was on the screen, and where to go back to."""

    version = forms.IntegerField(min_value=1)
    back = forms.CharField(required=False, max_length=600)
    at = forms.RegexField(r"^[a-z][a-z0-9-]*$", required=False, max_length=60)


class ChangeForm(VersionForm):
    """One change of a draft, as a button sends it."""

    kind = forms.ChoiceField(choices=PlanChange.Kind.choices)
    refugee = forms.IntegerField()
    mentor = forms.IntegerField(required=False)
    reason = forms.CharField(required=False, max_length=60)


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name of the plan"), max_length=120)
    back = forms.CharField(required=False, max_length=600)


class ProposeForm(forms.Form):
    """A plan for everybody. `plan`: the draft it is proposed beside, and whose decisions may be kept."""

    plan = forms.IntegerField(required=False, widget=forms.HiddenInput)
    keep = forms.BooleanField(label=_("Keep what is locked and who is left out"), required=False)
    name = forms.CharField(
        label=_("Name of the new plan"),
        help_text=_("Empty: the day of today."),
        max_length=120,
        required=False,
    )
