"""Indicators of activities, and of what is said to be reached rather than counted."""

from django.utils.translation import gettext_lazy as _

from reporting.facts import Facts, SessionFact
from reporting.indicators.base import Ask, Measure, counted, indicator

ACTIVITIES = _("The activities and their attendance; the day of the session decides")
SAID = _("What the project leader has marked on the programme's page")


@indicator(
    "activities_held",
    label=_("Activities held"),
    unit="count",
    numerator=_("activities of these kinds with a session by the data date, each once; not those called off"),
    source=ACTIVITIES,
)
def activities_held(facts: Facts, ask: Ask) -> Measure:
    """Reads `activity_kinds`; without any, every kind counts."""
    return counted(len({session.activity for session in _asked(facts, ask)}))


@indicator(
    "activity_attendance",
    label=_("Attendance at activities"),
    unit="count",
    numerator=_("people who came to the sessions of these activities, counted once a session"),
    source=ACTIVITIES,
)
def activity_attendance(facts: Facts, ask: Ask) -> Measure:
    """Reads `activity_kinds` and `side`."""
    return counted(sum(len(_came(session, ask)) for session in _asked(facts, ask)))


@indicator(
    "activity_participants",
    label=_("People who took part in activities"),
    unit="count",
    numerator=_("people who came to at least one of these activities, each once"),
    source=ACTIVITIES,
)
def activity_participants(facts: Facts, ask: Ask) -> Measure:
    """Reads `activity_kinds` and `side`."""
    return counted(len({person for session in _asked(facts, ask) for person in _came(session, ask)}))


@indicator(
    "milestone_reached",
    label=_("Milestone reached"),
    unit="yes_no",
    numerator=_("whether the milestone was reached by the data date"),
    source=SAID,
)
def milestone_reached(facts: Facts, ask: Ask) -> Measure:
    on = facts.marks.get(ask.criterion)
    return Measure(value=float(on is not None), n=int(on is not None), on=on)


def _asked(facts: Facts, ask: Ask) -> list[SessionFact]:
    kinds = ask.parameters.activity_kinds
    return [session for session in facts.sessions if not kinds or session.kind in kinds]


def _came(session: SessionFact, ask: Ask) -> set[tuple[str, int]]:
    sides = {"mentor": session.mentors, "refugee": session.refugees}
    return {(side, pk) for side, keys in sides.items() if ask.parameters.side in (None, side) for pk in keys}
