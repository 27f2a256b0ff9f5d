"""Made-up matches for tests, in any state the database allows."""

import datetime

import factory
from factory.django import DjangoModelFactory

from matching import models
from matching.states import MatchState
from mentorship.clock import moment_on
from mentorship.testing.factories import (
    MentorFactory,
    MunicipalityFactory,
    ProgrammeFactory,
    RefugeeFactory,
    UserFactory,
)

ON = datetime.date(2026, 2, 2)


class MatchFactory(DjangoModelFactory[models.Match]):
    """A proposed match; the traits backed, accepted, active, paused, ended, declined move it on."""

    class Meta:
        model = models.Match

    class Params:
        municipality = factory.SubFactory(MunicipalityFactory)
        took_place = factory.Trait(place=1, accepted_at=moment_on(ON))
        backed = factory.Trait(
            state=MatchState.BACKED, backed_at=moment_on(ON), backed_by=factory.SelfAttribute("created_by")
        )
        accepted = factory.Trait(state=MatchState.ACCEPTED, took_place=True)
        active = factory.Trait(state=MatchState.ACTIVE, took_place=True, started_on=ON)
        paused = factory.Trait(state=MatchState.PAUSED, took_place=True, started_on=ON, paused_on=ON)
        ended = factory.Trait(
            state=MatchState.ENDED,
            accepted_at=moment_on(ON),
            started_on=ON,
            ended_on=datetime.date(2026, 8, 3),
            closed_at=moment_on(datetime.date(2026, 8, 3)),
            closed_by=factory.SelfAttribute("created_by"),
            close_reason="completed",
        )
        declined = factory.Trait(
            state=MatchState.DECLINED,
            closed_at=moment_on(ON),
            closed_by=factory.SelfAttribute("created_by"),
            close_reason="mentor_no_time",
        )

    programme = factory.SubFactory(ProgrammeFactory)
    mentor = factory.SubFactory(
        MentorFactory,
        programme=factory.SelfAttribute("..programme"),
        municipality=factory.SelfAttribute("..municipality"),
    )
    refugee = factory.SubFactory(
        RefugeeFactory,
        programme=factory.SelfAttribute("..programme"),
        municipality=factory.SelfAttribute("..municipality"),
    )
    created_by = factory.SubFactory(UserFactory)
