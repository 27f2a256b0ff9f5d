"""Signing up, coming, and what that means for a person's case."""

import datetime

import pytest

from mentorship.activities.attending import record_attendance, sign_up, take_off
from mentorship.activities.planning import change_activity
from mentorship.clock import moment_on
from mentorship.errors import DomainError, EditConflict, NoPlaceLeft
from mentorship.models import Act, Attendance, Mentor, Refugee
from mentorship.testing.activities import ActivityFactory
from mentorship.testing.factories import MentorFactory, RefugeeFactory, UserFactory
from mentorship.testing.races import all_at_once, shared_database
from mentorship.tests.people_world import people_world
from mentorship.tests.test_activity_planning import as_meetings, fields_of

DAY = datetime.date
MARCH, APRIL = DAY(2026, 3, 4), DAY(2026, 4, 8)
CAME, AWAY, EXCUSED, SIGNED = "attended", "absent", "excused", "signed_up"


@pytest.fixture
def world(db, morning):
    return people_world()


@pytest.fixture
def by(world):
    return world.leader


def training(world, *days, **fields):
    return ActivityFactory(programme=world.programme, days=list(days) or [MARCH], **fields)


def intro(world, *days, **fields):
    return training(world, *days, kind="intro_course", side="refugee", **fields)


def mentor(world, **fields):
    return MentorFactory(programme=world.programme, municipality=world.soroe, **fields)


def refugee(world, **fields):
    return RefugeeFactory(programme=world.programme, municipality=world.soroe, **fields)


def record(activity, state, by, at=0):
    """Everybody of one session gets `state`."""
    session = list(activity.sessions.all())[at]
    answers = {row.pk: (row.state, state) for row in session.attendances.all()}
    return record_attendance(session=session, answers=answers, by=by)


class TestSigningUp:
    def test_to_every_session(self, world, by):
        activity, people = training(world, MARCH, APRIL), [mentor(world), mentor(world)]
        assert sign_up(activity=activity, people=people, by=by) == 2
        assert Attendance.objects.filter(session__activity=activity, state=SIGNED).count() == 4
        acts = Act.objects.filter(kind="mentor.signed_up")
        assert {act.subject_id for act in acts} == {str(person.pk) for person in people}

    def test_twice_adds_nothing(self, world, by):
        activity, person = training(world), mentor(world)
        sign_up(activity=activity, people=[person], by=by)
        assert sign_up(activity=activity, people=[person], by=by) == 0
        assert Attendance.objects.count() == 1

    def test_to_chosen_sessions_alone(self, world, by):
        activity = training(world, MARCH, APRIL)
        second = list(activity.sessions.all())[1]
        sign_up(activity=activity, people=[mentor(world)], sessions=[second.pk], by=by)
        assert list(Attendance.objects.values_list("session_id", flat=True)) == [second.pk]

    def test_whoever_was_excused_may_come_back(self, world, by):
        activity, person = training(world), mentor(world)
        sign_up(activity=activity, people=[person], by=by)
        record(activity, EXCUSED, by)
        assert sign_up(activity=activity, people=[person], by=by) == 1
        assert Attendance.objects.get().state == SIGNED

    def test_all_or_nobody_get_the_last_places(self, world, by):
        activity = training(world, places=2)
        sign_up(activity=activity, people=[mentor(world)], by=by)
        with pytest.raises(NoPlaceLeft, match="04-03-2026"):
            sign_up(activity=activity, people=[mentor(world), mentor(world)], by=by)
        assert Attendance.objects.count() == 1

    def test_an_excuse_frees_the_place(self, world, by):
        activity = training(world, places=1)
        sign_up(activity=activity, people=[mentor(world)], by=by)
        record(activity, EXCUSED, by)
        assert sign_up(activity=activity, people=[mentor(world)], by=by) == 1

    @pytest.mark.parametrize(
        ("make", "fields"),
        [
            pytest.param(refugee, {}, id="of the other side"),
            pytest.param(mentor, {"left_on": MARCH}, id="who has left"),
        ],
    )
    def test_nobody_is_signed_up(self, world, by, make, fields):
        with pytest.raises(DomainError):
            sign_up(activity=training(world), people=[make(world, **fields)], by=by)
        assert not Attendance.objects.exists()

    def test_nobody_of_another_programme(self, world, by):
        with pytest.raises(DomainError):
            sign_up(activity=training(world), people=[MentorFactory()], by=by)

    def test_nobody_for_what_is_called_off(self, world, by):
        with pytest.raises(DomainError):
            sign_up(activity=training(world, cancelled_on=MARCH), people=[mentor(world)], by=by)

    @pytest.mark.parametrize("none", ["people", "sessions"])
    def test_something_must_be_chosen(self, world, by, none):
        chosen = {"people": [mentor(world)], "sessions": None, none: []}
        with pytest.raises(DomainError):
            sign_up(activity=training(world), by=by, **chosen)


