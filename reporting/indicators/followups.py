"""Indicators of follow-up: what was due, what was held, and what was held in time."""

import datetime
from enum import StrEnum, auto

from django.utils.translation import gettext_lazy as _

from reporting.facts import Facts, FollowUpFact, MatchFact
from reporting.indicators.base import Ask, Measure, counted, indicator, share_of
from reporting.indicators.matches import FOLLOW_UPS


class Verdict(StrEnum):
    """How a follow-up that was due turned out."""

    IN_TIME = auto()
    LATE = auto()
    MISSED = auto()
    OPEN = auto()  # due, not held, and its window has not closed


def verdict(row: FollowUpFact, facts: Facts) -> Verdict:
    last = row.due_on + facts.window_of(row.step)
    if row.held_on is not None:
        return Verdict.IN_TIME if row.held_on <= last else Verdict.LATE
    return Verdict.OPEN if facts.as_of <= last else Verdict.MISSED


def due(facts: Facts) -> list[FollowUpFact]:
    """The plan's steps that were due and ours to hold; contact outside the plan is none."""
    return [
        row
        for row in facts.followups
        if row.due_on <= facts.as_of and row.step in facts.windows and not row.before
    ]


@indicator(
    "followups_done",
    label=_("Follow-ups carried out"),
    unit="count",
    numerator=_("follow-ups held by the data date, each side counted on its own"),
    source=FOLLOW_UPS,
)
def followups_done(facts: Facts, ask: Ask) -> Measure:
    return counted(sum(row.held_on is not None for row in facts.followups))


@indicator(
    "followups_done_share",
    label=_("Follow-ups carried out, of those due"),
    unit="percent",
    numerator=_("follow-ups held by the data date, in time or late"),
    denominator=_("follow-ups whose window has closed, or that were held; those excused count as not held"),
    source=FOLLOW_UPS,
)
def followups_done_share(facts: Facts, ask: Ask) -> Measure:
    verdicts = [verdict(row, facts) for row in due(facts)]
    return share_of([None if v is Verdict.OPEN else v is not Verdict.MISSED for v in verdicts])


@indicator(
    "matches_followed_up",
    label=_("Matches followed up"),
    unit="percent",
    numerator=_("matches where each due follow-up of these steps has been held, on each side"),
    denominator=_("matches that have reached the first of the steps"),
    source=FOLLOW_UPS,
)
def matches_followed_up(facts: Facts, ask: Ask) -> Measure:
    return share_of(_by_match(facts, ask.parameters.steps))


@indicator(
    "statuses_done",
    label=_("Statuses made"),
    unit="percent",
    numerator=_("matches whose status has been held on each side that is asked"),
    denominator=_("matches that have reached the status, its window closed or the status held"),
    source=FOLLOW_UPS,
)
def statuses_done(facts: Facts, ask: Ask) -> Measure:
    return share_of(_by_match(facts, ask.parameters.steps))


@indicator(
    "final_evaluations_done",
    label=_("Final evaluations carried out"),
    unit="percent",
    numerator=_("matches whose final evaluation has been held on each side that is asked"),
    denominator=_("matches that have reached the evaluation, its window closed or the evaluation held"),
    source=FOLLOW_UPS,
)
def final_evaluations_done(facts: Facts, ask: Ask) -> Measure:
    return share_of(_by_match(facts, ask.parameters.steps))


def _by_match(facts: Facts, steps: tuple[str, ...]) -> list[bool | None]:
    """One verdict for each match that has reached the steps, or may yet; those over before are left out.

    So are those that reached them before they came in from a file.
    """
    verdicts: list[bool | None] = []
    for match in facts.matches.values():
        rows = [
            row
            for row in facts.followups_by_match.get(match.pk, ())
            if row.due_on <= facts.as_of and _of_steps(row.step, steps)
        ]
        if ours := [row for row in rows if not row.before]:
            verdicts.append(_all_held(ours, facts))
        elif not rows and match.ended_on is None and not _too_late(match, facts.as_of):
            verdicts.append(None)
    return verdicts


def _of_steps(name: str, steps: tuple[str, ...]) -> bool:
    """Whether the step, or the repeated step ("talk_03"), is one of `steps`; without any, all are."""
    return not steps or name in steps or name.rpartition("_")[0] in steps


def _all_held(rows: list[FollowUpFact], facts: Facts) -> bool | None:
    verdicts = [verdict(row, facts) for row in rows]
    if Verdict.MISSED in verdicts:
        return False
    return None if Verdict.OPEN in verdicts else True


def _too_late(match: MatchFact, as_of: datetime.date) -> bool:
    """A match without rows that is older than any plan: taken over from before, not waited for."""
    return (as_of - match.started_on).days > 2 * 366
