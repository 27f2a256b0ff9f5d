"""Floor 4's tables: what was reported."""

from reporting.models.snapshot import Snapshot

__all__ = ["Snapshot"]
