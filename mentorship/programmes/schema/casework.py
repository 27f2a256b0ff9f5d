"""From registration to the end of a match: profile, consent, matching, follow-up, ends."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from mentorship.programmes.schema.base import (
    Count,
    Doer,
    Entry,
    Every,
    Key,
    Line,
    MatchCriterionKey,
    Part,
    Positive,
    ProfileField,
    Prose,
    Side,
    Span,
    Text,
    check_order,
)
from mentorship.programmes.schema.codes import ClearanceCode, GenderCode, NeedCode, ResidenceCode, ScopeCode

SIDES_ASKED = ("mentor", "refugee", "both")


class SideFields(Part):
    """Which profile fields are asked, and which of them a profile isn't whole without."""

    asks: tuple[ProfileField, ...] = ()
    requires: tuple[ProfileField, ...] = ()


class Profiles(Part):
    mentor: SideFields = SideFields()
    refugee: SideFields = SideFields()
    interests: tuple[Entry, ...] = ()  # empty: the product's own list
    needs: tuple[NeedCode, ...] = ()  # empty: all of them
    personality: tuple[Entry, ...] = ()  # statements to answer 1-5; empty: the product's own


class FocusGroup(Entry):
    """People looked for in particular, as far as a field can say so."""

    side: Side
    field: ProfileField | None = None
    younger_than: Positive | None = None
    equals: bool | None = None


class Recruitment(Part):
    channels: tuple[Entry, ...] = ()  # what "recruited through" may say
    focus: tuple[FocusGroup, ...] = ()
    steps: tuple[Text, ...] = ()


class Selection(Part):
    """Who the refugees are selected among, and by what."""

    residence_bases: tuple[ResidenceCode, ...] = ()
    age: Span | None = None
    by: tuple[ProfileField, ...] = ()
    note: Text | None = None


class Consent(Part):
    """A consent asked for. `text` by language code, any language; `version` changes with the wording."""

    scope: ScopeCode
    sides: tuple[Side, ...] = Field(min_length=1)
    required_for_match: bool = False
    version: Line
    text: dict[Key, Prose] = Field(min_length=1)


class ClearanceRule(Part):
    kind: ClearanceCode
    required: Literal["always", "household_children_under_15", "never"]
    valid_months: Positive | None = None


class InterviewRule(Part):
    mentor: bool
    refugee: bool


class MatchRules(Part):
    """What rules a pair out. Each has its plain sentence in the matching criteria."""

    language_level_from: int = Field(default=2, ge=1, le=5)
    gender_wishes: bool = True
    same_municipality: bool = True
    shared_availability: bool = False
    at_most_km: Positive | None = None
    interview_required: InterviewRule
    intro_course_required: bool = False
    training_blocks: bool = False
    selected_required: bool = False
    same_occupation_field: bool = False
    mentor_gender: GenderCode | None = None
    refugee_gender: GenderCode | None = None
    old_pairs_again: bool = False
    # Consent to what a proposal shares (the other side, the task group, the partner): demanded before it is
    # made, or, as the default, before anything is shared: until then the others see case numbers alone.
    sharing_consent: Literal["before_proposal", "before_sharing"] = "before_sharing"
    clearances: tuple[ClearanceRule, ...] = ()


class Matching(Part):
    """`counterpart`: what a refugee is matched with; everything else is about people and places."""

    counterpart: Literal["mentor", "activity", "association", "employer", "volunteer_group", "none"]
    both_sides_answer: bool = True
    # In which order the two are asked by a personal link, how long each has, and what the programme itself
    # says on the page they answer on, by language code, any language.
    answers: Literal["at_once", "mentor_first", "refugee_first"] = "at_once"
    answer_within_days: Positive = 7
    answer_text: dict[Key, Prose] = Field(default_factory=dict)
    places_a_mentor_at_most: int = Field(default=5, ge=1, le=50)
    waiting_from: Literal["registered", "consented", "interviewed", "selected"]
    # From when somebody counts who waits again after a match that broke off: the day it ended; the day first
    # counted from; or that first day where the end was on the mentor's side, else the day it ended.
    waiting_again: Literal["from_end", "from_first", "by_reason"] = "from_end"
    partners_see_pseudonyms: bool = True
    rules: MatchRules | None = None
    weights: dict[MatchCriterionKey, float] = Field(default_factory=dict)
    decline_reasons: tuple[Entry, ...] = ()


class Training(Entry):
    """A course for a side, before, beside or after the match; whether it blocks one is a match rule."""

    side: Side
    when: Literal["before_match", "beside_match", "after_match"]
    organisation: Key | None = None
    required: bool = False
    supported_by: Doer | None = None


class StartMeeting(Part):
    held_by: Doer
    takes_part: tuple[Literal["mentor", "refugee", "project_leader", "consultant", "partner"], ...] = Field(
        min_length=1
    )
    within_days: Positive | None = None
    minutes: Positive = 60
    agenda: Text | None = None
    expectations: bool = True
    joint_plan: bool = True
    # The agreement both sign, by language code, any language; one point a line. Left out: the product's own.
    agreement: dict[Key, Prose] = Field(default_factory=dict)


