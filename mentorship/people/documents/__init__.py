"""Files on a person's case: what may be kept, looked through for viruses, sealed, handed out, taken away."""

from mentorship.people.documents.keeping import (
    DocumentGone,
    add_document,
    read_document,
    remove_document,
    sweep_store,
)

__all__ = ["DocumentGone", "add_document", "read_document", "remove_document", "sweep_store"]