class TestTakingOff:
    def test_from_all_sessions(self, world, by):
        activity, person = training(world, MARCH, APRIL), mentor(world)
        sign_up(activity=activity, people=[person, mentor(world)], by=by)
        assert take_off(activity=activity, person=person, by=by) == 2
        assert not Attendance.objects.filter(mentor=person).exists()
        assert Attendance.objects.count() == 2

    def test_not_once_attendance_is_recorded(self, world, by):
        activity, person = training(world), mentor(world)
        sign_up(activity=activity, people=[person], by=by)
        record(activity, CAME, by)
        with pytest.raises(DomainError):
            take_off(activity=activity, person=person, by=by)
        assert Attendance.objects.exists()

    def test_not_who_is_not_signed_up(self, world, by):
        with pytest.raises(DomainError):
            take_off(activity=training(world), person=mentor(world), by=by)


class TestTheCase:
    def test_the_training_is_completed_with_the_last_session_needed(self, world, by):
        activity, person = training(world, MARCH, APRIL), mentor(world)
        sign_up(activity=activity, people=[person], by=by)
        record(activity, CAME, by, at=1)
        assert Mentor.objects.get().trained_on is None
        record(activity, CAME, by, at=0)
        row = Mentor.objects.get()
        assert (row.trained_on, row.version) == (APRIL, person.version + 1)
        assert Act.objects.get(kind="mentor.course").detail["on"] == "2026-04-08"

    @pytest.mark.parametrize(("make", "side"), [(mentor, "mentor"), (refugee, "refugee")])
    def test_the_introduction_course_of_either_side(self, world, by, make, side):
        activity, person = training(world, kind="intro_course", side="both"), make(world)
        sign_up(activity=activity, people=[person], by=by)
        record(activity, CAME, by)
        person.refresh_from_db()
        assert person.intro_course_on == MARCH

    @pytest.mark.parametrize("kind", ["event", "recruitment"])
    def test_other_kinds_change_no_case(self, world, by, kind):
        activity, person = training(world, kind=kind, side="both"), mentor(world)
        sign_up(activity=activity, people=[person], by=by)
        record(activity, CAME, by)
        person.refresh_from_db()
        assert (person.intro_course_on, person.trained_on) == (None, None)

    @pytest.mark.parametrize("state", [AWAY, EXCUSED, SIGNED])
    def test_a_correction_takes_the_day_back(self, world, by, state):
        activity, person = intro(world), refugee(world)
        sign_up(activity=activity, people=[person], by=by)
        record(activity, CAME, by)
        record(activity, state, by)
        assert Refugee.objects.get().intro_course_on is None
        assert Attendance.objects.get().dated_on is None

    @pytest.mark.parametrize("written", [APRIL, MARCH], ids=["another day", "the very same day"])
    def test_a_day_written_by_hand_stays(self, world, by, written):
        activity, person = intro(world), refugee(world, intro_course_on=written)
        sign_up(activity=activity, people=[person], by=by)
        record(activity, CAME, by)
        record(activity, AWAY, by)
        assert Refugee.objects.get().intro_course_on == written

    def test_a_day_changed_by_hand_since_stays(self, world, by):
        activity, person = intro(world), refugee(world)
        sign_up(activity=activity, people=[person], by=by)
        record(activity, CAME, by)
        Refugee.objects.update(intro_course_on=APRIL)
        record(activity, AWAY, by)
        assert Refugee.objects.get().intro_course_on == APRIL

    def test_who_has_been_at_two_courses_keeps_the_other(self, world, by):
        first, second, person = intro(world), intro(world, APRIL), refugee(world)
        for activity in (first, second):
            sign_up(activity=activity, people=[person], by=by)
            record(activity, CAME, by)
        assert Refugee.objects.get().intro_course_on == MARCH
        record(first, AWAY, by)
        assert Refugee.objects.get().intro_course_on == APRIL

    def test_a_session_moved_moves_the_day(self, world, by):
        activity, person = intro(world), refugee(world)
        sign_up(activity=activity, people=[person], by=by)
        record(activity, CAME, by)
        meetings = as_meetings(activity, starts_at=moment_on(APRIL, 17), ends_at=moment_on(APRIL, 19))
        change_activity(activity=activity, version=1, by=by, fields=fields_of(activity), sessions=meetings)
        assert Refugee.objects.get().intro_course_on == APRIL

    def test_thirty_cases_cost_as_many_statements_as_one(self, world, by, django_assert_max_num_queries):
        activity = intro(world)
        sign_up(activity=activity, people=[refugee(world) for _ in range(30)], by=by)
        with django_assert_max_num_queries(14):
            record(activity, CAME, by)
        assert Refugee.objects.filter(intro_course_on=MARCH).count() == 30


