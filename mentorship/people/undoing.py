"""Taking back what an import made, as long as nothing was built on it."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorship.clock import now
from mentorship.errors import DomainError
from mentorship.models import ImportBatch, User
from mentorship.people.import_kinds import IMPORT_KINDS
from mentorship.trail import record_act


def undo_import(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Take the batch back whole; DomainError if something was built on it, or if it is taken back already."""
    try:
        with transaction.atomic():
            return _undo(batch, by)
    except IntegrityError:  # somebody built on it between the look and the act
        raise DomainError(_("Something was built on the import a moment ago. Open it again.")) from None


def _undo(batch: ImportBatch, by: User) -> ImportBatch:
    batch = ImportBatch.objects.select_related("programme").select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.undone_at is not None:
        raise DomainError(_("The import has been undone already."))
    kind = IMPORT_KINDS[batch.kind]
    if kind.blockers(batch):
        raise DomainError(_("Something has been built on the import. It cannot be undone."))
    kind.undo(batch)
    batch.undone_at = now()
    batch.save(update_fields=["undone_at"])
    record_act(
        kind="import.undone",
        subject=batch,
        by=by,
        programme=batch.programme,
        what=batch.kind,
        added=batch.added,
    )
    return batch
