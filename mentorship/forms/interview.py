"""The interview, a step at a time: questions of the profile and the case, and what is said yes to."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentorship.clock import today
from mentorship.forms.papers import PastDateField
from mentorship.forms.profile import PLAIN, ProfileForm
from mentorship.forms.sections import SectionedForm
from mentorship.forms.touch import CASE_FIELDS, PERSON_FIELDS, field_of, for_the_thumb
from mentorship.languages import language_name
from mentorship.models import Consent, Mentor, Refugee
from mentorship.people.editing import case_version
from mentorship.programmes.document import programme_document
from mentorship.vocabulary import ConsentScope

# A question of the programme's list -> the fields of the form that put it.
FIELDS_OF = {
    "interests": ("interests", "more_interests"),
    "children_birth_years": ("children", "children_birth_years"),
    "wants_gender": ("wants_gender", "wants_same_background"),
}
# Asked whatever the programme lists.
ALWAYS = frozenset({"contact_language", "capacity"})
BLANK = dict.fromkeys((*PLAIN, "interests", "more_interests", "children", "children_birth_years"), "")


@dataclass(frozen=True, slots=True)
class Step:
    """`asks`: questions by the programme's names, in the order they are put; a side skips what is not its."""

    slug: str
    title: "str | Promise"
    asks: tuple[str, ...] = field(default=())


STEPS = (
    Step(
        "baggrund",
        _("Background and family"),
        (
            "birth_year",
            "gender",
            "country",
            "residence_basis",
            "arrived_on",
            "household",
            "children_birth_years",
            "local_ties",
            "former_network_contact",
        ),
    ),
    Step("sprog", _("Languages"), ("languages", "contact_language", "interpreter", "danish_education")),
    Step(
        "arbejde",
        _("Work and education"),
        ("occupation", "work_experience", "education", "labour_status", "self_supporting"),
    ),
    Step("oensker", _("Wishes and interests"), ("interests", "needs", "wants_gender")),
    Step("hverdag", _("Time and practical matters"), ("availability", "own_transport", "capacity")),
    Step("forventninger", _("Expectations"), ("expectations",)),
    Step("personlighed", _("Personality"), ("personality",)),
)
CONSENT = Step("samtykke", _("Consent"))
REVIEW = Step("gennemse", _("Look through"))


def steps_for(enrolment: Mentor | Refugee) -> list[Step]:
    """The steps in which the programme asks this side something, then consent and a look at the whole."""
    asked = [step for step in STEPS if questions(step, enrolment)]
    consents = [CONSENT] if scopes_asked(enrolment) else []
    return [*asked, *consents, REVIEW]


def questions(step: Step, enrolment: Mentor | Refugee) -> list[str]:
    """What is asked of this side in `step`."""
    side = str(enrolment.side)
    asks = {*getattr(programme_document(enrolment.programme).profiles, side).asks, *ALWAYS}
    other = "refugee" if side == "mentor" else "mentor"
    not_ours = set(CASE_FIELDS[other]) - set(CASE_FIELDS[side])
    return [name for name in step.asks if name in asks and name not in not_ours]


def scopes_asked(enrolment: Mentor | Refugee) -> list[Any]:
    """The programme's consents for this side, as its file tells of them."""
    asked = programme_document(enrolment.programme).consents
    return [consent for consent in asked if enrolment.side in consent.sides]


