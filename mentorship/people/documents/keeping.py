"""Documents come in, go out, go away: the row says what is kept, the sealed bytes are in the store."""

import datetime
import hashlib
import logging
import uuid

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mentorship.clock import now
from mentorship.crypto import decrypt_bytes, encrypt_bytes
from mentorship.errors import DomainError
from mentorship.models import Document, Mentor, Refugee, User
from mentorship.people.documents.filetypes import EXTENSIONS, FileType, file_type_of, is_called
from mentorship.people.documents.scanning import ScannerUnreachable, scan
from mentorship.trail import record_act
from mentorship.vocabulary import ScanState

log = logging.getLogger(__name__)

UNDER_WAY = datetime.timedelta(hours=1)  # how long a file may lie without its row: somebody is saving it
SWEPT_AT_A_TIME = 500


class DocumentGone(Exception):
    """The row is there, but its bytes are not in the store, or no key opens them."""


def store() -> Storage:
    return storages["documents"]


def add_document(
    *, enrolment: Mentor | Refugee, kind: str, title: str, file_name: str, content: bytes, by: User
) -> Document:
    """Keep a file on a case. DomainError where it is of no kind we keep, too large, or holds a virus.

    The bytes are stored before the row is written, so that no row is without them; if the row is not
    written they are taken back, and `sweep_store` takes what a killed process left behind.
    """
    found = _checked(file_name, content)
    state = _scanned(content, enrolment=enrolment, kind=kind, by=by)
    key = uuid.uuid4()
    try:
        store().save(str(key), ContentFile(encrypt_bytes(content)))
        with transaction.atomic():
            row = type(enrolment)._default_manager.select_for_update(of=("self",)).get(pk=enrolment.pk)
            document = Document.objects.create(
                **{str(enrolment.side): row},
                key=key,
                kind=kind,
                title=title,
                content_type=found.content_type,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                scan=state,
                uploaded_by=by,
            )
            record_act(
                kind="document.added",
                subject=row,
                by=by,
                programme=row.programme,
                document=document.pk,
                what=kind,
                scan=state.value,
            )
    except BaseException:
        store().delete(str(key))
        raise
    return document


def _checked(file_name: str, content: bytes) -> FileType:
    if len(content) > settings.DOCUMENT_MAX_BYTES:
        most = settings.DOCUMENT_MAX_BYTES // 2**20
        raise DomainError(
            _("The file is larger than %(most)s MB. Make it smaller, or split it.") % {"most": most}
        )
    if not content:
        raise DomainError(_("The file is empty. Choose another."))
    found = file_type_of(content)
    if found is None:
        raise DomainError(
            _("Files of this kind are not kept here. Save it as one of these: %(kinds)s.")
            % {"kinds": ", ".join(extension.lstrip(".") for extension in EXTENSIONS)}
        )
    if not is_called(found, file_name):
        raise DomainError(
            _("The file's name does not fit what it holds, which is of type %(kind)s. Save it again.")
            % {"kind": found.name}
        )
    return found


def _scanned(content: bytes, *, enrolment: Mentor | Refugee, kind: str, by: User) -> ScanState:
    """What the scanner says. An infected file is refused, which the trail tells; nothing of it is kept."""
    try:
        state = scan(content)
    except ScannerUnreachable:
        log.error("the virus scanner does not answer")
        raise DomainError(
            _("The virus scanner does not answer, so nothing was kept. Try again in a moment.")
        ) from None
    if state == ScanState.INFECTED:
        record_act(
            kind="document.refused",
            subject=enrolment,
            by=by,
            programme=enrolment.programme,
            what=kind,
            scan=state.value,
        )
        raise DomainError(
            _("The virus scanner found something in the file. It was not kept. Tell whoever it came from.")
        )
    return state


def read_document(document: Document) -> bytes:
    """The bytes as they came in; DocumentGone where they cannot be had."""
    try:
        with store().open(str(document.key)) as file:
            return decrypt_bytes(file.read())
    except (FileNotFoundError, InvalidToken) as error:
        log.error("a document cannot be read", extra={"document": document.pk})
        raise DocumentGone from error


@transaction.atomic
def remove_document(*, document: Document, by: User) -> Document:
    """Take content and title away; that something was here, who brought it and who took it, stays."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.removed_at is not None:
        raise DomainError(_("The document is removed already."))
    enrolment = document.mentor or document.refugee
    assert enrolment is not None  # noqa: S101  the database holds exactly one of them
    document.title, document.removed_by, document.removed_at = "", by, now()
    document.save(update_fields=["title", "removed_by", "removed_at"])
    record_act(
        kind="document.removed",
        subject=enrolment,
        by=by,
        programme=enrolment.programme,
        document=document.pk,
        what=document.kind,
    )
    transaction.on_commit(lambda: store().delete(str(document.key)), robust=True)
    return document


def sweep_store() -> int:
    """Take away files whose row was never written, or says that they are removed; returns how many."""
    place = store()
    try:
        names = [name for name in place.listdir("")[1] if _is_old(place, name)]
    except FileNotFoundError:  # nothing has ever been kept
        return 0
    swept = 0
    for start in range(0, len(names), SWEPT_AT_A_TIME):
        block = names[start : start + SWEPT_AT_A_TIME]
        keys = {name: key for name in block if (key := _key(name))}
        kept = set(Document.objects.kept().filter(key__in=keys.values()).values_list("key", flat=True))
        for name, key in keys.items():
            if key not in kept:
                place.delete(name)
                swept += 1
    return swept


def _is_old(place: Storage, name: str) -> bool:
    try:
        return place.get_modified_time(name) < timezone.now() - UNDER_WAY
    except FileNotFoundError:  # taken away meanwhile
        return False


def _key(name: str) -> uuid.UUID | None:
    """Only what we named ourselves is ours to take away."""
    try:
        return uuid.UUID(name)
    except ValueError:
        return None
