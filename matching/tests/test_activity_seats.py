"""Places at activities: proposed, signed up for, put aside, taken back, and never more than there are."""

import datetime

import pytest

from matching.models import ProposedSeat
from matching.services.activity_seats import (
    propose_for_activity,
    propose_for_all,
    put_aside,
    sign_up_seats,
    take_back,
)
from matching.tests.conftest import TODAY
from mentorship.errors import DomainError, NoPlaceLeft
from mentorship.models import Act, Attendance, Municipality
from mentorship.testing.activities import ActivityFactory
from mentorship.testing.factories import RefugeeFactory, UserFactory
from mentorship.testing.races import all_at_once, shared_database

NEXT_WEEK = TODAY + datetime.timedelta(days=7)
PROPOSED, SIGNED_UP, DISMISSED = ProposedSeat.State


@pytest.fixture
def plan(programme):
    def make(**fields):
        told = {"programme": programme, "kind": "event", "side": "refugee", "places": 2}
        told |= {"days": [NEXT_WEEK], "availability": ["weekend"]}
        return ActivityFactory(**(told | fields))

    return make


@pytest.fixture
def people(programme, soroe):
    return [RefugeeFactory(programme=programme, municipality=soroe) for _ in range(4)]


def seats(activity, state=PROPOSED):
    return set(activity.proposed_seats.filter(state=state).values_list("pk", flat=True))


class TestProposing:
    def test_no_more_than_the_free_places_and_signed(self, plan, people, leader):
        activity = plan()
        assert propose_for_activity(activity=activity, by=leader) == 2
        row = ProposedSeat.objects.first()
        assert (row.state, row.by, row.score > 0) == (PROPOSED, leader, True)
        assert row.because[0]["text"]
        act = Act.objects.get(kind="activity.seats_proposed")
        assert (act.subject_id, act.by_id, act.detail["proposed"]) == (str(activity.pk), leader.pk, 2)

    def test_again_replaces_what_was_proposed(self, plan, people, leader):
        activity = plan()
        propose_for_activity(activity=activity, by=leader)
        before = seats(activity)
        propose_for_activity(activity=activity, by=leader)
        assert len(seats(activity)) == 2
        assert not before & seats(activity)

    def test_a_consultant_leaves_what_is_proposed_of_others_and_their_places(
        self, plan, people, programme, leader, consultant
    ):
        elsewhere = Municipality.objects.get(code="329")
        other = RefugeeFactory(programme=programme, municipality=elsewhere)
        activity = plan(interests=["sang"])
        other.profile.interests = ["sang"]
        other.profile.save()
        propose_for_activity(activity=activity, by=leader)
        assert propose_for_activity(activity=activity, by=consultant) == 1
        found = activity.proposed_seats.values_list("refugee__municipality__code", "by")
        assert sorted(found) == [("329", leader.pk), ("340", consultant.pk)]

    @pytest.mark.parametrize("fields", [{"cancelled_on": TODAY}, {"days": [TODAY]}, {"side": "mentor"}])
    def test_not_for_what_nobody_can_be_signed_up_for(self, plan, people, leader, fields):
        if "days" in fields:
            fields = {"days": [TODAY - datetime.timedelta(days=1)]}
        with pytest.raises(DomainError):
            propose_for_activity(activity=plan(**fields), by=leader)
        assert not ProposedSeat.objects.exists()


class TestForAll:
    def test_each_at_one_at_most(self, plan, people, leader, programme):
        activities = [plan(places=2), plan(places=1), plan(places=None)]
        assert propose_for_all(programme=programme, by=leader) == 3
        taken = list(ProposedSeat.objects.values_list("refugee", flat=True))
        assert len(taken) == len(set(taken))
        assert [len(seats(one)) for one in activities] == [2, 1, 0]

    def test_what_is_over_has_no_proposals_left(self, plan, people, leader, programme):
        old = plan()
        propose_for_activity(activity=old, by=leader)
        type(old).objects.filter(pk=old.pk).update(cancelled_on=TODAY)
        plan()
        propose_for_all(programme=programme, by=leader)
        assert seats(old) == set()

    def test_without_any_it_says_so(self, plan, leader, programme):
        plan(places=None)
        with pytest.raises(DomainError):
            propose_for_all(programme=programme, by=leader)


