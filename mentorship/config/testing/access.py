"""Two programmes with one of everything, and one user of each role: what the access test walks through.

Every name, address, number and note is a canary: a word no page contains by itself. A page that addresses
a row of a new kind needs a line in `things`.
"""

from dataclasses import dataclass, field
from typing import Any

from followup.testing.factories import FollowUpFactory
from matching.models import MatchingRun, StartMeeting
from matching.testing.factories import MatchFactory
from mentorship.clock import now
from mentorship.config.testing.access_rows import (
    Person,
    Thing,
    activity_things,
    document_thing,
    import_things,
    interview_thing,
    link_thing,
    looked_up,
    stand_in_to_come,
    suggestion_thing,
    thing,
)
from mentorship.models import (
    Job,
    Municipality,
    Organisation,
    Programme,
    User,
)
from mentorship.people.feeds import make_feed
from mentorship.permissions import Role
from mentorship.testing.factories import (
    MentorFactory,
    RefugeeFactory,
    RoleBindingFactory,
    UserFactory,
)
from mentorship.testing.merges import merge_that_stands
from mentorship.testing.programmes import loaded_programme
from reporting.quarters import Quarter
from reporting.snapshots import freeze_quarter

NARROW = {"consultant", "partner"}
HUMANS = ("refugee", "mentor", "away refugee")


@dataclass
class World:
    home: Programme
    away: Programme
    users: dict[str, User]
    things: dict[str, Thing]
    people: dict[str, Person] = field(default_factory=dict)

    def canaries(self, *people: str) -> set[str]:
        """Words that give away who `people` (keys of `people`) are."""
        found = set()
        for key in people:
            human = self.people[key].person
            found |= {human.name, human.email, human.phone, self.people[key].note}
        return found

    def forbidden(self, role: str) -> set[str]:
        """What no answer to `role` may hold; protected names are forbidden to everybody."""
        home = set(self.people) - {"away refugee", "away mentor"}
        seen = {
            "project_leader": home,
            "consultant": {key for key in home if self.people[key].municipality.code == "340"},
            "partner": {"refugee", "mentor", "proposed mentor", "free mentor"},
        }.get(role, set())
        # A case number stands for a protected person; contact and note are seen on the case's own page alone.
        hidden = {self.people["protected refugee"].person.name}
        return self.canaries(*(set(self.people) - seen)) | hidden


def build_world() -> World:
    home = loaded_programme("holdbart-match")
    away = loaded_programme("vaertsprogram")
    soroe, ringsted = Municipality.objects.get(code="340"), Municipality.objects.get(code="329")
    own_partner = home.organisations.get(name="Røde Kors")
    other_partner = home.organisations.get(name="Dansk Flygtningehjælp")
    users = _users(home, soroe, own_partner)
    world = World(home, away, users, {})
    _people(world, soroe, ringsted, own_partner, other_partner)
    _things(world)
    return world


def _users(home: Programme, soroe: Municipality, partner: Organisation) -> dict[str, User]:
    """One user of each role, and one without any."""
    scope: dict[str, dict[str, Any]] = {
        Role.CONSULTANT: {"municipality": soroe},
        Role.PARTNER: {"organisation": partner},
        Role.ADMINISTRATOR: {"programme": None},
    }
    users = {
        role.value: RoleBindingFactory(role=role, **({"programme": home} | scope.get(role, {}))).user
        for role in Role
    }
    RoleBindingFactory(role=Role.ADMINISTRATOR, programme=None)
    return users | {"no role": UserFactory()}


def _people(
    world: World,
    soroe: Municipality,
    ringsted: Municipality,
    own_partner: Organisation,
    other_partner: Organisation,
) -> None:
    def enrol(key: str, make: Any, programme: Programme, municipality: Municipality, **fields: Any) -> None:
        word = key.replace(" ", "")
        world.people[key] = make(
            programme=programme,
            municipality=municipality,
            person__name=f"Kanarie{word} Opdigtet",
            person__email=f"{word}@kanarie.invalid",
            person__phone=f"kanarietelefon-{word}",
            note=f"kanarienote-{word}",
            **fields,
        )

    elsewhere = world.away.municipalities.first() or soroe
    for key in ("refugee", "waiting refugee", "proposed refugee", "backed refugee"):
        enrol(key, RefugeeFactory, world.home, soroe)
    enrol("protected refugee", RefugeeFactory, world.home, soroe, person__protected=True)
    for key in ("mentor", "proposed mentor", "free mentor"):
        enrol(key, MentorFactory, world.home, soroe, organisation=own_partner, capacity=5)
    for key in ("other refugee", "other waiting refugee"):
        enrol(key, RefugeeFactory, world.home, ringsted)
    enrol("other mentor", MentorFactory, world.home, ringsted, organisation=other_partner, capacity=5)
    enrol("away refugee", RefugeeFactory, world.away, elsewhere)
    enrol("away mentor", MentorFactory, world.away, elsewhere)


