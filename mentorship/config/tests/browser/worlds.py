"""The programmes the browser walks in: the real rosters on the day matching begins, and one mid-way."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from followup.testing.factories import FollowUpFactory
from matching.models import Match
from matching.services import back_match, record_answer
from matching.states import MatchState
from matching.testing.factories import MatchFactory
from mentorship.config.simulation.life import simulate
from mentorship.models import Clearance, Consent, LookUp, Municipality, Organisation, Programme, User
from mentorship.people.importing import import_people
from mentorship.permissions import Role
from mentorship.testing.factories import MentorFactory, RefugeeFactory, RoleBindingFactory, UserFactory
from mentorship.testing.programmes import loaded_programme
from mentorship.trail import record_lookup, record_lookups
from reporting.quarters import Quarter
from reporting.snapshots import freeze_quarter

ROSTERS = Path(settings.BASE_DIR) / "mentorship" / "tests" / "rosters"
MATCHING_BEGINS = datetime.date(2017, 4, 3)
MID_WAY = datetime.date(2017, 10, 16)
NEWCOMER = "B-NY"  # waits, and has mentors to choose among
FROZEN = "2017Q3"
PASSWORD = "kun til prøver"
# Each role's e-mail, name, and municipality or organisation
HATS = {
    Role.PROJECT_LEADER: ("leder@kommune.test", "Lene Bach", None, None),
    Role.CONSULTANT: ("soroe@kommune.test", "Sara Winther", "340", None),
    Role.PARTNER: ("partner@forening.test", "Rikke Toft", None, "Røde Kors"),
    Role.TASK_GROUP: ("gruppe@kommune.test", "Gunnar Friis", None, None),
    Role.STEERING_GROUP: ("styregruppe@kommune.test", "Stine Dahl", None, None),
    Role.EVALUATOR: ("evaluator@evaluering.test", "Erik Lund", None, None),
    Role.ADMINISTRATOR: ("admin@kommune.test", "Agnes Holm", None, None),
}


@dataclass(frozen=True)
class World:
    programme: Programme
    users: dict[Role, User]

    def path(self, rest: str = "") -> str:
        return f"/p/{self.programme.key}/{rest}"


def roster_world() -> World:
    """holdbart-match with its own dates, and everybody in the rosters."""
    programme = loaded_programme()
    for kind, file in (("mentor", "mentors.csv"), ("refugee", "refugees.xlsx")):
        result = import_people(data=(ROSTERS / file).read_bytes(), programme=programme, kind=kind)
        if result.refused:
            raise AssertionError(f"{file} was refused: {result.report.errors[:3]}")
    return World(programme, _colleagues(programme))


def one_pair_world() -> World:
    """One pair that has begun, with the first talk due."""
    programme = loaded_programme()
    users = _colleagues(programme)
    leader, soroe = users[Role.PROJECT_LEADER], Municipality.objects.get(code="340")
    match = MatchFactory(
        programme=programme,
        municipality=soroe,
        active=True,
        started_on=MATCHING_BEGINS,
        created_by=leader,
        refugee__registered_on=programme.starts_on,
        mentor__registered_on=programme.starts_on,
    )
    FollowUpFactory(
        match=match,
        step="opening_talk",
        side="both",
        nominal_on=MATCHING_BEGINS,
        due_on=MATCHING_BEGINS,
        responsible=leader,
    )
    return World(programme, users)


def lived_world() -> World:
    """A smaller programme that has come far enough for every page to have content."""
    programme = loaded_programme()
    world = World(programme, _colleagues(programme))
    simulate(programme=programme, refugees=16, mentors=15, months=12, seed=7, until=MID_WAY)
    came = MID_WAY - datetime.timedelta(days=20)
    newcomer = RefugeeFactory(
        programme=programme,
        municipality=Municipality.objects.get(code="340"),
        case_number=NEWCOMER,
        person__name="Amina Haddad",
        registered_on=came,
        interviewed_on=came,
        selected_on=came,
        waiting_since=came,
    )
    for number in range(2):  # free, so that a plan has a choice, however the simulation left its mentors
        MentorFactory(
            programme=programme,
            municipality=newcomer.municipality,
            case_number=f"FF-{number}",
            capacity=2,
            interviewed_on=came,
        )
    Consent.objects.filter(given_on__gt=came).update(given_on=came)  # made with the day of the other tests
    Clearance.objects.filter(seen_on__gt=came).update(seen_on=came)
    leader = world.users[Role.PROJECT_LEADER]
    for number in range(2):  # one stays a proposal, whatever the dice of the simulation left open
        MatchFactory(
            programme=programme,
            municipality=newcomer.municipality,
            created_by=leader,
            refugee__case_number=f"FB-{number}",
            mentor__case_number=f"FM-{number}",
        )
    agreed = Match.objects.filter(programme=programme, state=MatchState.PROPOSED).order_by("-pk")[0]
    back_match(match=agreed, by=leader)
    for side in ("mentor", "refugee"):
        record_answer(match=agreed, side=side, says="yes", by=leader)
    freeze_quarter(programme=programme, quarter=Quarter.parse(FROZEN), by=leader)
    record_lookups(
        user=leader,
        person_ids=[newcomer.person_id],
        what="refugee",
        programme=programme,
    )
    consultant = world.users[Role.CONSULTANT]
    for _time in range(3):
        record_lookup(user=consultant, person=newcomer.person, what="page", programme=programme)
    month_ago = timezone.now() - datetime.timedelta(days=30)
    LookUp.objects.filter(user_id=consultant.pk).update(at=month_ago, ground="cover", purpose="sygdom")
    return world


def known_world() -> World:
    """The lived programme that is in the database already."""
    users = {role: User.objects.get(email=email) for role, (email, *_rest) in HATS.items()}
    return World(Programme.objects.get(bindings__user=users[Role.PROJECT_LEADER]), users)


def _colleagues(programme: Programme) -> dict[Role, User]:
    users = {}
    for role, (email, name, code, organisation) in HATS.items():
        user = UserFactory(email=email, name=name)
        user.set_password(PASSWORD)
        user.save()
        RoleBindingFactory(
            user=user,
            role=role,
            programme=None if role == Role.ADMINISTRATOR else programme,
            municipality=Municipality.objects.get(code=code) if code else None,
            organisation=Organisation.objects.get(name=organisation) if organisation else None,
        )
        users[role] = user
    return users
