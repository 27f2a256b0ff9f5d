"""The whole of a programme file."""

from typing import Any, Literal

from pydantic import Field

from mentorship.programmes.schema import casework, frame, measures, offers
from mentorship.programmes.schema.base import Country, Entry, Key, MatchCriterionKey, Part, Prose, Text

ScreenLanguage = Literal["da", "en", "sv", "nb"]


class ProgrammeDocument(Part):
    """A programme as data. Read it through `mentorship.programmes.document.programme_document`."""

    format: Literal[1]
    key: Key
    name: Text
    summary: Text
    source: Prose
    country: Country = "DK"
    languages: tuple[ScreenLanguage, ...] = Field(default=("da", "en"), min_length=1)
    words: frame.Words
    period: frame.Period
    phases: tuple[frame.Phase, ...] = ()
    funding: frame.Funding | None = None
    municipalities: tuple[frame.MunicipalityPart, ...] = ()
    organisations: tuple[frame.OrganisationPart, ...] = ()
    duties: frame.Duties = frame.Duties()
    task_group: frame.TaskGroup
    boards: tuple[frame.Board, ...] = ()
    budget: frame.Budget | None = None
    host_expenses: frame.HostExpenses | None = None
    changes: tuple[frame.Change, ...] = ()

    recruitment: casework.Recruitment = casework.Recruitment()
    selection: casework.Selection = casework.Selection()
    profiles: casework.Profiles = casework.Profiles()
    consents: tuple[casework.Consent, ...] = ()
    data_protection: casework.DataProtection | None = None
    matching: casework.Matching
    training: tuple[casework.Training, ...] = ()
    start_meeting: casework.StartMeeting | None = None
    follow_up: casework.FollowUpPlan
    end_reasons: tuple[casework.EndReason, ...] = ()
    exits: tuple[casework.Exit, ...] = ()

    activities: tuple[offers.Activity, ...] = ()
    outreach: offers.Outreach | None = None
    referrals: tuple[offers.Referral, ...] = ()
    triage: offers.Triage | None = None
    networks: tuple[offers.Network, ...] = ()
    personal_plan: offers.PersonalPlan | None = None

    populations: tuple[measures.Population, ...] = ()
    self_support: measures.SelfSupport | None = None
    criteria: tuple[measures.Criterion, ...] = ()
    results: tuple[measures.Result, ...] = ()
    aggregates: tuple[measures.AggregateCount, ...] = ()
    questionnaires: tuple[measures.Questionnaire, ...] = ()
    reports: tuple[measures.Report, ...] = ()

    def step(self, name: str) -> casework.Step | None:
        """The step with this key, or the repeated step with this occurrence (opening_talk_03)."""
        for step in self.follow_up.plan:
            if step.key == name or any(occurrence.name == name for occurrence in step.occurrences()):
                return step
        return None

    def schedule(self, anchor: str = "start") -> list[dict[str, Any]]:
        """The plan of `anchor` as `followup.schedule.plan_from_document` reads it, flat."""
        entries: list[dict[str, Any]] = []
        for step in self.follow_up.plan:
            for occurrence in step.occurrences() if step.anchor == anchor else []:
                time = {"after_days": occurrence.days, "after_months": occurrence.months}
                entries.append(
                    {"key": occurrence.name, "sides": list(step.responsible.sides)}
                    | {field: value for field, value in time.items() if value is not None}
                )
        return entries

    def criterion(self, key: str) -> measures.Criterion | None:
        return next((criterion for criterion in self.criteria if criterion.key == key), None)

    def population(self, key: str) -> measures.Population | None:
        return next((population for population in self.populations if population.key == key), None)

    def end_reason(self, key: str) -> casework.EndReason | None:
        return next((reason for reason in self.end_reasons if reason.key == key), None)

    def weight(self, criterion: MatchCriterionKey) -> float:
        """Weight of a matching criterion; 0 where the programme doesn't name it."""
        return self.matching.weights.get(criterion, 0.0)

    def consent_scopes_required(self, side: str) -> frozenset[str]:
        """Scopes without which nobody on `side` is proposed; `partner` counts where a partner is told."""
        required = frozenset(c.scope for c in self.consents if c.required_for_match and side in c.sides)
        rules = self.matching.rules
        strict = rules is not None and rules.sharing_consent == "before_proposal"
        return required | (self.consent_scopes_shared(side) if strict else frozenset())

    def consent_scopes_shared(self, side: str) -> frozenset[str]:
        """Scopes asked of `side` that let others see what a proposal tells of the person."""
        told = {"counterpart", "partner"}
        if self.task_group.part != "none":
            told.add("task_group")
        return frozenset(c.scope for c in self.consents if c.scope in told and side in c.sides)

    def label_of(self, entries: tuple[Entry, ...], key: str) -> str:
        """The label of a coded choice; the key itself when the programme no longer lists it."""
        return next((str(entry.label) for entry in entries if entry.key == key), key)
