"""Every sentence of a plan is true of the two people; and a lie of any kind is caught."""

import json
import random
from dataclasses import asdict, replace

import pytest
from django.utils.translation import override

from matching.criteria.fits import CRITERIA as PRODUCT
from matching.criteria.people import people_from_rows
from matching.scoring import score_people
from matching.sentences import say
from matching.testing.truth import CRITERIA, untrue, wrong_points
from matching.tests.people import FREE, MENTOR, REFUGEE, TODAY, crowd

# For each criterion, facts of the refugee and of the mentor that change what is to be said.
CHANGED = {
    "language": ({"languages": {"en": 2}}, {"languages": {"en": 1}}),
    "interests": ({"interests": {"skak"}}, {"interests": {"cykling"}}),
    "occupation": ({"occupation": "bager"}, {"occupation": "tjener"}),
    "needs": ({"needs": {"work", "network"}}, {"needs": set()}),
    "travel": ({"postcode": "4100"}, {"postcode": "8000"}),
    "age": ({"birth_year": 1970}, {"birth_year": None}),
    "family": ({"children_birth_years": ()}, {"children_birth_years": (2005,)}),
    "availability": ({"availability": {"weekday_day"}}, {"availability": None}),
    "education": ({"education": "none"}, {"education": ""}),
    "personality": ({"personality": {"calm": 5}}, {"personality": None}),
    "background": ({"country": "ER"}, {"country": "", "languages": {"ar": 5}}),
    "local_ties": (None, {"local_ties": False}),
}


def explained(r, m):
    """The parts of a pair, by criterion, as a plan keeps them; in Danish."""
    both = people_from_rows([r], [m], today=TODAY)
    with override("da"):
        told = score_people(*both, dict.fromkeys(PRODUCT, 1.0), rules=FREE, say=say).explain(0, 0)
        parts = [
            {name: getattr(part, name) for name in ("criterion", "weight", "fit", "points", "text")}
            for part in told.parts
        ]
    return {part["criterion"]: part for part in parts}, sum(part["points"] for part in parts)


def test_what_is_said_of_a_crowd_is_true():
    """About one fact in seven is not known; every kind of sentence comes up."""
    refugees, mentors = crowd(4, 90, 90)
    said = set()
    for r, m in zip(refugees, mentors, strict=True):
        m = replace(m, languages=m.languages if m.id % 3 else {"ar": 5, "ti": 5})
        parts, total = explained(r, m)
        assert set(parts) == set(CRITERIA)
        for part in parts.values():
            assert untrue(part, asdict(r), asdict(m), TODAY.year) == "", part["criterion"]
            said.add(part["text"].split(":")[0])
        assert wrong_points(list(parts.values()), total) == ""
    assert len(said) > 60


@pytest.mark.parametrize("criterion", PRODUCT)
def test_a_changed_fact_makes_the_sentence_a_lie(criterion):
    part = explained(REFUGEE, MENTOR)[0][criterion]
    assert untrue(part, asdict(REFUGEE), asdict(MENTOR), TODAY.year) == ""
    changed_refugee, changed_mentor = CHANGED[criterion]
    if changed_refugee:
        assert untrue(part, asdict(replace(REFUGEE, **changed_refugee)), asdict(MENTOR), TODAY.year)
    assert untrue(part, asdict(REFUGEE), asdict(replace(MENTOR, **changed_mentor)), TODAY.year)


@pytest.mark.parametrize("criterion", PRODUCT)
def test_a_changed_sentence_or_fit_is_caught(criterion):
    parts, total = explained(REFUGEE, MENTOR)
    facts = asdict(REFUGEE), asdict(MENTOR), TODAY.year
    part = parts[criterion]
    others = {explained(r, m)[0][criterion]["text"] for r, m in zip(*crowd(6, 25, 25), strict=True)} - {
        part["text"]
    }
    assert others
    for lie in others:
        assert untrue(part | {"text": lie}, *facts)
    assert untrue(part | {"fit": 0.37}, *facts)
    assert untrue(part | {"fit": None}, *facts)
    lied = [each | {"points": each["points"] + 1} if each is part else each for each in parts.values()]
    assert wrong_points(lied, total)
    assert wrong_points(list(parts.values()), total + 1)


def test_words_of_numbers_and_lists_are_read_whole():
    """A sentence with one word or number changed is not the sentence."""
    draw = random.Random(1)  # noqa: S311  not for secrets
    parts, _total = explained(REFUGEE, MENTOR)
    for part in parts.values():
        words = part["text"].split()
        words[draw.randrange(len(words))] = "7"
        assert untrue(part | {"text": " ".join(words)}, asdict(REFUGEE), asdict(MENTOR), TODAY.year)


def test_what_is_kept_as_json_reads_the_same():
    parts, total = explained(REFUGEE, MENTOR)
    again = json.loads(json.dumps(list(parts.values())))
    assert wrong_points(again, total) == ""
    assert [untrue(part, asdict(REFUGEE), asdict(MENTOR), TODAY.year) for part in again] == [""] * len(again)
