"""A file on its way in: taken, its columns chosen, its likely duplicates decided of, imported or given up."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship import jobs
from mentorship.clock import now
from mentorship.errors import DomainError
from mentorship.models import ColumnMapping, Job, JobState, Programme, Upload, User
from mentorship.people.import_kinds import IMPORT_KINDS, ImportFile, ImportKind, Preview, Suspect
from mentorship.people.reasons import explain
from mentorship.people.roster.columns import columns_of, head_names, recognise
from mentorship.people.roster.cpr import parse_cpr
from mentorship.people.roster.problems import UnreadableRoster
from mentorship.people.roster.reading import Table, read_table
from mentorship.people.roster.showing import show_cell
from mentorship.permissions import Permission

LARGEST_FILE = 10 * 2**20
KEPT_FOR = datetime.timedelta(days=7)
IMPORT_JOB = "import.run"
SAMPLES = 3
UNDER_WAY = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Head:
    """One column of a file: what a mapping calls it, and what stands in its first rows."""

    name: str
    samples: tuple[str, ...]


def too_large() -> DomainError:
    return DomainError(
        _("The file is larger than 10 MB. Take out sheets and pictures, or split it into several files.")
    )


@transaction.atomic
def take_file(*, programme: Programme, kind: str, file_name: str, data: bytes, by: User) -> Upload:
    """Keep a file, encrypted, with its columns recognised; it takes the place of the user's earlier one."""
    if len(data) > LARGEST_FILE:
        raise too_large()
    table = _read(data)
    names = head_names(table.header)
    if any(_tells_of_somebody(name) for name in names):
        raise DomainError(_("The first row tells of a person. Put a row of headings above it."))
    Upload.objects.filter(programme=programme, kind=kind, by=by, batch=None).exclude(
        job__state__in=UNDER_WAY
    ).delete()
    return Upload.objects.create(
        programme=programme,
        kind=kind,
        by=by,
        file_name=show_cell(file_name)[:200],
        content=data,
        mapping=recognised(programme, kind, names),
    )


def _read(data: bytes) -> Table:
    try:
        return read_table(data)
    except UnreadableRoster as error:
        raise DomainError(explain(error.reason)) from None


def _tells_of_somebody(head: str) -> bool:
    """A CPR number or an e-mail address is no heading, and headings are remembered."""
    return "@" in head or parse_cpr(head) is not None


def recognised(programme: Programme, kind: str, names: Sequence[str]) -> dict[str, str]:
    """{head: field}: as this programme's files were read last time, else by the name of the head."""
    remembered = ColumnMapping.objects.filter(programme=programme, kind=kind).first()
    known = {column.key for column in columns_of(kind)} | {""}
    before = {head: key for head, key in (remembered.heads if remembered else {}).items() if key in known}
    told = {name: before[name] for name in names if name in before}
    taken = set(told.values()) - {""}
    guessed = recognise([name for name in names if name not in told], columns_of(kind))
    return {
        name: told.get(name, "" if guessed.get(name) in taken else guessed.get(name, "")) for name in names
    }


def heads_of(upload: Upload) -> list[Head]:
    """The columns of the file in their order, each with a few of its values."""
    table = _read(bytes(upload.content))
    return [Head(name, _samples(table, index)) for index, name in enumerate(head_names(table.header))]


