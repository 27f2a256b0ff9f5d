"""The documents of a person, on the person's page: one panel, hung up like those of the floors above."""

from typing import Any

from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from mentorship.forms.documents import DocumentForm
from mentorship.models import Document, Mentor, Refugee
from mentorship.people.documents.filetypes import file_type_named
from mentorship.permissions import Permission
from mentorship.registry import PersonPanel, add_person_panels
from mentorship.templatetags.danish import da_date
from mentorship.vocabulary import DocumentKind, ScanState

KEY = "dokumenter"
CHANGE = {"mentor": Permission.MENTOR_CHANGE, "refugee": Permission.REFUGEE_CHANGE}
SCAN_TAGS = {
    ScanState.CLEAN: {"label": ScanState.CLEAN.label, "tone": "ok"},
    ScanState.NOT_SCANNED: {"label": ScanState.NOT_SCANNED.label, "tone": "neutral"},
    ScanState.INFECTED: {"label": ScanState.INFECTED.label, "tone": "stop"},
}


def register() -> None:
    add_person_panels(PersonPanel(KEY, "mentorship/partials/_documents.html", documents_of, 25, place="side"))


def documents_of(request: HttpRequest, row: Mentor | Refugee) -> dict[str, Any]:
    """What is kept on the case, newest first, and what has been taken away; two queries."""
    user: Any = request.user
    rows = type(row)._default_manager.visible_to(user, permission=CHANGE[row.side])
    may_write = rows.filter(pk=row.pk).exists()
    documents = list(row.documents.visible_to(user).select_related("uploaded_by", "removed_by"))
    kept = [document for document in documents if document.removed_at is None]
    address = f"people:{row.side}_document"
    return {
        "title": _("Documents (%(count)s)") % {"count": len(kept)} if kept else _("Documents"),
        "documents": [_line(document, row, address, may_write) for document in kept],
        "removed": [_removed(document) for document in documents if document.removed_at],
        "form": DocumentForm(auto_id="id_document_%s") if may_write else None,
        "add_url": reverse(f"{address}_add", args=[row.programme.key, row.pk]),
    }


def _line(document: Document, row: Mentor | Refugee, address: str, may_write: bool) -> dict[str, Any]:
    kind = DocumentKind(document.kind).label
    found = file_type_named(document.content_type)
    where = [row.programme.key, row.pk, document.key]
    notes = [
        *([kind] if document.title else []),
        f"{found.name if found else '?'}, {filesizeformat(document.size)}",
        _("%(date)s by %(name)s") % {"date": da_date(document.uploaded_at), "name": document.uploaded_by},
    ]
    return {
        "title": document.title or kind,
        "note": " · ".join(str(note) for note in notes),
        "tag": SCAN_TAGS[ScanState(document.scan)],
        "url": reverse(address, args=where),
        "remove_url": reverse(f"{address}_remove", args=where) if may_write else "",
    }


def _removed(document: Document) -> str:
    """That there was one, and who took it away: the title went with the content."""
    said = {
        "kind": DocumentKind(document.kind).label,
        "date": da_date(document.removed_at),
        "name": document.removed_by,
    }
    return _("%(kind)s, removed %(date)s by %(name)s") % said
