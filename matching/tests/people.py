"""A pair that fits in every way, and made-up crowds."""

import datetime
from dataclasses import replace

import numpy as np

from matching.criteria.facts import ALWAYS, MentorFacts, RefugeeFacts, Rules
from matching.criteria.people import people_from_rows
from matching.scoring import CRITERIA, score_people

TODAY = datetime.date(2017, 4, 1)
COMMON = {
    "municipality": "340",
    "languages": {"en": 4},
    "birth_year": 1985,
    "availability": {"weekend"},
    "interests": {"running"},
    "occupation": "kok",
    "education": "vocational",
    "children_birth_years": (2010,),
    "needs": {"work"},
    "personality": {"calm": 3},
    "postcode": "4180",
    "country": "SY",
    "consent": True,
    "interviewed": True,
    "intro_course": True,
}
REFUGEE = RefugeeFacts(id=1, gender="female", selected=True, wants_same_background=True, **COMMON)
MENTOR = MentorFacts(
    id=9,
    gender="female",
    trained=True,
    local_ties=True,
    clearances={"child_certificate", "criminal_record", "confidentiality"},
    **COMMON,
)
STRICT = Rules(
    shared_availability=True,
    at_most_km=20,
    interview_refugee=True,
    intro_course_required=True,
    training_blocks=True,
    selected_required=True,
    same_occupation_field=True,
    mentor_gender="female",
    refugee_gender="female",
    partner_consent=True,
    clearances={
        "child_certificate": "household_children_under_15",
        "criminal_record": ALWAYS,
        "confidentiality": ALWAYS,
    },
)
FREE = Rules(
    language_level_from=0,
    gender_wishes=False,
    same_municipality=False,
    interview_mentor=False,
    consent_mentor=False,
    consent_refugee=False,
    clearances={},
)
EQUAL = dict.fromkeys(CRITERIA, 1.0)


def scored(refugee=None, mentor=None, *, weights=EQUAL, rules=FREE, excluded=None):
    """Scores of the fitting pair with these facts changed."""
    people = people_from_rows(
        [replace(REFUGEE, **(refugee or {}))],
        [replace(MENTOR, **(mentor or {}))],
        today=TODAY,
        excluded_pairs=excluded,
    )
    return score_people(*people, weights, rules=rules)


def crowd(seed, refugees, mentors, municipalities=("340", "329", "")):
    """Rows of two sides with every fact drawn, about one in seven not known."""
    rng = np.random.default_rng(seed)

    def maybe(value):
        return None if rng.random() < 0.15 else value

    def some(words, most):
        return set(rng.choice(words, rng.integers(0, most + 1)).tolist())

    def facts(at):
        return {
            "id": 100 + at,
            "municipality": str(rng.choice(municipalities)),
            "languages": maybe({code: int(rng.integers(1, 6)) for code in some(["da", "en", "ar", "ti"], 4)}),
            "gender": str(rng.choice(["female", "male", "other", ""])),
            "wants_gender": str(rng.choice(["", "", "", "female", "male"])),
            "birth_year": maybe(int(rng.integers(1950, 1999))),
            "availability": maybe(some(["weekday_day", "weekday_evening", "weekend"], 3)),
            "interests": maybe(some(["løb", "cykling", "have", "kunst", "bowling", "Film", "dans"], 5)),
            "occupation": str(rng.choice(["kok", "tjener", "læge", "smed", "ukendt fag", ""])),
            "education": str(rng.choice(["", "none", "vocational", "long_higher"])),
            "household": str(rng.choice(["", "family", "single"])),
            "children_birth_years": maybe(tuple(rng.integers(1998, 2017, rng.integers(0, 4)).tolist())),
            "needs": maybe(some(["work", "education", "language", "network", "everyday"], 3)),
            "personality": maybe({key: int(rng.integers(1, 6)) for key in some(["calm", "open"], 2)}),
            "own_transport": maybe(bool(rng.random() < 0.3)),
            "postcode": str(rng.choice(["4180", "4190", "4100", "8800", "0000"])),
            "country": str(rng.choice(["SY", "ER", "DK", ""])),
            "wants_same_background": bool(rng.random() < 0.3),
            "protected": bool(rng.random() < 0.1),
            "consent": bool(rng.random() < 0.95),
            "interviewed": bool(rng.random() < 0.9),
            "intro_course": True,
        }

    papers = ["child_certificate", "criminal_record", "confidentiality"]
    return (
        [RefugeeFacts(**facts(at), selected=True) for at in range(refugees)],
        [
            MentorFacts(
                **facts(at),
                clearances=some(papers, 3),
                places=int(rng.integers(0, 3)),
                local_ties=maybe(bool(rng.random() < 0.5)),
            )
            for at in range(mentors)
        ],
    )
