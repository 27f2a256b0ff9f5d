"""Which figures a page shows: the running quarter's, or a frozen one's of the programme."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from mentorship.clock import today
from mentorship.formats import short_date
from mentorship.models import Programme, User
from reporting.charts.words import quarter_label
from reporting.models import Snapshot
from reporting.quarters import Quarter
from reporting.snapshots import live_quarter

NEWEST_FIRST = ("-quarter", "-revision")


@dataclass(frozen=True, slots=True)
class Shown:
    """The figures of a page and where they are from. `snapshot` is None for the running quarter."""

    figures: dict[str, Any]
    quarter: Quarter
    snapshot: Snapshot | None = None
    latest: Snapshot | None = None

    @property
    def breakdowns(self) -> dict[str, Any] | None:
        """The frozen figures whose breakdowns are shown: its own, or the newest frozen before it."""
        source = self.snapshot or self.latest
        return source.data if source else None


def frozen(user: User, programme: Programme) -> list[Snapshot]:
    """Frozen quarters without their figures, newest first."""
    rows = Snapshot.objects.visible_to(user).filter(programme=programme).defer("data")
    return list(rows.order_by(*NEWEST_FIRST))


def choose(user: User, programme: Programme, wanted: str) -> Shown:
    """The figures of `wanted`: "2017Q2", "2017Q2-1" for a revision, "" for the running quarter; else 404."""
    running = Quarter.of(today())
    rows = Snapshot.objects.visible_to(user).filter(programme=programme).order_by(*NEWEST_FIRST)
    if not wanted or wanted == str(running):
        return Shown(live_quarter(programme), running, latest=rows.first())
    name, _dash, revision = wanted.partition("-")
    rows = rows.filter(quarter=name.upper())
    if revision:
        rows = rows.filter(revision=int(revision)) if revision.isdecimal() else rows.none()
    snapshot = rows.first()
    if snapshot is None:
        raise Http404
    return Shown(snapshot.data, Quarter.parse(snapshot.quarter), snapshot=snapshot)


def options(user: User, programme: Programme, shown: Shown) -> list[dict[str, Any]]:
    """What the selector offers: the running quarter, then each frozen revision."""
    running = Quarter.of(today())
    found = [{"value": "", "label": _("%(quarter)s (preliminary)") % {"quarter": quarter_label(running)}}]
    newest: set[str] = set()
    for row in frozen(user, programme):
        label = quarter_label(Quarter.parse(row.quarter))
        if row.revision > 1 or row.quarter in newest:
            label = _("%(quarter)s, revision %(revision)s") % {"quarter": label, "revision": row.revision}
        value = f"{row.quarter}-{row.revision}" if row.quarter in newest else row.quarter
        newest.add(row.quarter)
        found.append({"value": value, "label": label})
    chosen = _value(shown, found)
    return [option | {"selected": option["value"] == chosen} for option in found]


def _value(shown: Shown, found: list[dict[str, Any]]) -> str:
    if shown.snapshot is None:
        return ""
    exact = f"{shown.snapshot.quarter}-{shown.snapshot.revision}"
    return exact if any(option["value"] == exact for option in found) else shown.snapshot.quarter


def provenance(shown: Shown) -> str:
    """Where the figures are from, in words."""
    if shown.snapshot is None:
        return _("preliminary, data as of %(day)s") % {"day": short_date(today())}
    words = {
        "day": short_date(shown.snapshot.data_on),
        "frozen": short_date(shown.snapshot.frozen_at.date()),
        "revision": shown.snapshot.revision,
    }
    return _("data as of %(day)s · frozen on %(frozen)s, revision %(revision)s") % words