class TestRecording:
    def test_nobody_comes_before_the_day(self, world, by):
        activity = training(world, DAY(2026, 12, 1))
        sign_up(activity=activity, people=[mentor(world)], by=by)
        with pytest.raises(DomainError):
            record(activity, CAME, by)
        assert record(activity, EXCUSED, by) == 1

    def test_a_colleague_was_first(self, world, by):
        activity = training(world)
        sign_up(activity=activity, people=[mentor(world)], by=by)
        row = Attendance.objects.get()
        record_attendance(session=row.session, answers={row.pk: (SIGNED, AWAY)}, by=by)
        with pytest.raises(EditConflict):
            record_attendance(session=row.session, answers={row.pk: (SIGNED, CAME)}, by=by)
        assert Attendance.objects.get().state == AWAY

    def test_two_who_say_the_same_do_not_disagree(self, world, by):
        activity = training(world)
        sign_up(activity=activity, people=[mentor(world)], by=by)
        row = Attendance.objects.get()
        for changed in (1, 0):
            answers = {row.pk: (SIGNED, CAME)}
            assert record_attendance(session=row.session, answers=answers, by=by) == changed

    def test_what_is_called_off_has_no_attendance(self, world, by):
        activity = training(world)
        sign_up(activity=activity, people=[mentor(world)], by=by)
        type(activity).objects.update(cancelled_on=MARCH)
        with pytest.raises(DomainError):
            record(activity, CAME, by)


@pytest.mark.django_db(transaction=True)
def test_places_hold_when_many_sign_up_at_once(tmp_path):
    by, activity = UserFactory(), ActivityFactory(places=3)
    people = [MentorFactory(programme=activity.programme) for _ in range(12)]
    with shared_database(tmp_path):
        told = all_at_once(lambda one: sign_up(activity=activity, people=[one], by=by), people, 6)
        taken = Attendance.objects.count()
    assert taken == told.count(1) == 3
    assert sum(isinstance(outcome, NoPlaceLeft) for outcome in told) == 9