def _samples(table: Table, index: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for line in table.lines:
        if text := show_cell(line.cells[index]):
            found[text] = None
        if len(found) == SAMPLES:
            break
    return tuple(found)


@transaction.atomic
def choose_columns(*, upload: Upload, mapping: Mapping[str, str], by: User) -> Upload:
    """Read the file by `mapping` {head: field or ""}, and the programme's next file of the kind too."""
    upload = _open(upload)
    chosen = dict(mapping)
    if chosen != upload.mapping:
        upload.mapping, upload.decisions = chosen, {}
        upload.save(update_fields=["mapping", "decisions"])
    remembered = ColumnMapping.objects.select_for_update().filter(
        programme=upload.programme_id, kind=upload.kind
    )
    before: dict[str, str] = next((row.heads for row in remembered), {})
    ColumnMapping.objects.update_or_create(
        programme_id=upload.programme_id,
        kind=upload.kind,
        defaults={"heads": before | chosen, "saved_at": now(), "saved_by": by},
    )
    return upload


@transaction.atomic
def decide(*, upload: Upload, decisions: Mapping[str, Mapping[str, Any]]) -> Upload:
    """Note what was decided of some lines: {line: {"act": "keep"|"merge", "person" or "row"}}."""
    upload = _open(upload)
    upload.decisions = upload.decisions | {line: dict(decision) for line, decision in decisions.items()}
    upload.save(update_fields=["decisions"])
    return upload


def same_for_all(suspects: Sequence[Suspect], act: str) -> dict[str, dict[str, Any]]:
    """One decision for every one of `suspects`: two people, or the first whom it may be."""
    return {str(suspect.line): decision_of(suspect, 0 if act == "merge" else None) for suspect in suspects}


def decision_of(suspect: Suspect, chosen: int | None) -> dict[str, Any]:
    """The row is the candidate in place `chosen`; None: it is somebody else."""
    if chosen is None:
        return {"act": "keep"}
    candidate = suspect.candidates[chosen]
    if candidate.person is not None:
        return {"act": "merge", "person": candidate.person}
    return {"act": "merge", "row": candidate.row}


def undecided(preview: Preview, decisions: Mapping[str, Any]) -> list[Suspect]:
    return [suspect for suspect in preview.suspects if str(suspect.line) not in decisions]


@transaction.atomic
def start_import(*, upload: Upload, by: User, wake: Callable[[str], None]) -> Job:
    """Ask for the import to be made in the background; while it is under way, the same job."""
    upload = _locked(upload)
    if upload.job and (upload.job.state in UNDER_WAY or upload.batch_id):
        return upload.job
    _refuse_without_content(upload)
    upload.job = jobs.start_job(
        kind=IMPORT_JOB, by=by, programme=upload.programme, wake=wake, upload=str(upload.key)
    )
    upload.save(update_fields=["job"])
    return upload.job


@transaction.atomic
def give_up(*, upload: Upload) -> None:
    """Throw the file away; nothing was imported."""
    _open(upload).delete()


def sweep_uploads() -> int:
    """Throw away what nobody has finished in a week, and what is left of those that were."""
    old = Upload.objects.filter(at__lt=now() - KEPT_FOR).exclude(job__state__in=UNDER_WAY)
    return old.delete()[0]


def kind_of(upload: Upload) -> ImportKind:
    return IMPORT_KINDS[upload.kind]


def as_file(upload: Upload) -> ImportFile:
    return ImportFile(
        data=bytes(upload.content),
        programme=upload.programme,
        by=upload.by,
        mapping=upload.mapping,
        decisions=upload.decisions,
    )


def _locked(upload: Upload) -> Upload:
    rows = Upload.objects.select_related("programme", "by", "job").select_for_update(of=("self",))
    found = rows.filter(pk=upload.pk).first()
    if found is None:
        raise DomainError(_("The file is gone. Upload it again."))
    return found


def _open(upload: Upload) -> Upload:
    """The row under a lock, as long as the file may still be changed."""
    upload = _locked(upload)
    if upload.job and upload.job.state in UNDER_WAY:
        raise DomainError(_("The import is under way. Wait until it is done."))
    _refuse_without_content(upload)
    return upload


def _refuse_without_content(upload: Upload) -> None:
    if upload.batch_id or not upload.content:
        raise DomainError(_("The file has been imported already."))


@jobs.job_kind(IMPORT_JOB)
def run_import(job: Job) -> dict[str, Any]:
    """Make the import a job asks for, and empty the file; again, it finds what it has made."""
    upload = Upload.objects.select_related("programme", "by").filter(key=job.params["upload"]).first()
    if upload is None:
        raise DomainError(_("The file is gone. Upload it again."))
    if upload.content and not upload.by.may(Permission.PEOPLE_IMPORT, upload.programme):
        raise DomainError(_("You may no longer import into the programme."))
    if upload.content:
        with transaction.atomic():
            upload.batch = kind_of(upload).run(
                as_file(upload), lambda done, total: jobs.tell_progress_within(job, done, total)
            )
            upload.content, upload.decisions = b"", {}
            upload.save(update_fields=["batch", "content", "decisions"])
    return {"batch": upload.batch_id}
