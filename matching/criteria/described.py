"""What each criterion and rule measures, in which unit, how it counts and from what: for readers. Pure.

English; `{refugee}` and `{mentor}` are what the programme calls the two.
"""

from dataclasses import dataclass


def _(sentence: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is shown."""
    return sentence


@dataclass(frozen=True, slots=True)
class Described:
    """`unit`: measured in what; `how`: the fit from 0 to 1, or the demand; `source`: read from what."""

    unit: str
    how: str
    source: str


CRITERIA_DESCRIBED = {
    "language": Described(
        _("level of whoever knows the best common language less"),
        _("mother tongue of both 1; fluent 0.9; well 0.7; fairly well 0.4; a little 0.1; none in common 0"),
        _("languages with levels, of both"),
    ),
    "interests": Described(
        _("interests in common"),
        _("each in common 1, each related 0.5, divided by the fewest either has and at most 3"),
        _("interests of both; which are related: a fixed table"),
    ),
    "occupation": Described(
        _("nearness of work"),
        _("the same occupation 1; the same field 0.7; a related field 0.4; else 0"),
        _("occupations of both; their fields: a fixed table"),
    ),
    "needs": Described(
        _("share of the help wanted"),
        _("how much of the help that {refugee} wants is offered by {mentor}"),
        _("needs of {refugee}, offers of {mentor}"),
    ),
    "travel": Described(
        _("km as the crow flies"),
        _(
            "1 at 0 km, falling evenly to 0 at 30 km, at 60 km where one has own transport;"
            " to a protected address by band, as 5, 20 or 45 km"
        ),
        _(
            "postcodes of both; their midpoints: a fixed table, where some share one and count as 9 km"
            " apart, in Copenhagen 2"
        ),
    ),
    "age": Described(
        _("years between them"),
        _("up to 5 years 1, falling evenly to 0 at 30 years"),
        _("years of birth of both"),
    ),
    "family": Described(
        _("years between the two children nearest in age"),
        _("up to 1 year 1; 2 years 0.75; 3 years 0.5; 4 years 0.25; more 0; neither has any 1; one has 0"),
        _("children's years of birth; the age is the one they reach this year"),
    ),
    "availability": Described(
        _("times both can meet, of three"),
        _("one 0.6; two 0.85; three 1; none 0"),
        _("when both can meet: weekdays in the daytime, weekdays in the evening, weekends"),
    ),
    "education": Described(
        _("steps of schooling between them, of five"),
        _("1, less a fifth for each step"),
        _("education of both"),
    ),
    "personality": Described(
        _("distance between answers from 1 to 5"),
        _("1, less the mean distance divided by 4, over the questions both have answered"),
        _("answers on personality, of both"),
    ),
    "background": Described(
        _("yes or no"),
        _("counts only where one wishes it: the same country 1, else 0; by mother tongue 0.8"),
        _("country of origin, else mother tongues; the wishes of both"),
    ),
    "local_ties": Described(
        _("yes or no"), _("{mentor} has ties 1, has none 0"), _("local ties of {mentor}")
    ),
}

RULES_DESCRIBED = {
    "consent_refugee": Described("", _("{refugee} has consented to taking part"), _("consents")),
    "consent_mentor": Described("", _("{mentor} has consented to taking part"), _("consents")),
    "partner_consent": Described(
        "",
        _("where {mentor} comes through a partner, {refugee} has agreed to the partner being told"),
        _("consents, and the organisation of {mentor}"),
    ),
    "selected": Described("", _("{refugee} has been selected"), _("day of selection")),
    "interview_refugee": Described("", _("{refugee} has been interviewed"), _("day of the interview")),
    "interview_mentor": Described("", _("{mentor} has been interviewed"), _("day of the interview")),
    "intro_course": Described("", _("both have taken the introduction course"), _("day of the course")),
    "training": Described("", _("{mentor} has completed the training"), _("day the training was completed")),
    "capacity": Described(
        _("places"),
        _("{mentor} has a place that no match and no open proposal holds"),
        _("capacity of {mentor}, and matches"),
    ),
    "programme_gender": Described("", _("the gender that the programme is for"), _("gender of both")),
    "municipality": Described("", _("both are of the same municipality"), _("municipality of both")),
    "language": Described(
        _("level from 1 to 5"),
        _("a common language that both know well enough"),
        _("languages with levels, of both"),
    ),
    "gender_wish": Described(
        "", _("the other is of the gender that each has wished"), _("wishes and gender of both")
    ),
    "availability": Described(
        _("times"),
        _("a time when both can meet; not known counts as possible"),
        _("when both can meet"),
    ),
    "occupation_field": Described("", _("both are of the same field of work"), _("occupations of both")),
    "distance": Described(
        _("km as the crow flies"),
        _("no further apart than the programme allows; not known counts as near enough"),
        _("postcodes of both"),
    ),
    "protected_address": Described(
        "",
        _("where the address of {refugee} is protected, {mentor} has signed a confidentiality declaration"),
        _("protection of {refugee}, clearances of {mentor}"),
    ),
    "child_certificate": Described(
        "",
        _("a child certificate has been seen, where the programme asks for it"),
        _("clearances of {mentor}"),
    ),
    "criminal_record": Described(
        "", _("a criminal record has been seen, where the programme asks for it"), _("clearances of {mentor}")
    ),
    "confidentiality": Described(
        "",
        _("a confidentiality declaration is signed, where the programme asks for it"),
        _("clearances of {mentor}"),
    ),
    "earlier_pair": Described("", _("they have not been matched, and neither has refused"), _("matches")),
    "forbidden_pair": Described(
        "", _("nobody has decided that the two are not to be matched"), _("decisions on pairs")
    ),
    "conflict_of_interest": Described(
        "",
        _("{mentor} is not the consultant of {refugee}, nor the same person"),
        _("people and e-mail addresses"),
    ),
}
