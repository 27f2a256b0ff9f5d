"""What matching hangs on the floor below, and the rules it lays in the database."""

from collections.abc import Callable
from typing import Any

from auditlog.registry import auditlog
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.signals import post_migrate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matching import (
    extract_part,
    panels,
    receivers,  # noqa: F401  connecting them is the point
)
from matching.activity_panel import activity_panel, matches_activities
from matching.advising import ADVICE_JOB
from matching.calendar_source import planned_meetings
from matching.criteria.fits import CRITERIA
from matching.history.kind import match_kind
from matching.history.reasons import REASONS
from matching.merging import matched_with_each_other
from matching.models import ForbiddenPair, Match, MatchAnswer, StartMeeting
from matching.pair_panel import pair_panel
from matching.registry import MatchPanel, add_match_panels
from matching.selectors import accompanies_own_refugee
from matching.services.plans import PLAN_JOB
from matching.services.putting_forward import PUT_FORWARD_JOB
from matching.services.weights import TRIAL_JOB
from matching.showing import first_upper
from matching.states import ARROWS, OCCUPYING_STATES, OPEN_STATES, STARTED_STATES, MatchState
from mentorship.guards import refuse_update
from mentorship.models import Job, Programme, User
from mentorship.people import taking_back
from mentorship.people.import_kinds import add_import_kinds
from mentorship.people.reasons import add_reasons
from mentorship.permissions import Permission
from mentorship.programmes.document import words
from mentorship.programmes.vocabulary import MATCH_CRITERIA
from mentorship.registry import (
    ActivityPanel,
    BuiltOn,
    CalendarSource,
    CaseloadPart,
    CaseState,
    JobPage,
    NavEntry,
    OwnCaseReason,
    PersonPanel,
    StartCard,
    add_activity_panels,
    add_built_on,
    add_calendar_sources,
    add_case_states,
    add_caseload,
    add_extract_parts,
    add_job_pages,
    add_merge_obstacle,
    add_navigation,
    add_own_case_reasons,
    add_person_panels,
    add_start_cards,
)

CRITERION_LABELS = {
    "language": _("Common language"),
    "interests": _("Common interests"),
    "occupation": _("Same occupation or field"),
    "needs": _("What one needs and the other offers"),
    "travel": _("Short distance"),
    "age": _("Nearness in age"),
    "family": _("Children of the same age"),
    "availability": _("Time in common"),
    "education": _("Same level of education"),
    "personality": _("Personality"),
    "background": _("Same country of origin, where wished"),
    "local_ties": _("The mentor's local ties"),
}


def connect() -> None:
    for key in CRITERIA:
        MATCH_CRITERIA.add(key, CRITERION_LABELS[key])
    add_import_kinds(match_kind())
    add_reasons(REASONS)
    taking_back.let_go("matching.PlannedPair")
    taking_back.let_go("matching.ProposedSeat")
    taking_back.call_table("matching.ForbiddenPair", _("Pairs kept apart"))
    _keep_a_field_trail()
    _hang_on_the_pages_below()
    post_migrate.connect(_lay_rules, dispatch_uid="matching.rules")


