"""Indicators of work and education, from labour-market extracts."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from matching.shares import difference_pp
from mentorship.programmes.schema.measures import Population, SelfSupport
from mentorship.vocabulary import LabourStatus
from reporting.facts import Facts, SpellFact
from reporting.indicators.base import Ask, Measure, counted, days_of_months, indicator
from reporting.indicators.matches import lasting

EXTRACTS = _("Labour-market extracts: the status that covers the data date")
WORK = frozenset({LabourStatus.ORDINARY_JOB, LabourStatus.FLEX_JOB})
EDUCATION = frozenset({LabourStatus.EDUCATION})
KEPT_MONTHS = 6
GAP = datetime.timedelta(days=31)  # a new job within a month is no break


@indicator(
    "self_support_effect",
    label=_("Self-support rate against those without a mentor"),
    unit="percentage_points",
    numerator=_("the share of those with a mentor who support themselves, less that of the others"),
    denominator=_("people of each group whose status and hours are known; persons, not full-time persons"),
    source=EXTRACTS,
    sensitive=True,
)
def self_support_effect(facts: Facts, ask: Ask) -> Measure:
    rule = facts.document.self_support
    rest = comparison_group(facts, ask.compare_with)
    if rule is None or rest is None:
        return Measure(value=None)
    matched = _matched_people(facts)
    x1, n1, unknown = _self_supporting(facts, matched, rule)
    x0, n0, _unknown = _self_supporting(facts, rest - matched, rule)
    effect = difference_pp(x1, n1, x0, n0)
    return Measure(
        value=effect.pp,
        n=x1,
        N=n1,
        not_yet_known=unknown,
        lower=effect.lower,
        upper=effect.upper,
        x0=x0,
        n0=n0,
    )


def comparison_group(facts: Facts, key: str) -> frozenset[int] | None:
    """The people compared with: the population's own, or those of the whole it is part of; None: nobody."""
    templates: dict[str, Population] = {entry.key: entry for entry in facts.document.populations}
    while key:
        if people := facts.populations.get(key):
            return people
        key = (templates[key].part_of or "") if key in templates else ""
    return None


def _matched_people(facts: Facts) -> frozenset[int]:
    return frozenset(facts.refugees[pk].person for pk in facts.first_start if pk in facts.refugees)


def _self_supporting(facts: Facts, people: Iterable[int], rule: SelfSupport) -> tuple[int, int, int]:
    """(supporting themselves, known, not known) of `people`."""
    verdicts = [supports_self(facts.spell_on(person, facts.as_of), rule) for person in people]
    unknown = verdicts.count(None)
    return verdicts.count(True), len(verdicts) - unknown, unknown


def supports_self(spell: SpellFact | None, rule: SelfSupport) -> bool | None:
    """By the programme's statuses and hours. No spell, moved away, or a job without its hours: not known."""
    if spell is None or spell.status == LabourStatus.MOVED_AWAY:
        return None
    if spell.status not in rule.statuses:
        return False
    if spell.status not in WORK:
        return True
    return None if spell.hours is None else spell.hours >= rule.hours_a_week_at_least


def _started(facts: Facts, statuses: Iterable[str]) -> Measure:
    wanted = frozenset(statuses)
    people = [_first_episode(facts, pk, wanted) for pk in facts.first_start]
    return counted(sum(episode is not None for episode in people))


@indicator(
    "work_started",
    label=_("In ordinary work"),
    unit="count",
    numerator=_("people who began ordinary work after they got a mentor"),
    source=EXTRACTS,
    sensitive=True,
)
def work_started(facts: Facts, ask: Ask) -> Measure:
    return _started(facts, ask.parameters.statuses or WORK)


@indicator(
    "education_started",
    label=_("In ordinary education"),
    unit="count",
    numerator=_("people who began an education after they got a mentor"),
    source=EXTRACTS,
    sensitive=True,
)
def education_started(facts: Facts, ask: Ask) -> Measure:
    return _started(facts, ask.parameters.statuses or EDUCATION)


@indicator(
    "work_or_education",
    label=_("In work or education"),
    unit="count",
    numerator=_("people who began work or education after they got a mentor"),
    source=EXTRACTS,
    sensitive=True,
)
def work_or_education(facts: Facts, ask: Ask) -> Measure:
    return _started(facts, ask.parameters.statuses or WORK | EDUCATION)


@indicator(
    "work_or_education_kept",
    label=_("Job or education kept"),
    unit="percent",
    numerator=_("people still in work or education 6 months later; a change within a month is no break"),
    denominator=_("people with a mentor who began work or education since, and of whom it is known"),
    source=EXTRACTS,
    sensitive=True,
)
def work_or_education_kept(facts: Facts, ask: Ask) -> Measure:
    wanted = frozenset(ask.parameters.statuses or WORK | EDUCATION)
    limit = days_of_months(ask.parameters.months or KEPT_MONTHS)
    found = (_first_episode(facts, pk, wanted) for pk in facts.first_start)
    episodes = [episode for episode in found if episode is not None]
    days = [((ended or facts.as_of) - begun).days for begun, ended in episodes]
    return lasting(days, [ended is not None for _begun, ended in episodes], limit)


def _first_episode(
    facts: Facts, refugee: int, statuses: frozenset[str]
) -> tuple[datetime.date, datetime.date | None] | None:
    """The first stretch in any of `statuses` begun since the match: (from, to), to None while it lasts."""
    row = facts.refugees.get(refugee)
    since = facts.first_start[refugee]
    spells = [s for s in facts.spells.get(row.person, ()) if s.status in statuses] if row else []
    spells = [spell for spell in spells if spell.from_on >= since]
    if not spells:
        return None
    begun, ended = spells[0].from_on, spells[0].to_on
    for spell in spells[1:]:
        if ended is not None and spell.from_on <= ended + GAP:
            ended = None if spell.to_on is None else max(ended, spell.to_on)
    return begun, ended
