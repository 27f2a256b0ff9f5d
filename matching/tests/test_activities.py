"""People for activities by the matching core: what rules out, what fits, who gets a place."""

import datetime

import numpy as np
import pytest
from django.utils import translation

from matching.activities import (
    AT_ONCE,
    candidates_of,
    open_activities,
    read_seats,
    seat_weights,
)
from matching.activity_rules import Demand, excluded
from matching.activity_wording import SENTENCES
from matching.criteria.facts import MentorFacts, RefugeeFacts
from matching.criteria.people import people_from_rows
from matching.models import ProposedSeat
from matching.tests.conftest import TODAY
from matching.wording import SENTENCES as USUAL
from mentorship.models import Municipality
from mentorship.testing.activities import ActivityFactory, AttendanceFactory
from mentorship.testing.factories import RefugeeFactory

NEXT_WEEK = TODAY + datetime.timedelta(days=7)
LAST_WEEK = TODAY - datetime.timedelta(days=7)


@pytest.fixture
def plan(programme):
    """An activity next week for refugees, with room for five; keywords change it."""

    def make(**fields):
        told = {"programme": programme, "kind": "event", "side": "refugee", "places": 5, "days": [NEXT_WEEK]}
        return ActivityFactory(**(told | fields))

    return make


@pytest.fixture
def pool_of(programme, leader):
    def read(*activities):
        opened = open_activities(programme, **({"pk__in": [a.pk for a in activities]} if activities else {}))
        return read_seats(programme, opened, refugees=candidates_of(leader, programme), on=TODAY)

    return read


def keeps_out(pool, refugee, activity):
    return [each["rule"] for each in pool.obstacles(refugee.pk, activity.pk)]


class TestOpen:
    def test_places_are_those_of_the_fullest_session_ahead(self, programme, plan, refugee):
        row = plan(days=[NEXT_WEEK, NEXT_WEEK + datetime.timedelta(days=7)], places=3)
        AttendanceFactory(session=row.sessions.all()[0], mentor=None, refugee=refugee)
        (opened,) = open_activities(programme)
        assert (opened.free, opened.room, len(opened.sessions)) == (2, 2, 2)

    def test_without_a_limit_some_are_proposed_at_once(self, programme, plan):
        plan(places=None)
        (opened,) = open_activities(programme)
        assert (opened.free, opened.room) == (None, AT_ONCE)

    @pytest.mark.parametrize("fields", [{"days": [LAST_WEEK]}, {"cancelled_on": TODAY}, {"side": "mentor"}])
    def test_nobody_is_found_for_what_is_over_called_off_or_the_mentors(self, programme, plan, fields):
        plan(**fields)
        assert open_activities(programme) == []

    def test_a_session_held_counts_neither_place_nor_sign_up(self, programme, plan, refugee):
        row = plan(days=[LAST_WEEK, NEXT_WEEK], places=1)
        AttendanceFactory(session=row.sessions.earliest("starts_at"), mentor=None, refugee=refugee)
        (opened,) = open_activities(programme)
        assert opened.free == 1
        assert opened.sessions == (row.sessions.latest("starts_at").pk,)


