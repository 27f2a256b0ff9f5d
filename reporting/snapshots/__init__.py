"""A quarter's figures: built as of a day, frozen once, shown live until then."""

from reporting.snapshots.building import build_quarter
from reporting.snapshots.freezing import (
    canonical,
    close_due_quarters,
    digest,
    freeze_quarter,
    verify_snapshot,
)
from reporting.snapshots.live import live_quarter

__all__ = [
    "build_quarter",
    "canonical",
    "close_due_quarters",
    "digest",
    "freeze_quarter",
    "live_quarter",
    "verify_snapshot",
]
