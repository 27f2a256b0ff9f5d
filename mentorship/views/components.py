"""A page that shows every component with made-up data, for those who build pages and for the tests."""

import datetime
from typing import Any

from crispy_forms.bootstrap import AppendedText, InlineCheckboxes, InlineRadios, PrependedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

CHOICES = [
    ("work", _("Work")),
    ("education", _("Education")),
    ("language", _("Danish language")),
    ("network", _("Network")),
]


class SpecimenForm(forms.Form):
    """One field of each kind."""

    text = forms.CharField(label=_("Name"), help_text=_("As it is written in the case."))
    email = forms.EmailField(label=_("E-mail"))
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    number = forms.IntegerField(label=_("Places"), min_value=1, max_value=5)
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea)
    municipality = forms.ChoiceField(label=_("Municipality"), choices=[("340", "Sorø"), ("329", "Ringsted")])
    needs = forms.MultipleChoiceField(label=_("Needs"), choices=CHOICES)
    moved = forms.MultipleChoiceField(
        label=_("What has moved?"), choices=CHOICES, widget=forms.CheckboxSelectMultiple
    )
    rating = forms.ChoiceField(
        label=_("How is it going?"), choices=[(n, str(n)) for n in range(1, 6)], widget=forms.RadioSelect
    )
    consent = forms.BooleanField(label=_("The mentor may be told the telephone number"))
    start_on = forms.DateField(label=_("Date"), help_text=_("Day-month-year, such as 22-11-2026."))
    paper = forms.FileField(label=_("Document"), required=False)
    token = forms.CharField(widget=forms.HiddenInput, initial="x")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Fieldset(
                _("Form"),
                Row("text", "email"),
                Row(PrependedText("phone", "+45"), AppendedText("number", _("people"))),
            ),
            "password",
            "note",
            Row("municipality", "start_on"),
            "needs",
            InlineCheckboxes("moved", wrapper_class="choices"),
            InlineRadios("rating", wrapper_class="choices"),
            "consent",
            "paper",
            "token",
        )


def _table() -> dict[str, object]:
    return {
        "caption": _("Matched, by municipality"),
        "columns": [
            {"label": _("Municipality")},
            {"label": _("Matched"), "numeric": True},
            {"label": _("State")},
        ],
        "rows": [
            ["Sorø", "35", {"text": _("on track"), "tone": "ok"}],
            ["Ringsted", "17", {"text": _("behind"), "tone": "warn"}],
        ],
        "foot": [_("Total"), "52", ""],
    }


def _figures() -> dict[str, object]:
    return {
        "tiles": [
            {"label": _("Matched"), "value": "52", "of": _("of %(total)s") % {"total": 70}},
            {"label": _("Today"), "value": "3", "url": "#ledger"},
            {"label": _("Overdue"), "value": "2", "tone": "stop", "url": "#ledger"},
            {"label": _("Silent pairs"), "value": "1", "tone": "warn"},
        ],
        "data": {"points": [(0, 0), (1, 7), (2, 18), (3, 37), (4, 52)]},
    }


def _people() -> dict[str, object]:
    return {
        "facts": [
            {"label": _("Age and gender"), "value": "34 år, kvinde"},
            {"label": _("Municipality"), "value": "Sorø"},
            {"label": _("Driving licence"), "value": None},
            {"label": _("Consent"), "value": _("missing"), "tone": "warn"},
        ],
        "lines": [
            {"label": _("Education"), "value": "Handelsskole, 2 år", "note": "09-10-2026"},
            {"label": _("Evenings"), "value": None},
        ],
        "events": [
            {
                "when": "12-11-2026",
                "what": "Samtale om nyt match",
                "state": "done",
                "tag": {"label": "Afholdt", "tone": "ok"},
            },
            {"when": "11-08-2026", "what": "Status 6 mdr.", "state": "missed", "detail": "Ikke mødt"},
            {"when": "22-11-2026", "what": "I dag", "state": "now"},
        ],
        "ledger": [
            {
                "when": "10.30",
                "when_note": "aftalt",
                "name": "Amina H. og Birgit T.",
                "url": "#ledger",
                "detail": "3 måneder · borgerens side",
                "phone": "+45 12 34 56 78",
                "call_name": "Amina",
                "log_url": "#ledger",
                "tag": {"label": "Stille i 24 dage", "tone": "warn"},
                "weeks": [None, True, True, False, True, False, False],
                "weeks_label": "Kontakt i 3 af 6 uger",
            },
            {"when": "I dag", "name": "Olena K. og Hanne B.", "log_url": "#ledger"},
        ],
        "steps": [
            {"label": _("Waiting"), "note": "23", "state": "done", "url": "#steps"},
            {"label": _("Mentors"), "note": "B44-0017", "state": "current", "url": "#steps"},
            {"label": _("Plan"), "note": "18 af 23", "state": "todo"},
        ],
    }


@require_safe
def show_components(request: HttpRequest) -> HttpResponse:
    """Every component once; `?fejl=1` shows the form after it was refused."""
    form = SpecimenForm({"number": "9"}) if request.GET.get("fejl") else SpecimenForm()
    messages.success(request, _("The follow-up is saved."))
    context = {
        **_figures(),
        **_people(),
        "table": _table(),
        "form": form,
        "formset": forms.formset_factory(FormRow, extra=2)(prefix="row"),
        "page": Paginator(range(400), 20).get_page(request.GET.get("page", 4)),
        "tabs": [
            {"label": _("Profile"), "url": "#tabs", "current": True},
            {"label": _("Consent and papers"), "url": "#tabs", "count": 3},
            {"label": _("Match and follow-up"), "url": "#tabs"},
        ],
        "crumbs": [{"label": _("Refugees"), "url": "#"}, {"label": "B44-0017"}],
        "actions": [
            {"label": _("Find a mentor"), "url": "#", "primary": True},
            {"label": _("Edit profile"), "url": "#"},
        ],
        "active": [{"label": "Kommune: Sorø", "url": "?"}],
        "filters": FilterForm({"municipality": "340"}),
        "shown_on": datetime.date(2026, 11, 22),
    }
    return render(request, "mentorship/components.html", context)


class FormRow(forms.Form):
    """One row of the formset specimen."""

    name = forms.CharField(label=_("Name"))
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("1", "1"), ("2", "2")])


class FilterForm(forms.Form):
    """The filter bar's specimen."""

    municipality = forms.ChoiceField(
        label=_("Municipality"),
        required=False,
        choices=[("", _("All")), ("340", "Sorø"), ("329", "Ringsted")],
    )
    q = forms.CharField(label=_("Search"), required=False)
