"""Nobody found: every count of a suggestion against doing it, on small made-up worlds."""

from dataclasses import replace

import numpy as np
import pytest

from matching.advice import PLACE, advise, base_flow, read_world
from matching.advice_changes import (
    MENTOR_CHANGES,
    PROGRAMME_CHANGES,
    REFUGEE_CHANGES,
    UP_TO,
    Change,
    look,
)
from matching.advice_flow import NOBODY, Flow, bits, mask_of, masks
from matching.assignment import assign
from matching.criteria.people import people_from_rows
from matching.scoring import score_people
from matching.tests.people import EQUAL, FREE, MENTOR, REFUGEE, TODAY, crowd

WORLDS = {
    "free": (FREE, ("340",)),
    "courses": (
        replace(
            FREE,
            consent_mentor=True,
            interview_refugee=True,
            intro_course_required=True,
            training_blocks=True,
            selected_required=True,
            partner_consent=True,
        ),
        ("340",),
    ),
    "near": (replace(FREE, at_most_km=20, same_occupation_field=True), ("340",)),
    "towns": (replace(FREE, same_municipality=True, language_level_from=3), ("340", "329", "")),
    "wishes": (replace(FREE, gender_wishes=True, shared_availability=True, language_level_from=2), ("340",)),
    "papers": (
        replace(
            FREE,
            consent_refugee=True,
            interview_mentor=True,
            clearances={
                "child_certificate": "household_children_under_15",
                "criminal_record": "always",
                "confidentiality": "always",
            },
        ),
        ("340",),
    ),
}


def world_of(name, seed, refugees=6, mentors=5):
    rules, towns = WORLDS[name]
    rows = crowd(seed, refugees, mentors, municipalities=towns)
    rng = np.random.default_rng(seed)
    waiting = [
        replace(
            row,
            selected=bool(rng.random() < 0.8),
            intro_course=bool(rng.random() < 0.8),
            interviewed=bool(rng.random() < 0.8),
            partner_consent=bool(rng.random() < 0.6),
        )
        for row in rows[0]
    ]
    others = [
        replace(
            row,
            trained=bool(rng.random() < 0.8),
            intro_course=bool(rng.random() < 0.8),
            organisation=str(rng.choice(["", "Forening"])),
        )
        for row in rows[1]
    ]
    barred = {
        "forbidden_pair": {(waiting[0].id, others[0].id)},
        "earlier_pair": {(waiting[1].id, others[2].id)},
    }
    return waiting, others, rules, barred


def possible(waiting, others, rules, barred):
    people = people_from_rows(waiting, others, today=TODAY, excluded_pairs=barred)
    return np.isfinite(score_people(*people, EQUAL, rules=rules).total)


# What each change is, done to the facts or the rules of one pair.
DONE = {
    "consent_refugee": lambda r, m, rules, value: (replace(r, consent=True), m, rules),
    "partner_consent": lambda r, m, rules, value: (replace(r, partner_consent=True), m, rules),
    "selected": lambda r, m, rules, value: (replace(r, selected=True), m, rules),
    "interview_refugee": lambda r, m, rules, value: (replace(r, interviewed=True), m, rules),
    "intro_refugee": lambda r, m, rules, value: (replace(r, intro_course=True), m, rules),
    "wish_refugee": lambda r, m, rules, value: (replace(r, wants_gender=""), m, rules),
    "times": lambda r, m, rules, value: (replace(r, availability={*(r.availability or ()), value}), m, rules),
    "languages_refugee": lambda r, m, rules, value: (
        replace(r, languages=r.languages or dict.fromkeys(m.languages or (), 5)), m, rules,
    ),
    "languages_mentor": lambda r, m, rules, value: (
        r, replace(m, languages=m.languages or dict.fromkeys(r.languages or (), 5)), rules,
    ),
    "consent_mentor": lambda r, m, rules, value: (r, replace(m, consent=True), rules),
    "interview_mentor": lambda r, m, rules, value: (r, replace(m, interviewed=True), rules),
    "intro_mentor": lambda r, m, rules, value: (r, replace(m, intro_course=True), rules),
    "training": lambda r, m, rules, value: (r, replace(m, trained=True), rules),
    "child_certificate": lambda r, m, rules, value: (
        r, replace(m, clearances={*m.clearances, "child_certificate"}), rules,
    ),
    "criminal_record": lambda r, m, rules, value: (
        r, replace(m, clearances={*m.clearances, "criminal_record"}), rules,
    ),
    "confidentiality": lambda r, m, rules, value: (
        r, replace(m, clearances={*m.clearances, "confidentiality"}), rules,
    ),
    "wish_mentor": lambda r, m, rules, value: (r, replace(m, wants_gender=""), rules),
    "place": lambda r, m, rules, value: (r, replace(m, places=m.places or 1), rules),
    "interpreter": lambda r, m, rules, value: (r, m, replace(rules, language_level_from=0)),
    "weaker_language": lambda r, m, rules, value: (r, m, replace(rules, language_level_from=1)),
    "municipality": lambda r, m, rules, value: (r, m, replace(rules, same_municipality=False)),
    "distance": lambda r, m, rules, value: (r, m, replace(rules, at_most_km=None)),
    "occupation_field": lambda r, m, rules, value: (r, m, replace(rules, same_occupation_field=False)),
}  # fmt: skip


