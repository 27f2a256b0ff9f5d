"""A programme in the middle of its life, with a leader, a consultant and a partner, on a fixed day."""

import datetime

import pytest
import time_machine

from followup.testing.factories import FollowUpFactory
from matching.testing.factories import MatchFactory
from mentorship.permissions import Role
from mentorship.testing.factories import RoleBindingFactory, UserFactory
from mentorship.testing.programmes import loaded_programme

TODAY = datetime.date(2026, 3, 4)


@pytest.fixture
def world():
    with time_machine.travel(datetime.datetime(2026, 3, 4, 9, tzinfo=datetime.UTC), tick=False):
        yield World()


class World:
    """`soroe` and `ringsted` are two municipalities' matches; the mentor of the first is Røde Kors'."""

    def __init__(self):
        self.programme = loaded_programme(start_on=datetime.date(2025, 9, 1))
        self.leader = UserFactory(leader_of=self.programme)
        soroe, ringsted = (self.programme.municipalities.get(code=code) for code in ("340", "329"))
        organisation = self.programme.organisations.get(name="Røde Kors")
        self.consultant = self.user(Role.CONSULTANT, municipality=soroe)
        self.partner = self.user(Role.PARTNER, organisation=organisation)
        self.soroe = self.match(soroe)
        self.soroe.mentor.organisation = organisation
        self.soroe.mentor.save()
        self.ringsted = self.match(ringsted)

    def user(self, role, **scope):
        return RoleBindingFactory(role=role, programme=self.programme, **scope).user

    def match(self, municipality):
        return MatchFactory(
            active=True, programme=self.programme, municipality=municipality, created_by=self.leader
        )

    def followup(self, match=None, **fields):
        fields.setdefault("responsible", self.leader)
        fields.setdefault("step", "status_6")
        return FollowUpFactory(match=match or self.soroe, **fields)
