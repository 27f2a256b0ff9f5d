"""The form pack: every kind of field, its name, hint and error tied to it; no inline style or script."""

import datetime
import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import (
    Submit,
)
from django import forms
from django.template import Context, Template
from django.utils import translation

from mentorship.templatetags.dkfds import error_target, widget_kind
from mentorship.testing.client import check_page

CHOICES = [("a", "A"), ("b", "B")]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


class OneOfEach(forms.Form):
    text = forms.CharField(help_text="Hint of text")
    email = forms.EmailField(help_text="Hint of email")
    number = forms.IntegerField(help_text="Hint of number")
    password = forms.CharField(widget=forms.PasswordInput, help_text="Hint of password")
    note = forms.CharField(widget=forms.Textarea, help_text="Hint of note")
    one = forms.ChoiceField(choices=CHOICES, help_text="Hint of one")
    several = forms.MultipleChoiceField(choices=CHOICES, help_text="Hint of several")
    boxes = forms.MultipleChoiceField(
        choices=CHOICES, widget=forms.CheckboxSelectMultiple, help_text="Hint of boxes"
    )
    radios = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, help_text="Hint of radios")
    box = forms.BooleanField(help_text="Hint of box")
    on = forms.DateField(help_text="Hint of on")
    paper = forms.FileField(help_text="Hint of paper")
    moment = forms.SplitDateTimeField(help_text="Hint of moment")
    token = forms.CharField(widget=forms.HiddenInput)


def render(source: str, **context) -> str:
    html = Template("{% load crispy_forms_tags %}" + source).render(Context(context))
    check_page(html)
    return html


def group(html: str, name: str) -> str:
    """The form group of the field `name`."""
    start = html.index(f'id="div_id_{name}"')
    end = html.find('id="div_id_', start + 10)
    return html[start : end if end > 0 else None]


KINDS = {
    "text": ("text", "form-input"),
    "email": ("text", "form-input"),
    "number": ("text", "form-input"),
    "password": ("text", "form-input"),
    "note": ("textarea", "form-input"),
    "one": ("select", "form-select"),
    "several": ("select", "form-select"),
    "boxes": ("checkboxes", "form-checkbox"),
    "radios": ("radios", "form-radio"),
    "box": ("checkbox", "form-checkbox"),
    "on": ("date", "form-input"),
    "paper": ("file", "form-input"),
    "moment": ("multi", "form-input"),
}


@pytest.mark.parametrize("name", KINDS)
class TestEveryKind:
    def test_has_its_kind_and_class(self, name):
        form = OneOfEach()
        kind, css_class = KINDS[name]
        assert widget_kind(form[name]) == kind
        assert f'class="{css_class}' in group(render("{{ form|crispy }}", form=form), name)

    def test_is_described_by_its_hint(self, name):
        part = group(render("{{ form|crispy }}", form=OneOfEach()), name)
        assert f'id="id_{name}_helptext">Hint of {name}<' in part
        assert f'aria-describedby="id_{name}_helptext"' in part
        assert "form-error" not in part

    def test_is_described_by_hint_and_error_when_refused(self, name):
        part = group(render("{{ form|crispy }}", form=OneOfEach({})), name)
        assert f'aria-describedby="id_{name}_helptext id_{name}_error"' in part
        assert f'id="id_{name}_error"' in part
        assert "form-error" in part
        assert 'aria-invalid="true"' in part

    def test_the_summary_links_to_it(self, name):
        html = render("{{ form|crispy }}", form=OneOfEach({}))
        target = error_target(OneOfEach({})[name])
        assert f'<a href="#{target}">' in html
        assert f'id="{target}"' in html

    def test_says_when_it_may_be_left_out(self, name):
        form = OneOfEach()
        form.fields[name].required = False
        optional = "(optional)" in group(render("{{ form|crispy }}", form=form), name)
        assert optional is (name != "box")  # a box left empty is an answer
        assert "(optional)" not in group(render("{{ form|crispy }}", form=OneOfEach()), name)


