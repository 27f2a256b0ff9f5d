"""Every page that can be opened, by whom and with whose keys. A page that is not here fails the walk."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from followup.models import FollowUp, FollowUpState
from matching.candidates import free_mentors
from matching.drafts import Draft, drafts_of
from matching.models import Match, MatchingRun
from matching.services import make_plan, start_plan_job
from matching.services.weights import start_trial
from matching.states import MatchState
from mentorship.clock import moment_on, today
from mentorship.config.tests.browser.links import asked, behind_a_link, in_english
from mentorship.config.tests.browser.worlds import FROZEN, NEWCOMER, ROSTERS, World
from mentorship.jobs import run_job
from mentorship.models import (
    Activity,
    ActivitySession,
    ImportBatch,
    Interview,
    Mentor,
    Programme,
    Refugee,
    User,
)
from mentorship.people.booking import book_interview
from mentorship.people.uploads import take_file
from mentorship.permissions import Role

LEADER = Role.PROJECT_LEADER
Arguments = Callable[[Programme], tuple[Any, ...]]


@dataclass(frozen=True)
class Address:
    """A page of one url name; `arguments` come after the programme's key, if it is below one."""

    name: str
    role: Role | None = LEADER
    arguments: Arguments = lambda programme: ()
    of_programme: bool = True
    query: Callable[[Programme], str] = lambda programme: ""
    variant: str = ""
    leads_on: bool = False  # the page is another's: the address leads to it

    def __str__(self) -> str:
        return f"{self.name}-{self.variant}" if self.variant else self.name

    def path(self, world: World) -> str:
        arguments = self.arguments(world.programme)
        if self.of_programme:
            arguments = (world.programme.key, *arguments)
        return reverse(self.name, args=arguments) + self.query(world.programme)


def first(model: Any, **facts: Any) -> Arguments:
    """The key of the first row of the programme with these facts."""

    def find(programme: Programme) -> tuple[int]:
        row = model.objects.filter(programme=programme, **facts).order_by("pk").first()
        if row is None:
            raise LookupError(f"no {model.__name__} with {facts}: the walk needs one")
        return (row.pk,)

    return find


def followup(state: str) -> Arguments:
    def find(programme: Programme) -> tuple[int]:
        rows = FollowUp.objects.filter(match__programme=programme, match__state="active", state=state)
        return (rows.order_by("due_on", "pk").values_list("pk", flat=True)[0],)

    return find


def step(state: str, address: str) -> Arguments:
    return lambda programme: (*first(Match, state=state)(programme), address)


def job(programme: Programme, *, done: bool = True) -> tuple[UUID]:
    asked = start_plan_job(programme=programme, by=None, wake=lambda key: None)
    if done:
        run_job(str(asked.key))
    return (asked.key,)


def other_weights(programme: Programme) -> str:
    """A trial of weights that change a pair or two."""
    tried = start_trial(
        programme=programme, weights={"age": 10.0, "travel": 5.0}, by=leader_of(programme), wake=print
    )
    done = run_job(str(tried.key)) or tried
    return f"?proeve={done.key}"


def leader_of(programme: Programme) -> User:
    return programme.bindings.filter(role=LEADER)[0].user


def held_session(programme: Programme) -> tuple[int, int]:
    """A session with people signed up, and its activity."""
    rows = ActivitySession.objects.filter(activity__programme=programme, attendances__isnull=False)
    session = rows.order_by("starts_at", "pk")[0]
    return (session.activity_id, session.pk)


def newcomer(programme: Programme) -> str:
    """The board with somebody chosen for whom mentors are possible."""
    return f"?refugee={Refugee.objects.get(programme=programme, case_number=NEWCOMER).pk}"


def waiting(programme: Programme) -> tuple[int]:
    return (Refugee.objects.get(programme=programme, case_number=NEWCOMER).pk,)


def pair(programme: Programme) -> tuple[int, int]:
    """The newcomer beside a mentor with a place left."""
    leader = programme.bindings.filter(role=LEADER)[0].user
    mentor = free_mentors(leader, programme).filter(municipality__code="340")[0]
    return (*waiting(programme), mentor.pk)


