"""The form pack: crispy's layout objects, formsets and single fields."""

import re

import pytest
from crispy_forms.bootstrap import (
    Accordion,
    AccordionGroup,
    Alert,
    AppendedText,
    FieldWithButtons,
    FormActions,
    InlineCheckboxes,
    InlineField,
    InlineRadios,
    Modal,
    PrependedAppendedText,
    PrependedText,
    StrictButton,
    Tab,
    TabHolder,
    UneditableField,
)
from crispy_forms.helper import FormHelper
from crispy_forms.layout import (
    HTML,
    Button,
    ButtonHolder,
    Column,
    Div,
    Field,
    Fieldset,
    Hidden,
    Layout,
    MultiField,
    Reset,
    Row,
    Submit,
)
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template
from django.utils import translation

from mentorship.templatetags.dkfds import button_classes
from mentorship.testing.client import check_page
from mentorship.views.components import SpecimenForm

CHOICES = [("a", "A"), ("b", "B")]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def render(source: str, **context) -> str:
    html = Template("{% load crispy_forms_tags %}" + source).render(Context(context))
    check_page(html)
    return html


class Person(forms.Form):
    name = forms.CharField()
    age = forms.IntegerField(required=False)
    note = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=CHOICES, required=False)
    kinds = forms.MultipleChoiceField(choices=CHOICES, required=False)


LAYOUTS = {
    "div": (Div("name", css_id="x", css_class="panel", data_a="1"), 'id="x" class="panel"  data-a="1"'),
    "row": (Row("name", "age"), 'class="form-row"'),
    "column": (Row(Column("name"), Column("age", css_class="wide")), 'class="form-column wide"'),
    "fieldset": (Fieldset("Who", "name", css_id="who"), '<fieldset id="who" class="form-section"'),
    "multifield": (MultiField("Who", "name", help_text="Both"), "<legend>Who</legend>"),
    "field": (Field("name", css_class="form-input--short", wrapper_class="w"), 'class="form-group w"'),
    "html": (Div("name", HTML("<b>{{ word }}</b>")), "<b>out of context</b>"),
    "button holder": (ButtonHolder(Submit("s", "Save")), 'class="form-actions"'),
    "form actions": (FormActions(Submit("s", "Save")), 'class="form-actions"'),
    "button": (Button("b", "Back"), 'class="button button-secondary"'),
    "reset": (Reset("r", "Reset"), 'type="reset"'),
    "hidden": (Hidden("h", "1"), '<input type="hidden" name="h" value="1"'),
    "strict button": (StrictButton("Go", css_class="button button-primary"), ">Go</button>"),
    "prefix": (PrependedText("age", "+45"), '<span class="form-input-prefix" aria-hidden="true">+45<'),
    "suffix": (AppendedText("age", "km"), '<span class="form-input-suffix" aria-hidden="true">km<'),
    "both": (
        PrependedAppendedText("age", "ca.", "km"),
        "form-input-wrapper--prefix form-input-wrapper--suffix",
    ),
    "with buttons": (FieldWithButtons("name", StrictButton("Search")), ">Search</button>"),
    "inline radios": (InlineRadios("kind"), "options-inline"),
    "inline boxes": (InlineCheckboxes("kinds"), "options-inline"),
    "inline field": (InlineField("name"), "sr-only"),
    "uneditable": (UneditableField("name"), "<p>–</p>"),
    "alert": (Alert("Mind this"), "Mind this"),
    "tabs": (TabHolder(Tab("One", "name"), Tab("Two", "age")), '<a href="#two">Two</a>'),
    "accordion": (
        Accordion(AccordionGroup("One", "name"), AccordionGroup("Two", "age"), css_id="acc"),
        "open>",
    ),
    "modal": (Modal("name", css_id="m", title="More"), "<summary>More</summary>"),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout_objects(name):
    layout, expected = LAYOUTS[name]
    form = Person()
    form.fields["kind"].widget = forms.RadioSelect(choices=CHOICES)
    form.fields["kinds"].widget = forms.CheckboxSelectMultiple(choices=CHOICES)
    form.helper = FormHelper()
    form.helper.layout = Layout(layout)
    html = render_crispy_form(form, context={"word": "out of context"})
    check_page(html)
    assert expected in re.sub(r" +", lambda found: found.group() if len(found.group()) < 3 else " ", html)


def test_an_accordion_opens_where_the_error_is():
    form = Person({"age": "x", "name": "A"})
    form.helper = FormHelper()
    form.helper.layout = Layout(
        Accordion(AccordionGroup("One", "name"), AccordionGroup("Two", "age"), css_id="acc")
    )
    html = render_crispy_form(form)
    assert '<details class="more more--boxed" id="two" open>' in html
    assert 'id="one" open' not in html


@pytest.mark.parametrize(
    ("crispy", "ours"),
    [
        pytest.param("btn btn-primary", "button button-primary", id="submit"),
        pytest.param("btn", "button button-secondary", id="plain"),
        pytest.param("btn btn-inverse", "button button-tertiary", id="reset"),
        pytest.param("btn btn-danger", "button button-warning", id="danger"),
        pytest.param("btn btn-primary button-warning", "button button-warning", id="own choice wins"),
        pytest.param("btn btn-primary button--wide", "button button-primary button--wide", id="extra"),
    ],
)
def test_button_classes(crispy, ours):
    assert button_classes(crispy) == ours


PEOPLE = forms.formset_factory(Person, extra=2, can_delete=True)
REFUSED = {
    "form-TOTAL_FORMS": "2",
    "form-INITIAL_FORMS": "0",
    "form-0-name": "Amina",
    "form-1-age": "x",
    "form-1-name": "",
}


def test_a_formset_is_stacked_with_its_management_form():
    html = render("{{ formset|crispy }}", formset=PEOPLE())
    assert 'name="form-TOTAL_FORMS" value="2"' in html
    assert html.count('class="formset-item"') == 2
    assert "Row 2" in html


def test_a_refused_formset_links_each_row():
    html = render("{{ formset|crispy }}", formset=PEOPLE(REFUSED))
    assert '<a href="#id_form-1-name">Row 2, Name: This field is required.</a>' in html
    assert "Row 1," not in html


def test_a_whole_formset():
    helper = FormHelper()
    helper.add_input(Submit("save", "Save"))
    html = render("{% crispy formset helper %}", formset=PEOPLE(), helper=helper, csrf_token="t")
    assert html.count("<form") == 1
    assert 'name="form-INITIAL_FORMS"' in html
    assert "Save</button>" in html


def test_a_formset_in_a_table():
    helper = FormHelper()
    helper.template = "dkfds/table_inline_formset.html"
    html = render("{% crispy formset helper %}", formset=PEOPLE(REFUSED), helper=helper, csrf_token="t")
    assert html.count("<tr>") == 3
    assert re.search(r'<th scope="col">\s*Name', html)
    assert 'class="form-label sr-only" for="id_form-0-name"' in html
    assert '<a href="#id_form-1-age">' in html


def test_errors_alone():
    assert "data-error-summary" in render("{{ form|as_crispy_errors }}", form=Person({}))
    assert "data-error-summary" in render("{{ formset|as_crispy_errors }}", formset=PEOPLE(REFUSED))
    assert render("{{ form|as_crispy_errors }}", form=Person()).strip() == ""


def test_a_single_field():
    assert 'id="div_id_name"' in render("{{ form.name|as_crispy_field }}", form=Person())


def test_danish_users_read_danish():
    with translation.override("da"):
        html = render("{{ form|crispy }}", form=SpecimenForm({}))
    assert "(frivilligt)" in html
    assert "Noget mangler eller er forkert" in html
