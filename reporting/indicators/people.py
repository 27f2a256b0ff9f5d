"""Indicators of people: registered, interviewed, selected, trained, matched."""

from collections import Counter

from django.utils.translation import gettext_lazy as _

from reporting.facts import Facts
from reporting.indicators.base import Ask, Measure, counted, indicator, share_of

REGISTER_OF_PEOPLE = _("The register of mentors and refugees; the day each thing happened decides")
MATCHES = _("The matches; the day each started or ended decides")
YOUNG = 40


@indicator(
    "mentors_registered",
    label=_("Mentors registered"),
    unit="count",
    numerator=_("mentors registered by the data date"),
    source=REGISTER_OF_PEOPLE,
)
def mentors_registered(facts: Facts, ask: Ask) -> Measure:
    return counted(len(facts.mentors))


@indicator(
    "mentors_selected",
    label=_("Mentors selected"),
    unit="count",
    numerator=_(
        "mentors selected, or interviewed where no day of selection is written and none was taken back; "
        "also those who left"
    ),
    source=REGISTER_OF_PEOPLE,
)
def mentors_selected(facts: Facts, ask: Ask) -> Measure:
    return counted(sum(1 for _mentor in facts.selected_mentors()))


@indicator(
    "mentors_interviewed",
    label=_("Selected mentors interviewed"),
    unit="percent",
    numerator=_("selected mentors interviewed by the data date"),
    denominator=_("mentors selected"),
    source=REGISTER_OF_PEOPLE,
)
def mentors_interviewed(facts: Facts, ask: Ask) -> Measure:
    return share_of([mentor.interviewed_on is not None for mentor in facts.selected_mentors()])


@indicator(
    "mentors_under_age",
    label=_("Mentors under a given age"),
    unit="percent",
    numerator=_("selected mentors younger than the age on the data date, by year of birth"),
    denominator=_("selected mentors whose year of birth is known"),
    source=REGISTER_OF_PEOPLE,
)
def mentors_under_age(facts: Facts, ask: Ask) -> Measure:
    limit = ask.parameters.younger_than or YOUNG
    return share_of(
        [
            None if mentor.birth_year is None else facts.as_of.year - mentor.birth_year < limit
            for mentor in facts.selected_mentors()
        ]
    )


@indicator(
    "mentors_trained",
    label=_("Mentors who have completed training"),
    unit="percent",
    numerator=_("selected mentors who had completed the training by the data date"),
    denominator=_("mentors selected"),
    source=REGISTER_OF_PEOPLE,
)
def mentors_trained(facts: Facts, ask: Ask) -> Measure:
    return share_of([mentor.trained_on is not None for mentor in facts.selected_mentors()])


@indicator(
    "mentors_free_again",
    label=_("Mentors free for another match"),
    unit="count",
    numerator=_("mentors with an ended match and a free place, who have not left"),
    source=MATCHES,
)
def mentors_free_again(facts: Facts, ask: Ask) -> Measure:
    running = Counter(match.mentor for match in facts.matches.values() if match.ended_on is None)
    had_one = {match.mentor for match in facts.matches.values() if match.ended_on is not None}
    free = [
        mentor
        for mentor in facts.mentors.values()
        if mentor.pk in had_one and mentor.left_on is None and running[mentor.pk] < mentor.capacity
    ]
    return counted(len(free))


@indicator(
    "refugees_registered",
    label=_("People registered"),
    unit="count",
    numerator=_("people registered by the data date"),
    source=REGISTER_OF_PEOPLE,
)
def refugees_registered(facts: Facts, ask: Ask) -> Measure:
    return counted(len(facts.refugees))


@indicator(
    "refugees_selected",
    label=_("People selected"),
    unit="count",
    numerator=_("people selected by the data date, also those who have left since"),
    source=REGISTER_OF_PEOPLE,
)
def refugees_selected(facts: Facts, ask: Ask) -> Measure:
    return counted(sum(refugee.selected_on is not None for refugee in facts.refugees.values()))


@indicator(
    "refugees_matched",
    label=_("People with a mentor"),
    unit="count",
    numerator=_("people whose first match has started, each counted once"),
    source=MATCHES,
)
def refugees_matched(facts: Facts, ask: Ask) -> Measure:
    return counted(len(facts.first_start))