def met(programme: Programme) -> tuple[int, int]:
    match = Match.objects.filter(programme=programme, state=MatchState.ACTIVE).order_by("pk")[0]
    return match.refugee_id, match.mentor_id


def looked_at(programme: Programme) -> str:
    """The same, with what choosing the mentor who is second best would do to the draft."""
    if not drafts_of(programme):
        job(programme)
    run = drafts_of(programme)[0]
    refugee = Refugee.objects.get(programme=programme, case_number=NEWCOMER).pk
    ranked = Draft(run).scores.ranked(refugee)  # type: ignore[union-attr]  # just made
    return f"?plan={run.pk}&refugee={refugee}&mentor={ranked[min(1, len(ranked) - 1)][0]}"


def beside(programme: Programme) -> tuple[int]:
    """A new plan, made beside the draft there is."""
    old = MatchingRun.objects.get(pk=draft(programme)[0])
    return (make_plan(programme=programme, by=None, based_on=old).pk,)


def with_a_place(programme: Programme) -> str:
    """The candidates of a mentor with a place left, where the newcomer lives."""
    leader = programme.bindings.filter(role=LEADER)[0].user
    return f"?mentor={free_mentors(leader, programme).filter(municipality__code='340')[0].pk}"


def half_way(programme: Programme, *, file: str = "mentors.csv") -> tuple[UUID]:
    """The leader's file, with its columns recognised."""
    leader = programme.bindings.filter(role=LEADER)[0].user
    data = (ROSTERS / file).read_bytes()
    return (take_file(programme=programme, kind="mentor", file_name=file, data=data, by=leader).key,)


def another_user(programme: Programme) -> tuple[int]:
    return (programme.bindings.filter(role=Role.CONSULTANT)[0].user_id,)


refugee, mentor = first(Refugee, matches__state="active"), first(Mentor, matches__state="active")


def two_humans(programme: Programme) -> tuple[int, ...]:
    """Any two can be compared, alike or not."""
    return tuple(programme.refugees.order_by("pk").values_list("person_id", flat=True)[:2])


def interview_of(person: Arguments, slug: str) -> Arguments:
    return lambda programme: (*person(programme), slug)


activity = first(Activity)
somebody_elses = first(Mentor, municipality__code="340", matches=None)
unbooked = first(Refugee, interviews=None)


def booked(programme: Programme) -> tuple[int]:
    """An interview that lies ahead, booked here where the programme has none."""
    rows = Interview.objects.filter(state="planned", refugee__programme=programme)
    row = rows.order_by("pk").first()
    if row is None:
        person = Refugee.objects.filter(programme=programme, left_on=None).order_by("-pk")[0]
        leader = programme.bindings.filter(role=Role.PROJECT_LEADER)[0].user
        starts_at = moment_on(today() + datetime.timedelta(days=1), 10)
        row = book_interview(enrolment=person, interviewer=leader, starts_at=starts_at, minutes=60, by=leader)
    return (row.pk,)


draft = first(MatchingRun, state=MatchingRun.State.DRAFT)
house = partial(Address, of_programme=False)
stranger = partial(Address, of_programme=False, role=None)