class TestSigningUp:
    def test_those_proposed_come_onto_the_list(self, plan, people, leader):
        activity = plan(days=[NEXT_WEEK, NEXT_WEEK + datetime.timedelta(days=7)])
        propose_for_activity(activity=activity, by=leader)
        assert sign_up_seats(activity=activity, seats=seats(activity), by=leader) == (2, 0)
        assert Attendance.objects.filter(session__activity=activity).count() == 4
        assert len(seats(activity, SIGNED_UP)) == 2
        assert Act.objects.filter(kind="refugee.signed_up").count() == 2

    def test_nobody_for_a_session_that_has_been_held(self, plan, people, leader):
        activity = plan(days=[TODAY - datetime.timedelta(days=7), NEXT_WEEK])
        propose_for_activity(activity=activity, by=leader)
        sign_up_seats(activity=activity, seats=seats(activity), by=leader)
        days = set(Attendance.objects.values_list("session__starts_at__date", flat=True))
        assert days == {NEXT_WEEK}

    def test_the_rules_are_asked_again(self, plan, people, leader, organisation):
        activity = plan(organisation=organisation)
        propose_for_activity(activity=activity, by=leader)
        gone = activity.proposed_seats.first()
        gone.refugee.consents.filter(scope="partner").update(withdrawn_on=TODAY)
        with pytest.raises(DomainError):
            sign_up_seats(activity=activity, seats=[gone.pk], by=leader)
        assert sign_up_seats(activity=activity, seats=seats(activity), by=leader) == (1, 1)
        assert seats(activity) == {gone.pk}

    def test_nobody_where_too_few_places_are_left(self, plan, people, leader):
        activity = plan()
        propose_for_activity(activity=activity, by=leader)
        type(activity).objects.filter(pk=activity.pk).update(places=1)
        with pytest.raises(NoPlaceLeft):
            sign_up_seats(activity=activity, seats=seats(activity), by=leader)
        assert not Attendance.objects.exists()
        assert len(seats(activity)) == 2

    def test_twice_is_told(self, plan, people, leader):
        activity = plan()
        propose_for_activity(activity=activity, by=leader)
        once = seats(activity)
        sign_up_seats(activity=activity, seats=once, by=leader)
        with pytest.raises(DomainError):
            sign_up_seats(activity=activity, seats=once, by=leader)


class TestAsideAndBack:
    def test_put_aside_is_not_proposed_again_until_taken_back(self, plan, people, leader):
        activity = plan(places=4)
        propose_for_activity(activity=activity, by=leader)
        seat = activity.proposed_seats.first()
        put_aside(seat=seat, by=leader)
        assert propose_for_activity(activity=activity, by=leader) == 3
        assert not activity.proposed_seats.filter(state=PROPOSED, refugee=seat.refugee).exists()
        take_back(seat=seat, by=leader)
        assert activity.proposed_seats.get(refugee=seat.refugee).state == PROPOSED
        kinds = Act.objects.filter(subject_label="matching.ProposedSeat").values_list("kind", flat=True)
        assert set(kinds) == {"seat.put_aside", "seat.taken_back"}

    def test_a_sign_up_is_taken_back(self, plan, people, leader):
        activity = plan(places=1)
        propose_for_activity(activity=activity, by=leader)
        (pk,) = seats(activity)
        sign_up_seats(activity=activity, seats=[pk], by=leader)
        take_back(seat=ProposedSeat.objects.get(pk=pk), by=leader)
        assert not Attendance.objects.exists()
        assert seats(activity) == {pk}

    def test_not_once_attendance_is_recorded(self, plan, people, leader):
        activity = plan(places=1)
        propose_for_activity(activity=activity, by=leader)
        (pk,) = seats(activity)
        sign_up_seats(activity=activity, seats=[pk], by=leader)
        Attendance.objects.update(state="attended")
        with pytest.raises(DomainError):
            take_back(seat=ProposedSeat.objects.get(pk=pk), by=leader)
        assert seats(activity, SIGNED_UP) == {pk}

    @pytest.mark.parametrize(("act", "state"), [(put_aside, DISMISSED), (take_back, PROPOSED)])
    def test_what_is_done_already_is_told(self, plan, people, leader, act, state):
        activity = plan(places=1)
        propose_for_activity(activity=activity, by=leader)
        ProposedSeat.objects.update(state=state)
        with pytest.raises(DomainError):
            act(seat=ProposedSeat.objects.get(), by=leader)

    def test_not_of_people_one_does_not_see(self, plan, people, leader):
        activity = plan(places=1)
        propose_for_activity(activity=activity, by=leader)
        with pytest.raises(DomainError):
            put_aside(seat=ProposedSeat.objects.get(), by=UserFactory())


@pytest.mark.django_db(transaction=True)
def test_places_hold_when_many_are_signed_up_at_once(tmp_path):
    activity = ActivityFactory(kind="event", side="refugee", places=3, days=[datetime.date(2099, 1, 5)])
    by = UserFactory(leader_of=activity.programme)
    people = [RefugeeFactory(programme=activity.programme) for _ in range(12)]
    made = [ProposedSeat.objects.create(activity=activity, refugee=one, score=50, by=by).pk for one in people]
    with shared_database(tmp_path):
        told = all_at_once(lambda pk: sign_up_seats(activity=activity, seats=[pk], by=by), made, 6)
        taken = Attendance.objects.count()
        signed_up = ProposedSeat.objects.filter(state=SIGNED_UP).count()
    assert taken == signed_up == told.count((1, 0)) == 3
    assert all(isinstance(one, DomainError) for one in told if one != (1, 0))


@pytest.mark.django_db(transaction=True)
def test_nobody_is_proposed_twice_when_many_propose_at_once(tmp_path):
    activity = ActivityFactory(kind="event", side="refugee", places=3, days=[datetime.date(2099, 1, 5)])
    by = UserFactory(leader_of=activity.programme)
    for _ in range(5):
        RefugeeFactory(programme=activity.programme)
    with shared_database(tmp_path):
        told = all_at_once(lambda _: propose_for_activity(activity=activity, by=by), range(6), 6)
        count = ProposedSeat.objects.filter(state=PROPOSED).count()
    assert set(map(str, told)) == {"3"}
    assert count == 3
