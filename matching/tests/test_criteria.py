"""Sentences true of the two people, and weights by their names."""

from dataclasses import replace

import pytest

from matching.criteria.fits import CRITERIA
from matching.criteria.people import people_from_rows
from matching.criteria.reasons import fitting
from matching.scoring import score_people
from matching.tests.people import MENTOR, REFUGEE, TODAY, crowd


def is_true(reason, r, m):
    """Whether a sentence holds of two people, told another way than the product does. None: not checked."""
    key, values = reason.key, reason.values
    topic, _, claim = key.partition(".")
    if topic == "language" and claim in "12345":
        return min(r.languages.get(values["language"], 0), m.languages.get(values["language"], 0)) == int(
            claim
        )
    if key == "language.0":
        return not set(r.languages) & set(m.languages)
    if key == "age.apart":
        return abs(r.birth_year - m.birth_year) == values["years"]
    if key in ("family.same", "family.near"):
        of = [{TODAY.year - year for year in side.children_birth_years} for side in (r, m)]
        return values["refugees"] in of[0] and values["mentors"] in of[1]
    if key == "availability.both":
        return set(values["slots"]) == r.availability & m.availability
    if key == "needs.met":
        return set(values["needs"]) == r.needs & m.needs
    if key == "local_ties.yes":
        return m.local_ties is True
    if key == "education.same":
        return r.education == m.education == values["education"]
    if claim == "unknown":
        return (
            None in (getattr(r, FACT[topic], None), getattr(m, FACT[topic], None)) if topic in FACT else None
        )
    return None


FACT = {
    "language": "languages",
    "age": "birth_year",
    "family": "children_birth_years",
    "interests": "interests",
}


def test_sentences_are_true_of_the_two_people_and_lies_are_caught():
    refugees, mentors = crowd(4, 40, 40)
    checked, lies = 0, 0
    for criterion in CRITERIA:
        for at, r in enumerate(refugees):
            m, another = mentors[at], mentors[at - 1]
            truth = is_true(fitting(criterion, r, m, TODAY), r, m)
            assert truth in (True, None)
            checked += truth is True
            try:
                lies += is_true(fitting(criterion, r, another, TODAY), r, m) is False
            except (AttributeError, TypeError):  # tells of something that is not even known
                lies += 1
    assert checked > 150
    assert lies > 60


def test_a_sentence_never_tells_a_protected_distance():
    refugees, mentors = crowd(5, 60, 60)
    refugees = [replace(row, protected=True) for row in refugees]
    told = [fitting("travel", r, m, TODAY) for r, m in zip(refugees, mentors, strict=True)]
    assert {reason.key.partition("_")[0] for reason in told} == {"travel.band", "travel.unknown"}
    assert {name for reason in told for name in reason.values} <= {"who"}


def test_weights_name_what_is_allowed():
    people = people_from_rows([REFUGEE], [MENTOR], today=TODAY)
    with pytest.raises(ValueError, match="^weights: height, typo not among language, interests, "):
        score_people(*people, {"typo": 1, "height": 2, "age": 1})
    for weight in (-1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="weights: age must be a number from 0 up"):
            score_people(*people, {"age": weight})
