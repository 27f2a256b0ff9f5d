"""Whom to recruit next: kinds made of what people demand, counted by the whole plan."""

from dataclasses import replace

import numpy as np
import pytest

from matching.advice import base_flow, read_world
from matching.advice_kinds import Kind, as_mentor, demanded, recruit
from matching.assignment import assign
from matching.criteria.facts import RefugeeFacts
from matching.criteria.people import people_from_rows
from matching.scoring import score_people
from matching.tests.people import EQUAL, FREE, REFUGEE, TODAY, crowd

RULES = replace(
    FREE, language_level_from=2, gender_wishes=True, same_municipality=True, shared_availability=True
)
TOWNS = ("340", "329")


def served(waiting, mentors, rules=RULES):
    scores = score_people(*people_from_rows(waiting, mentors, today=TODAY), EQUAL, rules=rules)
    return assign(scores.total, scores.mentors.capacity).matched


def worked_out(waiting, mentors, rules=RULES, **more):
    people = people_from_rows(waiting, mentors, today=TODAY)
    flow = base_flow(read_world(*people, rules))
    return recruit(people[0], rules, flow, **more)


@pytest.mark.parametrize("seed", range(5))
def test_the_list_serves_as_many_more_as_it_says(seed):
    waiting, mentors = crowd(seed, 25, 12, municipalities=TOWNS)
    mentors, base = list(mentors), served(waiting, mentors)
    for wanted in worked_out(waiting, mentors):
        mentors.append(replace(as_mentor(wanted.kind, -len(mentors)), places=wanted.mentors))
        assert served(waiting, mentors) - base == wanted.mentors, wanted
        base = served(waiting, mentors)


@pytest.mark.parametrize("seed", range(5))
def test_the_first_kind_serves_more_than_any_other(seed):
    waiting, mentors = crowd(seed, 25, 12, municipalities=TOWNS)
    base = served(waiting, mentors)
    kinds = {kind for row in waiting for kind in demanded(row, RULES)}
    gains = [
        served(waiting, [*mentors, replace(as_mentor(kind, -1), places=len(waiting))]) - base
        for kind in kinds
    ]
    first = worked_out(waiting, mentors)[0]
    assert first.mentors == max(gains)
    assert first.kind in kinds


@pytest.mark.parametrize("seed", range(5))
def test_what_a_kind_adds_falls_down_the_list(seed):
    waiting, mentors = crowd(seed, 30, 8, municipalities=TOWNS)
    counts = [wanted.mentors for wanted in worked_out(waiting, mentors)]
    assert counts == sorted(counts, reverse=True)
    assert all(counts)


def test_a_kind_is_what_the_person_demands_and_no_more():
    person = replace(
        REFUGEE,
        languages={"ti": 5, "da": 1},
        wants_gender="female",
        availability={"weekend"},
        municipality="340",
    )
    assert list(demanded(person, RULES)) == [
        Kind(language="ti", gender="female", municipality="340", slot="weekend")
    ]
    free = replace(RULES, gender_wishes=False, same_municipality=False, shared_availability=False)
    assert list(demanded(person, free)) == [Kind(language="ti")]


def test_of_two_kinds_that_serve_as_many_the_one_demanding_less_is_asked_for():
    waiting = [replace(REFUGEE, id=1, wants_gender="", availability=None)]
    assert worked_out(waiting, [])[0].kind == Kind(language="en", municipality="340")


def test_where_an_address_is_protected_no_place_is_asked_for():
    near = replace(RULES, at_most_km=10)
    person = replace(REFUGEE, postcode="4180")
    assert {kind.postcode for kind in demanded(person, near)} == {"4180"}
    assert {kind.postcode for kind in demanded(replace(person, protected=True), near)} == {""}


def test_whose_own_papers_are_missing_is_served_by_no_kind():
    rules = replace(RULES, consent_refugee=True)
    waiting = [replace(REFUGEE, id=1, consent=False, wants_gender="", availability=None)]
    assert worked_out(waiting, [], rules) == []


def test_who_is_served_already_asks_for_nobody():
    waiting, mentors = [replace(REFUGEE, id=1, wants_gender="")], [as_mentor(Kind("en", "", "340"), 9)]
    assert worked_out(waiting, mentors) == []


def test_a_language_nobody_has_told_of_asks_for_nobody():
    assert worked_out([RefugeeFacts(id=1, municipality="340")], []) == []


def test_a_mentor_moves_on_for_somebody_only_the_new_one_fits():
    """The new mentor takes over who is served, so that the old place is left for the one who was not."""
    waiting = [
        replace(REFUGEE, id=1, languages={"en": 4}, wants_gender="", availability=None),
        replace(REFUGEE, id=2, languages={"en": 4, "ti": 5}, wants_gender="", availability=None),
    ]
    mentors = [replace(as_mentor(Kind("en", "", "340"), 9), places=1)]
    found = worked_out(waiting, mentors)
    assert sum(wanted.mentors for wanted in found) == 1
    assert np.isin([wanted.kind.language for wanted in found], ["en", "ti"]).all()