class ResponsibleBySide(Part):
    """Who follows up which side; a side left out isn't asked. `both` is one talk with the two."""

    mentor: Doer | None = None
    refugee: Doer | None = None
    both: Doer | None = None

    @model_validator(mode="after")
    def _check_any(self) -> "ResponsibleBySide":
        if not self.sides:
            raise ValueError(_("must have at least one of: %(fields)s") % {"fields": ", ".join(SIDES_ASKED)})
        if self.both and len(self.sides) > 1:
            raise ValueError(_("“both” is one talk with the two sides and stands alone"))
        return self

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides asked: mentor and refugee each on its own, or ("both",)."""
        return tuple(side for side in SIDES_ASKED if getattr(self, side))

    def for_side(self, side: str) -> Doer | None:
        """Who follows up `side` (mentor, refugee or both); None when that side isn't asked."""
        found: Doer | None = getattr(self, side) if side in SIDES_ASKED else None
        return found


class Weekly(Part):
    """Every `every_weeks` weeks from `first_week` to `last_week` after the anchor, both included."""

    first_week: Positive
    last_week: Positive
    every_weeks: Positive = 1

    @model_validator(mode="after")
    def _check_order(self) -> "Weekly":
        check_order(self.first_week, self.last_week, "first_week", "last_week")
        return self


class Monthly(Part):
    """Every `every_months` months from `first_month` to `last_month` after the anchor, both included."""

    first_month: Positive
    last_month: Positive
    every_months: Positive = 1

    @model_validator(mode="after")
    def _check_order(self) -> "Monthly":
        check_order(self.first_month, self.last_month, "first_month", "last_month")
        return self


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time a step falls: so many days or months after the anchor (one of them is None)."""

    name: str
    days: int | None = None
    months: int | None = None


class Step(Entry):
    """One step of the follow-up plan; exactly one of the four fields of time says when."""

    kind: Literal["talk", "status", "final_evaluation", "meeting", "questionnaire"]
    responsible: ResponsibleBySide
    anchor: Literal["start", "start_meeting", "end"] = "start"
    after_days: Count | None = None
    after_months: Count | None = None
    weekly: Weekly | None = None
    monthly: Monthly | None = None
    window_days: Count = 7
    questionnaire: Key | None = None

    @model_validator(mode="after")
    def _check_time(self) -> "Step":
        fields = ("after_days", "after_months", "weekly", "monthly")
        if sum(getattr(self, field) is not None for field in fields) != 1:
            raise ValueError(_("must have exactly one of: %(fields)s") % {"fields": ", ".join(fields)})
        return self

    def occurrences(self) -> list[Occurrence]:
        """Each time the step falls. A repeated step carries its week or month: opening_talk_03."""
        if self.weekly:
            weeks = range(self.weekly.first_week, self.weekly.last_week + 1, self.weekly.every_weeks)
            return [Occurrence(f"{self.key}_{week:02d}", days=7 * week) for week in weeks]
        if self.monthly:
            months = range(self.monthly.first_month, self.monthly.last_month + 1, self.monthly.every_months)
            return [Occurrence(f"{self.key}_{month:02d}", months=month) for month in months]
        return [Occurrence(self.key, days=self.after_days, months=self.after_months)]


class Reminders(Part):
    """Days before and after the due date on which the responsible person is told."""

    days_before: tuple[Count, ...] = (3,)
    days_after: tuple[Count, ...] = (3, 7)
    escalate_after_days: Positive | None = 14
    escalate_to: Doer = "project_leader"


class PairMeetings(Part):
    """How often a pair is expected to meet by itself, and for how long."""

    at_least: Positive = 1
    every: Every
    months_at_least: Positive | None = None
    months_at_most: Positive | None = None

    @model_validator(mode="after")
    def _check_order(self) -> "PairMeetings":
        check_order(self.months_at_least, self.months_at_most, "months_at_least", "months_at_most")
        return self


class FollowUpPlan(Part):
    plan: tuple[Step, ...] = ()
    silence_days: Positive | None = None
    reminders: Reminders = Reminders()
    channels: tuple[Entry, ...] = ()
    pair_meets: PairMeetings | None = None


class EndReason(Entry):
    """`completed` counts towards criteria on completed matches; `counts_as` is for statistics of endings."""

    completed: bool
    counts_as: Literal["completed", "independent", "broke_off", "moved", "other"]
    side: Side | None = None


class Exit(Entry):
    """What a person goes on to afterwards."""

    counts_as: Literal["work", "education", "further_training", "own_business", "other"] = "other"


class DataProtection(Part):
    controller: Line
    purpose: Text
    keep_months: Positive | None = None
    archive_decision_first: bool = True
