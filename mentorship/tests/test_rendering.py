"""A select says what Django's own would say, without its time."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from mentorship.forms.rendering import Renderer

CHOICES = [
    ("", "–"),
    (1, "One"),
    ("<a>", 'Æble & "pære" <b>'),
    ("Group & co", [("x", "X"), (2.5, "Two and a half")]),
]


def plain(html):
    """Without the white space between tags, where alone the two may differ."""
    return re.sub(r"\s*\n\s*", "", html)


@pytest.mark.parametrize("value", ["", 1, "<a>", "x", 2.5, None])
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple])
def test_as_django_writes_it(widget, value):
    attributes = {"id": "id_<x>", "required": True, "disabled": False, "aria-label": 'a "b"', "data-n": 3}
    made = widget(choices=CHOICES, attrs=attributes)
    value = [value] if widget is forms.SelectMultiple else value
    ours = made.render("na<me", value, renderer=Renderer())
    assert plain(ours) == plain(made.render("na<me", value, renderer=DjangoTemplates()))


def test_other_widgets_are_djangos():
    made = forms.TextInput(attrs={"class": "x"})
    assert made.render("a", "b", renderer=Renderer()) == made.render("a", "b", renderer=DjangoTemplates())
