"""Every rule alone: the pair it rules out, and what it says would help."""

import datetime
from dataclasses import replace

import pytest

from matching.criteria.facts import PAIR_RULES, Rules, ages, has_young_children
from matching.criteria.people import people_from_rows
from matching.criteria.rules import RULES
from matching.tests.people import FREE, MENTOR, REFUGEE, STRICT, TODAY, scored


def fails(rule, refugee, mentor, words):
    return pytest.param(rule, refugee, mentor, words, id=f"{rule}: {words}")


@pytest.mark.parametrize(
    ("rule", "refugee", "mentor", "words"),
    [
        fails("consent_refugee", {"consent": False}, {}, "Consent from the refugee is missing"),
        fails("consent_mentor", {}, {"consent": False}, "Consent from the mentor is missing"),
        fails("partner_consent", {"partner_consent": False}, {"organisation": "Røde Kors"},
             "The refugee has not agreed to the partner being told"),
        fails("selected", {"selected": False}, {}, "The refugee has not been selected"),
        fails("interview_refugee", {"interviewed": False}, {}, "The refugee has not been interviewed"),
        fails("interview_mentor", {}, {"interviewed": False}, "The mentor has not been interviewed"),
        fails("intro_course", {"intro_course": False}, {},
             "The refugee has not taken the introduction course"),
        fails("intro_course", {}, {"intro_course": False},
             "The mentor has not taken the introduction course"),
        fails("training", {}, {"trained": False}, "The mentor has not completed the training"),
        fails("capacity", {}, {"places": 0}, "The mentor has no place free"),
        fails("programme_gender", {}, {"gender": "male"}, "The programme asks that the mentor is a woman;"),
        fails("programme_gender", {"gender": ""}, {},
             "The programme asks for a woman, and the gender is not registered for the refugee; register it"),
        fails("intro_course", {"intro_course": False}, {"intro_course": False},
             "Neither has taken the introduction course; sign both of them up"),
        fails("municipality", {}, {"municipality": "329"}, "They live in different municipalities"),
        fails("municipality", {"municipality": ""}, {"municipality": ""},
             "The municipality is not registered for either of them"),
        fails("language", {"languages": {"ar": 5}}, {}, "No language in common"),
        fails("language", {"languages": {"en": 1}}, {},
             "Their best language in common is English, and it is too weak; find"),
        fails("language", {"languages": None}, {}, "Languages are not registered for the refugee; register"),
        fails("gender_wish", {"wants_gender": "male"}, {}, "The refugee wishes a man; choose somebody else"),
        fails("gender_wish", {}, {"wants_gender": "male"}, "The mentor wishes a man; choose somebody else"),
        fails("availability", {"availability": {"weekday_day"}}, {}, "They have no time in common"),
        fails("occupation_field", {"occupation": "læge"}, {},
             "Different fields of work, health and kitchen, and the programme demands one; choose"),
        fails("occupation_field", {"occupation": "?"}, {"occupation": "?"},
             "The programme demands the same field of work, "
             "and it is not known for either of them; register"),
        fails("distance", {}, {"postcode": "8800"}, "They live further apart than the 20 km"),
        fails("child_certificate", {}, {"clearances": {"criminal_record", "confidentiality"}},
             "The child certificate is missing; obtain it"),
        fails("criminal_record", {}, {"clearances": {"child_certificate", "confidentiality"}},
             "The criminal record is missing"),
        fails("confidentiality", {}, {"clearances": {"child_certificate", "criminal_record"}},
             "The confidentiality declaration is missing"),
    ],
)  # fmt: skip
def test_a_rule_alone(rule, refugee, mentor, words):
    assert scored(rules=STRICT).explain(0, 0).failures == ()
    scores = scored(refugee, mentor, rules=STRICT)
    (failure,) = scores.explain(0, 0).failures
    assert failure.rule == rule
    assert failure.text.startswith(words)
    assert scores.explain(0, 0).total is None
    assert str(scores.total[0, 0]) == "nan"
    assert [(each.rule, each.mentors) for each in scores.ruled_out(0)] == [(rule, 1)]
    assert rule in RULES
    if rule not in ("capacity", "language"):  # no programme can do without these
        assert not scored(refugee, mentor, rules=FREE).explain(0, 0).failures


