"""The plain reason for each fit and each failed rule, told from the two people's facts."""

import datetime
from collections.abc import Callable

from matching.criteria.facts import WITH_CHILDREN, MentorFacts, RefugeeFacts, Rules, ages, mother_tongues
from matching.criteria.fits import BANDS_KM, CHILD_YEARS_FIT
from matching.criteria.interests import groups_of, key_of
from matching.criteria.occupations import field_of, related, title_of
from matching.criteria.people import NEEDS, SLOTS
from matching.criteria.places import distance_between, point_of
from matching.criteria.reason import Reason, because

Told = Callable[[RefugeeFacts, MentorFacts, datetime.date], Reason]


def fitting(criterion: str, r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    """Why the pair fits as it does by `criterion`; says so where it is not known."""
    return _FITTING[criterion](r, m, today)


def _whose(r_lacks: bool, m_lacks: bool) -> str:
    """Of whom something is not known, for the sentence: {who}."""
    return "both" if r_lacks and m_lacks else "refugee" if r_lacks else "mentor"


def _unknown(topic: str, r_lacks: bool, m_lacks: bool) -> Reason:
    return because(f"{topic}.unknown", who=_whose(r_lacks, m_lacks))


def _language(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if r.languages is None or m.languages is None:
        return _unknown("language", r.languages is None, m.languages is None)
    level, code = shared_language(r, m)
    return because(f"language.{level}", language=code)


def shared_language(r: RefugeeFacts, m: MentorFacts) -> tuple[int, str]:
    """Level of whoever knows it less, and code, of the best shared language; (0, "") for none."""
    mine, theirs = r.languages or {}, m.languages or {}
    shared = ((min(level, theirs[code]), code) for code, level in mine.items() if code in theirs)
    return max(shared, key=lambda each: (each[0], each[1] != "da", each[1]), default=(0, ""))


def _interests(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if r.interests is None or m.interests is None:
        return _unknown("interests", r.interests is None, m.interests is None)
    mine, theirs = {key_of(each) for each in r.interests}, {key_of(each) for each in m.interests}
    if common := sorted(mine & theirs):
        return because("interests.common", interests=common)
    akin = [(a, b) for a in sorted(mine) for b in sorted(theirs) if set(groups_of(a)) & set(groups_of(b))]
    return (
        because("interests.akin", refugees=akin[0][0], mentors=akin[0][1])
        if akin
        else because("interests.none")
    )


def _occupation(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    mine, theirs = title_of(r.occupation), title_of(m.occupation)
    if mine and mine == theirs:
        return because("occupation.same", occupation=mine)
    field, other = field_of(r.occupation, r.occupation_field), field_of(m.occupation, m.occupation_field)
    if not field or not other:
        return _unknown("occupation", not field, not other)
    if field == other:
        return because("occupation.field", field=field)
    return because(
        "occupation.related" if related(field, other) else "occupation.none", field=field, other=other
    )


def _needs(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if r.needs is not None and not r.needs:
        return because("needs.nothing")
    if r.needs is None or m.needs is None:
        return _unknown("needs", r.needs is None, m.needs is None)
    met = [need for need in NEEDS if need in r.needs and need in m.needs]
    unmet = [need for need in NEEDS if need in r.needs and need not in m.needs]
    if met and unmet:
        return because("needs.part", needs=met, unmet=unmet)
    return because("needs.met", needs=met) if met else because("needs.none", unmet=unmet)


def _travel(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    km = distance_between(r.postcode, m.postcode)
    if km is None:
        return _unknown("travel", point_of(r.postcode) is None, point_of(m.postcode) is None)
    if r.protected or m.protected:
        band = next(at for at, (upper, _) in enumerate(BANDS_KM) if km < upper)
        return because(f"travel.band_{band}")
    if r.postcode.strip() == m.postcode.strip():
        return because("travel.near")
    return because("travel.km", km=max(1, round(km)))


def _age(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if r.birth_year is None or m.birth_year is None:
        return _unknown("age", r.birth_year is None, m.birth_year is None)
    apart = abs(r.birth_year - m.birth_year)
    return because("age.apart", years=apart) if apart else because("age.same")


def _family(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if r.children_birth_years is None or m.children_birth_years is None:
        return _unknown("family", r.children_birth_years is None, m.children_birth_years is None)
    mine, theirs = ages(r, today), ages(m, today)
    if not mine and not theirs:
        return because("family.neither")
    if not mine or not theirs:
        return because("family.one", who="refugee" if mine else "mentor")
    apart, one, other = min((abs(a - b), a, b) for a in mine for b in theirs)
    if apart > max(CHILD_YEARS_FIT):
        return because("family.apart", refugees=one, mentors=other)
    return because("family.same" if apart <= 1 else "family.near", refugees=one, mentors=other)


def _availability(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if r.availability is None or m.availability is None:
        return _unknown("availability", r.availability is None, m.availability is None)
    both = [slot for slot in SLOTS if slot in r.availability and slot in m.availability]
    return because("availability.both", slots=both) if both else because("availability.none")


def _education(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if not r.education or not m.education:
        return _unknown("education", not r.education, not m.education)
    if r.education == m.education:
        return because("education.same", education=r.education)
    return because("education.other", refugees=r.education, mentors=m.education)


def _personality(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    mine, theirs = r.personality or {}, m.personality or {}
    shared = [key for key in mine if key in theirs]
    if not mine or not theirs:
        return _unknown("personality", not mine, not theirs)
    if not shared:
        return because("personality.none")
    alike = sum(abs(mine[key] - theirs[key]) <= 1 for key in shared)
    return because("personality.alike", count=alike, of=len(shared))


def _background(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if not (r.wants_same_background or m.wants_same_background):
        return because("background.not_asked")
    if r.country and m.country:
        return because("background.same" if r.country == m.country else "background.other")
    mine, theirs = mother_tongues(r), mother_tongues(m)
    if mine and theirs:
        same = sorted(mine & theirs)
        return because("background.tongue", language=same[0]) if same else because("background.tongues")
    return _unknown("background", not (r.country or mine), not (m.country or theirs))


def _local_ties(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    return because("local_ties." + {None: "unknown", True: "yes", False: "no"}[m.local_ties])


_FITTING: dict[str, Told] = {
    "language": _language,
    "interests": _interests,
    "occupation": _occupation,
    "needs": _needs,
    "travel": _travel,
    "age": _age,
    "family": _family,
    "availability": _availability,
    "education": _education,
    "personality": _personality,
    "background": _background,
    "local_ties": _local_ties,
}


def failing(rule: str, r: RefugeeFacts, m: MentorFacts, rules: Rules, today: datetime.date) -> Reason:
    """Why `rule` keeps the pair apart, and what would help."""
    told = _FAILING.get(rule)
    return told(r, m, rules) if told else because(f"rule.{rule}")


def _no_language(r: RefugeeFacts, m: MentorFacts, rules: Rules) -> Reason:
    if r.languages is None or m.languages is None:
        return because("rule.language_unknown", who=_whose(r.languages is None, m.languages is None))
    level, code = shared_language(r, m)
    return because("rule.language_weak", language=code) if level else because("rule.language")


def _no_wish(r: RefugeeFacts, m: MentorFacts, rules: Rules) -> Reason:
    mine = bool(r.wants_gender) and r.wants_gender != m.gender
    theirs = bool(m.wants_gender) and m.wants_gender != r.gender
    if mine and theirs:
        return because("rule.gender_wish_both", gender=r.wants_gender, other_gender=m.wants_gender)
    side, wish, gender = (
        ("refugee", r.wants_gender, m.gender) if mine else ("mentor", m.wants_gender, r.gender)
    )
    return because(f"rule.gender_wish_{side}" if gender else f"rule.gender_wish_{side}_unknown", gender=wish)


def _other_gender(r: RefugeeFacts, m: MentorFacts, rules: Rules) -> Reason:
    wrong = rules.refugee_gender and r.gender != rules.refugee_gender
    side, wanted, gender = (
        ("refugee", rules.refugee_gender, r.gender) if wrong else ("mentor", rules.mentor_gender, m.gender)
    )
    return because(
        f"rule.programme_gender_{side}" if gender else "rule.programme_gender_unknown",
        who=side,
        gender=wanted,
    )


def _other_town(r: RefugeeFacts, m: MentorFacts, rules: Rules) -> Reason:
    if r.municipality and m.municipality:
        return because("rule.municipality")
    return because("rule.municipality_unknown", who=_whose(not r.municipality, not m.municipality))


def _no_course(r: RefugeeFacts, m: MentorFacts, rules: Rules) -> Reason:
    return because(f"rule.intro_course_{_whose(not r.intro_course, not m.intro_course)}")


def _other_field(r: RefugeeFacts, m: MentorFacts, rules: Rules) -> Reason:
    field, other = field_of(r.occupation, r.occupation_field), field_of(m.occupation, m.occupation_field)
    if field and other:
        return because("rule.occupation_field", field=field, other=other)
    return because("rule.occupation_field_unknown", who=_whose(not field, not other))


def _too_far(r: RefugeeFacts, m: MentorFacts, rules: Rules) -> Reason:
    return because("rule.distance", km=round(rules.at_most_km or 0))


def _no_child_certificate(r: RefugeeFacts, m: MentorFacts, rules: Rules) -> Reason:
    by_children = rules.clearances.get("child_certificate") == WITH_CHILDREN
    asked = by_children and r.children_birth_years is None
    return because("rule.child_certificate_unknown" if asked else "rule.child_certificate")


_FAILING: dict[str, Callable[[RefugeeFacts, MentorFacts, Rules], Reason]] = {
    "language": _no_language,
    "gender_wish": _no_wish,
    "programme_gender": _other_gender,
    "municipality": _other_town,
    "intro_course": _no_course,
    "occupation_field": _other_field,
    "distance": _too_far,
    "child_certificate": _no_child_certificate,
}
"""Rules whose sentence depends on the two people; the others have one."""
