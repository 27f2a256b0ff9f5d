"""Who, when and for whose money: words, period, phases, funding, partners, boards, budget."""

from datetime import date
from typing import Literal

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from mentorship.programmes.schema.base import (
    Amount,
    Count,
    Currency,
    DayOfYear,
    Doer,
    Entry,
    Every,
    Key,
    Line,
    MunicipalityCode,
    Part,
    Positive,
    Prose,
    Text,
    Worker,
    check_order,
)


class WordForms(Part):
    """One word in one language, in the forms a sentence needs: borger, borgere, borgeren, borgerne."""

    one: Line
    many: Line
    the: Line
    the_many: Line | None = None


class Word(Part):
    da: WordForms | None = None
    en: WordForms | None = None
    sv: WordForms | None = None
    nb: WordForms | None = None


class Words(Part):
    """The programme's own words for what every programme has."""

    refugee: Word
    mentor: Word
    match: Word
    activity: Word | None = None
    task_group: Word | None = None


class Period(Part):
    """The life of the programme; follow-up may outlive it."""

    starts_on: date
    ends_on: date
    follow_up_ends_on: date | None = None
    original_starts_on: date | None = None  # written by `programme load --start`, not by hand

    @model_validator(mode="after")
    def _check_order(self) -> "Period":
        check_order(self.starts_on, self.ends_on, "starts_on", "ends_on")
        check_order(self.ends_on, self.follow_up_ends_on, "ends_on", "follow_up_ends_on")
        return self


class Phase(Entry):
    """A stretch of work. Phases may overlap; one with only `due_on` is work to be done by that date."""

    starts_on: date | None = None
    ends_on: date | None = None
    due_on: date | None = None
    tasks: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _check_order(self) -> "Phase":
        check_order(self.starts_on, self.ends_on, "starts_on", "ends_on")
        return self


class Pool(Part):
    """The grant pool: the funder's own frame, of which the programme is one part."""

    name: Line
    account: Line | None = None
    amount: Amount | None = None
    municipalities: Positive | None = None
    staff_trained_each: Count | None = None
    apply_by: date | None = None


class Funding(Part):
    funder: Line
    recipient: Line
    pool: Pool | None = None
    journal_number: Line | None = None
    political_approval: Literal["given", "to_follow", "unknown"] = "unknown"
    external_evaluator: Line | None = None
    externally_evaluated: bool = False


class Quota(Part):
    """How many people a municipality selects, and by when."""

    people: Count
    due_on: date | None = None


class MunicipalityPart(Part):
    code: MunicipalityCode
    name: Line
    part: Literal["lead", "partner", "follower"] = "partner"
    quota: Quota | None = None
    days_off: tuple[DayOfYear, ...] | None = None  # instead of the usual ones of the country
    resources: Text | None = None


class Agreement(Part):
    """What a partner has agreed to deliver, and what it is paid for it."""

    quota: Count | None = None
    of: Literal["matches", "mentors", "people", "activities"] = "matches"
    payment: Amount | None = None
    payment_a_person_at_most: Amount | None = None
    target_group: Text | None = None
    signed_on: date | None = None


class OrganisationPart(Part):
    key: Key
    name: Line
    part: Literal["primary", "secondary", "coordinator", "evaluator", "training_provider", "contact"] = (
        "primary"
    )
    formal: bool = False
    does: tuple[
        Literal[
            "recruit",
            "interview",
            "train",
            "select",
            "match",
            "start_meeting",
            "follow_up",
            "activities",
            "refer",
        ],
        ...,
    ] = ()
    agreement: Agreement | None = None


class Duties(Part):
    """Which roles do what; the first named answers for it."""

    recruit_mentors: tuple[Worker, ...] = ()
    interview_mentors: tuple[Worker, ...] = ()
    recruit_refugees: tuple[Worker, ...] = ()
    interview_refugees: tuple[Worker, ...] = ()
    select_refugees: tuple[Worker, ...] = ()
    propose_matches: tuple[Worker, ...] = ()
    plan_activities: tuple[Worker, ...] = ()


class Member(Part):
    """Who sits in a group: an exact number, a range, or so many from each municipality."""

    who: Text
    count: Positive | None = None
    at_least: Count | None = None
    at_most: Positive | None = None
    each_municipality: Positive | None = None

    @model_validator(mode="after")
    def _check_order(self) -> "Member":
        check_order(self.at_least, self.at_most, "at_least", "at_most")
        return self


class TaskGroup(Part):
    """`required`: nothing is made before it backs; `advisory`: it comments; `none`: there is none."""

    part: Literal["required", "advisory", "none"]
    members: tuple[Member, ...] = ()
    duties: Text | None = None


class Meetings(Part):
    every: Every
    from_on: date | None = None


class Board(Entry):
    """A steering, advisory or coordination group; `meets` says how often, and from when if that changed."""

    kind: Literal["steering", "advisory", "coordination", "network"]
    members: tuple[Text, ...] = ()
    meets: tuple[Meetings, ...] = ()
    duties: Text | None = None


class BudgetLine(Entry):
    """An amount over the whole budget; `a_year` where it is granted in equal parts."""

    amount: Amount
    a_year: Amount | None = None
    organisation: Key | None = None


class CostEach(Part):
    """What one of something may cost: `amount` = the budget over `over` of them."""

    of: Literal["match", "person", "activity"] = "match"
    amount: Amount
    over: Positive


class Budget(Part):
    """Money in (`sources`, adding up to `total`) and out (`lines`, at most `total`)."""

    currency: Currency = "DKK"
    total: Amount
    years: Positive | None = None
    sources: tuple[BudgetLine, ...] = ()
    lines: tuple[BudgetLine, ...] = ()
    cost_each: CostEach | None = None

    @model_validator(mode="after")
    def _check_years(self) -> "Budget":
        for line in (*self.sources, *self.lines):
            if line.a_year is not None and line.a_year * (self.years or 1) != line.amount:
                raise ValueError(
                    _("“a_year” of %(line)s times “years” is not its “amount”") % {"line": line.key}
                )
        return self


class HostExpenses(Part):
    """Reimbursement of single expenses to a mentor (in Denmark § 5 a of the Integration Act)."""

    law: Line
    covers: tuple[Text, ...] = Field(min_length=1)
    mentor_lives_in_municipality: bool = True
    guidelines_published: bool = False
    receipt_required: bool = True
    approved_by: Doer = "project_leader"
    at_most: Amount | None = None


class Change(Part):
    """One entry of the changes register: asked for, approved, confirmed in writing."""

    key: Key
    concerns: Literal["budget", "criterion", "target_group", "method", "period", "other"]
    what: Text
    asked_on: date | None = None
    asked_by: Line | None = None
    answer: Literal["awaited", "granted", "refused"]
    answered_on: date | None = None
    answered_how: Literal["telephone", "meeting", "e-mail", "letter"] | None = None
    in_writing_on: date | None = None
    note: Prose | None = None

    @model_validator(mode="after")
    def _check_order(self) -> "Change":
        check_order(self.asked_on, self.answered_on, "asked_on", "answered_on")
        check_order(self.answered_on, self.in_writing_on, "answered_on", "in_writing_on")
        return self
