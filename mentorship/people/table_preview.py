"""What the kinds of file share that are no rosters of people: a preview of rows as typed, and the refusal."""

from collections.abc import Callable, Collection, Mapping

from django.utils.translation import ngettext

from mentorship.errors import DomainError
from mentorship.models import ImportBatch
from mentorship.people.import_kinds import ImportFile, Preview, PreviewRow, Progress, RowState
from mentorship.people.importing import ImportResult
from mentorship.people.roster.check import Report
from mentorship.people.roster.columns import lay_out
from mentorship.people.roster.reading import Table
from mentorship.people.roster.showing import HIDDEN, show_lines


def preview_table(
    report: Report,
    table: Table | None,
    *,
    mapping: Mapping[str, str],
    states: Mapping[int, RowState],
    hidden: Mapping[int, Collection[str]] | None = None,
) -> Preview:
    """The rows of `table` as typed, each in its state. `hidden`: line -> columns that tell who it is."""
    if table is None:
        return Preview(errors=report.errors)
    placed = lay_out(table.header, report.kind, mapping).placed
    cells = show_lines(table.lines, placed)
    for line, keys in (hidden or {}).items():
        cells[line] |= dict.fromkeys(keys, HIDDEN)
    return Preview(
        errors=report.errors,
        warnings=report.warnings,
        notes=report.notes,
        columns=tuple((place.column.key, place.header) for place in placed),
        rows=tuple(PreviewRow(row.line, cells[row.line], states.get(row.line, "new")) for row in report.rows),
    )


def batch_of(result: ImportResult) -> ImportBatch | None:
    """What was written; DomainError where the file was refused after all."""
    if not result.refused:
        return result.batch
    count = len(result.report.errors)
    raise DomainError(
        ngettext(
            "The file has %(count)s error. Open the import again to see where.",
            "The file has %(count)s errors. Open the import again to see where.",
            count,
        )
        % {"count": count}
    )


def run_whole(take_in: Callable[..., ImportResult]) -> Callable[[ImportFile, Progress], ImportBatch | None]:
    """`ImportKind.run` of a kind whose rows need no decisions: the file goes to `take_in` as it is."""

    def run(file: ImportFile, progress: Progress) -> ImportBatch | None:
        return batch_of(
            take_in(
                data=file.data,
                programme=file.programme,
                by=file.by,
                mapping=file.mapping,
                progress=progress,
            )
        )

    return run
