"""The sentences of matching as they are said of an activity; the rest are the usual ones."""


def _(sentence: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is said."""
    return sentence


SENTENCES: dict[str, str] = {
    "language.5": _("{refugee} has its language, {language}, as mother tongue"),
    "language.4": _("{refugee} speaks its language, {language}, fluently"),
    "language.3": _("{refugee} speaks its language, {language}, well"),
    "language.2": _("{refugee} speaks its language, {language}, fairly well"),
    "language.1": _("{refugee} speaks a little of its language, {language}"),
    "language.0": _("{refugee} speaks none of its languages"),
    "interests.common": _("It is about what interests {refugee}: {interests}"),
    "interests.akin": _("It is close to what interests {refugee}: {refugees} and {mentors}"),
    "interests.none": _("It is about nothing that interests {refugee}"),
    "needs.met": _("It helps with what {refugee} wants help with: {needs}"),
    "needs.part": _("It helps with {needs}, but not with {unmet}"),
    "needs.none": _("It does not help with {unmet}"),
    "availability.both": _("{refugee} can come when it meets: {slots}"),
    "availability.none": _("{refugee} cannot come when it meets"),
    "rule.consent_refugee": _("Consent from {refugee} is missing; obtain it, then a place can be proposed"),
    "rule.partner_consent": _(
        "It is held by another organisation, and {refugee} has not agreed to that one being told;"
        " obtain the consent first"
    ),
    "rule.capacity": _("No place is free; wait for an excuse, or add places"),
    "rule.gender_wish_mentor": _("Whoever takes part must be {gender}"),
    "rule.gender_wish_mentor_unknown": _(
        "Whoever takes part must be {gender}, and the gender of {refugee} is not registered; register it"
    ),
    "rule.availability": _("{refugee} cannot come when it meets; ask about other times"),
    "rule.distance": _("It is further away than the {km} km the programme allows"),
    "rule.activity_municipality": _("It is for people of another municipality"),
    "rule.activity_language": _("{refugee} speaks none of its languages"),
    "rule.activity_language_weak": _("{refugee} speaks its language, {language}, too little"),
    "rule.activity_language_unknown": _("The languages of {refugee} are not registered; register them first"),
    "rule.activity_age": _("It is for other ages"),
    "rule.activity_age_unknown": _(
        "It is for certain ages, and the year of birth of {refugee} is not registered; register it"
    ),
    "rule.course_taken": _("{refugee} has taken the introduction course already"),
    "rule.on_list": _("{refugee} is on the list already"),
    "rule.put_aside": _("Put aside for this activity; take that back first"),
    # What a rule is called where it is counted of how many activities it keeps somebody from.
    "out.capacity": _("No free place"),
    "out.gender_wish": _("For another gender"),
    "out.partner_consent": _("Consent to another organisation being told missing"),
    "out.availability": _("Cannot come when it meets"),
    "out.activity_municipality": _("For another municipality"),
    "out.activity_language": _("Language not spoken"),
    "out.activity_age": _("For other ages"),
    "out.course_taken": _("Course already taken"),
    "out.on_list": _("Already on the list"),
    "out.put_aside": _("Put aside"),
}
