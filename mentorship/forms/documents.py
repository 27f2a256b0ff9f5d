"""A file to be kept on a case."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.people.documents.filetypes import EXTENSIONS, FILE_TYPES
from mentorship.vocabulary import DocumentKind


class DocumentForm(forms.Form):
    """What the file holds is looked at when it is kept; here only how large it is."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=DocumentKind.choices,
        help_text=gettext_lazy("Never a clearance: of those only that they were seen is kept."),
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("What it is, in a few words, e.g. joint plan for the spring."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    file = forms.FileField(
        label=gettext_lazy("File"), widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)})
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("%(kinds)s; %(most)s MB at most.") % {
            "kinds": ", ".join(kind.name for kind in FILE_TYPES),
            "most": settings.DOCUMENT_MAX_BYTES // 2**20,
        }

    def clean_file(self) -> Any:
        """Refused by its size before it is read into memory."""
        file = self.cleaned_data["file"]
        if file.size > settings.DOCUMENT_MAX_BYTES:
            most = settings.DOCUMENT_MAX_BYTES // 2**20
            raise ValidationError(
                _("The file is larger than %(most)s MB. Make it smaller, or split it.") % {"most": most}
            )
        return file
