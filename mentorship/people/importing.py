"""Taking a roster in: all of it or nothing, once, with its trail."""

import gc
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.models import ImportBatch, Mentor, Programme, Refugee, TwoPeople, User
from mentorship.people.enrolling import MODELS, Enroller
from mentorship.people.planning import Plan, plan_import
from mentorship.people.roster.check import Report
from mentorship.people.roster.columns import KINDS
from mentorship.people.roster.problems import Problem
from mentorship.people.suspects import Decisions, Settled, settle
from mentorship.trail import record_act

CHUNK = 500

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What came of a roster. `added` counts what would be added in a dry run; `batch` is what was written."""

    report: Report
    added: int = 0
    unchanged: int = 0
    differing: int = 0
    merged: int = 0
    batch: ImportBatch | None = None

    @property
    def refused(self) -> bool:
        return not self.report.accepted


def import_people(
    *,
    data: bytes,
    programme: Programme,
    kind: str,
    by: User | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    mapping: Mapping[str, str] | None = None,
    decisions: Decisions | None = None,
) -> ImportResult:
    """Take in the roster `data` of `kind` `mentor` or `refugee`; permission is the caller's to check.

    Nothing is written if the report has errors. Rows the programme already has are left as they are,
    so a second run adds nothing. `progress(done, total)` is called after each block of rows, inside
    the transaction. `by` None means the shell, which sees everybody.

    `mapping` as in `lay_out`. Without `decisions` a likely duplicate is somebody new; with them, it is
    what was decided of its line, and a line that nothing was decided of is a `DomainError`.
    """
    if kind not in KINDS:
        raise DomainError(_("A roster holds one kind of people: mentor or refugee."))
    with _collector_at_rest(), transaction.atomic():
        # Two files at once would each take the other's people for new.
        programme = Programme.objects.select_for_update().get(pk=programme.pk)
        plan = plan_import(data=data, programme=programme, kind=kind, by=by, mapping=mapping)
        result = ImportResult(plan.report, len(plan.new), plan.unchanged, plan.differing)
        if result.refused:
            return replace(result, added=0)
        settled = Settled(plan.new) if decisions is None else settle(plan, decisions)
        if settled.undecided:
            raise DomainError(_("A likely duplicate has not been decided of. Open the import again."))
        result = replace(result, added=len(settled.new), merged=len(settled.merged))
        if dry_run or not (settled.new or settled.merged):
            return result
        batch, notes = _write(data, programme, plan, settled, by, progress)
    report = replace(plan.report, notes=(*plan.report.notes, *notes))
    return replace(result, report=report, batch=batch)


def _write(
    data: bytes,
    programme: Programme,
    plan: Plan,
    settled: Settled,
    by: User | None,
    progress: Progress | None,
) -> tuple[ImportBatch, list[Problem]]:
    """The batch with all its people, and its line in the trail."""
    kind, new = plan.report.kind, settled.new
    batch = ImportBatch.objects.create(
        programme=programme,
        kind=kind,
        sha256=hashlib.sha256(data).hexdigest(),
        rows=len(plan.report.rows),
        added=len(new),
        by=by,
    )
    enroller = Enroller(batch, _case_numbers(programme, kind, plan.report))
    for start in range(0, len(new), CHUNK):
        enroller.enrol(new[start : start + CHUNK])
        if progress:
            progress(min(start + CHUNK, len(new)), len(new))
    enroller.merge(settled.merged)
    _remember_two_people(enroller.people, settled, by)
    record_act(
        kind="people.imported",
        subject=batch,
        by=by,
        programme=programme,
        people=kind,
        sha256=batch.sha256,
        rows=batch.rows,
        added=batch.added,
        unchanged=plan.unchanged,
        differing=plan.differing,
        merged=len(settled.merged),
        kept=len(settled.kept),
        warnings=len(plan.report.warnings),
        **enroller.made,
    )
    return batch, enroller.notes


def _remember_two_people(people: Mapping[int, int], settled: Settled, by: User | None) -> None:
    """Whom somebody has looked at and kept apart is not asked about again."""
    if by is None:
        return
    pairs = {
        tuple(sorted((people[row.line], other)))
        for row, others in settled.kept
        for other in others
        if other != people[row.line]
    }
    rows = [TwoPeople(first_id=first, second_id=second, by=by) for first, second in sorted(pairs)]
    TwoPeople.objects.bulk_create(rows, ignore_conflicts=True)


def _case_numbers(programme: Programme, kind: str, report: Report) -> set[str]:
    """Every case number in use on this side of the programme, or about to be."""
    model: type[Mentor] | type[Refugee] = MODELS[kind]
    used = set(model._default_manager.filter(programme=programme).values_list("case_number", flat=True))
    return used | {row.values["case_number"] for row in report.rows if "case_number" in row.values}


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Without cyclic garbage collection: among many live rows it took a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
