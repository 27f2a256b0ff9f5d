"""Loading a programme: a document becomes a programme with its parts, or its next version."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.models import Programme, ProgrammeVersion, User
from mentorship.programmes.document import as_json, stored_text
from mentorship.programmes.parts import sync_parts
from mentorship.programmes.schema import ProgrammeDocument
from mentorship.programmes.shift import shift_document
from mentorship.trail import record_act


@dataclass(frozen=True, slots=True)
class Loaded:
    programme: Programme
    outcome: Literal["created", "changed", "unchanged"]


@transaction.atomic
def load_programme(
    *, document: ProgrammeDocument, by: User | None = None, start_on: date | None = None, reason: str = ""
) -> Loaded:
    """Create the programme, or make its next version; the same document again changes nothing.

    start_on : moves every date of the document so that the programme starts then. Without it a programme
        that was moved before stays where it is; a document that says it was moved is taken as it stands.
    by : None means the shell.
    """
    programme = Programme.objects.select_for_update().filter(key=document.key).first()
    moved = _moved(document, programme, start_on)
    stored = as_json(moved)
    if programme and stored_text(programme.document) == stored_text(stored):
        return Loaded(programme, "unchanged")
    outcome: Literal["created", "changed"] = "changed" if programme else "created"
    programme = _next_version(programme or Programme(key=document.key, version=0), moved, stored)
    origin = document.period.original_starts_on or document.period.starts_on
    programme.shift_days = (moved.period.starts_on - origin).days
    programme.save()
    _write_version(programme, by=by, reason=reason)
    sync_parts(programme, moved)
    record_act(
        kind=f"programme.{outcome}", subject=programme, by=by, programme=programme, version=programme.version
    )
    return Loaded(programme, outcome)


def _moved(
    document: ProgrammeDocument, programme: Programme | None, start_on: date | None
) -> ProgrammeDocument:
    """The document where the caller wants it, or where the programme was moved before."""
    moved_already = document.period.original_starts_on is not None
    kept = timedelta(days=programme.shift_days if programme and not moved_already else 0)
    try:
        return shift_document(document, start_on or document.period.starts_on + kept)
    except OverflowError as error:
        raise DomainError(_("The programme can't start so far from its own dates.")) from error


def _next_version(programme: Programme, document: ProgrammeDocument, stored: dict[str, Any]) -> Programme:
    programme.name = document.name.on_screen(document.languages[0])
    programme.document = stored
    programme.version += 1
    programme.starts_on = document.period.starts_on
    programme.ends_on = document.period.ends_on
    return programme


def _write_version(programme: Programme, *, by: User | None, reason: str) -> ProgrammeVersion:
    return ProgrammeVersion.objects.create(
        programme=programme,
        number=programme.version,
        document=programme.document,
        sha256=hashlib.sha256(stored_text(programme.document).encode()).hexdigest(),
        reason=reason,
        created_by=by,
    )
