"""Mentors and refugees as kinds of file: the first two on the pages of import."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from mentorship.errors import DomainError
from mentorship.models import ImportBatch, Programme
from mentorship.people.import_kinds import ImportFile, ImportKind, Progress, add_import_kinds
from mentorship.people.importing import import_people
from mentorship.people.previewing import preview_people
from mentorship.people.roster.columns import columns_of
from mentorship.people.taking_back import blockers_of, take_back
from mentorship.programmes.document import words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def register() -> None:
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
    )


def _label(key: str) -> Callable[[Programme], str]:
    """The programme's own word for them, as a heading."""

    def label(programme: Programme) -> str:
        many: str = getattr(words(programme), key).many
        return many[:1].upper() + many[1:]

    return label


def _run(file: ImportFile, progress: Progress, kind: str) -> ImportBatch | None:
    result = import_people(
        data=file.data,
        programme=file.programme,
        kind=kind,
        by=file.by,
        progress=progress,
        mapping=file.mapping,
        decisions=file.decisions,
    )
    if result.refused:
        count = len(result.report.errors)
        raise DomainError(
            ngettext(
                "The file has %(count)s error. Open the import again to see where.",
                "The file has %(count)s errors. Open the import again to see where.",
                count,
            )
            % {"count": count}
        )
    return result.batch
