"""The pages of matching that the walk opens."""

import datetime

from matching.candidates import free_mentors
from matching.drafts import Draft, drafts_of
from matching.models import Match, MatchingRun
from matching.services import make_plan
from matching.services.activity_seats import propose_for_activity
from matching.services.weights import start_trial
from matching.states import MatchState
from mentorship.activities.planning import Meeting, plan_activity
from mentorship.clock import moment_on, today
from mentorship.config.tests.browser.addressing import (
    LEADER,
    Address,
    Arguments,
    first,
    job,
    leader_of,
    stranger,
)
from mentorship.config.tests.browser.links import asked, behind_a_link, in_english
from mentorship.config.tests.browser.worlds import NEWCOMER
from mentorship.jobs import run_job
from mentorship.models import Programme, Refugee
from mentorship.permissions import Role

COOKING = "Madlavning for begyndere"


def step(state: str, address: str) -> Arguments:
    return lambda programme: (*first(Match, state=state)(programme), address)


def other_weights(programme: Programme) -> str:
    """A trial of weights that change a pair or two."""
    tried = start_trial(
        programme=programme, weights={"age": 10.0, "travel": 5.0}, by=leader_of(programme), wake=print
    )
    done = run_job(str(tried.key)) or tried
    return f"?proeve={done.key}"


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


def with_proposals(programme: Programme) -> tuple[int]:
    """An activity with free places ahead, made here, with people proposed for them."""
    leader = leader_of(programme)
    row = programme.activities.filter(title=COOKING).first()
    if row is None:
        starts_at = moment_on(today() + datetime.timedelta(days=7), 17)
        fields = {"kind": "event", "side": "refugee", "title": COOKING, "places": 4, "languages": ["da"]}
        more = {"interests": ["madlavning"], "availability": ["weekday_evening"], "age_from": 25}
        meeting = Meeting(starts_at, starts_at + datetime.timedelta(hours=2))
        row = plan_activity(programme=programme, by=leader, fields=fields | more, sessions=[meeting])
        propose_for_activity(activity=row, by=leader)
    return (row.pk,)


def looked_at(programme: Programme) -> str:
    """The board with somebody of a draft chosen, and what another mentor would do to the plan."""
    job(programme)
    for run in drafts_of(programme):
        scores = Draft(run).scores
        for refugee in scores.refugees.tolist() if scores else ():
            if ranked := scores.ranked(refugee):
                return f"?plan={run.pk}&refugee={refugee}&mentor={ranked[-1][0]}"
    raise LookupError("no draft with anybody who could be matched: the walk needs one")


def beside(programme: Programme) -> tuple[int]:
    """A new plan, made beside the draft there is."""
    old = MatchingRun.objects.get(pk=draft(programme)[0])
    return (make_plan(programme=programme, by=None, based_on=old).pk,)


def with_a_place(programme: Programme) -> str:
    """The candidates of a mentor with a place left, where the newcomer lives."""
    leader = programme.bindings.filter(role=LEADER)[0].user
    return f"?mentor={free_mentors(leader, programme).filter(municipality__code='340')[0].pk}"


draft = first(MatchingRun, state=MatchingRun.State.DRAFT)

MATCHING = [
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
    Address("matching:seats", arguments=with_proposals),
    Address("matching:seats", arguments=with_proposals, role=Role.CONSULTANT, variant="consultant"),
    Address("matching:seats_all", arguments=lambda programme: with_proposals(programme) and ()),
    Address("matching:pair", arguments=pair),
    Address("matching:pair", arguments=met, variant="met"),
    Address("matching:pair_letter", arguments=lambda programme: (*pair(programme), "til-mentor")),
    Address(
        "matching:pair_letter",
        arguments=lambda programme: (*met(programme), "til-borger"),
        variant="refugees",
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
]