def _things(world: World) -> None:
    """Rows by the words docs/roles.md calls them."""
    people, by = world.people, world.users["project_leader"]

    def match(mentor: str, refugee: str, programme: Programme | None = None, **traits: Any) -> Any:
        return MatchFactory(
            programme=programme or world.home,
            mentor=people[mentor],
            refugee=people[refugee],
            created_by=by,
            **traits,
        )

    # One's own case opens without a purpose; mentorship/tests/test_purpose_gate.py shows the others.
    people["refugee"].consultant = world.users[Role.CONSULTANT]
    people["refugee"].save()
    running = match("mentor", "refugee", active=True)
    other = match("other mentor", "other refugee", active=True)
    foreign = match("away mentor", "away refugee", world.away, active=True)
    proposal = match("proposed mentor", "proposed refugee")
    for planned in (running, other, foreign):
        StartMeeting.objects.create(match=planned, planned_at=now())
    follow_ups = {
        side: FollowUpFactory(match=running, side=side, step="status_6").pk for side in ("mentor", "refugee")
    }
    plans = [
        MatchingRun.objects.create(
            programme=programme, name="november", programme_version=1, on=programme.starts_on, created_by=by
        )
        for programme in (world.home, world.away)
    ]
    jobs = {
        role: Job.objects.create(kind="access.test", programme=world.home, by=user).key
        for role, user in world.users.items()
    }
    hat = RoleBindingFactory(programme=world.home)
    stand_ins = {role: stand_in_to_come(user, by) for role, user in world.users.items()}
    freeze_quarter(programme=world.home, quarter=Quarter(2016, 4), by=by)
    world.things = {
        "look-up": thing(looked_up(people["refugee"], by), None, looked_up(people["away refugee"], by)),
        "refugee": thing(people["refugee"].pk, people["other refugee"].pk, people["away refugee"].pk),
        "waiting refugee": thing(people["waiting refugee"].pk, None, people["away refugee"].pk),
        "mentor": thing(people["mentor"].pk, people["other mentor"].pk, people["away mentor"].pk),
        "human": thing(people["refugee"].person_id, None, people["away refugee"].person_id),
        "second human": thing(people["mentor"].person_id, None, people["away mentor"].person_id),
        "merge": thing(*(merge_that_stands(people[key].person, by=by).pk for key in HUMANS)),
        "match": thing(running.pk, other.pk, foreign.pk),
        "proposal": thing(proposal.pk, None, foreign.pk),
        "link": link_thing(proposal, by),
        "free mentor": thing(people["free mentor"].pk, people["other mentor"].pk, people["away mentor"].pk),
        "suggestion": suggestion_thing(world),
        "plan": thing(plans[0].pk, None, plans[1].pk),
        "follow-up": Thing(
            lambda role: follow_ups["mentor" if role == "partner" else "refugee"],
            FollowUpFactory(match=other, step="status_6").pk,
            FollowUpFactory(match=foreign, step="month_1").pk,
        ),
        **activity_things(world),
        **import_things(world),
        "job": Thing(
            lambda role: jobs[role], None, Job.objects.create(kind="access.test", programme=world.away).key
        ),
        "interview": interview_thing(world),
        "feed": thing(make_feed(by=by)),
        "refugee's document": document_thing(people, "refugee", "other refugee", "away refugee", by=by),
        "mentor's document": document_thing(people, "mentor", "other mentor", "away mentor", by=by),
        "user": thing(hat.user.pk),
        "role": thing(hat.pk),
        "organisation": thing(world.home.organisations.earliest("pk").pk),
        "stand-in": Thing(lambda role: stand_ins[role]),
    }
