"""The running quarter's figures, counted anew only when something has changed."""

import hashlib
from typing import Any

from django.core.cache import cache

from mentorship.clock import today
from mentorship.models import Programme
from reporting.quarters import Quarter
from reporting.selectors import facts_stamp
from reporting.snapshots.building import build_quarter

KEPT_SECONDS = 600


def live_quarter(programme: Programme) -> dict[str, Any]:
    """The figures of today, without breakdowns. Kept until a row of the programme changes."""
    on = today()
    stamp = hashlib.sha256(repr((programme.pk, on, facts_stamp(programme))).encode()).hexdigest()
    key = f"reporting.live.{stamp}"
    figures: dict[str, Any] | None = cache.get(key)
    if figures is None:
        figures = build_quarter(programme, Quarter.of(on), on, with_breakdowns=False)
        cache.set(key, figures, KEPT_SECONDS)
    return figures
