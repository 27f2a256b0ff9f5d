"""Selecting and taking back: signed, under locks, within the quota or knowingly past it."""

import datetime

import pytest
from django.db.models import Q

from mentorship.errors import DomainError
from mentorship.models import Act, Refugee
from mentorship.people.selecting import PastQuota, deselect_person, select_people
from mentorship.registry import BUILT_ON, BuiltOn
from mentorship.testing.factories import MentorFactory, RefugeeFactory
from mentorship.testing.races import all_at_once, shared_database
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 20)


@pytest.fixture
def world(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 22, 9, 4, tzinfo=datetime.UTC))
    return people_world()


def candidate(world, **fields):
    fields = {"selected_on": None, "waiting_since": None, "municipality": world.soroe} | fields
    return RefugeeFactory(programme=world.programme, **fields)


def select(world, *rows, grounds="Mangler netværk", **options):
    return select_people(
        programme=world.programme, enrolments=rows, on=DAY, by=world.leader, grounds=grounds, **options
    )


def quota(world, people):
    world.programme.municipality_parts.filter(municipality=world.soroe).update(quota=people)


def test_a_selection_is_dated_grounded_and_signed(world):
    row = candidate(world)
    assert select(world, row, codes=["network"]).selected == (row.pk,)
    row.refresh_from_db()
    assert (row.selected_on, row.selection_grounds, row.version) == (DAY, "Mangler netværk", 2)
    assert row.waiting_since == DAY, "the programme counts waiting from the selection"
    act = Act.objects.get(kind="refugee.selected")
    assert (act.subject_id, act.by_id) == (str(row.pk), world.leader.pk)
    assert act.detail == {"on": "2026-11-20", "grounds": ["network"]}


def test_a_mentor_is_selected_without_grounds(world):
    mentor = MentorFactory(programme=world.programme, municipality=world.soroe, selected_on=None)
    assert select(world, mentor, grounds="").selected == (mentor.pk,)
    mentor.refresh_from_db()
    assert mentor.selected_on == DAY


@pytest.mark.parametrize("grounds", ["", "   "])
def test_a_refugee_is_not_selected_without_grounds(world, grounds):
    row = candidate(world)
    with pytest.raises(DomainError, match="begrundes"):
        select(world, row, grounds=grounds)
    row.refresh_from_db()
    assert row.selected_on is None


def test_nobody_ticked_is_told(world):
    with pytest.raises(DomainError, match="krydset af"):
        select(world)


def test_who_is_selected_already_or_has_left_is_kept_as_is(world):
    first = candidate(world, selected_on=datetime.date(2026, 10, 1), selection_grounds="Først")
    gone = candidate(world, left_on=DAY)
    fresh = candidate(world)
    done = select(world, first, gone, fresh)
    assert (done.selected, done.already, done.gone) == ((fresh.pk,), (first.pk,), (gone.pk,))
    first.refresh_from_db()
    assert (first.selected_on, first.selection_grounds) == (datetime.date(2026, 10, 1), "Først")
    assert not Act.objects.filter(kind="refugee.selected").exclude(subject_id=str(fresh.pk)).exists()


def test_people_of_another_programme_are_not_selected_along(world):
    foreign = RefugeeFactory(selected_on=None)
    assert select(world, foreign).selected == ()
    foreign.refresh_from_db()
    assert foreign.selected_on is None


def test_a_quota_is_passed_only_knowingly(world):
    quota(world, 2)
    rows = [candidate(world) for _number in range(3)]
    with pytest.raises(PastQuota) as refused:
        select(world, *rows)
    assert [(o.municipality, o.quota, o.after) for o in refused.value.overruns] == [("Sorø", 2, 3)]
    assert not Refugee.objects.filter(selected_on__isnull=False).exists()
    assert len(select(world, *rows, past_quota=True).selected) == 3
    assert all(act.detail["past_quota"] for act in Act.objects.filter(kind="refugee.selected"))


def test_the_last_place_of_a_quota_is_no_overrun(world):
    quota(world, 2)
    assert len(select(world, candidate(world), candidate(world)).selected) == 2


def test_a_municipality_without_a_quota_has_no_limit(world):
    quota(world, None)
    assert len(select(world, candidate(world), candidate(world)).selected) == 2


def test_a_selection_is_taken_back_with_its_reason(world):
    row = candidate(world)
    select(world, row)
    deselect_person(enrolment=row, reason="moved", words="Fravalgt: Flytter", by=world.leader)
    row.refresh_from_db()
    assert (row.selected_on, row.waiting_since, row.version) == (None, None, 3)
    assert row.selection_grounds == "Fravalgt: Flytter"
    act = Act.objects.get(kind="refugee.deselected")
    assert act.detail == {"reason": "moved", "was_selected_on": "2026-11-20"}


def test_who_is_not_selected_cannot_be_taken_back(world):
    row = candidate(world)
    with pytest.raises(DomainError, match="ikke længere udvalgt"):
        deselect_person(enrolment=row, reason="moved", words="Flytter", by=world.leader)
    assert not Act.objects.filter(kind="refugee.deselected").exists()


def test_a_selection_something_rests_on_stands(world, monkeypatch):
    built, free = candidate(world), candidate(world)
    select(world, built, free)
    monkeypatch.setattr(
        "mentorship.people.selecting.BUILT_ON",
        [*BUILT_ON, BuiltOn("test", "Something rests on it.", lambda side: Q(pk=built.pk))],
    )
    with pytest.raises(DomainError, match="Something rests on it"):
        deselect_person(enrolment=built, reason="moved", words="", by=world.leader)
    built.refresh_from_db()
    assert built.selected_on == DAY
    deselect_person(enrolment=free, reason="moved", words="", by=world.leader)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_select_the_same_one_is_first_and_nothing_is_lost(tmp_path):
    world = people_world()
    rows = [candidate(world) for _number in range(3)]
    quota(world, 2)

    def work(job):
        return select(world, *rows[job % 2 : job % 2 + 2], grounds=f"Begrundelse {job}")

    with shared_database(tmp_path):
        outcomes = all_at_once(work, range(8))
        selected = list(Refugee.objects.filter(selected_on__isnull=False).order_by("pk"))
        acts = Act.objects.filter(kind="refugee.selected").count()
    assert len(selected) == acts == 2, "the quota holds for all of them together"
    won = [outcome for outcome in outcomes if not isinstance(outcome, Exception) and outcome.selected]
    assert sorted(pk for outcome in won for pk in outcome.selected) == [row.pk for row in selected]
    assert all(isinstance(o, PastQuota) or not o.selected or o in won for o in outcomes)
