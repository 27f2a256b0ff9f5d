"""A field for how somebody heard of the programme: suggests what is used already."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mentorship.models import Programme
from mentorship.people.channels import channel_keys, channel_labels, channels_in_use
from mentorship.people.roster.folding import fold


class SuggestInput(forms.TextInput):
    """A text input with suggestions of the browser's own: no script."""

    def __init__(self, suggestions: Sequence[str], attrs: dict[str, Any] | None = None):
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.suggestions = suggestions

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        given = dict(attrs or {})
        list_id = f"{given.get('id', f'id_{name}')}-suggestions"
        shown = super().render(name, value, {**given, "list": list_id}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((word,) for word in self.suggestions))
        return format_html('{}<datalist id="{}">{}</datalist>', shown, list_id, options)


class ChannelField(forms.CharField):
    """One of the programme's channels by its words, or another in the spelling it was written with first."""

    def __init__(self, *, programme: Programme):
        self.labels = channel_labels(programme)
        self.keys = channel_keys(programme)
        in_use = channels_in_use(programme)
        self.spellings = {fold(said): said for said in in_use}
        super().__init__(
            label=_("Recruited through"),
            required=False,
            max_length=60,
            widget=SuggestInput([*self.labels.values(), *in_use]),
        )

    def prepare_value(self, value: Any) -> Any:
        return self.labels.get(value, value)

    def clean(self, value: Any) -> str:
        said = " ".join(str(super().clean(value)).split())
        return self.keys.get(fold(said)) or self.spellings.get(fold(said)) or said
