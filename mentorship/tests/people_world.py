"""One loaded programme with a leader, for the tests of people's pages."""

from dataclasses import dataclass

from mentorship.models import Municipality, Organisation, Programme, User
from mentorship.permissions import Role
from mentorship.testing.factories import RoleBindingFactory, UserFactory
from mentorship.testing.programmes import loaded_programme


@dataclass
class World:
    programme: Programme
    soroe: Municipality
    ringsted: Municipality
    partner: Organisation
    leader: User

    def consultant(self, municipality: Municipality | None = None) -> User:
        return RoleBindingFactory(
            role=Role.CONSULTANT, programme=self.programme, municipality=municipality or self.soroe
        ).user

    def partner_user(self, organisation: Organisation | None = None) -> User:
        return RoleBindingFactory(
            role=Role.PARTNER, programme=self.programme, organisation=organisation or self.partner
        ).user

    def in_role(self, role: Role) -> User:
        return RoleBindingFactory(role=role, programme=self.programme).user


def people_world() -> World:
    programme = loaded_programme()
    return World(
        programme=programme,
        soroe=Municipality.objects.get(code="340"),
        ringsted=Municipality.objects.get(code="329"),
        partner=programme.organisations.get(name="Røde Kors"),
        leader=UserFactory(name="Lene Bach", leader_of=programme),
    )
