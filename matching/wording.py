"""The sentences of matching, in English, with the values to fill in; pure, so that the cores can speak.

The English sentence is the key of its translation: `render` is given whatever translates it.
"""

from collections.abc import Callable, Mapping

from matching.criteria.reason import Reason
from matching.words import WORDS, list_of, word_for


def _(sentence: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is said."""
    return sentence


SENTENCES: dict[str, str] = {
    "language.5": _("Both have {language} as their mother tongue"),
    "language.4": _("Both speak {language} fluently"),
    "language.3": _("Both speak {language} well"),
    "language.2": _("Both speak {language} fairly well"),
    "language.1": _("Both speak a little {language}"),
    "language.0": _("No language in common"),
    "language.unknown": _("Languages are not registered for both"),
    "interests.common": _("Common interests: {interests}"),
    "interests.akin": _("Related interests: {refugees} and {mentors}"),
    "interests.none": _("No common interests"),
    "interests.unknown": _("Interests are not registered for both"),
    "occupation.same": _("The same occupation: {occupation}"),
    "occupation.field": _("The same field of work: {field}"),
    "occupation.related": _("Related fields of work: {field} and {other}"),
    "occupation.none": _("Different fields of work: {field} and {other}"),
    "occupation.unknown": _("The field of work is not known for both"),
    "needs.met": _("{mentor} offers help with {needs}"),
    "needs.none": _("{mentor} offers none of the help that is wanted"),
    "needs.unknown": _("Needs and offers are not registered for both"),
    "travel.near": _("In the same postcode area"),
    "travel.km": _("About {km} km as the crow flies"),
    "travel.band_0": _("Less than 10 km apart"),
    "travel.band_1": _("10 to 30 km apart"),
    "travel.band_2": _("More than 30 km apart"),
    "travel.unknown": _("The distance is not known"),
    "age.same": _("Born in the same year"),
    "age.apart": _("Years between them: {years}"),
    "age.unknown": _("The age is not known for both"),
    "family.same": _("Children of the same age: {refugees} and {mentors} years"),
    "family.near": _("Children close in age: {refugees} and {mentors} years"),
    "family.apart": _("Both have children, but of different ages"),
    "family.one": _("Only one of them has children"),
    "family.neither": _("Neither has children"),
    "family.unknown": _("Children are not registered for both"),
    "availability.both": _("Both can meet: {slots}"),
    "availability.none": _("No time in common"),
    "availability.unknown": _("When they can meet is not registered for both"),
    "education.same": _("The same level of education: {education}"),
    "education.other": _("Different levels of education: {refugees} and {mentors}"),
    "education.unknown": _("Education is not registered for both"),
    "personality.alike": _("Answers close to each other: {count} of {of}"),
    "personality.unknown": _("No questions about personality answered by both"),
    "background.same": _("The same country of origin, as wished"),
    "background.other": _("Different countries of origin, though the same was wished"),
    "background.unknown": _("The same background is wished, but the country is not known for both"),
    "background.not_asked": _("Nobody has wished the same background"),
    "local_ties.yes": _("{mentor} has ties to local associations and workplaces"),
    "local_ties.no": _("{mentor} has no ties to local associations and workplaces"),
    "local_ties.unknown": _("Local ties are not registered"),
    "rule.consent_refugee": _("Consent from {refugee} is missing; obtain it, then the match can be proposed"),
    "rule.consent_mentor": _("Consent from {mentor} is missing; obtain it, then the match can be proposed"),
    "rule.partner_consent": _(
        "{refugee} has not agreed to the partner being told; obtain the consent, or choose another mentor"
    ),
    "rule.selected": _("{refugee} has not been selected for the programme; register the selection first"),
    "rule.interview_refugee": _("{refugee} has not been interviewed; hold the interview first"),
    "rule.interview_mentor": _("{mentor} has not been interviewed; hold the interview first"),
    "rule.intro_course_refugee": _(
        "{refugee} has not taken the introduction course; sign up for the next one"
    ),
    "rule.intro_course_mentor": _("{mentor} has not taken the introduction course; sign up for the next one"),
    "rule.training": _("{mentor} has not completed the training that the programme demands"),
    "rule.capacity": _("{mentor} has no place free; wait until a match ends, or agree on one place more"),
    "rule.programme_gender": _("The programme is for another gender, or the gender is not registered"),
    "rule.municipality": _("They live in different municipalities, and the programme keeps to one"),
    "rule.municipality_unknown": _("The municipality is not registered for both; register it first"),
    "rule.language": _("No language in common; find someone who speaks one of the same languages"),
    "rule.language_weak": _(
        "They share only {language}, and not well enough; a better common language is needed"
    ),
    "rule.language_unknown": _("Languages are not registered for both; register them first"),
    "rule.gender_wish_refugee": _("{refugee} wishes the other to be: {gender}"),
    "rule.gender_wish_mentor": _("{mentor} wishes the other to be: {gender}"),
    "rule.availability": _("They have no time in common; ask whether one of them can meet at other times"),
    "rule.occupation_field": _("They are not of the same field of work, as the programme demands"),
    "rule.distance": _("They live further apart than the {km} km the programme allows"),
    "rule.protected_address": _(
        "The address of {refugee} is protected; {mentor} must first sign a confidentiality declaration"
    ),
    "rule.child_certificate": _(
        "The child certificate is missing; obtain it, then the match can be proposed"
    ),
    "rule.child_certificate_unknown": _(
        "The child certificate is missing, and the children's ages are not registered;"
        " obtain the certificate or register the ages"
    ),
    "rule.criminal_record": _("The criminal record is missing; obtain it, then the match can be proposed"),
    "rule.confidentiality": _(
        "The confidentiality declaration is missing; obtain it, then the match can be proposed"
    ),
    "rule.earlier_pair": _("They have been matched or asked before; the pair is not proposed again"),
    "rule.forbidden_pair": _(
        "Somebody has decided that the two are not to be matched; lift the decision first"
    ),
    "rule.conflict_of_interest": _("There is a conflict of interest between the two; choose somebody else"),
}

RULE_LABELS: dict[str, str] = {
    "consent_refugee": _("Consent missing"),
    "consent_mentor": _("The mentor's consent missing"),
    "partner_consent": _("Consent to sharing with the partner missing"),
    "selected": _("Not selected"),
    "interview_refugee": _("Interview missing"),
    "interview_mentor": _("The mentor's interview missing"),
    "intro_course": _("Introduction course missing"),
    "training": _("Training missing"),
    "capacity": _("No free place"),
    "programme_gender": _("The programme is for another gender"),
    "municipality": _("Another municipality"),
    "language": _("No usable common language"),
    "gender_wish": _("Wish about gender not met"),
    "availability": _("No time in common"),
    "occupation_field": _("Another field of work"),
    "distance": _("Too far apart"),
    "protected_address": _("Confidentiality declaration missing for a protected address"),
    "child_certificate": _("Child certificate missing"),
    "criminal_record": _("Criminal record missing"),
    "confidentiality": _("Confidentiality declaration missing"),
    "earlier_pair": _("Matched or asked before"),
    "forbidden_pair": _("Decided not to be matched"),
    "conflict_of_interest": _("Conflict of interest"),
}

COUNT = _("{label}: {count} of {of}")


def render(
    reason: Reason,
    translate: Callable[[str], str] = str,
    locale: str = "en",
    screen_words: Mapping[str, str] | None = None,
) -> str:
    """The reason as a sentence. `screen_words`: the programme's "refugee" and "mentor", definite form."""
    people = {side: translate(WORDS[f"the.{side}"]) for side in ("refugee", "mentor")} | dict(
        screen_words or {}
    )
    if reason.key.startswith("out."):
        label = translate(RULE_LABELS[reason.key.removeprefix("out.")])
        return translate(COUNT).format(label=label, **reason.values)
    said = {name: _say(name, value, translate, locale) for name, value in reason.values.items()}
    text = translate(SENTENCES[reason.key]).format(**(people | said))
    return text[:1].upper() + text[1:]


def _say(name: str, value: object, translate: Callable[[str], str], locale: str) -> str:
    """A value in words: numbers as they are, codes by their word, several as a list."""
    if isinstance(value, list):
        return list_of([word_for(name, each, translate, locale) for each in value], translate)
    return word_for(name, value, translate, locale)
