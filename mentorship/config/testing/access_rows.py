"""Rows of one kind each, for the world the access test walks through."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matching.answering import fingerprint, secret_of
from matching.models import AnswerLink, Match, ProposedSeat, Suggestion
from mentorship.clock import now, today
from mentorship.models import (
    ImportBatch,
    LookUp,
    Mentor,
    Organisation,
    Refugee,
    StandIn,
    SuccessCriterion,
    User,
)
from mentorship.people.documents import add_document
from mentorship.people.uploads import take_file
from mentorship.testing.activities import ActivityFactory, AttendanceFactory
from mentorship.testing.factories import InterviewFactory, UserFactory
from mentorship.trail import record_lookup

if TYPE_CHECKING:
    from mentorship.config.testing.access import World

Person = Mentor | Refugee
COMING = datetime.date(2099, 1, 5)


@dataclass(frozen=True)
class Thing:
    """Ids of one kind of row: one's own, one of the programme beyond narrow roles, a foreign one.

    `own` may depend on the role that asks. None: there is no such row.
    """

    own: Callable[[str], Any]
    other: Any = None
    foreign: Any = None


def import_things(world: "World") -> dict[str, Thing]:
    """A file the leader has half-way, and one that is in; the same in the other programme."""
    by, programmes = world.users["project_leader"], (world.home, world.away)
    roster = b"Navn;Kommune\nBo;340\n"
    uploads = [
        take_file(programme=programme, kind="mentor", file_name="fil.csv", data=roster, by=by)
        for programme in programmes
    ]
    batches = [
        ImportBatch.objects.create(programme=programme, kind="mentor", sha256="", by=by)
        for programme in programmes
    ]
    return {
        "upload": thing(uploads[0].key, None, uploads[1].key),
        "import": thing(batches[0].pk, None, batches[1].pk),
    }


def activity_things(world: "World") -> dict[str, Thing]:
    """A training held by the partner in the consultant's municipality, and a milestone."""
    own = ActivityFactory(
        programme=world.home,
        municipality=world.people["mentor"].municipality,
        organisation=_partner_of(world),
    )
    foreign = ActivityFactory(programme=world.away)
    places = [
        ActivityFactory(programme=programme, side="refugee", kind="event", places=3, days=[COMING])
        for programme in (world.home, world.away)
    ]
    seats = [
        ProposedSeat.objects.create(
            activity=activity, refugee=world.people[key], score=50, by=world.users["project_leader"]
        ).pk
        for activity, key in zip(places, ("refugee", "away refugee"), strict=True)
    ]
    for activity, mentor in ((own, "mentor"), (own, "other mentor"), (foreign, "away mentor")):
        AttendanceFactory(session=activity.sessions.get(), mentor=world.people[mentor])
    milestones = [
        SuccessCriterion.objects.create(
            programme=programme, key="said", kind="milestone", indicator="milestone_reached", unit="yes_no"
        ).pk
        for programme in (world.home, world.away)
    ]
    return {
        "activity": thing(own.pk, None, foreign.pk),
        "activity with places": thing(places[0].pk, None, places[1].pk),
        "seat": thing(seats[0], None, seats[1]),
        "session": thing(own.sessions.get().pk, None, foreign.sessions.get().pk),
        "milestone": thing(milestones[0], None, milestones[1]),
    }


def _partner_of(world: "World") -> Organisation | None:
    mentor = world.people["mentor"]
    return mentor.organisation if isinstance(mentor, Mentor) else None


def stand_in_to_come(absent: User, by: User) -> int:
    """Somebody stands in for `absent`, in time to come: it opens nothing yet."""
    first = today() + datetime.timedelta(days=30)
    return StandIn.objects.create(
        absent=absent, stand_in=UserFactory(), starts_on=first, ends_on=first, made_by=by
    ).pk


def suggestion_thing(world: "World") -> Thing:
    """What a partner suggests, here and in the programme next door."""

    def suggestion(mentor: str, refugee: str) -> int:
        pair: dict[str, Any] = {"mentor": world.people[mentor], "refugee": world.people[refugee]}
        return Suggestion.objects.create(by=world.users["partner"], reason="language", **pair).pk

    return thing(
        suggestion("free mentor", "waiting refugee"), None, suggestion("away mentor", "away refugee")
    )


def link_thing(proposal: Match, by: User) -> Thing:
    """The address by which the mentor of a proposal answers: whoever has it may open it."""
    link = AnswerLink.objects.create(
        match=proposal,
        side="mentor",
        token_hash="",
        language="da",
        made_by=by,
        expires_at=now() + datetime.timedelta(days=7),
    )
    AnswerLink.objects.filter(pk=link.pk).update(token_hash=fingerprint(secret_of(link)))
    return thing(secret_of(link))


def looked_up(row: Person, by: User) -> int:
    """A look-up of a month that is over: the sample of so few is all of them."""
    lookup = record_lookup(user=by, person=row.person, what="page", programme=row.programme)
    LookUp.objects.filter(pk=lookup.pk).update(at=datetime.datetime(2016, 12, 15, 12, tzinfo=datetime.UTC))
    return lookup.pk


def interview_thing(world: "World") -> Thing:
    """One booked with each side; a partner has its mentors' alone."""
    rows = {
        key: InterviewFactory(
            **{key.split()[-1]: world.people[key]}, interviewer=world.users["project_leader"]
        ).pk
        for key in ("refugee", "mentor", "other refugee", "away refugee")
    }
    return Thing(
        lambda role: rows["mentor" if role == "partner" else "refugee"],
        rows["other refugee"],
        rows["away refugee"],
    )


def thing(own: Any, other: Any = None, foreign: Any = None) -> Thing:
    return Thing(lambda role: own, other, foreign)


def document_thing(people: dict[str, Person], *whose: str, by: User) -> Thing:
    keys = [
        add_document(
            enrolment=people[key], kind="other", title="", file_name="a.txt", content=b"kanarie", by=by
        ).key
        for key in whose
    ]
    return thing(*keys)
