"""Long forms in sections, and what two versions of one form differ in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _

# ((title, (fields that stand side by side, ...)), ...)
Layout = tuple[tuple["str | Promise", tuple[tuple[str, ...], ...]], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """`rows`: each a list of fields that stand side by side where there is room."""

    title: "str | Promise"
    rows: list[list[BoundField]]


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    theirs: str
    yours: str


class SectionedForm(forms.Form):
    """A form that knows the sections of its page: `LAYOUT` = ((title, (("a", "b"), ("c",))), ...)."""

    LAYOUT: Layout = ()
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def sections(self) -> list[Section]:
        """Sections with the fields this form has; a section without any is left out."""
        found = []
        for title, rows in self.LAYOUT:
            bound = [[self[name] for name in row if name in self.fields] for row in rows]
            if any(bound):
                found.append(Section(title, [row for row in bound if row]))
        return found

    def spare_errors(self) -> None:
        """Show what was half written without blaming it yet."""
        self._errors = forms.utils.ErrorDict()

    def differences(self, saved: "SectionedForm") -> list[Difference]:
        """What this bound form says otherwise than `saved`, an unbound form of the row as it is now."""
        return [
            Difference(str(mine.label), theirs_shown, mine_shown)
            for mine, theirs in zip(self._shown_fields(), saved._shown_fields(), strict=True)
            if (mine_shown := shown(mine)) != (theirs_shown := shown(theirs))
        ]

    def _shown_fields(self) -> Iterator[BoundField]:
        return (field for field in self if not field.is_hidden and field.name != "cpr")


def shown(field: BoundField) -> str:
    """The field's value in words: labels of choices, dates as they are written."""
    value = (
        field.field.prepare_value(field.value()) if hasattr(field.field, "prepare_value") else field.value()
    )
    choices = dict(_flat_choices(field.field))
    values = value if isinstance(value, list | tuple) else [value]
    words = [choices.get(str(item), _text(field, item)) for item in values if item not in (None, "")]
    return ", ".join(str(word) for word in words if word) or _("nothing")


def _flat_choices(field: forms.Field) -> Iterator[tuple[str, Any]]:
    widget_choices: Any = getattr(field, "choices", None) or getattr(field.widget, "choices", ())
    for value, label in widget_choices:
        if isinstance(label, list | tuple):
            yield from ((str(inner), name) for inner, name in label)
        else:
            yield str(value), label


def _text(field: BoundField, item: Any) -> str:
    if isinstance(field.field, forms.BooleanField) and not isinstance(field.field, forms.NullBooleanField):
        return str(_("yes")) if item in (True, "on", "true", "True") else ""
    widget = field.field.widget
    formatted = widget.format_value(item) if isinstance(widget, forms.DateInput) else item
    return str(formatted if formatted is not None else "").strip()
