"""Made-up follow-ups for tests."""

import datetime

import factory
from factory.django import DjangoModelFactory

from followup import models
from matching.testing.factories import MatchFactory
from mentorship.clock import moment_on


class FollowUpFactory(DjangoModelFactory[models.FollowUp]):
    """A planned step of an active match; the trait `done` logs it."""

    class Meta:
        model = models.FollowUp

    class Params:
        done = factory.Trait(
            state="done",
            held_on=factory.SelfAttribute("due_on"),
            channel="phone",
            rating=4,
            logged_at=factory.LazyAttribute(lambda o: moment_on(o.due_on)),
            logged_by=factory.SelfAttribute("match.created_by"),
        )

    match = factory.SubFactory(MatchFactory, active=True)
    step = "month_01"
    side = "refugee"
    nominal_on = datetime.date(2026, 3, 2)
    due_on = datetime.date(2026, 3, 2)
    responsible = factory.SelfAttribute("match.created_by")
