"""A file to take in, and what each of its columns is read as."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mentorship.people.roster.columns import Column
from mentorship.people.uploads import Head

ENDINGS = ".csv,.txt,.xlsx"


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX as the spreadsheet saves it, at most 10 MB. The first row holds the headings."
        ),
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
        error_messages={
            "required": _("Choose the file to import."),
            "empty": _("The file is empty."),
        },
    )


def column_label(column: Column) -> str:
    """What a reader knows the column as: the Danish heading in Danish, else its English name."""
    if (get_language() or "").startswith("da"):
        return column.danish
    return column.key.upper() if column.key == "cpr" else column.key.replace("_", " ").capitalize()


class ColumnsForm(forms.Form):
    """One choice for each head of the file; `mapping()` is {head: column key, "" for left out}."""

    def __init__(
        self,
        *args: Any,
        heads: Sequence[Head],
        columns: Sequence[Column],
        told: dict[str, str],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.heads, self.columns = heads, {column.key: column for column in columns}
        choices = [
            ("", _("Left out")),
            *(
                (key, f"{column_label(column)}{' *' * column.required}")
                for key, column in self.columns.items()
            ),
        ]
        for index, head in enumerate(heads):
            self.fields[f"c{index}"] = forms.ChoiceField(
                label=head.name, choices=choices, required=False, initial=told.get(head.name, "")
            )

    def rows(self) -> list[dict[str, Any]]:
        """What the page prints: the head, a few of its values, the choice."""
        return [
            {"head": head.name, "samples": head.samples, "field": self[f"c{index}"]}
            for index, head in enumerate(self.heads)
        ]

    def mapping(self) -> dict[str, str]:
        return {head.name: self.cleaned_data[f"c{index}"] for index, head in enumerate(self.heads)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first: dict[str, str] = {}
        for index, head in enumerate(self.heads):
            key = data.get(f"c{index}")
            if key and key in first:
                text = _("“%(other)s” is read as this already. Leave one of the two out.")
                self.add_error(f"c{index}", text % {"other": first[key]})
            elif key:
                first[key] = head.name
        missing = [c for key, c in self.columns.items() if c.required and key not in first]
        for column in missing:
            text = _("No column is read as %(column)s, which every row has to have. Choose one.")
            self.add_error(None, text % {"column": column_label(column)})
        return data
