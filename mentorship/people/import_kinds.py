"""The kinds of file that may be taken in, and what each gives the pages of import.

One set of pages serves them all: file, columns, preview, likely duplicates, job, result, undo. A kind is an
`ImportKind` added with `add_import_kinds` from the app's `wiring.py` or `AppConfig.ready()`; a higher floor
adds its own (running matches, outcomes) without the pages knowing it.

- `columns` are the fields a head of the file may be read as: `roster.columns.Column`, matched by their names.
  `required` ones must be chosen before the preview opens. A file is read with them by
  `roster.check.check_roster(data, kind, around, mapping)`: a `Report` of errors, warnings and parsed rows.
- `preview(file)` writes nothing and tells row by row what `run` would do. It may take seconds: the pages keep
  its answer, encrypted, until the file's mapping or the programme's trail changes. Mask in `cells` what no
  list may show: CPR numbers, and the name of whoever is protected (`roster.showing`).
- `run(file, progress)` does it, all of it or nothing, in one transaction of its own. It reads the register
  again under a lock, writes an `ImportBatch` of its `kind`, signs it with `record_act(subject=batch)`, and
  gives the batch; None if there was nothing to add. Errors that came up since the preview: `DomainError`.
  `progress(done, total)` may be called at any time.
- `blockers(batch)` names what has been built on the batch since; one is enough to refuse the undo.
- `undo(batch)` takes back what the batch made and nothing else. It is called inside the transaction that
  holds the batch's row, after `blockers`; marking the batch and signing are the caller's (`people.undoing`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.utils.functional import Promise

from mentorship.models import ImportBatch, Programme, User
from mentorship.people.roster.columns import Column
from mentorship.people.roster.problems import Problem

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

Progress = Callable[[int, int], None]
RowState = Literal["new", "known", "differs"]


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file on its way in. `mapping`: {head: column key, "" for left out}; `decisions`: as in `Upload`."""

    data: bytes
    programme: Programme
    by: User
    mapping: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One line of the file as the preview shows it: {column key: text}, and what becomes of it."""

    line: int
    cells: dict[str, str]
    state: RowState


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom a row may be: somebody in the register (`person`) or the row of another line (`row`)."""

    label: str
    cells: dict[str, str]
    person: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Suspect:
    """A new row that is likely somebody else: one of `candidates`, or another human being after all.

    `cells` of both are what the two are held side by side by, in that order; keys are of the kind's columns.
    """

    line: int
    cells: dict[str, str]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking in a file would do. Problems name their cell by line and head, as typed in the file.

    `columns`: [(column key, head)] in the order of the file. `suspects` must be decided before `run`.
    """

    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    rows: tuple[PreviewRow, ...] = ()
    suspects: tuple[Suspect, ...] = ()


@dataclass(frozen=True, slots=True)
class Blocker:
    """What has been built on a batch: `what` in words, and the case numbers it concerns."""

    what: "StrOrPromise"
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportKind:
    """See the module. `label(programme)` is what the rows are called, as a heading: `Mentors`.

    `key` is the batch's `kind` and stands in the address. `list_url(programme)`: where the rows are read.
    `added(batch, user)`: the enrolments it added that `user` may read, for a kind that adds people.
    """

    key: str
    label: "Callable[[Programme], StrOrPromise]"
    intro: "str | Promise"
    columns: tuple[Column, ...]
    preview: Callable[[ImportFile], Preview]
    run: Callable[[ImportFile, Progress], ImportBatch | None]
    undo: Callable[[ImportBatch], None]
    blockers: Callable[[ImportBatch], Sequence[Blocker]]
    list_url: Callable[[Programme], str]
    order: int
    added: "Callable[[ImportBatch, User], QuerySet[Any]] | None" = None


IMPORT_KINDS: dict[str, ImportKind] = {}


def add_import_kinds(*kinds: ImportKind) -> None:
    IMPORT_KINDS.update({kind.key: kind for kind in kinds})


def import_kinds() -> list[ImportKind]:
    """All of them, those that have to come first first: matches need their people."""
    return sorted(IMPORT_KINDS.values(), key=lambda kind: (kind.order, kind.key))
