"""The rows of `matching.fairness`: everybody who has waited in a programme, or whom one plan is about."""

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np
from django.utils import timezone

from matching.fairness import Row
from matching.models import Match, MatchingRun, PlanScores
from matching.plan_scores import StoredScores, unpack
from mentorship.models import Programme, Refugee, User
from mentorship.people.waiting import day_of
from mentorship.programmes.document import programme_document

DIMENSIONS = ("gender", "age", "language", "municipality")
BANDS = ((30, "-29"), (50, "30-49"), (200, "50-"))
UNKNOWN = "unknown"
MOTHER_TONGUE = 5
_FIELDS = (
    "pk",
    "person__gender",
    "person__birth_year",
    "municipality__name",
    "profile__languages",
    "registered_on",
    "interviewed_on",
    "selected_on",
    "waiting_since",
    "left_on",
)


def rows_so_far(user: User, programme: Programme, *, on: datetime.date) -> list[Row]:
    """Everybody who waits or has had a mentor, those who have left too; 4 queries.

    Paired is whoever both sides once said yes for: a match that ended counts, and so does waiting again.
    """
    first = _first_pairs(programme)
    seen = _seen_by_rules(newest_with_points(programme))
    found = []
    for row in _people(user, programme):
        pair = first.get(row["pk"])
        if pair is None and row["waiting_since"] is None:
            continue
        since = _since(row, programme, pair[0] if pair else None)
        until = pair[0] if pair else row["left_on"] or on
        found.append(
            Row(
                groups=groups_of(row, on),
                paired=pair is not None,
                days=max(0, (until - since).days) if since else None,
                score=pair[1] if pair else None,
                **({} if pair else seen.get(row["pk"], {})),
            )
        )
    return found


def rows_of_plan(user: User, run: MatchingRun) -> list[Row]:
    """Those one plan is about: who gets a pair in it, and who does not; 4 queries."""
    scores = dict(run.pairs.order_by().values_list("refugee_id", "score"))
    asked = set(scores) | {left["refugee"] for left in run.unmatched}
    seen = _seen_by_rules(run)
    return [
        Row(
            groups=groups_of(row, run.on),
            paired=row["pk"] in scores,
            days=max(0, (run.on - row["waiting_since"]).days) if row["waiting_since"] else None,
            score=scores.get(row["pk"]),
            **({} if row["pk"] in scores else seen.get(row["pk"], {})),
        )
        for row in _people(user, run.programme)
        if row["pk"] in asked
    ]


def newest_with_points(programme: Programme) -> MatchingRun | None:
    """The newest plan that knows which rules kept whom apart."""
    runs = programme.matching_runs.filter(scores__isnull=False).order_by("-created_at", "-pk")
    return runs.defer("params", "unmatched").first()


def groups_of(row: Mapping[str, Any], on: datetime.date) -> dict[str, str]:
    return {
        "gender": row["person__gender"] or UNKNOWN,
        "age": _band(row["person__birth_year"], on.year),
        "language": _language(row["profile__languages"]),
        "municipality": row["municipality__name"],
    }


def _people(user: User, programme: Programme) -> list[dict[str, Any]]:
    rows = Refugee.objects.visible_to(user).filter(programme=programme)
    return list(rows.order_by("pk").values(*_FIELDS))


def _band(born: int | None, year: int) -> str:
    return UNKNOWN if born is None else next(name for below, name in BANDS if year - born < below)


def _language(levels: Mapping[str, int] | None) -> str:
    """The mother tongue: the language spoken best, another before Danish where both are."""
    if not levels:
        return UNKNOWN
    return min(levels, key=lambda code: (-levels[code], code == "da", code))


def _first_pairs(programme: Programme) -> dict[int, tuple[datetime.date, float | None]]:
    """For each refugee the day of the first yes of both sides, and the points of that pair."""
    found: dict[int, tuple[datetime.date, float | None]] = {}
    rows = Match.objects.filter(programme=programme, accepted_at__isnull=False).order_by("accepted_at", "pk")
    for refugee, accepted_at, score in rows.values_list("refugee_id", "accepted_at", "score"):
        found.setdefault(refugee, (timezone.localtime(accepted_at).date(), score))
    return found


def _since(
    row: Mapping[str, Any], programme: Programme, paired_on: datetime.date | None
) -> datetime.date | None:
    """From when the person first waited: after an ended match the clock starts anew."""
    since: datetime.date | None = row["waiting_since"]
    if paired_on is None or (since and since <= paired_on):
        return since
    event = programme_document(programme).matching.waiting_from
    days = {name: row[name] for name in ("registered_on", "interviewed_on", "selected_on")}
    return day_of(event, consented_on=row["registered_on"], **days)


def _seen_by_rules(run: MatchingRun | None) -> dict[int, dict[str, Any]]:
    """What the stored points of a plan say of each refugee: mentors possible, and ruled out by which rule."""
    stored = PlanScores.objects.filter(run=run).first() if run else None
    if stored is None:
        return {}
    points: StoredScores = unpack(bytes(stored.data))
    possible = np.diff(points.matrix.indptr).tolist()
    rules = {rule: counts.tolist() for rule, counts in points.rule_counts.items()}
    return {
        pk: {
            "possible": possible[at],
            "ruled_out": {rule: counts[at] for rule, counts in rules.items()},
            "mentors": len(points.mentors),
        }
        for at, pk in enumerate(points.refugees.tolist())
    }