def _hang_on_the_pages_below() -> None:
    add_navigation(
        NavEntry(_("Match"), "matching:board", Permission.MATCH_PROPOSE, order=20),
        NavEntry(_("Matches"), "matching:matches", Permission.MATCH_VIEW, order=25),
        NavEntry(_("Fairness"), "matching:fairness", Permission.MATCH_PROPOSE, order=61),
        NavEntry(_("Nobody found"), "matching:advice", Permission.MATCH_PROPOSE, order=42),
        NavEntry(_("Candidates"), "candidates:list", Permission.CANDIDATES_VIEW, order=43),
        NavEntry(
            _("Find participants"),
            "matching:seats_all",
            Permission.REFUGEE_VIEW,
            order=46,
            shown=matches_activities,
        ),
        NavEntry(_task_group, "matching:group", Permission.MATCH_BACK, order=50),
    )
    add_person_panels(
        PersonPanel("match", "matching/partials/_person_matches.html", panels.person_matches, 10, "top")
    )
    add_activity_panels(ActivityPanel("seats", "matching/partials/_activity_seats.html", activity_panel, 10))
    add_match_panels(MatchPanel("pair", "matching/partials/_pair_link.html", pair_panel, 5))
    add_own_case_reasons(OwnCaseReason("accompanies_own", accompanies_own_refugee))
    add_caseload(
        CaseloadPart("match", _("Matches of these citizens: they follow along"), _of, F("programme"), "", 40)
    )
    add_extract_parts(extract_part.part())
    card = "matching/partials/_start_card.html"
    add_start_cards(
        StartCard("waiting", card, panels.waiting_card, 20),
        StartCard("answers", card, panels.answers_card, 30),
        StartCard("task_group", card, panels.group_card, 40),
        StartCard("start_meetings", card, panels.meetings_card, 42),
        StartCard("suggestions", card, panels.suggestions_card, 45),
    )
    add_calendar_sources(CalendarSource("start_meetings", planned_meetings))
    add_merge_obstacle(matched_with_each_other)
    add_job_pages(
        JobPage(ADVICE_JOB, _("What would help those nobody is found for"), _("See the advice"), _advice_url),
        JobPage(PLAN_JOB, _("A plan for everyone who waits"), _("Open the plan"), _plan_url),
        JobPage(PUT_FORWARD_JOB, _("The plan is put forward"), _("See what became of it"), _plan_url),
        JobPage(TRIAL_JOB, _("Other weights, tried on the plan"), _("See the effect"), _trial_url),
    )
    add_built_on(
        BuiltOn(
            "match",
            _("There is a match or a proposal for one. Withdraw a proposal first; a match that ran stays."),
            lambda side: _has_match(side, *OPEN_STATES, *STARTED_STATES)(),
        )
    )
    for side in ("refugee", "mentor"):
        add_case_states(
            CaseState("matched", side, _("In a match"), "ok", 20, _has_match(side, *OCCUPYING_STATES)),
            CaseState(
                "proposed",
                side,
                _("Proposed for a match"),
                "info",
                30,
                _has_match(side, MatchState.PROPOSED, MatchState.BACKED),
                waits=True,
            ),
        )


def _of(user: User) -> "QuerySet[Match]":
    """Open matches of the citizens `user` is responsible for."""
    return Match.objects.open().filter(refugee__consultant=user)


def _task_group(programme: Programme) -> str:
    return first_upper(words(programme).task_group.one)


def _advice_url(job: Job) -> str:
    return reverse("matching:advice", args=[job.programme.key]) if job.programme else ""


def _plan_url(job: Job) -> str:
    run = job.result.get("run")
    if not run or not job.programme:
        return ""
    page = "matching:beside" if job.params.get("based_on") else "matching:plan"
    return reverse(page, args=[job.programme.key, run])


def _trial_url(job: Job) -> str:
    if job.programme is None:
        return ""
    return f"{reverse('matching:weights', args=[job.programme.key])}?proeve={job.key}#virkning"


def _has_match(side: str, *states: MatchState) -> Callable[[], Q]:
    def condition() -> Q:
        return Q(Exists(Match.objects.filter(state__in=states, **{side: OuterRef("pk")})))

    return condition


def _keep_a_field_trail() -> None:
    for model in (Match, StartMeeting):
        auditlog.register(model, exclude_fields=["version", "because"])
    auditlog.register(MatchAnswer)
    auditlog.register(ForbiddenPair)


def _lay_rules(sender: Any, using: str, **kwargs: Any) -> None:
    """The table of arrows, said again by the database; runs once the app's own tables are there."""
    if sender.name != "matching":
        return
    legal = " OR ".join(
        f"(OLD.state = '{state.value}' AND NEW.state = '{after.value}')"
        for (state, _action), after in ARROWS.items()
    )
    refuse_update(
        name="match_legal_arrow",
        table=Match._meta.db_table,
        when=f"OLD.state <> NEW.state AND NOT ({legal})",
        message="match: illegal transition",
        using=using,
    )
