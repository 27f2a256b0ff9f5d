"""The days of a case that a match from before tells something of: registration, and waiting since."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matching.history.rows import FoundMatch
from matching.models import Match
from matching.services.running import needs_another
from mentorship.models import Mentor, Programme, Refugee

Case = Mentor | Refugee
# What was moved: {field: [before, after]}, as ISO dates for the trail.
Moved = dict[Case, dict[str, list[str | None]]]
SIDES: dict[str, type[Mentor] | type[Refugee]] = {"mentor": Mentor, "refugee": Refugee}


def move_days(new: Sequence[FoundMatch], programme: Programme) -> Moved:
    """Nobody has a match before being registered, and whose last match broke off waits from then.

    Call after the matches are written. No version grows: nobody has edited the case.
    """
    moved: Moved = defaultdict(dict)
    for match in new:
        for case in (match.refugee, match.mentor):
            if match.started_on < case.registered_on:
                _move(moved, case, "registered_on", match.started_on)
    latest = {match.refugee: match for match in sorted(new, key=lambda each: each.started_on)}
    busy = _busy(latest)
    for refugee, match in latest.items():
        if match.ended_on and refugee.left_on is None and refugee.pk not in busy:
            again = needs_another(programme, match.reason)
            _move(moved, refugee, "waiting_since", match.ended_on if again else None)
    _save(moved)
    return moved


def _busy(latest: Mapping[Refugee, FoundMatch]) -> set[int]:
    """Keys of the refugees for whom a later match says more: an open one, or one that started after."""
    rows = Match.objects.filter(refugee__in=[refugee.pk for refugee in latest])
    last = {refugee.pk: match.started_on for refugee, match in latest.items()}
    told = rows.open().values_list("refugee_id", flat=True)
    later = rows.started().values_list("refugee_id", "started_on")
    return set(told) | {pk for pk, started_on in later if started_on and started_on > last[pk]}


def _move(moved: Moved, case: Case, field: str, to: datetime.date | None) -> None:
    before = moved[case].get(field, [_iso(getattr(case, field))])[0]
    setattr(case, field, to)
    if _iso(to) != before:
        moved[case][field] = [before, _iso(to)]


def _save(moved: Moved) -> None:
    for model in SIDES.values():
        fields = ["registered_on", "waiting_since"] if model is Refugee else ["registered_on"]
        rows = [case for case, days in moved.items() if days and isinstance(case, model)]
        model._default_manager.bulk_update(rows, fields, batch_size=500)  # type: ignore[arg-type]  # one side at a time


def put_days_back(details: Iterable[Mapping[str, Any]]) -> None:
    """Undo `move_days` by the trail's own words, wherever nobody has set the day anew since."""
    for detail in details:
        for side, days in detail["moved"].items():
            for field, (before, after) in days.items():
                rows = SIDES[side]._default_manager.filter(pk=detail[side], **{field: after})
                rows.update(**{field: before})


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
