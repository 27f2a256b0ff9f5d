"""Every page that can be opened, by whom and with whose keys. A page that is not here fails the walk."""

import datetime
from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

from followup.models import FollowUp, FollowUpState
from matching.models import Match
from mentorship.clock import moment_on, today
from mentorship.config.tests.browser.addresses_matching import MATCHING
from mentorship.config.tests.browser.addressing import (
    LEADER,
    Address,
    Arguments,
    first,
    house,
    job,
    stranger,
)
from mentorship.config.tests.browser.worlds import FROZEN, ROSTERS
from mentorship.models import (
    Activity,
    ActivitySession,
    ImportBatch,
    Interview,
    Mentor,
    Programme,
    Refugee,
)
from mentorship.people.booking import book_interview
from mentorship.people.uploads import take_file
from mentorship.permissions import Role


def followup(state: str) -> Arguments:
    def find(programme: Programme) -> tuple[int]:
        rows = FollowUp.objects.filter(match__programme=programme, match__state="active", state=state)
        return (rows.order_by("due_on", "pk").values_list("pk", flat=True)[0],)

    return find


def held_session(programme: Programme) -> tuple[int, int]:
    """A session with people signed up, and its activity."""
    rows = ActivitySession.objects.filter(activity__programme=programme, attendances__isnull=False)
    session = rows.order_by("starts_at", "pk")[0]
    return (session.activity_id, session.pk)


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
    *MATCHING,
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
