"""Loading a programme from a template or a file; organisations and what they take part in."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from mentorship.errors import DomainError
from mentorship.models import Organisation, Programme
from mentorship.programmes.adapting import read_municipality_lines
from mentorship.programmes.source import LARGEST_FILE


class LoadForm(forms.Form):
    """When it starts here, and which municipalities take part."""

    start_on = forms.DateField(
        label=_("First day of the programme"),
        required=False,
        help_text=_("Every date of the programme moves along. Empty: the dates stay as they are."),
    )
    municipalities = forms.CharField(
        label=_("Municipalities"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: code and name, as “340 Sorø”."),
    )
    reason = forms.CharField(label=_("Why (kept with the version)"), required=False, max_length=300)

    def clean_municipalities(self) -> list[tuple[str, str]]:
        try:
            return read_municipality_lines(self.cleaned_data["municipalities"])
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error


class ProgrammeFileForm(forms.Form):
    file = forms.FileField(label=_("Programme file"), help_text=_("A .yaml file, at most one megabyte."))
    start_on = forms.DateField(
        label=_("First day of the programme"),
        required=False,
        help_text=_("Every date of the programme moves along. Empty: the dates stay as they are."),
    )
    reason = forms.CharField(label=_("Why (kept with the version)"), required=False, max_length=300)

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than one megabyte."))
        return file


class OrganisationForm(forms.Form):
    """`organisation`: the one that is renamed; None: a new one."""

    name = forms.CharField(label=_("Name"), max_length=200)

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any):
        self.organisation = organisation
        super().__init__(*args, **kwargs)
        if organisation:
            self.fields["name"].initial = organisation.name

    def clean_name(self) -> str:
        """One spelling each, case apart, so that nobody is registered twice; SQLite folds no Ø by itself."""
        name = " ".join(self.cleaned_data["name"].split())
        others = Organisation.objects.values_list("pk", "name")
        own = self.organisation.pk if self.organisation else None
        if any(other.casefold() == name.casefold() for pk, other in others if pk != own):
            raise forms.ValidationError(_("There is an organisation of that name already."))
        return name


class JoinProgrammeForm(forms.Form):
    """Programmes the organisation takes no part in yet."""

    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.none(), empty_label="–"
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["programme"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        field.queryset = Programme.objects.exclude(organisations=organisation).order_by("name")
