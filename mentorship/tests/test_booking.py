"""Interviews in the calendar: one at a time for a person, told of clashes, dating the case when held."""

import datetime

import pytest

from mentorship.clock import moment_on
from mentorship.errors import DomainError, EditConflict
from mentorship.models import Act, Interview
from mentorship.people.booking import (
    book_interview,
    cancel_interview,
    close_interview,
    move_interview,
    reopen_interview,
)
from mentorship.permissions import Role
from mentorship.selectors.interviews import clashes, interviewers_for
from mentorship.testing.factories import (
    InterviewFactory,
    MentorFactory,
    RefugeeFactory,
    RoleBindingFactory,
    UserFactory,
)
from mentorship.testing.races import all_at_once, shared_database
from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def world(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 23, 9, 4, tzinfo=datetime.UTC))
    return people_world()


def newcomer(world, **fields):
    fields = {"interviewed_on": None, "municipality": world.soroe} | fields
    return RefugeeFactory(programme=world.programme, **fields)


def at(hour, days=1):
    return moment_on(TODAY + datetime.timedelta(days=days), hour)


def book(world, row, starts_at=None, **fields):
    fields = {"interviewer": world.leader, "minutes": 60, "meeting_place": "Biblioteket"} | fields
    return book_interview(enrolment=row, starts_at=starts_at or at(10), by=world.leader, **fields)


def test_a_booking_stands_in_the_calendar_and_in_the_trail(world):
    row = newcomer(world)
    interview = book(world, row)
    assert (interview.state, interview.minutes, interview.enrolment) == ("planned", 60, row)
    act = Act.objects.get(kind="interview.booked")
    assert (act.subject_id, act.by_id) == (str(row.pk), world.leader.pk)
    assert "Biblioteket" not in str(act.detail)


def test_a_person_has_one_interview_coming(world):
    row = newcomer(world)
    first = book(world, row)
    with pytest.raises(DomainError, match="24-11-2026"):
        book(world, row, at(14))
    cancel_interview(interview=first, version=first.version, by=world.leader)
    assert book(world, row, at(14)).state == "planned"


@pytest.mark.parametrize(
    ("fields", "starts_at"),
    [
        pytest.param({}, moment_on(datetime.date(2026, 11, 22), 10), id="a-day-that-has-been"),
        pytest.param({"interviewer": None}, None, id="somebody-without-a-role"),
    ],
)
def test_what_cannot_be_booked(world, fields, starts_at):
    if "interviewer" in fields:
        fields = {"interviewer": UserFactory()}
    with pytest.raises(DomainError):
        book(world, newcomer(world), starts_at, **fields)
    assert not Interview.objects.exists()


def test_who_has_left_is_not_interviewed(world):
    with pytest.raises(DomainError):
        book(world, newcomer(world, left_on=TODAY))


def test_interviewers_are_those_whose_role_reaches_the_person(world):
    own, other = world.consultant(), world.consultant(world.ringsted)
    partner, stranger = world.partner_user(), world.in_role(Role.STEERING_GROUP)
    past = RoleBindingFactory(programme=world.programme, ends_on=datetime.date(2026, 1, 1)).user
    gone = RoleBindingFactory(programme=world.programme, user__is_active=False).user
    refugee = newcomer(world)
    mentor = MentorFactory(programme=world.programme, municipality=world.soroe, organisation=world.partner)
    assert set(interviewers_for(refugee)) == {world.leader, own}
    assert set(interviewers_for(mentor)) == {world.leader, own, partner}
    assert not {other, stranger, past, gone} & set(interviewers_for(mentor))


@pytest.mark.parametrize(
    ("hour", "minutes", "clash"),
    [
        pytest.param(10, 60, True, id="same-hour"),
        pytest.param(9, 61, True, id="runs-into-it"),
        pytest.param(9, 60, False, id="ends-as-it-begins"),
        pytest.param(11, 60, False, id="begins-as-it-ends"),
        pytest.param(8, 240, True, id="around-it"),
    ],
)
def test_clashes_are_overlaps(world, hour, minutes, clash):
    InterviewFactory(interviewer=world.leader, starts_at=at(10), minutes=60)
    assert bool(clashes(world.leader, at(hour), minutes)) is clash


def test_what_is_over_or_another_persons_or_itself_is_no_clash(world):
    mine = InterviewFactory(interviewer=world.leader, starts_at=at(10))
    InterviewFactory(interviewer=world.leader, starts_at=at(10), state="cancelled")
    InterviewFactory(starts_at=at(10))
    assert clashes(world.leader, at(10), 60, but=mine) == []


