"""What the interview found out, as a form. Left empty means not known; "none" is an answer of its own."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mentorship.clock import today
from mentorship.forms.sections import Difference, Layout, SectionedForm, as_sent
from mentorship.languages import language_choices
from mentorship.models import Mentor, Profile, Refugee
from mentorship.people.personality import SCALE, asks_personality, statements
from mentorship.programmes.document import programme_document
from mentorship.vocabulary import Availability, Education, Gender, Household, LanguageLevel, Need

NONE = "none"
SPARE_LANGUAGES = 3
MOST_LANGUAGES = 12
EMPTY = ("", "–")
LANGUAGE_FIELDS = ("language_", "level_")
PLAIN = (
    "occupation",
    "work_experience",
    "education",
    "household",
    "wants_gender",
    "wants_same_background",
    "own_transport",
    "expectations",
)


class SomeOrNone(forms.MultipleChoiceField):
    """Several choices, or the answer "none" alone. Nothing ticked is None: not known."""

    def __init__(self, *, choices: Any, **kwargs: Any):
        none = (NONE, pgettext_lazy("answer", "None (asked)"))
        super().__init__(
            choices=[*choices, none], required=False, widget=forms.CheckboxSelectMultiple, **kwargs
        )

    def clean(self, value: Any) -> list[str] | None:
        chosen = super().clean(value)
        if NONE in chosen and len(chosen) > 1:
            raise ValidationError(_("“None” cannot be ticked together with something else."))
        return [] if chosen == [NONE] else (chosen or None)

    def prepare_value(self, value: Any) -> Any:
        return [NONE] if value == [] else value


class ProfileForm(SectionedForm):
    """One person's profile. Languages are rows of a language and a level, with some rows to spare."""

    interests = SomeOrNone(label=_("Interests"), choices=())
    more_interests = forms.CharField(
        label=_("Other interests"), required=False, max_length=300, help_text=_("With commas between.")
    )
    occupation = forms.CharField(label=_("Occupation"), required=False, max_length=120)
    work_experience = forms.CharField(
        label=_("Work experience"),
        required=False,
        max_length=500,
        help_text=_("Trades, places and years, in a few words."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    education = forms.ChoiceField(label=_("Education"), required=False, choices=[EMPTY, *Education.choices])
    household = forms.ChoiceField(label=_("Household"), required=False, choices=[EMPTY, *Household.choices])
    children = forms.ChoiceField(
        label=_("Children in the household"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("Not known")), ("none", _("No children")), ("some", _("Yes, born in:"))],
    )
    children_birth_years = forms.CharField(
        label=_("The children's years of birth"),
        required=False,
        help_text=_("As 2016, 2019. Decides whether a child certificate is needed."),
        widget=forms.TextInput(attrs={"inputmode": "text", "class": "form-input--medium"}),
    )
    availability = SomeOrNone(label=_("Can meet"), choices=Availability.choices)
    own_transport = forms.NullBooleanField(
        label=_("Own transport"), required=False, help_text=_("A car, a bicycle, or a bus nearby.")
    )
    needs = SomeOrNone(label=_("Needs"), choices=())
    wants_gender = forms.ChoiceField(
        label=_("Wishes the other's gender"),
        required=False,
        choices=[("", _("No wish")), *Gender.choices],
    )
    wants_same_background = forms.NullBooleanField(label=_("Wishes the same background"), required=False)
    expectations = forms.CharField(
        label=_("Expectations"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    LAYOUT: Layout = (
        (_("Interests"), (("interests",), ("more_interests",))),
        (_("Work and education"), (("occupation", "education"), ("work_experience",))),
        (_("Home and children"), (("household",), ("children",), ("children_birth_years",))),
        (_("When and how to meet"), (("availability",), ("own_transport",))),
        (
            _("Needs, wishes and expectations"),
            (("needs",), ("wants_gender", "wants_same_background"), ("expectations",)),
        ),
    )

    def __init__(self, *args: Any, enrolment: "Mentor | Refugee", **kwargs: Any):
        self.enrolment = enrolment
        self.profile: Profile | None = getattr(enrolment, "profile", None)
        document = programme_document(enrolment.programme)
        self.listed = [entry.label.on_screen("da").lower() for entry in document.profiles.interests]
        entries = document.profiles.interests
        shown = [(word, str(entry.label)) for word, entry in zip(self.listed, entries, strict=True)]
        kwargs["initial"] = self._initial()
        super().__init__(*args, **kwargs)
        none = (NONE, pgettext_lazy("answer", "None (asked)"))
        fields: dict[str, Any] = self.fields
        fields["interests"].choices = [*shown, none]
        needs = document.profiles.needs or Need.values
        choices = [(need.value, need.label) for need in Need if need in needs]
        fields["needs"].choices = [*choices, none]
        if isinstance(enrolment, Mentor):
            fields["needs"].label = _("Offers help with")
        self.statements: dict[str, str] = {}
        if asks_personality(enrolment.programme, str(enrolment.side)):
            self._add_statements()
        self.language_rows = self._add_language_rows() if self.asks_languages() else []

    def asks_languages(self) -> bool:
        """Whether the form has a row for each language: every row holds every language there is."""
        return True

    def _add_statements(self) -> None:
        """How well each statement fits, and a section of their own."""
        self.statements = statements(self.enrolment.programme)
        answered = (self.profile.personality if self.profile else None) or {}
        levels = [("", _("Not asked")), *((str(level), label) for level, label in SCALE.items())]
        for key, statement in self.statements.items():
            self.fields[f"personality_{key}"] = forms.ChoiceField(
                label=statement,
                required=False,
                widget=forms.RadioSelect,
                choices=levels,
                initial=str(answered.get(key, "")),
            )
        rows = tuple((f"personality_{key}",) for key in self.statements)
        self.LAYOUT = (*self.LAYOUT, (_("Personality: how well does it fit?"), rows))

    def _initial(self) -> dict[str, Any]:
        profile = self.profile
        if profile is None:
            return {"version": 1}
        interests = profile.interests
        initial: dict[str, Any] = {name: getattr(profile, name) for name in PLAIN}
        initial |= {"availability": profile.availability, "needs": profile.needs, "version": profile.version}
        listed = None if interests is None else [word for word in interests if word in self.listed]
        initial["interests"] = listed or (interests if interests == [] else None)
        initial["more_interests"] = ", ".join(word for word in interests or [] if word not in self.listed)
        years = profile.children_birth_years
        initial["children"] = "" if years is None else ("some" if years else "none")
        initial["children_birth_years"] = ", ".join(str(year) for year in years or [])
        return initial

    def _add_language_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        known = list(((self.profile.languages if self.profile else None) or {}).items())
        rows = min(
            MOST_LANGUAGES, max(len(known), self._rows_sent()) + (SPARE_LANGUAGES if len(known) else 4)
        )
        languages, levels = [EMPTY, *language_choices()], [EMPTY, *LanguageLevel.choices]
        for row in range(max(rows, len(known))):
            code, level = known[row] if row < len(known) else ("", "")
            language = forms.ChoiceField(label=_("Language"), required=False, choices=languages, initial=code)
            self.fields[f"language_{row}"] = language
            self.fields[f"level_{row}"] = forms.ChoiceField(
                label=_("Level"), required=False, choices=levels, initial=level
            )
        return [(self[f"language_{row}"], self[f"level_{row}"]) for row in range(max(rows, len(known)))]

    def _rows_sent(self) -> int:
        """Rows with a language in what was sent: a draft may hold more than is saved."""
        return (
            sum(bool(self.data.get(f"language_{row}")) for row in range(MOST_LANGUAGES))
            if self.is_bound
            else 0
        )

    def take_over(self, saved: SectionedForm) -> list[Difference]:
        """Languages too: by what they are, not by the row they stand in."""
        taken = super().take_over(saved)
        before, theirs, mine = _languages(self._opened()), _spoken(saved), _spoken(self)
        if not before and not self._opened():
            return taken
        codes = dict.fromkeys([*theirs, *mine])
        merged = {code: (theirs if mine.get(code) == before.get(code) else mine).get(code) for code in codes}
        kept = {code: level for code, level in merged.items() if level is not None}
        if kept == mine:
            return taken
        data: Any = self.data
        for row, (code, level) in enumerate([*kept.items(), *[("", "")] * (MOST_LANGUAGES - len(kept))]):
            data[f"language_{row}"], data[f"level_{row}"] = code, level
        self.language_rows = self._add_language_rows()
        return [*taken, Difference(str(_("Languages")), self._in_words(theirs), self._in_words(mine))]

    def differences(self, saved: SectionedForm) -> list[Difference]:
        found, theirs, mine = super().differences(saved), _spoken(saved), _spoken(self)
        if theirs != mine:
            both = bool(self._opened()) and theirs != _languages(self._opened())
            words = self._in_words(theirs), self._in_words(mine)
            found.append(Difference(str(_("Languages")), *words, both))
        return found

    def _in_words(self, spoken: dict[str, str]) -> str:
        languages = dict(language_choices())
        levels = {str(value): label for value, label in LanguageLevel.choices}
        said = [f"{languages.get(code, code)}: {levels.get(level, '–')}" for code, level in spoken.items()]
        return ", ".join(said) or gettext("nothing")

    def _compared_fields(self) -> Iterator[BoundField]:
        return (field for field in super()._compared_fields() if not field.name.startswith(LANGUAGE_FIELDS))

    def clean_children_birth_years(self) -> list[int]:
        years = [int(year) for year in re.findall(r"\d+", self.cleaned_data["children_birth_years"])]
        for year in years:
            if not 1900 <= year <= today().year + 1:
                raise ValidationError(_("Years with four digits, as 2016, 2019."))
        return sorted(years)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        children, years = data.get("children"), data.get("children_birth_years") or []
        if children == "some" and not years and "children_birth_years" not in self.errors:
            self.add_error("children_birth_years", _("Write in which years they were born."))
        if children == "none" and years:
            self.add_error("children", _("Years are given below: tick “Yes”, or clear them."))
        self._clean_languages(data)
        return data

    def _clean_languages(self, data: dict[str, Any]) -> None:
        languages: dict[str, int] = {}
        for row in range(len(self.language_rows)):
            code, level = data.get(f"language_{row}"), data.get(f"level_{row}")
            if code and not level:
                self.add_error(f"level_{row}", _("How well is the language spoken?"))
            elif level and not code:
                self.add_error(f"language_{row}", _("Which language is it?"))
            elif code and code in languages:
                self.add_error(f"language_{row}", _("The language stands here twice."))
            elif code and level:
                languages[code] = int(level)
        data["languages"] = languages or None

    def facts(self) -> dict[str, Any]:
        """The profile's fields; facts the form does not ask about are left alone."""
        data = self.cleaned_data
        facts = {name: data[name] for name in (*PLAIN, "availability", "needs", "languages")}
        more = [word.strip().lower() for word in data["more_interests"].split(",") if word.strip()]
        listed = data["interests"]
        facts["interests"] = listed if not more else list(dict.fromkeys([*(listed or []), *more]))
        years = data["children_birth_years"]
        facts["children_birth_years"] = years or ([] if data["children"] == "none" else None)
        if self.statements:
            facts["personality"] = self._personality()
        return facts

    def _personality(self) -> dict[str, int] | None:
        """The answers; those to statements no longer asked about stay. None: nobody has answered any."""
        before = (self.profile.personality if self.profile else None) or {}
        said = {key: self.cleaned_data[f"personality_{key}"] for key in self.statements}
        kept = {key: level for key, level in before.items() if key not in said}
        return kept | {key: int(level) for key, level in said.items() if level} or None


def _spoken(form: SectionedForm) -> dict[str, str]:
    """{language: level} as the form holds them; a half-filled row says ""."""
    return _languages({field.name: as_sent(field) for field in form})


def _languages(sent: dict[str, list[str]]) -> dict[str, str]:
    found = {}
    for row in range(MOST_LANGUAGES):
        code, level = (sent.get(f"{part}{row}") or [""] for part in LANGUAGE_FIELDS)
        if code[0]:
            found[code[0]] = level[0]
    return found