class TestRules:
    def test_what_an_activity_does_not_say_demands_nothing(self, plan, pool_of, programme):
        activity = plan()
        nobody_known = RefugeeFactory(programme=programme, person__birth_year=None, person__gender="")
        type(nobody_known.profile).objects.update(languages=None, wants_gender="male")
        assert keeps_out(pool_of(), nobody_known, activity) == []

    @pytest.mark.parametrize(
        ("fields", "rule"),
        [
            ({"languages": ["ti"]}, "activity_language"),
            ({"wants_gender": "male"}, "gender_wish"),
            ({"age_from": 42}, "activity_age"),
            ({"age_to": 40}, "activity_age"),
            ({"places": 0}, "capacity"),
        ],
    )
    def test_what_it_says_rules_out(self, plan, pool_of, refugee, fields, rule):
        """She is 41 this year, and speaks Danish and English."""
        activity = plan(**fields)
        assert keeps_out(pool_of(), refugee, activity) == [rule]

    @pytest.mark.parametrize(
        "fields",
        [{"languages": ["ti", "en"]}, {"wants_gender": "female"}, {"age_from": 41, "age_to": 41}],
    )
    def test_and_lets_in(self, plan, pool_of, refugee, fields):
        activity = plan(**fields)
        assert keeps_out(pool_of(), refugee, activity) == []

    def test_a_language_known_too_little_is_told_as_such(self, plan, pool_of, refugee):
        type(refugee.profile).objects.update(languages={"da": 1})
        activity = plan(languages=["da"])
        with translation.override("en"):
            (told,) = pool_of().obstacles(refugee.pk, activity.pk)
        assert told["rule"] == "activity_language"
        assert "Danish, too little" in told["text"]

    def test_languages_not_registered_are_asked_for(self, plan, pool_of, refugee):
        type(refugee.profile).objects.update(languages=None)
        activity = plan(languages=["da"])
        with translation.override("en"):
            (told,) = pool_of().obstacles(refugee.pk, activity.pk)
        assert "not registered" in told["text"]

    def test_the_municipality_alone_where_it_is_for_one(self, plan, pool_of, refugee, soroe):
        own, other = plan(municipality=soroe), plan(municipality=Municipality.objects.get(code="329"))
        pool = pool_of()
        assert keeps_out(pool, refugee, own) == []
        assert keeps_out(pool, refugee, other) == ["activity_municipality"]

    def test_consent_to_telling_is_asked_where_others_hold_it(self, plan, pool_of, refugee, organisation):
        refugee.consents.filter(scope="partner").delete()
        own, theirs = plan(), plan(organisation=organisation)
        pool = pool_of()
        assert keeps_out(pool, refugee, own) == []
        assert keeps_out(pool, refugee, theirs) == ["partner_consent"]

    def test_what_is_asked_of_mentors_is_not_asked_here(self, plan, pool_of, programme, soroe):
        """No interview, not selected, protected, with children under 15."""
        fields = {"interviewed_on": None, "selected_on": None, "person__protected": True}
        somebody = RefugeeFactory(programme=programme, municipality=soroe, **fields)
        type(somebody.profile).objects.update(children_birth_years=[2020])
        activity = plan()
        assert keeps_out(pool_of(activity), somebody, activity) == []

    def test_an_introduction_course_is_for_those_who_lack_it(self, plan, pool_of, programme):
        course = plan(kind="intro_course")
        been, new = (RefugeeFactory(programme=programme, intro_course_on=on) for on in (TODAY, None))
        pool = pool_of()
        assert keeps_out(pool, been, course) == ["course_taken"]
        assert keeps_out(pool, new, course) == []

    @pytest.mark.parametrize("state", ["signed_up", "excused"])
    def test_who_is_on_the_list_is_out(self, plan, pool_of, refugee, state):
        activity, other = plan(), plan()
        AttendanceFactory(session=activity.sessions.get(), mentor=None, refugee=refugee, state=state)
        pool = pool_of()
        assert keeps_out(pool, refugee, activity) == ["on_list"]
        assert keeps_out(pool, refugee, other) == []

    def test_who_was_put_aside_is_out_of_that_one(self, plan, pool_of, refugee, leader):
        activity, other = plan(), plan()
        ProposedSeat.objects.create(
            activity=activity, refugee=refugee, state="dismissed", score=50, by=leader
        )
        pool = pool_of()
        assert keeps_out(pool, refugee, activity) == ["put_aside"]
        assert keeps_out(pool, refugee, other) == []

    def test_who_has_a_mentor_may_come_and_who_has_left_may_not(self, plan, pool_of, make_match, programme):
        match = make_match(active=True)
        gone = RefugeeFactory(programme=programme, left_on=TODAY)
        plan()
        pool = pool_of()
        assert match.refugee_id in pool.refugee_at
        assert gone.pk not in pool.refugee_at


