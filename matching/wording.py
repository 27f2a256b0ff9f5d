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
    "language.unknown": _("Languages are not registered for {who}"),
    "interests.common": _("Common interests: {interests}"),
    "interests.akin": _("Related interests: {refugees} and {mentors}"),
    "interests.none": _("No common interests"),
    "interests.unknown": _("Interests are not registered for {who}"),
    "occupation.same": _("The same occupation: {occupation}"),
    "occupation.field": _("The same field of work: {field}"),
    "occupation.related": _("Related fields of work: {field} and {other}"),
    "occupation.none": _("Different fields of work: {field} and {other}"),
    "occupation.unknown": _("The field of work is not known for {who}"),
    "needs.met": _("{mentor} offers help with {needs}"),
    "needs.part": _("{mentor} offers help with {needs}, but not with {unmet}"),
    "needs.none": _("{mentor} does not offer help with {unmet}"),
    "needs.nothing": _("{refugee} wants no particular help"),
    "needs.unknown": _("Help wanted or offered is not registered for {who}"),
    "travel.near": _("In the same postcode area"),
    "travel.km": _("About {km} km as the crow flies"),
    "travel.band_0": _("Less than 10 km apart"),
    "travel.band_1": _("10 to 30 km apart"),
    "travel.band_2": _("More than 30 km apart"),
    "travel.unknown": _("The postcode is not known for {who}, so neither is the distance"),
    "age.same": _("Born in the same year"),
    "age.apart": _("{years} years between them"),
    "age.unknown": _("The year of birth is not registered for {who}"),
    "family.same": _("Children of the same age: {refugees} and {mentors} years"),
    "family.near": _("Children close in age: {refugees} and {mentors} years"),
    "family.apart": _("Both have children, but the nearest in age are {refugees} and {mentors} years"),
    "family.one": _("Only {who} has children"),
    "family.neither": _("Neither has children"),
    "family.unknown": _("Children are not registered for {who}"),
    "availability.both": _("Both can meet: {slots}"),
    "availability.none": _("No time in common"),
    "availability.unknown": _("When to meet is not registered for {who}"),
    "education.same": _("The same level of education: {education}"),
    "education.other": _("Different levels of education: {refugees} and {mentors}"),
    "education.unknown": _("Education is not registered for {who}"),
    "personality.alike": _("Answers about personality close to each other: {count} of {of}"),
    "personality.none": _("They have not answered the same questions about personality"),
    "personality.unknown": _("Answers about personality are missing for {who}"),
    "background.same": _("The same country of origin, as wished"),
    "background.other": _("Different countries of origin, though the same was wished"),
    "background.tongue": _("The same mother tongue, {language}: the same background is wished"),
    "background.tongues": _("Different mother tongues, though the same background is wished"),
    "background.unknown": _("The same background is wished, but it is not known for {who}"),
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
    "rule.intro_course_both": _(
        "Neither has taken the introduction course; sign both of them up for the next one"
    ),
    "rule.training": _(
        "{mentor} has not completed the training that the programme demands; sign up for the next one"
    ),
    "rule.capacity": _("{mentor} has no place free; wait until a match ends, or agree on one place more"),
    "rule.programme_gender_refugee": _(
        "The programme asks that {refugee} is {gender}; choose somebody else, or correct the gender"
    ),
    "rule.programme_gender_mentor": _(
        "The programme asks that {mentor} is {gender}; choose somebody else, or correct the gender"
    ),
    "rule.programme_gender_unknown": _(
        "The programme asks for {gender}, and the gender is not registered for {who}; register it"
    ),
    "rule.municipality": _(
        "They live in different municipalities, and the programme keeps to one; choose somebody of the same"
    ),
    "rule.municipality_unknown": _("The municipality is not registered for {who}; register it first"),
    "rule.language": _("No language in common; find someone who speaks one of the same languages"),
    "rule.language_weak": _(
        "Their best language in common is {language}, and it is too weak; find someone with a better one"
    ),
    "rule.language_unknown": _("Languages are not registered for {who}; register them first"),
    "rule.gender_wish_refugee": _("{refugee} wishes {gender}; choose somebody else, or ask about the wish"),
    "rule.gender_wish_mentor": _("{mentor} wishes {gender}; choose somebody else, or ask about the wish"),
    "rule.gender_wish_both": _(
        "{refugee} wishes {gender}, and {mentor} wishes {other_gender};"
        " choose somebody else, or ask about the wishes"
    ),
    "rule.gender_wish_refugee_unknown": _(
        "{refugee} wishes {gender}, and the gender of {mentor} is not registered; register it"
    ),
    "rule.gender_wish_mentor_unknown": _(
        "{mentor} wishes {gender}, and the gender of {refugee} is not registered; register it"
    ),
    "rule.availability": _("They have no time in common; ask whether one of them can meet at other times"),
    "rule.occupation_field": _(
        "Different fields of work, {field} and {other}, and the programme demands one; choose somebody else"
    ),
    "rule.occupation_field_unknown": _(
        "The programme demands the same field of work, and it is not known for {who}; register the occupation"
    ),
    "rule.distance": _(
        "They live further apart than the {km} km the programme allows; choose somebody nearer"
    ),
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
    "rule.earlier_pair": _(
        "They have been matched or asked before, and are not proposed again; choose somebody else"
    ),
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
    own: Mapping[str, str] | None = None,
) -> str:
    """The reason as a sentence. `screen_words`: the programme's "refugee" and "mentor", definite form.

    `own`: sentences, by key, to be said instead of those here.
    """
    people = _people(translate, screen_words or {})
    own = own or {}
    if reason.key.startswith("out."):
        label = translate(own.get(reason.key) or RULE_LABELS[reason.key.removeprefix("out.")])
        return translate(COUNT).format(label=label, **reason.values)
    said = {
        name: people[str(value)] if name == "who" else _say(name, value, translate, locale)
        for name, value in reason.values.items()
    }
    text = translate(own.get(reason.key) or SENTENCES[reason.key]).format(**(people | said))
    return text[:1].upper() + text[1:]


def _people(translate: Callable[[str], str], screen_words: Mapping[str, str]) -> dict[str, str]:
    """What the two are called here: the programme's own words, else the usual ones."""
    usual = {side: translate(WORDS[f"the.{side}"]) for side in ("refugee", "mentor", "both")}
    return usual | dict(screen_words)


def _say(name: str, value: object, translate: Callable[[str], str], locale: str) -> str:
    """A value in words: numbers as they are, codes by their word, several as a list."""
    if isinstance(value, list):
        return list_of([word_for(name, each, translate, locale) for each in value], translate)
    return word_for(name, value, translate, locale)
