"""Long forms in sections, what two versions of one form differ in, and how they are brought together."""

import json
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
    """A field in both versions; `both`: each of the two has changed it since the form was opened."""

    label: str
    theirs: str
    yours: str
    both: bool = False


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

    def opened_with(self) -> str:
        """What the fields held when the page was opened, for the form to carry: names to values as sent."""
        if self.is_bound:
            return str(self.data.get("opened", ""))
        return json.dumps({field.name: as_sent(field) for field in self._shown_fields()}, ensure_ascii=False)

    def take_over(self, saved: "SectionedForm") -> list[Difference]:
        """Put into this bound form what only the other has changed; the fields it was, as they are now."""
        before = self._opened()
        theirs = {field.name: field for field in saved._shown_fields()}
        data: Any = self.data
        taken = []
        for mine in self._compared_fields():
            other, opened = theirs.get(mine.name), before.get(mine.name)
            if other is None or opened is None or as_sent(mine) != opened or as_sent(other) == opened:
                continue
            yours = shown(mine)
            data.setlist(mine.html_name, as_sent(other))
            taken.append(Difference(str(mine.label), shown(other), yours))
        return taken

    def differences(self, saved: "SectionedForm") -> list[Difference]:
        """What this bound form says otherwise than `saved`, an unbound form of the row as it is now."""
        theirs, before = {field.name: field for field in saved._shown_fields()}, self._opened()
        found = []
        for mine in self._compared_fields():
            other = theirs.get(mine.name)
            said = shown(other) if other else _("nothing")
            if shown(mine) != said:
                both = bool(other and before and as_sent(other) != before.get(mine.name))
                found.append(Difference(str(mine.label), said, shown(mine), both))
        return found

    def _opened(self) -> dict[str, list[str]]:
        try:
            found = json.loads(self.opened_with())
        except ValueError:  # a page opened before forms carried it: nothing is known of what was there
            return {}
        return found if isinstance(found, dict) else {}

    def _compared_fields(self) -> Iterator[BoundField]:
        """Those whose values are held against each other one by one."""
        return self._shown_fields()

    def _shown_fields(self) -> Iterator[BoundField]:
        return (field for field in self if not field.is_hidden and field.name != "cpr")


def as_sent(field: BoundField) -> list[str]:
    """The field's value as a browser sends it, without what is empty."""
    value = field.field.prepare_value(field.value())
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    formatted: Any = widget.format_value(value)
    values = formatted if isinstance(formatted, list | tuple) else [formatted]
    texts = [str(item).replace("\r\n", "\n").strip() for item in values if item is not None]
    return [text for text in texts if text]


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