ADDRESSES = [
    # Outside the programmes
    stranger("account_login"),
    stranger("account_signup"),
    stranger("account_inactive"),
    stranger("account_reset_password"),
    stranger("account_reset_password_done"),
    stranger("account_reset_password_from_key_done"),
    stranger("account_reset_password_from_key", arguments=lambda programme: ("1", "set-password")),
    stranger("people:accessibility"),
    house("account_logout"),
    house("account_reauthenticate"),
    house("account_change_password"),
    *(
        house("people:start", role=role, variant=role.value, leads_on=role == Role.STEERING_GROUP)
        for role in Role
    ),
    house("people:stand_ins"),
    house("people:stand_ins", role=Role.CONSULTANT, variant="consultant"),
    house("people:help"),
    house("people:calendar_feed"),
    house("people:guide", arguments=lambda programme: ("projektleder",)),
    house("people:components"),
    house("people:job", arguments=job, variant="done"),
    house("people:job", arguments=partial(job, done=False), variant="waiting"),
    house("people:users", role=Role.ADMINISTRATOR),
    house("people:user", role=Role.ADMINISTRATOR, arguments=another_user),
    house("people:user_invite", role=Role.ADMINISTRATOR),
    house("people:user_leave", role=Role.ADMINISTRATOR, arguments=another_user),
    house("people:programmes", role=Role.ADMINISTRATOR),
    house("people:programme_upload", role=Role.ADMINISTRATOR),
    house("people:programme_load", role=Role.ADMINISTRATOR, arguments=lambda programme: ("vaertsprogram",)),
    house("people:organisations", role=Role.ADMINISTRATOR),
    house(
        "people:organisation",
        role=Role.ADMINISTRATOR,
        arguments=lambda programme: (programme.organisations.earliest("pk").pk,),
    ),
    # People
    Address("people:programme"),
    Address("people:lookups"),
    Address("people:consents"),
    Address("people:consents", query=lambda programme: "?side=mentor", variant="mentors"),
    Address("people:clearances"),
    Address("people:clearances", query=lambda programme: "?del=expiring", variant="expiring"),
    Address("people:protections"),
    Address("people:duplicates"),
    Address("people:duplicate", arguments=two_humans),
    Address("people:cpr_search"),
    Address("people:lookup_samples"),
    Address("people:lookup_sample", arguments=lambda programme: ("2017-09",), variant="over"),
    Address("people:lookup_sample", arguments=lambda programme: ("2017-10",), variant="running"),
    Address("people:refugee_lookups", arguments=refugee),
    Address("people:mentor_lookups", arguments=mentor),
    Address("people:mentor_purpose", role=Role.CONSULTANT, arguments=somebody_elses),
    Address("people:refugee_purpose", arguments=refugee, leads_on=True),
    Address("people:refugees"),
    Address("people:refugees", query=lambda programme: "?q=ingen", variant="none"),
    Address("people:refugee_new"),
    Address("people:refugee", arguments=refugee),
    Address("people:refugee_edit", arguments=refugee),
    Address("people:refugee_profile", arguments=refugee),
    Address("people:refugee_versions", arguments=refugee),
    *(
        Address("people:refugee_interview", arguments=interview_of(refugee, slug), variant=slug)
        for slug in ("baggrund", "sprog", "oensker", "personlighed", "samtykke", "gennemse")
    ),
    Address("people:mentor_interview", arguments=interview_of(mentor, "hverdag")),
    Address("people:mentors"),
    Address("people:mentors", role=Role.PARTNER, variant="partner"),
    Address("people:mentor_new"),
    Address("people:mentor", arguments=mentor),
    Address("people:mentor_edit", arguments=mentor),
    Address("people:mentor_profile", arguments=mentor),
    Address("people:mentor_versions", arguments=mentor),
    Address("people:activities"),
    Address("people:activities", query=lambda programme: "?naar=past", variant="past"),
    Address("people:activity_new"),
    Address("people:activity", arguments=activity),
    Address("people:activity", role=Role.TASK_GROUP, arguments=activity, variant="no-names"),
    Address("people:activity_edit", arguments=activity),
    Address("people:activity_cancel", arguments=activity),
    Address("people:activity_signup", arguments=activity),
    Address("people:attendance", arguments=held_session),
    Address("people:attendance_list", arguments=held_session),
    Address("people:selection"),
    Address(
        "people:selection", role=Role.CONSULTANT, query=lambda programme: "?vis=udvalgte", variant="chosen"
    ),
    Address("people:selection_mentors"),
    Address("people:deselect", arguments=refugee),
    Address("people:deselect_mentor", arguments=mentor),
    Address("people:calendar", query=lambda programme: "?hvem=alle"),
    Address("people:refugee_booking", arguments=unbooked),
    Address("people:mentor_booking", arguments=mentor),
    Address("people:interview", arguments=booked),
    # Import
    Address("people:imports"),
    Address("people:import_new", arguments=lambda programme: ("mentor",)),
    Address("people:import_columns", arguments=half_way),
    Address("people:import_preview", arguments=half_way),
    Address("people:import_preview", arguments=partial(half_way, file="broken.csv"), variant="errors"),
    Address("people:import_duplicates", arguments=partial(half_way, file="broken.csv")),
    Address("people:import_result", arguments=first(ImportBatch)),
    # Matching
    Address("matching:board"),
    Address("matching:board", query=newcomer, variant="chosen"),
    Address("matching:board", query=looked_at, variant="looked-at"),
    Address("matching:board", query=lambda programme: "?trin=plan", variant="plan"),
    Address("matching:beside", arguments=beside),
    Address("matching:plans"),
    Address("matching:plan", arguments=draft),
    Address("matching:put_forward", arguments=draft),
    Address("matching:discard", arguments=draft),
    Address("matching:compare"),
    Address("matching:method"),
    Address("matching:fairness"),
    Address("matching:fairness", query=lambda programme: "?grundlag=kladde", variant="draft"),
    Address("matching:weights"),
    Address("matching:weights", query=other_weights, variant="tried"),
    Address("matching:advice"),
    Address("matching:advice_person", arguments=waiting),
    Address("matching:recruitment"),
    Address("matching:pair", arguments=pair),
    Address("matching:pair", arguments=met, variant="met"),
    Address("matching:pair_letter", arguments=lambda programme: (*pair(programme), "til-mentor")),
    Address(
        "matching:pair_letter", arguments=lambda programme: (*met(programme), "til-borger"), variant="refugees"
    ),
    Address("matching:matches"),
    Address("matching:matches", role=Role.PARTNER, variant="partner"),
    Address("matching:group", role=Role.TASK_GROUP),
    *(
        Address("matching:match", arguments=first(Match, state=state), variant=state)
        for state in (MatchState.PROPOSED, MatchState.ACCEPTED, MatchState.ACTIVE, MatchState.ENDED)
    ),
    *(
        Address("matching:step", arguments=step(state, address), variant=address)
        for state, address in (
            ("proposed", "bak-op"),
            ("proposed", "svar"),
            ("proposed", "traek-tilbage"),
            ("accepted", "opstartsmoede"),
            ("accepted", "start"),
            ("accepted", "aftale-underskrevet"),
            ("active", "pause"),
            ("active", "afslut"),
            ("ended", "genaabn"),
        )
    ),
    Address("matching:letter", arguments=asked),
    Address("matching:agreement", arguments=first(Match, state="accepted")),
    stranger("answers:answer", arguments=behind_a_link),
    stranger("answers:answer", arguments=behind_a_link, query=in_english, variant="english"),
    Address("candidates:list", role=Role.PARTNER),
    Address("candidates:list", query=with_a_place, variant="chosen"),
    Address("candidates:suggestions"),
    # Follow-up
    Address("followup:day"),
    Address("followup:day", role=Role.CONSULTANT, query=lambda programme: "?hvem=alle", variant="everybodys"),
    Address("followup:list", arguments=lambda programme: ("coming",)),
    Address("followup:log", arguments=followup(FollowUpState.PLANNED)),
    Address("followup:saved", arguments=followup(FollowUpState.DONE)),
    Address("followup:postpone", arguments=followup(FollowUpState.PLANNED)),
    Address("followup:extra", arguments=first(Match, state="active")),
    Address("followup:messages"),
    # Reporting
    Address("reporting:quarter", role=Role.STEERING_GROUP),
    Address(
        "reporting:quarter",
        role=Role.STEERING_GROUP,
        query=lambda programme: f"?kvartal={FROZEN}",
        variant="frozen",
    ),
    Address("reporting:fairness", role=Role.STEERING_GROUP),
    Address("reporting:recruitment"),
    Address("reporting:recruitment", role=Role.PARTNER, variant="partner"),
    Address("reporting:export", role=Role.EVALUATOR),
]

NOT_PAGES = {
    "people:import_errors": "a file of what to mend",
    "people:refugee_document": "a file on a case",
    "people:mentor_document": "a file on a case",
    "people:interview_ics": "a calendar file",
    "matching:meeting_ics": "a calendar file",
    "people:feed": "a calendar file",
    "people:job_status": "JSON for the job's page",
    "people:healthz": "text for machines",
    "people:readyz": "text for machines",
    "reporting:memo": "a Word document",
    "set_language": "takes a choice, and leads back",
    "account_set_password": "leads to the change of a password: everybody has one",
}


def url_names(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, Any]]:
    """(name, view) of every address."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry.callback
        else:
            yield from url_names(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
