"""What a programme offers beside or instead of a mentor: activities, outreach, referrals, networks."""

from typing import Literal

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from mentorship.programmes.schema.base import (
    Count,
    Doer,
    Entry,
    Every,
    Key,
    Part,
    Positive,
    Span,
    Text,
)
from mentorship.programmes.schema.measures import Price


class Places(Part):
    at_least: Count | None = None
    at_most: Positive | None = None


class Sessions(Part):
    """How an activity is laid out in time; what isn't known is left out."""

    count: Positive | None = None
    hours_each: float | None = Field(default=None, gt=0, le=24)
    times_a_week: Positive | None = None
    weeks: Positive | None = None
    school_years: Positive | None = None
    every: Every | None = None

    @model_validator(mode="after")
    def _check_sum(self) -> "Sessions":
        if self.count and self.times_a_week and self.weeks and self.count != self.times_a_week * self.weeks:
            raise ValueError(
                _("“count” is %(count)s, but times_a_week × weeks is %(product)s")
                % {"count": self.count, "product": self.times_a_week * self.weeks}
            )
        return self


class Activity(Entry):
    """Something with places and sessions that people are matched or signed up to."""

    kind: Literal[
        "course", "event", "group", "association", "placement", "mentor_training", "open", "lending"
    ]
    places: Places | None = None
    sessions: Sessions | None = None
    matched: bool = False
    attendance: Literal["by_name", "counted", "none"] = "by_name"
    organisation: Key | None = None
    price_a_person_at_most: Price | None = None
    people_a_year: Positive | None = None
    free: bool = True


class OutreachMethod(Entry):
    group: Literal["lists", "cooperation", "publicity", "local", "word_of_mouth", "online"]


class Outreach(Part):
    """Methods tried and compared; `reached_means` says what counts, since an attempt is not contact."""

    methods: tuple[OutreachMethod, ...] = Field(min_length=1)
    reached_means: Text
    by: Doer = "consultant"
    compared: bool = True


class Referral(Entry):
    """Somewhere people are sent on to; only that it happened is kept."""

    kind: Literal["public", "association", "education", "employer", "legal", "lending", "other"] = "other"


class Triage(Part):
    """A complaint or wish comes in, is weighed, and goes one of several ways."""

    incoming: tuple[Entry, ...] = Field(min_length=1)
    outcomes: tuple[Entry, ...] = Field(min_length=1)


class Network(Entry):
    """A standing network of employers, mentors or organisations that the programme builds."""

    of: Literal["employers", "mentors", "organisations", "authorities"]
    size: Span | None = None


class PersonalPlan(Part):
    """A plan with goals made with each person."""

    needs_named: bool = True
    by: Doer = "consultant"
    reviewed: Every | None = None
    goals: tuple[Entry, ...] = ()
