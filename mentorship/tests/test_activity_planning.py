"""Planning an activity, changing it, calling it off."""

import datetime

import pytest

from mentorship.activities.planning import (
    FIELDS,
    Meeting,
    cancel_activity,
    change_activity,
    plan_activity,
    resume_activity,
)
from mentorship.clock import moment_on
from mentorship.errors import DomainError, EditConflict
from mentorship.models import Act, Activity, ActivitySession, Attendance
from mentorship.testing.activities import ON, ActivityFactory, AttendanceFactory, SessionFactory
from mentorship.testing.factories import MentorFactory, ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db
LATER = datetime.date(2026, 5, 6)


def meeting(on=ON, starts=17, ends=19, **facts):
    return Meeting(starts_at=moment_on(on, starts), ends_at=moment_on(on, ends), **facts)


def fields(**facts):
    told = {"kind": "intro_course", "side": "both", "title": "Introkursus", "places": 12}
    return {"municipality": None, "organisation": None} | told | facts


def fields_of(activity, **facts):
    return {name: getattr(activity, name) for name in FIELDS} | facts


def as_meetings(activity, **facts):
    return [
        Meeting(**{"starts_at": row.starts_at, "ends_at": row.ends_at, "pk": row.pk} | facts)
        for row in activity.sessions.all()
    ]


def change(activity, *, version=1, sessions=None, **facts):
    return change_activity(
        activity=activity,
        version=version,
        by=UserFactory(),
        fields=fields_of(activity, **facts),
        sessions=as_meetings(activity) if sessions is None else sessions,
    )


class TestPlanning:
    def test_an_activity_with_its_sessions(self):
        by = UserFactory()
        row = plan_activity(
            programme=ProgrammeFactory(), by=by, fields=fields(), sessions=[meeting(), meeting(LATER)]
        )
        assert (row.title, row.places, row.created_by) == ("Introkursus", 12, by)
        assert [session.starts_at for session in row.sessions.all()] == [
            moment_on(ON, 17),
            moment_on(LATER, 17),
        ]
        assert Act.objects.get().kind == "activity.planned"

    @pytest.mark.parametrize(
        ("facts", "sessions"),
        [
            pytest.param({}, [], id="without a session"),
            pytest.param({}, [meeting(ends=17)], id="that ends as it begins"),
            pytest.param({}, [meeting(), meeting()], id="twice at the same time"),
            pytest.param({"kind": "mentor_training"}, [meeting()], id="a training for both sides"),
        ],
    )
    def test_nothing_is_planned(self, facts, sessions):
        with pytest.raises(DomainError):
            plan_activity(
                programme=ProgrammeFactory(), by=UserFactory(), fields=fields(**facts), sessions=sessions
            )
        assert not Activity.objects.exists()


class TestChanging:
    def test_what_has_changed_is_saved(self):
        row = change(ActivityFactory(), title="Nyt navn", places=5)
        row.refresh_from_db()
        assert (row.title, row.places, row.version) == ("Nyt navn", 5, 2)
        assert Act.objects.get().detail["fields"] == ["title", "places"]

    def test_nothing_changed_writes_nothing(self):
        activity = ActivityFactory()
        sessions = as_meetings(activity, meeting_place="Biblioteket")
        assert change(activity, sessions=sessions).version == 1
        assert not Act.objects.exists()

    def test_the_second_of_two_is_told(self):
        activity = ActivityFactory()
        change(activity, title="Først")
        with pytest.raises(EditConflict):
            change(activity, title="Sidst")
        assert Activity.objects.get().title == "Først"

    def test_a_new_session_takes_those_signed_up_along(self):
        activity = ActivityFactory()
        row = AttendanceFactory(session=activity.sessions.get())
        AttendanceFactory(session=activity.sessions.get(), state="excused")
        change(activity, sessions=[*as_meetings(activity), meeting(LATER)])
        new = ActivitySession.objects.latest("starts_at")
        assert [one.mentor_id for one in new.attendances.all()] == [row.mentor_id]

    def test_a_session_goes_with_its_sign_ups(self):
        activity = ActivityFactory(days=[ON, LATER])
        for session in activity.sessions.all():
            AttendanceFactory(session=session, mentor=MentorFactory())
        change(activity, sessions=as_meetings(activity)[:1])
        assert (ActivitySession.objects.count(), Attendance.objects.count()) == (1, 1)

    def test_a_session_with_attendance_stays(self):
        activity = ActivityFactory(days=[ON, LATER])
        AttendanceFactory(session=activity.sessions.last(), state="absent")
        with pytest.raises(DomainError):
            change(activity, sessions=as_meetings(activity)[:1])
        assert ActivitySession.objects.count() == 2

    def test_a_session_of_another_activity_is_not_taken_over(self):
        with pytest.raises(EditConflict):
            change(ActivityFactory(), sessions=as_meetings(ActivityFactory()))

    def test_not_fewer_places_than_are_taken(self):
        activity = ActivityFactory()
        for _ in range(2):
            AttendanceFactory(session=activity.sessions.get())
        with pytest.raises(DomainError, match="2"):
            change(activity, places=1)
        assert Activity.objects.get().places is None

    @pytest.mark.parametrize("facts", [{"kind": "event"}, {"side": "both", "kind": "event"}])
    def test_kind_and_side_stay_once_somebody_is_signed_up(self, facts):
        activity = ActivityFactory()
        assert change(activity, **facts).kind == "event"
        AttendanceFactory(session=activity.sessions.get())
        activity.refresh_from_db()
        with pytest.raises(DomainError):
            change(activity, version=2, kind="mentor_training", side="mentor")


class TestCallingOff:
    def test_there_and_back(self):
        activity, by = ActivityFactory(), UserFactory()
        SessionFactory(activity=activity, starts_at=moment_on(LATER, 9))
        assert cancel_activity(activity=activity, by=by).cancelled_on is not None
        assert resume_activity(activity=activity, by=by).cancelled_on is None
        assert set(Act.objects.values_list("kind", flat=True)) == {"activity.cancelled", "activity.resumed"}

    def test_not_twice(self):
        activity, by = ActivityFactory(), UserFactory()
        cancel_activity(activity=activity, by=by)
        with pytest.raises(DomainError):
            cancel_activity(activity=activity, by=by)

    def test_not_what_is_on(self):
        with pytest.raises(DomainError):
            resume_activity(activity=ActivityFactory(), by=UserFactory())

    def test_not_what_has_been_held(self):
        activity = ActivityFactory()
        AttendanceFactory(session=activity.sessions.get(), state="attended")
        with pytest.raises(DomainError):
            cancel_activity(activity=activity, by=UserFactory())
        assert Activity.objects.get().cancelled_on is None
