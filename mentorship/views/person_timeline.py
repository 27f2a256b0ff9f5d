"""The time line of a case: from registration on, with what the panels tell of matches and talks."""

import datetime
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from mentorship.people.clearances import Paper
from mentorship.templatetags.danish import da_date
from mentorship.vocabulary import ConsentScope

SHOWN = 10
Event = dict[str, Any]


def timeline_of(
    row: Any, consents: list[Any], papers: list[Paper], panels: list[dict[str, Any]]
) -> dict[str, list[Event]]:
    """{events, older}: as components/_timeline.html reads them, the latest first. No query."""
    found = [*_steps(row), *_consents(consents), *_papers(papers)]
    found += [event for panel in panels for event in panel["context"].get("history", ())]
    found.reverse()  # of one day's events the later step comes first
    found.sort(key=lambda event: event["day"], reverse=True)
    for event in found:
        event["when"] = da_date(event["day"])
    return {"events": found[:SHOWN], "older": found[SHOWN:]}


def _event(day: datetime.date, what: str, detail: str = "", state: str = "done") -> Event:
    return {"day": day, "what": what, "detail": detail, "state": state}


def _steps(row: Any) -> list[Event]:
    steps = [
        (row.registered_on, _("Registered")),
        (row.interviewed_on, _("Interviewed")),
        (row.selected_on, _("Selected")),
        (row.intro_course_on, _("Came to the introduction course")),
        (getattr(row, "trained_on", None), _("Completed the mentor training")),
    ]
    found = [_event(day, what) for day, what in steps if day]
    return found + ([_event(row.left_on, _("Left the programme"), state="now")] if row.left_on else [])


def _consents(consents: list[Any]) -> list[Event]:
    """What was given on one day in one line; each withdrawal by itself."""
    given: dict[datetime.date, list[str]] = defaultdict(list)
    for consent in consents:
        given[consent.given_on].append(str(ConsentScope(consent.scope).label).lower())
    events = [_event(day, _("Gave consent"), ", ".join(scopes)) for day, scopes in given.items()]
    return events + [
        _event(
            consent.withdrawn_on,
            _("Withdrew consent"),
            str(ConsentScope(consent.scope).label).lower(),
            "missed",
        )
        for consent in consents
        if consent.withdrawn_on
    ]


def _papers(papers: list[Paper]) -> list[Event]:
    return [
        _event(paper.clearance.seen_on, _("%(paper)s seen") % {"paper": paper.kind.label})
        for paper in papers
        if paper.clearance and paper.clearance.seen_on
    ]
