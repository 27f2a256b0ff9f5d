"""Indicators of matches: how many, how long, how they ended."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from followup.models import PairMet
from reporting.facts import Facts, FollowUpFact, MatchFact
from reporting.indicators.base import Ask, Measure, counted, days_of_months, indicator, share_of
from reporting.indicators.people import MATCHES
from reporting.survival import Survival, survival

FOLLOW_UPS = _("The follow-ups; the day each was held decides, not the day it was written")
OPENING_MONTHS = 3
HALF_A_YEAR = 6
OFTEN = {PairMet.NOT: 0, PairMet.ONCE: 1, PairMet.FEW: 2, PairMet.OFTEN: 3}


def curve_of(facts: Facts) -> Survival:
    """How long matches last; a running one counts as far as it has been followed."""
    matches = list(facts.matches.values())
    return survival(
        [match.days_followed(facts.as_of) for match in matches],
        [match.ended_on is not None for match in matches],
    )


def lasting(days: list[int], ended: list[bool], limit: int) -> Measure:
    """Share lasting longer than `limit` days: Kaplan-Meier, those that run but are too new counted apart."""
    n = sum(length > limit for length in days)
    broke_off = sum(over and length <= limit for length, over in zip(days, ended, strict=True))
    estimate = survival(days, ended).at(limit) if days else None
    if estimate is None or not n + broke_off:
        return Measure(value=None, N=0, not_yet_known=len(days))
    return Measure(
        value=estimate.share,
        n=n,
        N=n + broke_off,
        not_yet_known=len(days) - n - broke_off,
        lower=estimate.lower,
        upper=estimate.upper,
        estimated=True,
    )


@indicator(
    "matches_started",
    label=_("Matches made"),
    unit="count",
    numerator=_("matches started by the data date"),
    source=MATCHES,
)
def matches_started(facts: Facts, ask: Ask) -> Measure:
    return counted(len(facts.matches))


@indicator(
    "matches_completed",
    label=_("Matches completed"),
    unit="count",
    numerator=_(
        "matches that have lasted the agreed number of months, or ended as completed where none is agreed"
    ),
    source=MATCHES,
)
def matches_completed(facts: Facts, ask: Ask) -> Measure:
    if months := ask.parameters.months:
        limit = days_of_months(months)
        lengths = [
            (match.days_followed(facts.as_of), match.ended_on is None) for match in facts.matches.values()
        ]
        reached = sum(days >= limit for days, _running in lengths)
        waiting = sum(running and days < limit for days, running in lengths)
        return Measure(value=reached, n=reached, not_yet_known=waiting)
    completed = {reason.key for reason in facts.document.end_reasons if reason.completed}
    return counted(sum(match.end_reason in completed for match in facts.matches.values()))


@indicator(
    "matches_longer_than",
    label=_("Matches longer than a given time"),
    unit="percent",
    numerator=_("matches that lasted longer than the time; running ones count as far as they have come"),
    denominator=_("matches of which it is known: lasted so long, or ended before"),
    source=MATCHES,
)
def matches_longer_than(facts: Facts, ask: Ask) -> Measure:
    limit = ask.parameters.days or days_of_months(ask.parameters.months or OPENING_MONTHS)
    matches = list(facts.matches.values())
    return lasting(
        [match.days_followed(facts.as_of) for match in matches],
        [match.ended_on is not None for match in matches],
        limit,
    )


@indicator(
    "start_meetings_held",
    label=_("Start meetings held"),
    unit="percent",
    numerator=_("matches whose start meeting was held by the data date"),
    denominator=_("matches started"),
    source=MATCHES,
)
def start_meetings_held(facts: Facts, ask: Ask) -> Measure:
    return share_of(
        [
            None if match.imported and match.met_on is None else match.met_on is not None
            for match in facts.matches.values()
        ]
    )


@indicator(
    "support_tapering",
    label=_("Support tapering off"),
    unit="percent",
    numerator=_("matches whose pair meets less often at 6 months than in the first 3"),
    denominator=_("matches with an answer from both periods"),
    source=FOLLOW_UPS,
)
def support_tapering(facts: Facts, ask: Ask) -> Measure:
    verdicts = [
        _tapered(match, facts.followups_by_match.get(match.pk, ())) for match in facts.matches.values()
    ]
    return share_of(verdicts)


def _tapered(match: MatchFact, followups: Iterable[FollowUpFact]) -> bool | None:
    """Whether the last answer from month 6 on says less often than the first of the opening months."""
    answers = sorted(
        ((row.held_on - match.started_on).days, OFTEN[PairMet(row.pair_met)])
        for row in followups
        if row.held_on and row.pair_met in OFTEN
    )
    slack = days_of_months(1) // 2
    early = [often for day, often in answers if day <= days_of_months(OPENING_MONTHS)]
    late = [often for day, often in answers if day >= days_of_months(HALF_A_YEAR) - slack]
    return late[-1] < early[0] if early and late else None
