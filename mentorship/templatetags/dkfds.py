"""What the form template pack in templates/dkfds needs beyond crispy's own tags."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()

VARIANTS = {"btn-primary": "button-primary", "btn-inverse": "button-tertiary", "btn-danger": "button-warning"}
KNOWN = {"button-primary", "button-secondary", "button-tertiary", "button-warning"}
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.MultiWidget, "multi"),
    (forms.SelectDateWidget, "multi"),
    (forms.FileInput, "file"),
    (forms.DateInput, "date"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
)
CLASSES = {
    "select": "form-select",
    "checkbox": "form-checkbox",
    "radios": "form-radio",
    "checkboxes": "form-checkbox",
}


@register.filter
def widget_kind(field: BoundField) -> str:
    """checkbox, checkboxes, radios, select, date, file, textarea, multi or text."""
    widget = field.field.widget
    return next((kind for widget_class, kind in KINDS if isinstance(widget, widget_class)), "text")


@register.simple_tag
def dkfds_widget(field: BoundField, extra_class: str = "") -> SafeString:
    """The bare control with dkfds' class, described by its hint and error.

    Changes the widget: a text date is shown as d-m-Y, Django's own ten rows become four.
    """
    kind, widget = widget_kind(field), field.field.widget
    classes = [CLASSES.get(kind, "form-input"), str(widget.attrs.get("class", "")), extra_class]
    if str(widget.attrs.get("placeholder", "")) == str(field.label):
        del widget.attrs["placeholder"]  # the label says it already, and stays
    attrs: dict[str, str | bool] = {"class": " ".join(filter(None, classes))}
    if kind == "date" and isinstance(widget, forms.DateInput) and widget.input_type == "text":
        widget.format = widget.format or "%d-%m-%Y"
        attrs |= {"inputmode": "numeric", "autocomplete": str(widget.attrs.get("autocomplete", "off"))}
    if kind == "textarea" and str(widget.attrs.get("rows")) == "10":
        attrs["rows"] = "4"
    if kind == "file" and field.aria_describedby:  # Django leaves it to a fieldset that is not there
        attrs["aria-describedby"] = field.aria_describedby
    return field.as_widget(attrs=attrs)


@register.filter
def error_target(field: BoundField) -> str:
    """The id the error summary links to: the control itself, or the first of a group."""
    if isinstance(field.field.widget, forms.CheckboxSelectMultiple | forms.RadioSelect | forms.MultiWidget):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def button_classes(classes: str) -> str:
    """crispy's bootstrap names as dkfds', e.g. 'btn btn-primary wide' -> 'button button-primary wide'."""
    names = [VARIANTS.get(name, name) for name in classes.split() if name != "btn"]
    chosen = [name for name in names if name in KNOWN]
    if not chosen:
        names.insert(0, "button-secondary")
    for overruled in chosen[:-1]:
        names.remove(overruled)
    return " ".join(dict.fromkeys(["button", *(name for name in names if name != "button")]))