def says_something(change, r, m):
    """Where a fact is not known, nobody can say that a change of the rule is what is missing."""
    if change.kind in {"interpreter", "weaker_language"}:
        return bool(r.languages) and bool(m.languages)
    if change.kind in UP_TO:
        return True
    if change.kind == "municipality":
        return bool(r.municipality) and bool(m.municipality)
    if change.kind == "wish_refugee":
        return r.wants_gender == change.value
    return True


def all_changes():
    slots = [Change("times", slot) for slot in ("weekday_day", "weekday_evening", "weekend")]
    wishes = [Change("wish_refugee", gender) for gender in ("female", "male")]
    kinds = [*REFUGEE_CHANGES, *MENTOR_CHANGES, *PROGRAMME_CHANGES]
    return [Change(kind) for kind in kinds if kind not in {"times", "wish_refugee"}] + slots + wishes


def test_every_change_is_tried_here():
    assert set(DONE) == {*REFUGEE_CHANGES, *MENTOR_CHANGES, *PROGRAMME_CHANGES}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", WORLDS)
def test_a_change_counts_just_the_mentors_it_makes_possible(name, seed):
    waiting, others, rules, barred = world_of(name, seed)
    people = people_from_rows(waiting, others, today=TODAY, excluded_pairs=barred)
    looked = look(*people, rules, np.arange(len(waiting)))
    before = possible(waiting, others, rules, barred)
    assert (looked.allowed == before).all()
    for change in all_changes():
        found = looked.changes.get(change, np.zeros(before.shape, bool))
        for at, r in enumerate(waiting):
            for of, m in enumerate(others):
                one, other, relaxed = DONE[change.kind](r, m, rules, change.value)
                if (
                    (one, other, relaxed) == (r, m, rules)
                    or before[at, of]
                    or not says_something(change, r, m)
                ):
                    assert not found[at, of], (change, r, m)
                else:
                    assert found[at, of] == possible([one], [other], relaxed, barred)[0, 0], (change, r, m)


def test_the_worlds_need_every_change():
    """Else the test above would prove nothing of it."""
    needed = set()
    for name in WORLDS:
        for seed in range(3):
            waiting, others, rules, barred = world_of(name, seed, 20, 20)
            people = people_from_rows(waiting, others, today=TODAY, excluded_pairs=barred)
            needed |= {change.kind for change in look(*people, rules, np.arange(20)).changes}
    assert {*REFUGEE_CHANGES, *MENTOR_CHANGES, *PROGRAMME_CHANGES} <= needed


def test_the_rules_count_as_the_scores_do():
    waiting, others, rules, barred = world_of("courses", 3, 12, 12)
    people = people_from_rows(waiting, others, today=TODAY, excluded_pairs=barred)
    scores, looked = score_people(*people, EQUAL, rules=rules), look(*people, rules, np.arange(12))
    for at in range(12):
        told = {out.rule: out.mentors for out in scores.ruled_out(at)}
        assert {rule: int(counts[at]) for rule, counts in looked.ruled_out.items() if counts[at]} == told


def served(allowed, room):
    table = np.where(allowed, 1.0, np.nan)
    return assign(table, np.array(room)).matched


def random_flow(seed):
    rng = np.random.default_rng(seed)
    allowed, room = rng.random((9, 7)) < 0.2, rng.integers(0, 3, 7)
    return rng, allowed, room, Flow(masks(allowed), room.tolist(), [NOBODY] * 9)


@pytest.mark.parametrize("seed", range(25))
def test_the_flow_serves_as_many_as_the_best_plan_before_and_after(seed):
    rng, allowed, room, flow = random_flow(seed)
    assert 9 - len(flow.unmatched) == served(allowed, room)
    more, places = rng.random((9, 7)) < 0.15, rng.integers(0, 2, 7)
    pairs = dict(enumerate(masks(more)))
    gain = flow.gain(pairs, dict(enumerate(places.tolist())))
    assert 9 - len(flow.unmatched) + len(gain.served) == served(allowed | more, room + places)
    for refugee, mentor in enumerate(gain.mate):
        assert mentor == NOBODY or (allowed | more)[refugee, mentor]
    assert (np.bincount([m for m in gain.mate if m != NOBODY], minlength=7) <= room + places).all()
    assert set(gain.served) <= set(flow.unmatched)
    assert 9 - len(flow.unmatched) == served(allowed, room), "trying out changes nothing"


@pytest.mark.parametrize("seed", range(25))
def test_a_new_pair_serves_one_more_just_where_its_mentor_is_within_reach(seed):
    _rng, allowed, room, flow = random_flow(seed)
    reach = set(bits(flow.within_reach()))
    for refugee in flow.unmatched:
        for mentor in range(7):
            more = allowed.copy()
            more[refugee, mentor] = True
            assert served(more, room) - served(allowed, room) == (
                mentor in reach and not allowed[refugee, mentor]
            )


