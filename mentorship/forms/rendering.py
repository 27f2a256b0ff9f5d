"""How widgets become HTML: Django's own templates, but for long selects.

A select of languages has a hundred options, and a profile a row of them for each language. Django renders
two templates an option, which took nine tenths of that page's time.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

SELECT = "django/forms/widgets/select.html"


class Renderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == SELECT:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> SafeString:
    """The HTML of Django's own template, line for line; every value is escaped here."""
    body = "\n".join(_groups(widget["optgroups"]))
    return mark_safe(  # noqa: S308  each value passes escape below
        f'<select name="{escape(widget["name"])}"{_attributes(widget["attrs"])}>\n{body}\n</select>'
    )


def _groups(optgroups: Iterable[tuple[Any, list[dict[str, Any]], int]]) -> Iterator[str]:
    for name, options, _index in optgroups:
        if name:
            yield f'<optgroup label="{escape(name)}">'
        for option in options:
            value, attributes = escape(str(option["value"])), _attributes(option["attrs"])
            yield f'<option value="{value}"{attributes}>{escape(option["label"])}</option>'
        if name:
            yield "</optgroup>"


def _attributes(attributes: Mapping[str, Any]) -> str:
    """` name="value"` of each; True is the bare name, False is left out."""
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not False
    )
