"""The words of the advice: what would help, said as something to ask or to fetch, and where to do it.

A wish is somebody's own: it is asked about, never set aside.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from matching.advice_changes import UP_TO
from matching.views.board_parts import words_of
from mentorship.models import Programme
from mentorship.templatetags.danish import da_number

GENDERS = {
    "female": pgettext_lazy("wish", "a woman"),
    "male": pgettext_lazy("wish", "a man"),
    "other": pgettext_lazy("wish", "another gender"),
}
SLOTS = {
    "weekday_day": pgettext_lazy("time", "on weekdays in the daytime"),
    "weekday_evening": pgettext_lazy("time", "on weekday evenings"),
    "weekend": pgettext_lazy("time", "at weekends"),
}
# Said of one person: what would have to be so.
IF_PERSON = {
    "consent_refugee": gettext_lazy("If %(refugee)s gives the consent that is missing"),
    "partner_consent": gettext_lazy("If %(refugee)s agrees to the partner being told"),
    "selected": gettext_lazy("If %(refugee)s is selected for the programme"),
    "interview_refugee": gettext_lazy("If %(refugee)s is interviewed"),
    "intro_refugee": gettext_lazy("If %(refugee)s takes the introduction course"),
    "wish_refugee": gettext_lazy("If %(refugee)s no longer wishes %(gender)s"),
    "times": gettext_lazy("If %(refugee)s can meet %(slot)s too"),
    "languages_refugee": gettext_lazy("If the languages of %(refugee)s are registered"),
    "interpreter": gettext_lazy("If an interpreter may take part"),
    "weaker_language": gettext_lazy("If a little of a common language is enough"),
    "municipality": gettext_lazy("If they may live in different municipalities"),
    "distance": gettext_lazy("If they may live further apart"),
    "occupation_field": gettext_lazy("If another field of work will do"),
}
# What to do about it, and whose word it takes.
HOW = {
    "consent_refugee": gettext_lazy("Obtain the consent at the next talk."),
    "partner_consent": gettext_lazy("Ask at the next talk; the consent is voluntary."),
    "selected": gettext_lazy("Register the selection, with its grounds."),
    "interview_refugee": gettext_lazy("Book the interview."),
    "intro_refugee": gettext_lazy("Sign up for the next introduction course."),
    "wish_refugee": gettext_lazy(
        "Ask whether the wish must hold, and say why you ask. The wish stands until the answer is yes."
    ),
    "times": gettext_lazy("Ask whether that could be possible now and then."),
    "languages_refugee": gettext_lazy("Ask which languages, and how well."),
    "interpreter": gettext_lazy(
        "Decide whether an interpreter can be there at first, and ask both whether they would want it."
    ),
    "weaker_language": gettext_lazy("Ask both whether they would like to try. The language grows by use."),
    "municipality": gettext_lazy("The programme keeps to one municipality: agree on it with the other."),
    "distance": gettext_lazy("Ask whether the way is manageable, or whether they can meet half-way."),
    "occupation_field": gettext_lazy(
        "The programme demands the same field: decide whether a related one will do."
    ),
    "consent_mentor": gettext_lazy("Obtain the consent that is missing."),
    "interview_mentor": gettext_lazy("Book the interview."),
    "intro_mentor": gettext_lazy("Sign up for the next introduction course."),
    "training": gettext_lazy("Sign up for the next training."),
    "child_certificate": gettext_lazy("Ask for the child certificate."),
    "criminal_record": gettext_lazy("Ask for the criminal record."),
    "confidentiality": gettext_lazy("Have the declaration of confidentiality signed."),
    "wish_mentor": gettext_lazy(
        "Ask whether the wish must hold, and say why you ask. The wish stands until the answer is yes."
    ),
    "languages_mentor": gettext_lazy("Ask which languages, and how well."),
    "place": gettext_lazy("Ask whether there is time for one more. A no is a good answer too."),
}
_TO_REFUGEE = {
    "consent_refugee": "people:refugee",
    "partner_consent": "people:refugee",
    "interview_refugee": "people:refugee_booking",
    "wish_refugee": "people:refugee_profile",
    "gender_wish": "people:refugee_profile",
    "times": "people:refugee_profile",
    "availability": "people:refugee_profile",
    "languages_refugee": "people:refugee_profile",
    "language": "people:refugee_profile",
    "municipality": "people:refugee_edit",
}
_TO_MENTOR = {
    "consent_mentor": "people:mentor",
    "interview_mentor": "people:mentor_booking",
    "child_certificate": "people:mentor",
    "criminal_record": "people:mentor",
    "confidentiality": "people:mentor",
    "protected_address": "people:mentor",
    "wish_mentor": "people:mentor_profile",
    "languages_mentor": "people:mentor_profile",
    "place": "people:mentor_edit",
    "capacity": "people:mentor_edit",
}
PLACES_OF_PAPERS = {  # where on the page of a case
    "consent_refugee": "#samtykke",
    "partner_consent": "#samtykke",
    "consent_mentor": "#samtykke",
    "child_certificate": "#attester",
    "criminal_record": "#attester",
    "confidentiality": "#attester",
    "protected_address": "#attester",
}
_TO_PAGE = {
    "selected": "people:selection",
    "intro_course": "people:activities",
    "intro_refugee": "people:activities",
    "intro_mentor": "people:activities",
    "training": "people:activities",
}


def remedy_url(
    what: str, programme: Programme, *, refugee: int | None = None, mentor: int | None = None
) -> str:
    """Where a rule is met or a change is made; empty where it is for people to agree on."""
    if what in _TO_PAGE:
        return reverse(_TO_PAGE[what], args=[programme.key])
    for pages, pk in ((_TO_REFUGEE, refugee), (_TO_MENTOR, mentor)):
        if what in pages and pk is not None:
            url = reverse(pages[what], args=[programme.key, pk])
            return url + PLACES_OF_PAPERS.get(what, "")
    return ""


def _if_mentors(kind: str, count: int, screen: dict[str, str]) -> str:
    """The clause of a change that is made with mentors."""
    who = screen["mentor"] if count == 1 else screen["mentors"]
    clauses = {
        "consent_mentor": _("With the consent of %(count)s %(mentors)s"),
        "interview_mentor": _("With an interview of %(count)s %(mentors)s"),
        "intro_mentor": _("With the introduction course taken by %(count)s %(mentors)s"),
        "training": _("With the training taken by %(count)s %(mentors)s"),
        "child_certificate": _("With the child certificate of %(count)s %(mentors)s"),
        "criminal_record": _("With the criminal record of %(count)s %(mentors)s"),
        "confidentiality": _("With a declaration of confidentiality from %(count)s %(mentors)s"),
        "wish_mentor": _("If the wish of %(count)s %(mentors)s about gender need not hold"),
        "languages_mentor": _("With the languages of %(count)s %(mentors)s registered"),
        "place": _("If a %(mentor)s takes one more"),
    }
    return clauses[kind] % {"count": da_number(count), "mentors": who, "mentor": screen["mentor"]}


def clause(programme: Programme, option: dict[str, Any], name: str) -> str:
    """What would have to be so, for one who waits; `name` is what the page calls the person."""
    kind, value = option["kind"], option["value"]
    if kind not in IF_PERSON:
        return _if_mentors(kind, option["count"], words_of(programme))
    values = {"refugee": name, "gender": GENDERS.get(value, ""), "slot": SLOTS.get(value, "")}
    return str(IF_PERSON[kind]) % values


def outcome(programme: Programme, option: dict[str, Any]) -> str:
    """How many mentors become possible; `up to` where the answer is not known before it is asked for."""
    count, screen = option["count"], words_of(programme)
    values = {
        "count": da_number(count),
        "mentors": screen["mentor"] if count == 1 else screen["mentors"],
    }
    if option["kind"] == "place":
        return _("%(count)s %(mentors)s could be asked") % values
    if option["kind"] in UP_TO:
        return _("up to %(count)s %(mentors)s") % values
    return f"{values['count']} {values['mentors']}"


def gain_text(gain: int | None) -> str:
    """What the whole plan gains; nothing is said where it has not been worked out."""
    if gain is None:
        return ""
    if not gain:
        return _("The plan serves no more by it: the places are needed for others.")
    return _("In the plan as a whole, %(count)s more can then be matched.") % {"count": da_number(gain)}


def heading(programme: Programme, together: dict[str, Any]) -> str:
    """One change for several, as something to do: with whom, and how many more are served."""
    people, mentors = len(together["refugees"]), len(together["mentors"])
    screen = words_of(programme)
    values = {
        "people": f"{da_number(people)} {screen['refugee'] if people == 1 else screen['refugees']}",
        "mentors": f"{da_number(mentors)} {screen['mentor'] if mentors == 1 else screen['mentors']}",
        "gender": GENDERS.get(together["value"], ""),
        "slot": SLOTS.get(together["value"], ""),
    }
    return str(TOGETHER[together["kind"]]) % values


TOGETHER = {
    "consent_refugee": gettext_lazy("Obtain the consent of %(people)s"),
    "partner_consent": gettext_lazy("Ask %(people)s whether the partner may be told"),
    "selected": gettext_lazy("Select %(people)s for the programme"),
    "interview_refugee": gettext_lazy("Interview %(people)s"),
    "intro_refugee": gettext_lazy("Sign %(people)s up for the introduction course"),
    "wish_refugee": gettext_lazy("Ask %(people)s whether the wish for %(gender)s must hold"),
    "times": gettext_lazy("Ask %(people)s about meeting %(slot)s"),
    "languages_refugee": gettext_lazy("Register the languages of %(people)s"),
    "interpreter": gettext_lazy("Let an interpreter take part for %(people)s"),
    "weaker_language": gettext_lazy("Ask %(people)s about trying with a little common language"),
    "municipality": gettext_lazy("Let %(people)s have somebody from another municipality"),
    "distance": gettext_lazy("Ask %(people)s about a longer way"),
    "occupation_field": gettext_lazy("Let %(people)s have somebody of another field of work"),
    "consent_mentor": gettext_lazy("Obtain the consent of %(mentors)s"),
    "interview_mentor": gettext_lazy("Interview %(mentors)s"),
    "intro_mentor": gettext_lazy("Sign %(mentors)s up for the introduction course"),
    "training": gettext_lazy("Sign %(mentors)s up for the training"),
    "child_certificate": gettext_lazy("Fetch the child certificate of %(mentors)s"),
    "criminal_record": gettext_lazy("Fetch the criminal record of %(mentors)s"),
    "confidentiality": gettext_lazy("Have %(mentors)s sign a declaration of confidentiality"),
    "wish_mentor": gettext_lazy("Ask %(mentors)s whether the wish about gender must hold"),
    "languages_mentor": gettext_lazy("Register the languages of %(mentors)s"),
    "place": gettext_lazy("Ask %(mentors)s for one more place"),
}


def served_text(programme: Programme, count: int, *, up_to: bool = False) -> str:
    """How many more get somebody."""
    screen = words_of(programme)
    values = {"count": da_number(count), "people": screen["refugee"] if count == 1 else screen["refugees"]}
    if up_to:
        return _("then up to %(count)s more %(people)s can be matched") % values
    return _("then %(count)s more %(people)s can be matched") % values