def test_a_plan_keeps_who_it_serves_and_is_made_full():
    flow = Flow([0b01, 0b11], [1, 1], [NOBODY, 0])
    assert flow.mate == [0, 1]


def test_masks_are_the_table():
    table = np.random.default_rng(1).random((5, 70)) < 0.5
    assert [list(bits(mask)) for mask in masks(table)] == [np.flatnonzero(row).tolist() for row in table]
    assert mask_of([0, 3]) == 0b1001


def whole(name, seed, refugees=14, mentors=12):
    waiting, others, rules, barred = world_of(name, seed, refugees, mentors)
    people = people_from_rows(waiting, others, today=TODAY, excluded_pairs=barred)
    world = read_world(*people, rules, block=50)
    return waiting, others, world, base_flow(world)


def table_of(rows, mentors):
    return np.array([[bool(row >> at & 1) for at in range(mentors)] for row in rows])


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", WORLDS)
def test_the_gain_of_a_suggestion_is_that_of_making_the_plan_anew(name, seed):
    waiting, others, world, flow = whole(name, seed)
    advice = advise(world, flow)
    base = served(table_of(world.allowed, len(others)), world.room)
    assert advice.served == base
    assert len(advice.left) == len(waiting) - base
    for left in advice.left:
        for option in left.options:
            extra = world.extra.get(option.change, {})
            rows, room = list(world.allowed), list(world.room)
            asked = range(len(rows)) if option.change.of_mentor else [left.refugee]
            for refugee in asked:
                rows[refugee] |= extra.get(refugee, 0) & mask_of(option.mentors)
            if option.change == PLACE:
                rows = list(world.allowed)
                rows[left.refugee] |= mask_of(option.mentors)
                room[option.mentors[0]] += 1
            assert served(table_of(rows, len(others)), room) - base == option.gain, option


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", WORLDS)
def test_a_suggestion_for_several_serves_just_those_it_names(name, seed):
    _waiting, others, world, flow = whole(name, seed)
    advice = advise(world, flow)
    base, left = advice.served, {each.refugee for each in advice.left}
    for found in advice.together:
        rows, room, extra = list(world.allowed), list(world.room), world.extra.get(found.change, {})
        asked = left if not found.change.of_mentor or found.change == PLACE else range(len(rows))
        whom = mask_of(found.mentors) if found.change.of_mentor else -1
        for refugee in asked:
            rows[refugee] |= extra.get(refugee, 0) & whom
        if found.change == PLACE:
            for mentor in found.mentors:
                room[mentor] += 1
        assert served(table_of(rows, len(others)), room) - base == found.gain, found
        assert set(found.refugees) <= left
        for spared in found.mentors:  # nobody is asked in vain
            fewer = mask_of(found.mentors) & ~(1 << spared)
            rows, room = list(world.allowed), list(world.room)
            for refugee in asked:
                rows[refugee] |= extra.get(refugee, 0) & fewer
            if found.change == PLACE:
                for mentor in bits(fewer):
                    room[mentor] += 1
            assert served(table_of(rows, len(others)), room) - base < found.gain


def test_only_who_may_take_more_is_asked_for_one_place_more():
    waiting, others, rules, barred = world_of("free", 1, 14, 12)
    people = people_from_rows(waiting, others, today=TODAY, excluded_pairs=barred)
    world = read_world(*people, rules, may_take_more=[False] * 12)
    advice = advise(world, base_flow(world))
    assert not [found for found in advice.together if found.change == PLACE]
    assert not [option for left in advice.left for option in left.options if option.change == PLACE]


def test_nobody_and_nothing():
    people = people_from_rows([], [], today=TODAY)
    world = read_world(*people, FREE)
    assert advise(world, base_flow(world)).left == []


def test_a_place_is_within_reach_through_several_who_move_on():
    """The first moves on only once the second can: whoever comes first in the list."""
    flow = Flow([0b011, 0b110, 0], [1, 1, 1], [0, 1, NOBODY])
    assert set(bits(flow.within_reach())) == {0, 1, 2}


def test_one_declaration_meets_both_rules_that_ask_for_it():
    rules = replace(FREE, clearances={"confidentiality": "always"})
    waiting, others = [replace(REFUGEE, protected=True)], [replace(MENTOR, clearances=frozenset())]
    looked = look(*people_from_rows(waiting, others, today=TODAY), rules, np.array([0]))
    assert {change.kind for change in looked.changes} == {"confidentiality"}
    assert set(looked.ruled_out) == {"confidentiality", "protected_address"}


def test_a_wish_is_the_last_of_what_helps_as_much():
    """Both serve one more; the wish would make more mentors possible, and is asked about last still."""
    rules = replace(FREE, gender_wishes=True, language_level_from=2)
    waiting = [replace(REFUGEE, wants_gender="female")]
    men = [replace(MENTOR, id=20 + at, gender="male") for at in range(3)]
    stranger = replace(MENTOR, id=30, languages={"fr": 5})
    world = read_world(*people_from_rows(waiting, [*men, stranger], today=TODAY), rules)
    (left,) = advise(world, base_flow(world)).left
    assert [option.change.kind for option in left.options] == ["interpreter", "wish_refugee"]
