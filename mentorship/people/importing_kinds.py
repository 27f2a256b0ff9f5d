"""Mentors and refugees as kinds of file: the first two on the pages of import."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy

from mentorship.models import ImportBatch, Job, Programme, Upload, User
from mentorship.people.import_kinds import ImportFile, ImportKind, Progress, add_import_kinds
from mentorship.people.importing import import_people
from mentorship.people.previewing import preview_people
from mentorship.people.roster.columns import columns_of
from mentorship.people.table_preview import batch_of
from mentorship.people.taking_back import added_by, blockers_of, take_back
from mentorship.people.uploads import IMPORT_JOB
from mentorship.programmes.document import words
from mentorship.registry import JobPage, add_job_pages

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def register() -> None:
    add_job_pages(
        JobPage(
            IMPORT_JOB,
            gettext_lazy("Import of a file"),
            gettext_lazy("See what was added"),
            _result_url,
            back_label=gettext_lazy("Back to the import"),
            back=_back_url,
        )
    )
    add_import_kinds(
        _kind(
            "mentor",
            gettext_lazy("One row for each volunteer: name, municipality, contact, languages, papers seen."),
            order=10,
        ),
        _kind(
            "refugee",
            gettext_lazy(
                "One row for each person to be matched: name, municipality, arrival, languages, needs."
            ),
            order=20,
        ),
    )


def _result_url(job: Job) -> str:
    if job.programme is None:
        return ""
    batch = job.result.get("batch")
    if batch is None:
        return reverse("people:imports", args=[job.programme.key])
    return reverse("people:import_result", args=[job.programme.key, batch])


def _back_url(job: Job, user: User) -> str:
    """The file as it stands, for whoever sent it; the list of imports where it is gone or another's."""
    if job.programme is None:
        return ""
    upload = Upload.objects.filter(key=job.params.get("upload"), by=user, batch=None).first()
    if upload is None:
        return reverse("people:imports", args=[job.programme.key])
    return reverse("people:import_preview", args=[job.programme.key, upload.key])


def _kind(key: str, intro: "StrOrPromise", *, order: int) -> ImportKind:
    return ImportKind(
        key=key,
        label=_label(key),
        intro=intro,
        columns=columns_of(key),
        preview=partial(preview_people, kind=key),
        run=partial(_run, kind=key),
        undo=take_back,
        blockers=blockers_of,
        list_url=lambda programme: reverse(f"people:{key}s", args=[programme.key]),
        order=order,
        added=partial(added_by, kind=key),
    )


def _label(key: str) -> Callable[[Programme], str]:
    """The programme's own word for them, as a heading."""

    def label(programme: Programme) -> str:
        many: str = getattr(words(programme), key).many
        return many[:1].upper() + many[1:]

    return label


def _run(file: ImportFile, progress: Progress, kind: str) -> ImportBatch | None:
    return batch_of(
        import_people(
            data=file.data,
            programme=file.programme,
            kind=kind,
            by=file.by,
            progress=progress,
            mapping=file.mapping,
            decisions=file.decisions,
        )
    )
