"""Made-up activities for tests."""

import datetime

import factory
from factory.django import DjangoModelFactory

from mentorship import models
from mentorship.clock import moment_on
from mentorship.testing.factories import MentorFactory, ProgrammeFactory
from mentorship.vocabulary import ActivityKind, Side

ON = datetime.date(2026, 3, 4)


class ActivityFactory(DjangoModelFactory[models.Activity]):
    """A mentor training with one session on `ON`; `days=[...]` gives other days."""

    class Meta:
        model = models.Activity
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    kind = ActivityKind.MENTOR_TRAINING
    side = Side.MENTOR
    title = factory.Sequence("Forløb {}".format)

    @factory.post_generation
    def days(self, create, days, **kwargs):
        for day in days or [ON]:
            SessionFactory(activity=self, starts_at=moment_on(day, 17))


class SessionFactory(DjangoModelFactory[models.ActivitySession]):
    class Meta:
        model = models.ActivitySession

    starts_at = factory.LazyFunction(lambda: moment_on(ON, 17))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + datetime.timedelta(hours=2))
    meeting_place = "Biblioteket"


class AttendanceFactory(DjangoModelFactory[models.Attendance]):
    class Meta:
        model = models.Attendance

    mentor = factory.SubFactory(MentorFactory)
