"""What is not known about a person and worth asking: the question, and what an answer may be worth."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentorship.models import Mentor, Refugee
from mentorship.programmes.document import programme_document


@dataclass(frozen=True, slots=True)
class Unknown:
    """`points`: how much of a pair's 100 points the answer can move; 0 where matching does not ask."""

    key: str
    label: "str | Promise"
    question: "str | Promise"
    points: float


# field: (label, question, criterion of the programme's weights it feeds)
QUESTIONS: dict[str, tuple["str | Promise", "str | Promise", str]] = {
    "languages": (_("Languages"), _("Which languages, and how well?"), "language"),
    "availability": (_("Can meet"), _("When can you meet: days, evenings, weekends?"), "availability"),
    "interests": (_("Interests"), _("What do you like to do, or want to try?"), "interests"),
    "needs": (_("Needs"), _("What would you most like help with?"), "needs"),
    "occupation": (
        _("Occupation"),
        _("What have you worked with, and what would you like to?"),
        "occupation",
    ),
    "education": (_("Education"), _("Which schooling or education do you have?"), "education"),
    "children_birth_years": (_("Children"), _("Are there children in the household, and how old?"), "family"),
    "birth_year": (_("Age"), _("In which year were you born?"), "age"),
    "own_transport": (_("Transport"), _("Do you have a car, a bicycle or a bus nearby?"), "travel"),
    "personality": (
        _("Personality"),
        _("How well do a few statements about you fit?"),
        "personality",
    ),
    "household": (_("Household"), _("Who do you live with?"), ""),
    "labour_status": (_("Support"), _("What do you live on at present?"), ""),
    "interpreter": (_("Interpreter"), _("Do we need an interpreter when we talk?"), ""),
    "danish_education": (_("Danish education"), _("Which education and module?"), ""),
    "arrived_on": (_("Arrived"), _("When did you come to the country?"), ""),
}
OFFER = (_("Offers"), _("What would you like to help with?"))


def unknowns(enrolment: Mentor | Refugee) -> list[Unknown]:
    """What the programme asks of this side and nobody has answered, what is worth most first."""
    document = programme_document(enrolment.programme)
    side = str(enrolment.side)
    found = []
    for field in getattr(document.profiles, side).asks:
        if field in QUESTIONS and not _is_known(enrolment, field):
            label, question, criterion = QUESTIONS[field]
            if field == "needs" and side == "mentor":
                label, question = OFFER
            found.append(Unknown(field, label, question, document.weight(criterion) if criterion else 0.0))
    return sorted(found, key=lambda unknown: -unknown.points)


def _is_known(enrolment: Mentor | Refugee, field: str) -> bool:
    """An empty list is an answer (none); an empty text, and None, are not."""
    for row in (getattr(enrolment, "profile", None), enrolment, enrolment.person):
        if hasattr(row, field):
            return getattr(row, field) not in (None, "")
    return False  # no profile yet