class TestTheWhole:
    def test_the_best_for_the_free_places(self, plan, pool_of, programme):
        activity = plan(places=2, interests=["sang"])
        people = [RefugeeFactory(programme=programme) for _ in range(4)]
        for one in people[2:]:
            one.profile.interests = ["sang"]
            one.profile.save()
        pool = pool_of()
        assert pool.best({activity.pk: 2}) == [(one.pk, activity.pk) for one in people[2:]]

    def test_nobody_is_proposed_for_two_and_as_many_as_can_are(self, plan, pool_of, programme):
        """Best first would give the only place of the narrow one's candidate away."""
        wide, narrow = plan(places=1, interests=["sang"]), plan(places=1, languages=["ti"])
        both, one = (RefugeeFactory(programme=programme) for _ in range(2))
        both.profile.interests, both.profile.languages = ["sang"], {"ti": 5}
        both.profile.save()
        pairs = pool_of().best({wide.pk: 1, narrow.pk: 1})
        assert sorted(pairs) == sorted([(both.pk, narrow.pk), (one.pk, wide.pk)])

    def test_points_are_of_what_an_activity_can_say(self, plan, pool_of, refugee):
        refugee.profile.needs = ["language"]
        refugee.profile.save()
        activity = plan(needs=["language"], languages=["da"])
        pool = pool_of()
        told = {part["criterion"]: part for part in pool.because(refugee.pk, activity.pk)}
        assert set(told) <= {"language", "needs", "interests", "availability", "travel"}
        assert told["needs"]["fit"] == 1
        assert pool.score(refugee.pk, activity.pk) == pytest.approx(sum(p["points"] for p in told.values()))

    def test_a_programme_that_weighs_nothing_weighs_all_alike(self, programme):
        programme.document["matching"]["weights"] = {}
        assert set(seat_weights(programme).values()) == {1.0}

    def test_it_is_read_in_as_many_queries_whoever_there_is(
        self, plan, programme, leader, django_assert_num_queries
    ):
        for _ in range(5):
            plan()
            RefugeeFactory(programme=programme)
        with django_assert_num_queries(13):
            opened = open_activities(programme)
            read_seats(programme, opened, refugees=candidates_of(leader, programme), on=TODAY)


def test_each_sentence_fits_one_of_the_usual_or_a_rule_of_its_own():
    own = {key for key in SENTENCES if not key.startswith("out.")} - set(USUAL)
    rules = set(excluded(*people_from_rows([], [], today=TODAY), []))
    assert {key.removeprefix("rule.").removesuffix("_weak").removesuffix("_unknown") for key in own} == rules
    assert all(f"out.{rule}" in SENTENCES for rule in rules)


def test_the_rules_of_many_hold_one_by_one():
    """Against the plain reading of each pair."""
    draw = np.random.default_rng(7)
    towns, codes = ["", "Sorø", "Ringsted"], ["da", "en", "ar"]
    people = [
        RefugeeFacts(
            id=at,
            municipality=str(draw.choice(towns)),
            birth_year=int(draw.integers(1950, 2010)) if draw.random() < 0.8 else None,
            languages={str(code): int(draw.integers(1, 6)) for code in draw.choice(codes, 2, replace=False)}
            if draw.random() < 0.8
            else None,
        )
        for at in range(60)
    ]
    offers = [
        MentorFacts(id=at, municipality=str(draw.choice(towns)), languages={str(draw.choice(codes)): 5})
        for at in range(8)
    ]
    demands = [Demand(age_from=int(draw.integers(15, 60)), language_level_from=3) for _ in offers]
    sides = people_from_rows(people, offers, today=TODAY)
    found = {rule: set(map(tuple, pairs.tolist())) for rule, pairs in excluded(*sides, demands).items()}
    for r, one in enumerate(people):
        for m, (offer, demand) in enumerate(zip(offers, demands, strict=True)):
            (code,) = offer.languages
            assert ((r, m) in found["activity_language"]) == ((one.languages or {}).get(code, 0) < 3)
            age = None if one.birth_year is None else TODAY.year - one.birth_year
            assert ((r, m) in found["activity_age"]) == (age is None or age < demand.age_from)
            elsewhere = bool(offer.municipality) and one.municipality != offer.municipality
            assert ((r, m) in found["activity_municipality"]) == elsewhere