def test_labels_name_their_control():
    html = render("{{ form|crispy }}", form=OneOfEach())
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    labelled = re.findall(r'<label[^>]* for="([^"]*)"', html)
    assert labelled
    assert set(labelled) <= ids
    assert len(ids) == len(re.findall(r'\sid="[^"]+"', html))


def test_groups_are_fieldsets_with_a_legend():
    html = render("{{ form|crispy }}", form=OneOfEach())
    for name in ("boxes", "radios", "moment"):
        part = group(html, name)
        assert "<fieldset" in part
        assert "<legend" in part


def test_what_was_chosen_stays_chosen():
    form = OneOfEach({"radios": "b", "boxes": ["a"], "one": "b"})
    html = render("{{ form|crispy }}", form=form)
    assert re.search(r'value="b" id="id_radios_1" class="form-radio" checked', html)
    assert re.search(r'value="a" id="id_boxes_0" class="form-checkbox" checked', html)
    assert re.search(r'<option value="b" selected', html)


def test_hidden_fields_have_no_label():
    html = render("{{ form|crispy }}", form=OneOfEach())
    assert 'type="hidden" name="token"' in html
    assert "div_id_token" not in html


def test_an_error_in_a_hidden_field_is_still_told():
    html = render("{{ form|crispy }}", form=OneOfEach({}))
    assert "<li>This field is required.</li>" in html


def test_a_date_is_a_text_field_of_day_month_year():
    form = OneOfEach(initial={"on": datetime.date(2026, 11, 22)})
    part = group(render("{{ form|crispy }}", form=form), "on")
    assert 'class="date-picker" data-dateformat="DD-MM-YYYY"' in part
    assert 'type="text"' in part
    assert 'value="22-11-2026"' in part


def test_a_native_date_field_keeps_its_own_format():
    form = OneOfEach(initial={"on": datetime.date(2026, 11, 22)})
    form.fields["on"].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    assert 'value="2026-11-22"' in group(render("{{ form|crispy }}", form=form), "on")


def test_a_placeholder_that_repeats_the_label_is_left_out():
    form = OneOfEach()
    form.fields["text"].widget.attrs["placeholder"] = "Text"
    form.fields["email"].widget.attrs["placeholder"] = "navn@kommune.test"
    html = render("{{ form|crispy }}", form=form)
    assert 'placeholder="Text"' not in html
    assert 'placeholder="navn@kommune.test"' in html


def test_grouped_options_carry_their_heading():
    form = OneOfEach()
    form.fields["radios"].choices = [("Near", [("a", "A")]), ("Far", [("b", "B")])]
    part = group(render("{{ form|crispy }}", form=form), "radios")
    assert "Near</p>" in part
    assert part.index("Near") < part.index('value="a"') < part.index("Far")


def test_a_form_is_sent_safely_and_checked_by_the_server():
    form = OneOfEach()
    form.helper = FormHelper()
    form.helper.add_input(Submit("save", "Save"))
    html = render("{% crispy form %}", form=form, csrf_token="secret")  # noqa: S106  a made-up token
    assert re.search(r'<form\s+method="post" novalidate enctype="multipart/form-data">', html)
    assert 'name="csrfmiddlewaretoken" value="secret"' in html
    assert html.rstrip().endswith("</form>")
    assert re.search(r'<button type="submit" name="save" [^>]*class="button button-primary"', html)


def test_a_get_form_carries_no_token_and_the_helper_can_leave_out_the_optional_mark():
    form = OneOfEach()
    form.fields["text"].required = False
    form.helper = FormHelper()
    form.helper.form_method = "get"
    form.helper.mark_optional = False
    form.helper.form_show_labels = False
    html = render("{% crispy form %}", form=form, csrf_token="secret")  # noqa: S106  a made-up token
    assert "secret" not in html
    assert "(optional)" not in html
    assert 'class="form-label sr-only"' in html
