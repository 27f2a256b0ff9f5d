"""The plan on the given rosters: as many as can be, all of it true, and what no longer holds is seen."""

import datetime
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from scipy.optimize import linear_sum_assignment

from matching import services
from matching.greedy import best_first
from matching.models import ForbiddenPair, Match
from matching.pool import read_pool
from matching.testing.factories import MatchFactory
from matching.testing.facts_of_rows import demands_of, facts_of
from matching.testing.truth import CRITERIA, broken_rules, untrue, wrong_points
from mentorship.clock import pretend_today
from mentorship.models import Consent, Mentor, Person, Refugee
from mentorship.people.importing import import_people
from mentorship.testing.factories import UserFactory
from mentorship.testing.programmes import loaded_programme

ROSTERS = Path(settings.BASE_DIR) / "mentorship" / "tests" / "rosters"
DAY = datetime.date(2017, 4, 3)
pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    with pretend_today(DAY):
        made = loaded_programme()
        for kind, file in (("mentor", "mentors.csv"), ("refugee", "refugees.xlsx")):
            assert not import_people(data=(ROSTERS / file).read_bytes(), programme=made, kind=kind).refused
    return made


class World:
    """Everybody by key, as plain facts."""

    def __init__(self, programme):
        self.demands = demands_of(programme)
        consents = self.demands["consents"]
        self.refugees = {row.pk: facts_of(row, DAY, consents["refugee"]) for row in Refugee.objects.all()}
        self.mentors = {row.pk: facts_of(row, DAY, consents["mentor"]) for row in Mentor.objects.all()}

    def broken(self, refugee, mentor):
        return set(broken_rules(self.refugees[refugee], self.mentors[mentor], DAY.year, self.demands))

    def score(self, refugee, mentor, weights):
        fits = {
            name: CRITERIA[name](self.refugees[refugee], self.mentors[mentor], DAY.year)[0]
            for name in weights
        }
        known = sum(weights[name] for name, fit in fits.items() if fit is not None)
        return 100 * sum(weights[name] * fit for name, fit in fits.items() if fit is not None) / known


def best_by_scipy(world, weights):
    """(matched, days of waiting ended, points) of the best plan, by another solver from plain facts."""
    waiting = [pk for pk, facts in world.refugees.items() if facts["waiting"]]
    slots = [pk for pk, facts in world.mentors.items() for _place in range(max(0, facts["places"]))]
    score = np.full((len(waiting), len(slots)), np.nan)
    for at, refugee in enumerate(waiting):
        for of, mentor in enumerate(slots):
            if of and slots[of - 1] == mentor:
                score[at, of] = score[at, of - 1]
            elif not world.broken(refugee, mentor):
                score[at, of] = world.score(refugee, mentor, weights)
    days = np.array([world.refugees[pk]["waiting_days"] for pk in waiting], float)
    a_day = 100.0 * len(waiting) + 1
    a_match = a_day * (days.sum() + 1)
    allowed = np.isfinite(score)
    rows, cols = linear_sum_assignment(
        np.where(allowed, a_match + days[:, None] * a_day + np.nan_to_num(score), 0.0), maximize=True
    )
    kept = allowed[rows, cols]
    return int(kept.sum()), days[rows[kept]].sum(), score[rows[kept], cols[kept]].sum()


def test_nobody_could_be_served_more_and_every_word_is_true(programme):
    world = World(programme)
    with pretend_today(DAY):
        run = services.make_plan(programme=programme, by=None)
        pool = read_pool(programme, on=DAY)
    pairs = list(run.pairs.all())
    assert run.waiting == 70
    assert run.optimal
    weights = programme.document["matching"]["weights"]
    matched, days, total = best_by_scipy(world, weights)
    assert run.matched == len(pairs) == matched
    assert sum(world.refugees[pair.refugee_id]["waiting_days"] for pair in pairs) == days
    assert run.total == pytest.approx(total, abs=1e-4)
    by_eye = best_first(pool.matrix, pool.capacity)[0]
    assert run.params["by_eye"]["matched"] == by_eye < matched
    for pair in pairs:
        r, m = world.refugees[pair.refugee_id], world.mentors[pair.mentor_id]
        assert world.broken(pair.refugee_id, pair.mentor_id) == set()
        assert {part["criterion"] for part in pair.because} == set(weights)
        assert [untrue(part, r, m, DAY.year) for part in pair.because] == [""] * len(weights)
        assert wrong_points(pair.because, pair.score) == ""
    _check_unmatched(world, run, {pair.refugee_id for pair in pairs})