class StepForm(ProfileForm):
    """The questions of one step. `version` tells what the answers were written on top of."""

    def __init__(self, *args: Any, enrolment: "Mentor | Refugee", step: Step, **kwargs: Any):
        self.step, self.asked = step, questions(step, enrolment)
        super().__init__(*args, enrolment=enrolment, **kwargs)
        side = str(enrolment.side)
        self.of_person = [name for name in self.asked if name in PERSON_FIELDS]
        self.of_case = [name for name in self.asked if name in CASE_FIELDS[side]]
        own: dict[str, forms.Field] = {}
        for name in self.asked:
            if name in (*self.of_person, *self.of_case):
                own[name] = field_of(name, enrolment)
                continue
            own |= {key: for_the_thumb(key, self.fields[key]) for key in self._fields_putting(name)}
        self.fields = {"version": self.fields["version"], **own}
        rows = tuple((name,) for name in own if not name.startswith(("language_", "level_")))
        self.LAYOUT = ((step.title, rows),)

    def asks_languages(self) -> bool:
        return "languages" in self.asked

    def _fields_putting(self, question: str) -> tuple[str, ...]:
        if question == "languages":
            return tuple(bound.name for row in self.language_rows for bound in row)
        if question == "personality":
            return tuple(f"personality_{key}" for key in self.statements)
        return FIELDS_OF.get(question, (question,))

    def _initial(self) -> dict[str, Any]:
        enrolment = self.enrolment
        initial = super()._initial()
        initial |= {name: getattr(enrolment.person, name) for name in PERSON_FIELDS}
        initial |= {name: getattr(enrolment, name) for name in CASE_FIELDS[str(enrolment.side)]}
        return initial | {"version": f"{initial['version']}/{case_version(enrolment)}"}

    def answers(self) -> dict[str, dict[str, Any]]:
        """What a clean form says: {profile, person, case}, the questions of this step alone."""
        data = self.cleaned_data
        if "personality" not in self.asked:
            self.statements = {}
        self.cleaned_data = {**BLANK, "availability": None, "needs": None, **data}
        profile = {name: value for name, value in self.facts().items() if self._puts(name)}
        return {
            "profile": profile,
            "person": {name: data[name] for name in self.of_person},
            "case": {name: data[name] for name in self.of_case},
        }

    def _puts(self, fact: str) -> bool:
        return any(fact == name or fact in FIELDS_OF.get(name, ()) for name in self.asked)


class ConsentStepForm(SectionedForm):
    """A tick for each consent the person gives now; those given before stand beside, and stay."""

    language = forms.ChoiceField(label=_("Text read in"), widget=forms.RadioSelect, choices=())
    given_on = PastDateField(label=_("Date"))

    def __init__(self, *args: Any, enrolment: "Mentor | Refugee", step: Step = CONSENT, **kwargs: Any):
        self.step, self.enrolment = step, enrolment
        self.texts = scopes_asked(enrolment)
        self.valid: dict[str, Consent] = {given.scope: given for given in enrolment.consents.valid()}
        languages = list(dict.fromkeys(code for consent in self.texts for code in consent.text))
        spoken = enrolment.person.contact_language
        kwargs["initial"] = {
            "given_on": today(),
            "language": spoken if spoken in languages else ("da" if "da" in languages else languages[0]),
        }
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["language"].choices = [(code, language_name(code)) for code in languages]
        for consent in self.texts:
            if consent.scope not in self.valid:
                self.fields[f"consent_{consent.scope}"] = forms.BooleanField(
                    label=ConsentScope(consent.scope).label, required=False
                )

    @property
    def read_in(self) -> str:
        """The language the texts are shown in."""
        chosen = self["language"].value()
        codes = [code for code, _name in self.fields["language"].choices]  # type: ignore[attr-defined]  # a ChoiceField
        return str(chosen) if chosen in codes else str(codes[0])

    def rows(self) -> list[dict[str, Any]]:
        """Each consent with its text in the language read, else in the first there is."""
        rows = []
        for consent in self.texts:
            code = self.read_in if self.read_in in consent.text else next(iter(consent.text))
            name = f"consent_{consent.scope}"
            rows.append(
                {
                    "label": ConsentScope(consent.scope).label,
                    "text": consent.text[code],
                    "language": code,
                    "needed": consent.required_for_match,
                    "given": self.valid.get(consent.scope),
                    "field": self[name] if name in self.fields else None,
                }
            )
        return rows

    def said_yes_to(self) -> list[str]:
        """Scopes ticked on a clean form."""
        data = self.cleaned_data
        return [consent.scope for consent in self.texts if data.get(f"consent_{consent.scope}")]


class ReviewForm(forms.Form):
    """When the interview was held. `seen`: the version the reader has been told of, after a conflict."""

    held_on = PastDateField(label=_("The interview was held on"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


def make_step_form(step: Step, enrolment: Mentor | Refugee, data: Any = None) -> Any:
    """The form of `step`; the last step has its own."""
    if step is CONSENT:
        return ConsentStepForm(data, enrolment=enrolment)
    return StepForm(data, enrolment=enrolment, step=step)