def test_moving_tells_what_changed_and_nothing_where_nothing_did(world):
    interview = book(world, newcomer(world))
    moved = move_interview(
        interview=interview,
        version=1,
        interviewer=world.leader,
        starts_at=at(13, days=2),
        minutes=60,
        meeting_place="Biblioteket",
        by=world.leader,
    )
    assert (moved.starts_at, moved.version) == (at(13, days=2), 2)
    assert Act.objects.get(kind="interview.moved").detail["fields"] == ["starts_at"]
    same = move_interview(
        interview=moved,
        version=2,
        interviewer=world.leader,
        starts_at=at(13, days=2),
        minutes=60,
        meeting_place="Biblioteket",
        by=world.leader,
    )
    assert same.version == 2
    assert Act.objects.filter(kind="interview.moved").count() == 1


def test_the_second_of_two_who_change_it_is_told(world):
    interview = book(world, newcomer(world))
    cancel_interview(interview=interview, version=1, by=world.leader)
    with pytest.raises(EditConflict):
        close_interview(interview=interview, version=1, came=True, by=world.leader)
    with pytest.raises(DomainError):
        cancel_interview(interview=interview, version=2, by=world.leader)
    interview.refresh_from_db()
    assert interview.state == "cancelled"


def test_an_interview_that_was_held_dates_the_case(world):
    row = newcomer(world)
    interview = book(world, row, at(9, days=0))
    close_interview(interview=interview, version=1, came=True, by=world.leader)
    row.refresh_from_db()
    interview.refresh_from_db()
    assert (row.interviewed_on, row.version, interview.state) == (TODAY, 2, "held")
    again = book(world, row, at(15, days=0))
    row.refresh_from_db()
    close_interview(interview=again, version=1, came=True, by=world.leader)
    row.refresh_from_db()
    assert row.version == 2, "a later interview leaves the day of the first"


def test_waiting_begins_with_the_interview_where_the_programme_counts_from_it(world):
    document = dict(world.programme.document)
    document["matching"] = document["matching"] | {"waiting_from": "interviewed"}
    world.programme.document = document
    world.programme.save()
    row = newcomer(world, waiting_since=None)
    interview = book(world, row, at(9, days=0))
    close_interview(interview=interview, version=1, came=True, by=world.leader)
    row.refresh_from_db()
    assert row.waiting_since == TODAY


def test_who_did_not_come_is_not_interviewed_and_can_be_booked_again(world):
    row = newcomer(world)
    interview = book(world, row, at(9, days=0))
    close_interview(interview=interview, version=1, came=False, by=world.leader)
    row.refresh_from_db()
    assert row.interviewed_on is None
    assert book(world, row, at(9)).state == "planned"


def test_an_interview_ahead_cannot_be_said_to_have_been_held(world):
    interview = book(world, newcomer(world))
    with pytest.raises(DomainError, match="ikke holdt endnu"):
        close_interview(interview=interview, version=1, came=True, by=world.leader)


def test_what_was_said_by_mistake_is_undone(world):
    row = newcomer(world)
    interview = book(world, row, at(9, days=0))
    close_interview(interview=interview, version=1, came=True, by=world.leader)
    reopen_interview(interview=interview, version=2, by=world.leader)
    row.refresh_from_db()
    interview.refresh_from_db()
    assert (row.interviewed_on, interview.state, interview.version) == (None, "planned", 3)


def test_a_day_written_by_hand_survives_the_undoing(world):
    row = newcomer(world, interviewed_on=datetime.date(2026, 10, 1))
    interview = book(world, row, at(9, days=0))
    close_interview(interview=interview, version=1, came=True, by=world.leader)
    reopen_interview(interview=interview, version=2, by=world.leader)
    row.refresh_from_db()
    assert row.interviewed_on == datetime.date(2026, 10, 1)


def test_undoing_is_refused_where_another_has_been_booked_since(world):
    row = newcomer(world)
    interview = book(world, row, at(9, days=0))
    close_interview(interview=interview, version=1, came=False, by=world.leader)
    book(world, row)
    with pytest.raises(DomainError):
        reopen_interview(interview=interview, version=2, by=world.leader)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_book_the_same_person_one_does(tmp_path, time_machine):
    world = people_world()
    row = newcomer(world)
    day = datetime.date.today() + datetime.timedelta(days=3)  # noqa: DTZ011  any day ahead

    with shared_database(tmp_path):
        outcomes = all_at_once(lambda hour: book(world, row, moment_on(day, 8 + hour)), range(8))
        assert Interview.objects.count() == Act.objects.filter(kind="interview.booked").count() == 1
    assert sum(isinstance(outcome, Interview) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 7