def _check_unmatched(world, run, served):
    """Who is left, and how many mentors each rule keeps from each, counted pair by pair."""
    assert {left["refugee"] for left in run.unmatched} == set(world.refugees) - served
    for left in run.unmatched:
        counted: dict[str, int] = {}
        for mentor in world.mentors:
            for rule in world.broken(left["refugee"], mentor):
                counted[rule] = counted.get(rule, 0) + 1
        told = {rule["rule"]: rule["mentors_ruled_out"] for rule in left["because"]}
        told.pop("places_needed", None)
        assert told == counted
        assert all(rule["text"] for rule in left["because"])


def of_refugee(refugee, mentor, **facts):
    Refugee.objects.filter(pk=refugee).update(**facts)


def of_mentor(refugee, mentor, **facts):
    Mentor.objects.filter(pk=mentor).update(**facts)


def withdraw(refugee, mentor, *, side):
    pk = refugee if side == "refugee" else mentor
    Consent.objects.filter(**{side: pk}).update(withdrawn_on=DAY)


def profile(refugee, mentor, **facts):
    of = Refugee.objects.get(pk=refugee).profile
    for name, value in facts.items():
        setattr(of, name, value)
    of.save()


def papers_gone(refugee, mentor):
    Mentor.objects.get(pk=mentor).clearances.all().delete()
    profile(refugee, mentor, children_birth_years=[2012])


def protect(refugee, mentor):
    Person.objects.filter(refugees=refugee).update(protected=True)
    Mentor.objects.get(pk=mentor).clearances.filter(kind="confidentiality").delete()


def wish_the_other(refugee, mentor):
    gender = Mentor.objects.get(pk=mentor).person.gender
    profile(refugee, mentor, wants_gender="male" if gender == "female" else "female")


def times_apart(refugee, mentor):
    profile(refugee, mentor, availability=["weekend"])
    of = Mentor.objects.get(pk=mentor).profile
    of.availability = ["weekday_day"]
    of.save()


def fill_places(refugee, mentor):
    row = Mentor.objects.get(pk=mentor)
    for number in range(row.capacity):
        MatchFactory(
            programme=row.programme,
            municipality=row.municipality,
            mentor=row,
            refugee__case_number=f"X{number}",
        )


@pytest.mark.parametrize(
    ("rule", "break_it"),
    [
        ("selected", partial(of_refugee, selected_on=None)),
        ("interview_mentor", partial(of_mentor, interviewed_on=None)),
        ("consent_refugee", partial(withdraw, side="refugee")),
        ("consent_mentor", partial(withdraw, side="mentor")),
        ("language", partial(profile, languages={"xx": 5})),
        ("gender_wish", wish_the_other),
        ("availability", times_apart),
        ("child_certificate", papers_gone),
        ("protected_address", protect),
        ("capacity", fill_places),
    ],
)
def test_what_no_longer_holds_is_seen_by_both(programme, rule, break_it):
    """A planned pair is spoilt: the check from outside and the product name the same, with a remedy."""
    with pretend_today(DAY):
        run = services.make_plan(programme=programme, by=None)
        pair = run.pairs.filter(mentor__organisation=None).first() or run.pairs.first()
        assert World(programme).broken(pair.refugee_id, pair.mentor_id) == set()
        break_it(pair.refugee_id, pair.mentor_id)
        pool = read_pool(programme, on=DAY)
        seen = {each["rule"]: each["text"] for each in pool.obstacles(pair.refugee_id, pair.mentor_id)}
    assert rule in seen
    assert set(seen) == World(programme).broken(pair.refugee_id, pair.mentor_id)
    assert ";" in seen[rule]  # after the fact comes what would help


@pytest.mark.parametrize("rule", ["earlier_pair", "forbidden_pair", "conflict_of_interest"])
def test_pairs_named_by_who_they_are_are_kept_apart(programme, rule):
    with pretend_today(DAY):
        pair = services.make_plan(programme=programme, by=None).pairs.first()
        if rule == "earlier_pair":
            MatchFactory(
                programme=programme, refugee=pair.refugee, mentor=pair.mentor,
                municipality=pair.refugee.municipality, ended=True,
            )  # fmt: skip
        elif rule == "forbidden_pair":
            ForbiddenPair.objects.create(
                refugee=pair.refugee, mentor=pair.mentor, reason="-", by=UserFactory()
            )
        else:
            Refugee.objects.filter(pk=pair.refugee_id).update(person=pair.mentor.person)
        again = services.make_plan(programme=programme, by=None)
        pool = read_pool(programme, on=DAY)
        (told,) = [each for each in pool.obstacles(pair.refugee_id, pair.mentor_id) if each["rule"] == rule]
    assert not again.pairs.filter(refugee=pair.refugee, mentor=pair.mentor).exists()
    assert ";" in told["text"]
    assert Match.objects.count() == (rule == "earlier_pair")