def test_a_protected_address_needs_a_mentor_bound_to_confidentiality():
    (failure,) = scored({"protected": True}, {"clearances": set()}).explain(0, 0).failures
    assert failure.rule == "protected_address"
    assert failure.text.startswith("The address of the refugee is protected; the mentor must first sign")
    assert not scored({"protected": True}, {"clearances": {"confidentiality"}}).explain(0, 0).failures


@pytest.mark.parametrize("rule", PAIR_RULES)
def test_a_pair_can_be_ruled_out_by_name(rule):
    scores = scored(excluded={rule: [(1, 9), (1, 77), (77, 9)]})
    assert [failure.rule for failure in scores.explain(0, 0).failures] == [rule]
    assert [(each.rule, each.mentors) for each in scores.ruled_out(0)] == [(rule, 1)]
    assert str(scores.total[0, 0]) == "nan"
    assert not scored(excluded={rule: [(9, 1)]}).explain(0, 0).failures


def test_old_pairs_may_come_again_where_the_programme_says_so():
    again = replace(FREE, old_pairs_again=True)
    assert not scored(excluded={"earlier_pair": [(1, 9)]}, rules=again).explain(0, 0).failures
    assert scored(excluded={"forbidden_pair": [(1, 9)]}, rules=again).explain(0, 0).failures


def test_an_unknown_rule_for_pairs_is_refused():
    with pytest.raises(ValueError, match="excluded_pairs: typo not among earlier_pair, "):
        people_from_rows([REFUGEE], [MENTOR], today=TODAY, excluded_pairs={"typo": []})


@pytest.mark.parametrize(
    ("refugee", "mentor"),
    [
        pytest.param({"availability": None}, {}, id="time not known"),
        pytest.param({}, {"postcode": ""}, id="distance not known"),
    ],
)
def test_what_is_not_known_rules_nobody_out_by_time_or_distance(refugee, mentor):
    assert not scored(refugee, mentor, rules=STRICT).explain(0, 0).failures


@pytest.mark.parametrize(("level", "allowed"), [(3, False), (4, True), (5, True)])
def test_the_programme_sets_the_usable_level(level, allowed):
    rules = replace(FREE, language_level_from=4)
    explanation = scored({"languages": {"en": level}}, {"languages": {"en": 5}}, rules=rules).explain(0, 0)
    assert bool(explanation.failures) != allowed


@pytest.mark.parametrize(
    ("years", "household", "young"),
    [
        pytest.param((2003,), "", True, id="14 this year"),
        pytest.param((2002,), "", True, id="15 this year, may still be 14"),
        pytest.param((2001,), "", False, id="16 this year"),
        pytest.param((1990, 2016), "", True, id="one of two"),
        pytest.param((), "family", False, id="known to have none"),
        pytest.param(None, "family", True, id="a family, years not known"),
        pytest.param(None, "single_parent", True, id="a single parent, years not known"),
        pytest.param(None, "single", False, id="single"),
        pytest.param(None, "", False, id="nothing known"),
    ],
)
def test_a_household_with_children_under_15(years, household, young):
    facts = {"children_birth_years": years, "household": household}
    assert has_young_children(replace(REFUGEE, **facts), TODAY) == young
    failures = (
        scored(facts, {"clearances": {"criminal_record", "confidentiality"}}, rules=STRICT)
        .explain(0, 0)
        .failures
    )
    assert [failure.rule for failure in failures] == ["child_certificate"] * young
    if young and years is None:
        assert "ages are not registered" in failures[0].text


def test_ages_are_those_of_this_year():
    assert ages(replace(REFUGEE, children_birth_years=(2010, 2016)), datetime.date(2020, 1, 1)) == (4, 10)


def test_rules_are_read_from_a_programme():
    document = {
        "language_level_from": 3,
        "same_municipality": False,
        "interview_required": {"mentor": False, "refugee": True},
        "clearances": [{"kind": "criminal_record", "required": "always", "valid_months": None}],
        "something_else": 1,
    }
    rules = Rules.from_programme(document, consent_mentor=False)
    assert rules == Rules(
        language_level_from=3,
        same_municipality=False,
        interview_mentor=False,
        interview_refugee=True,
        clearances={"criminal_record": "always"},
        consent_mentor=False,
    )
    assert Rules.from_programme({}) == Rules()


@pytest.mark.parametrize("clearances", [{"typo": "always"}, {"criminal_record": "sometimes"}])
def test_a_demand_nobody_can_check_is_refused(clearances):
    with pytest.raises(ValueError, match="not a demand that can be checked"):
        Rules(clearances=clearances)
