"""The plain reason for each fit and each failed rule, told from the two people's facts."""

import datetime
from collections.abc import Callable

from matching.criteria.facts import MentorFacts, RefugeeFacts, Rules, ages
from matching.criteria.fits import BANDS_KM, CHILD_YEARS_FIT
from matching.criteria.interests import groups_of, key_of
from matching.criteria.occupations import field_of, related, title_of
from matching.criteria.people import NEEDS, SLOTS
from matching.criteria.places import distance_km, point_of
from matching.criteria.reason import Reason, because

Told = Callable[[RefugeeFacts, MentorFacts, datetime.date], Reason]


def fitting(criterion: str, r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    """Why the pair fits as it does by `criterion`; says so where it is not known."""
    return _FITTING[criterion](r, m, today)


def _language(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if r.languages is None or m.languages is None:
        return because("language.unknown")
    level, code = shared_language(r, m)
    return because(f"language.{level}", language=code)


def shared_language(r: RefugeeFacts, m: MentorFacts) -> tuple[int, str]:
    """Level of whoever knows it less, and code, of the best shared language; (0, "") for none."""
    mine, theirs = r.languages or {}, m.languages or {}
    shared = ((min(level, theirs[code]), code) for code, level in mine.items() if code in theirs)
    return max(shared, key=lambda each: (each[0], each[1] != "da", each[1]), default=(0, ""))


def _interests(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if r.interests is None or m.interests is None:
        return because("interests.unknown")
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
        return because("occupation.unknown")
    if field == other:
        return because("occupation.field", field=field)
    return because(
        "occupation.related" if related(field, other) else "occupation.none", field=field, other=other
    )


def _needs(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if not r.needs or m.needs is None:
        return because("needs.unknown")
    met = [need for need in NEEDS if need in r.needs and need in m.needs]
    return because("needs.met", needs=met) if met else because("needs.none")


def _travel(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    one, other = point_of(r.postcode), point_of(m.postcode)
    if one is None or other is None:
        return because("travel.unknown")
    km = distance_km(one, other)
    if r.protected or m.protected:
        band = next(at for at, (upper, _) in enumerate(BANDS_KM) if km < upper)
        return because(f"travel.band_{band}")
    return because("travel.near") if km < 1 else because("travel.km", km=round(km))


def _age(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if r.birth_year is None or m.birth_year is None:
        return because("age.unknown")
    apart = abs(r.birth_year - m.birth_year)
    return because("age.apart", years=apart) if apart else because("age.same")


def _family(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if r.children_birth_years is None or m.children_birth_years is None:
        return because("family.unknown")
    mine, theirs = ages(r, today), ages(m, today)
    if not mine and not theirs:
        return because("family.neither")
    if not mine or not theirs:
        return because("family.one")
    apart, one, other = min((abs(a - b), a, b) for a in mine for b in theirs)
    if apart > max(CHILD_YEARS_FIT):
        return because("family.apart")
    return because("family.same" if apart <= 1 else "family.near", refugees=one, mentors=other)


def _availability(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if r.availability is None or m.availability is None:
        return because("availability.unknown")
    both = [slot for slot in SLOTS if slot in r.availability and slot in m.availability]
    return because("availability.both", slots=both) if both else because("availability.none")


def _education(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if not r.education or not m.education:
        return because("education.unknown")
    if r.education == m.education:
        return because("education.same", education=r.education)
    return because("education.other", refugees=r.education, mentors=m.education)


def _personality(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    mine, theirs = r.personality or {}, m.personality or {}
    shared = [key for key in mine if key in theirs]
    if not shared:
        return because("personality.unknown")
    alike = sum(abs(mine[key] - theirs[key]) <= 1 for key in shared)
    return because("personality.alike", count=alike, of=len(shared))


def _background(r: RefugeeFacts, m: MentorFacts, today: datetime.date) -> Reason:
    if not (r.wants_same_background or m.wants_same_background):
        return because("background.not_asked")
    if not r.country or not m.country:
        return because("background.unknown")
    return because("background.same" if r.country == m.country else "background.other")


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
    if rule == "language":
        if not r.languages or not m.languages:
            return because("rule.language_unknown")
        level, code = shared_language(r, m)
        return because("rule.language_weak", language=code) if level else because("rule.language")
    if rule == "gender_wish":
        mine = r.wants_gender and r.wants_gender != m.gender
        side, wish = ("refugee", r.wants_gender) if mine else ("mentor", m.wants_gender)
        return because(f"rule.gender_wish_{side}", gender=wish)
    if rule == "municipality" and not (r.municipality and m.municipality):
        return because("rule.municipality_unknown")
    if rule == "intro_course":
        return because("rule.intro_course_mentor" if r.intro_course else "rule.intro_course_refugee")
    if rule == "distance":
        return because("rule.distance", km=round(rules.at_most_km or 0))
    if rule == "child_certificate" and r.children_birth_years is None:
        return because("rule.child_certificate_unknown")
    return because(f"rule.{rule}")
