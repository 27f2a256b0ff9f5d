"""Every criterion alone: its fit and its sentence."""

import pytest

from matching.criteria.fits import CRITERIA
from matching.criteria.places import distance_km, point_of
from matching.tests.people import scored


def case(criterion, refugee, mentor, fit, text):
    return pytest.param(criterion, refugee, mentor, fit, text, id=f"{criterion}: {text}")


@pytest.mark.parametrize(
    ("criterion", "refugee", "mentor", "fit", "text"),
    [
        case("language", {"languages": {"en": 5}}, {"languages": {"en": 5}}, 1.0,
             "Both have English as their mother tongue"),
        case("language", {"languages": {"en": 4}}, {"languages": {"en": 5}}, 0.9,
             "Both speak English fluently"),
        case("language", {"languages": {"da": 2, "en": 3}}, {"languages": {"da": 5, "en": 4}}, 0.7,
             "Both speak English well"),
        case("language", {"languages": {"da": 2, "ar": 5}}, {"languages": {"da": 5}}, 0.4,
             "Both speak Danish fairly well"),
        case("language", {"languages": {"prs": 1}}, {"languages": {"prs": 3}}, 0.1,
             "Both speak a little Dari"),
        case("language", {"languages": {"ar": 5}}, {"languages": {"da": 5}}, 0.0, "No language in common"),
        case("language", {"languages": {}}, {}, 0.0, "No language in common"),
        case("language", {"languages": None}, {}, None, "Languages are not registered for the refugee"),
        case("language", {}, {"languages": None}, None, "Languages are not registered for the mentor"),
        case("interests", {"interests": {"løb", "have", "it"}},
             {"interests": {"Running", "it", "gardening"}}, 1.0,
             "Common interests: computers, gardening and running"),
        case("interests", {"interests": {"løb", "it"}}, {"interests": {"løb", "kunst"}}, 0.5,
             "Common interests: running"),
        case("interests", {"interests": {"løb"}}, {"interests": {"cykling"}}, 0.5,
             "Related interests: running and cycling"),
        case("interests", {"interests": {"løb", "kunst"}}, {"interests": {"løb", "cykling"}}, 0.5,
             "Common interests: running"),
        case("interests", {"interests": {"løb", "dans"}}, {"interests": {"løb", "cykling"}}, 0.75,
             "Common interests: running"),
        case("interests", {"interests": {"bowling"}}, {"interests": {" Bowling"}}, 1.0,
             "Common interests: bowling"),
        case("interests", {"interests": {"bowling"}}, {"interests": {"løb"}}, 0.0, "No common interests"),
        case("interests", {"interests": set()}, {}, 0.0, "No common interests"),
        case("interests", {"interests": None}, {}, None, "Interests are not registered for the refugee"),
        case("interests", {"interests": {"a", "b", "c", "d"}}, {"interests": {"a", "b", "e", "f"}}, 2 / 3,
             "Common interests: a and b"),
        case("occupation", {"occupation": "Kok"}, {"occupation": "kok "}, 1.0, "The same occupation: kok"),
        case("occupation", {"occupation": "ukendt"}, {"occupation": "Ukendt"}, 1.0,
             "The same occupation: ukendt"),
        case("occupation", {"occupation": "bager"}, {}, 0.7, "The same field of work: kitchen"),
        case("occupation", {"occupation": "tjener"}, {}, 0.4,
             "Related fields of work: hotel and service and kitchen"),
        case("occupation", {"occupation": "læge"}, {}, 0.0, "Different fields of work: health and kitchen"),
        case("occupation", {"occupation": "ukendt"}, {}, None,
             "The field of work is not known for the refugee"),
        case("occupation", {"occupation": ""}, {"occupation": ""}, None,
             "The field of work is not known for either of them"),
        case("occupation", {"occupation": "x", "occupation_field": "Kitchen"}, {}, 0.7,
             "The same field of work: kitchen"),
        case("needs", {"needs": {"work", "network"}}, {"needs": {"network", "work", "everyday"}}, 1.0,
             "The mentor offers help with work and a network"),
        case("needs", {"needs": {"work", "network"}}, {"needs": {"network"}}, 0.5,
             "The mentor offers help with a network, but not with work"),
        case("needs", {}, {"needs": set()}, 0.0, "The mentor does not offer help with work"),
        case("needs", {"needs": set()}, {}, None, "The refugee wants no particular help"),
        case("needs", {"needs": None}, {}, None,
             "Help wanted or offered is not registered for the refugee"),
        case("needs", {}, {"needs": None}, None,
             "Help wanted or offered is not registered for the mentor"),
        case("travel", {}, {}, 1.0, "In the same postcode area"),
        case("travel", {}, {"postcode": "8800"}, 0.0, "About 176 km as the crow flies"),
        case("travel", {"protected": True}, {}, 1 - 5 / 30, "Less than 10 km apart"),
        case("travel", {}, {"protected": True, "postcode": "4100"}, 1 - 20 / 30, "10 to 30 km apart"),
        case("travel", {"protected": True, "own_transport": True}, {"postcode": "8800"}, 0.25,
             "More than 30 km apart"),
        case("travel", {"postcode": ""}, {}, None,
             "The postcode is not known for the refugee, so neither is the distance"),
        case("travel", {"postcode": "8830"}, {"postcode": "8800"}, 1 - 9 / 30,
             "About 9 km as the crow flies"),
        case("travel", {"postcode": "1050"}, {"postcode": "1500"}, 1 - 2 / 30,
             "About 2 km as the crow flies"),
        case("travel", {}, {"postcode": "0100"}, None,
             "The postcode is not known for the mentor, so neither is the distance"),
        case("age", {}, {}, 1.0, "Born in the same year"),
        case("age", {}, {"birth_year": 1980}, 1.0, "5 years between them"),
        case("age", {"birth_year": 1975}, {}, 0.8, "10 years between them"),
        case("age", {}, {"birth_year": 1945}, 0.0, "40 years between them"),
        case("age", {"birth_year": None}, {}, None,
             "The year of birth is not registered for the refugee"),
        case("age", {}, {"birth_year": None}, None, "The year of birth is not registered for the mentor"),
        case("family", {"children_birth_years": (2010, 1999)}, {"children_birth_years": (2009,)}, 1.0,
             "Children of the same age: 7 and 8 years"),
        case("family", {"children_birth_years": (2010,)}, {"children_birth_years": (2008,)}, 0.75,
             "Children close in age: 7 and 9 years"),
        case("family", {"children_birth_years": (2010,)}, {"children_birth_years": (2013,)}, 0.5,
             "Children close in age: 7 and 4 years"),
        case("family", {"children_birth_years": (2010,)}, {"children_birth_years": (2014,)}, 0.25,
             "Children close in age: 7 and 3 years"),
        case("family", {"children_birth_years": (2010,)}, {"children_birth_years": (2005,)}, 0.0,
             "Both have children, but the nearest in age are 7 and 12 years"),
        case("family", {"children_birth_years": ()}, {}, 0.0, "Only the mentor has children"),
        case("family", {"children_birth_years": ()}, {"children_birth_years": ()}, 1.0,
             "Neither has children"),
        case("family", {"children_birth_years": None}, {"children_birth_years": ()}, None,
             "Children are not registered for the refugee"),
        case("family", {}, {"children_birth_years": None}, None,
             "Children are not registered for the mentor"),
        case("availability", {}, {}, 0.6, "Both can meet: weekends"),
        case("availability", {"availability": {"weekend", "weekday_day"}},
             {"availability": {"weekday_day", "weekend"}}, 0.85,
             "Both can meet: weekdays in the daytime and weekends"),
        case("availability", {"availability": set()}, {}, 0.0, "No time in common"),
        case("availability", {"availability": None}, {}, None,
             "When to meet is not registered for the refugee"),
        case("education", {}, {}, 1.0, "The same level of education: vocational training"),
        case("education", {"education": "none"}, {"education": "long_higher"}, 0.0,
             "Different levels of education: no schooling and long higher education"),
        case("education", {"education": "primary"}, {"education": "medium_higher"}, 0.4,
             "Different levels of education: primary school and medium higher education"),
        case("education", {"education": ""}, {}, None, "Education is not registered for the refugee"),
        case("education", {}, {"education": ""}, None, "Education is not registered for the mentor"),
        case("personality", {"personality": {"a": 1, "b": 3, "x": 5}},
             {"personality": {"a": 5, "b": 3, "y": 1}}, 0.5,
             "Answers about personality close to each other: 1 of 2"),
        case("personality", {"personality": {"a": 1}}, {"personality": {"b": 1}}, None,
             "They have not answered the same questions about personality"),
        case("personality", {"personality": None}, {}, None,
             "Answers about personality are missing for the refugee"),
        case("background", {}, {}, 1.0, "The same country of origin, as wished"),
        case("background", {"country": "ER"}, {}, 0.0,
             "Different countries of origin, though the same was wished"),
        case("background", {"wants_same_background": False}, {"wants_same_background": True}, 1.0,
             "The same country of origin, as wished"),
        case("background", {"wants_same_background": False}, {}, None,
             "Nobody has wished the same background"),
        case("background", {"country": ""}, {"country": ""}, None,
             "The same background is wished, but it is not known for either of them"),
        case("background", {"languages": {"ar": 5, "da": 2}},
             {"country": "", "languages": {"ar": 5, "da": 5}}, 0.8,
             "The same mother tongue, Arabic: the same background is wished"),
        case("background", {"languages": {"ar": 5}}, {"country": "", "languages": {"ti": 5, "ar": 4}}, 0.0,
             "Different mother tongues, though the same background is wished"),
        case("background", {"languages": {"da": 5}}, {"country": "", "languages": {"da": 5}}, None,
             "The same background is wished, but it is not known for the mentor"),
        case("local_ties", {}, {}, 1.0, "The mentor has ties to local associations and workplaces"),
        case("local_ties", {}, {"local_ties": False}, 0.0,
             "The mentor has no ties to local associations and workplaces"),
        case("local_ties", {}, {"local_ties": None}, None, "Local ties are not registered"),
    ],
)  # fmt: skip
def test_a_criterion_alone(criterion, refugee, mentor, fit, text):
    scores = scored(refugee, mentor, weights={criterion: 3})
    (part,) = scores.explain(0, 0).parts
    assert part.criterion == criterion
    assert part.fit == (None if fit is None else pytest.approx(fit))
    assert part.text == text
    assert part.points == pytest.approx(100 * (fit or 0))
    assert scores.total[0, 0] == pytest.approx(100 * (fit or 0))


