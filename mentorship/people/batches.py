"""The row of one file taken in, and its line in the trail."""

import hashlib
from typing import Any

from mentorship.models import ImportBatch, Programme, User
from mentorship.people.roster.check import Report
from mentorship.trail import record_act


def new_batch(
    *, data: bytes, report: Report, programme: Programme, added: int, by: User | None
) -> ImportBatch:
    """The batch of a file of `report.kind`; call inside the transaction that writes what it brings."""
    return ImportBatch.objects.create(
        programme=programme,
        kind=report.kind,
        sha256=hashlib.sha256(data).hexdigest(),
        rows=len(report.rows),
        added=added,
        by=by,
    )


def sign_batch(batch: ImportBatch, *, what: str, report: Report, **counts: Any) -> None:
    """The file's line in the trail: `what` is "matches", "outcomes"; `counts` say what became of its rows."""
    record_act(
        kind=f"{what}.imported",
        subject=batch,
        by=batch.by,
        programme=batch.programme,
        sha256=batch.sha256,
        rows=batch.rows,
        added=batch.added,
        warnings=len(report.warnings),
        **counts,
    )