def test_every_criterion_is_worth_everything_for_the_fitting_pair():
    facts = {"availability": {"weekday_day", "weekday_evening", "weekend"}, "languages": {"da": 5}}
    explanation = scored(facts, facts).explain(0, 0)
    assert {part.criterion: part.fit for part in explanation.parts} == dict.fromkeys(CRITERIA, 1.0)
    assert explanation.total == pytest.approx(100)


def test_nearness_falls_with_distance_and_own_transport_doubles_the_reach():
    (near,) = scored({}, {"postcode": "4190"}, weights={"travel": 1}).explain(0, 0).parts
    (driven,) = (
        scored({}, {"postcode": "4190", "own_transport": True}, weights={"travel": 1}).explain(0, 0).parts
    )
    km = distance_km(point_of("4180"), point_of("4190"))
    assert near.fit == pytest.approx(1 - km / 30)
    assert driven.fit == pytest.approx(1 - km / 60)
    assert near.text == driven.text == "About 6 km as the crow flies"


@pytest.mark.parametrize("postcodes", [("4180", "4190"), ("4190", "4173")])
def test_a_protected_address_gives_no_distance_away(postcodes):
    """Neither the sentence nor the points differ within a band."""
    pairs = [
        scored({"protected": True}, {"postcode": code}, weights={"travel": 1}).explain(0, 0)
        for code in postcodes
    ]
    assert len({(pair.total, pair.parts[0].text) for pair in pairs}) == 1


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [("1000", "8000", 157), ("5000", "9000", 187), ("4100", "4180", 15), ("4173", "4173", 0)],
)
def test_distances_are_about_right(one, other, km):
    assert distance_km(point_of(one), point_of(other)) == pytest.approx(km, abs=4)
    assert distance_km(point_of(other), point_of(one)) == pytest.approx(
        distance_km(point_of(one), point_of(other))
    )


@pytest.mark.parametrize("code", ["", "41", "41000", "4x00", "0999", "3800"])
def test_a_postcode_not_in_the_table_is_not_known(code):
    assert point_of(code) is None
