"""Documents of a case: taken in, handed out under a name that names nobody, taken away."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.forms.documents import DocumentForm
from mentorship.models import Document, Programme
from mentorship.panels.documents import KEY
from mentorship.people.documents import DocumentGone, add_document, read_document, remove_document
from mentorship.people.documents.filetypes import file_type_named
from mentorship.trail import record_lookup
from mentorship.views.person_parts import person_context
from mentorship.views.sides import READ, WRITE, Side, on_both_sides

UNSAFE_IN_NAME = re.compile(r"[^A-Za-z0-9_-]+")


@on_both_sides(*WRITE, change=True)
def add(request: HttpRequest, programme: Programme, side: Side, row: Any) -> HttpResponse:
    form = DocumentForm(request.POST, request.FILES, auto_id="id_document_%s")
    if not form.is_valid():
        return _refused(request, programme, side, row, form)
    file = form.cleaned_data["file"]
    try:
        add_document(
            enrolment=row,
            kind=form.cleaned_data["kind"],
            title=form.cleaned_data["title"],
            file_name=file.name,
            content=file.read(),
            by=request.user,  # type: ignore[arg-type]  # signed in by middleware
        )
    except DomainError as error:
        form.add_error("file", str(error))
        return _refused(request, programme, side, row, form)
    messages.success(request, _("The document is kept on the case."))
    return _back(programme, side, row)


@on_both_sides(*READ)
def download(request: HttpRequest, programme: Programme, side: Side, row: Any, document: Any) -> HttpResponse:
    """Always as a file to be saved, never shown inside our own pages; the look-up is written first."""
    kept = _document_or_404(request, row, document)
    record_lookup(user=request.user, person=row.person, what="document", programme=programme)  # type: ignore[arg-type]  # signed in by middleware
    try:
        content = read_document(kept)
    except DocumentGone:
        messages.error(
            request, _("The document cannot be read. Tell the administrator; its row on the case stays.")
        )
        return _back(programme, side, row)
    return HttpResponse(
        content,
        content_type=kept.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{_file_name(kept, row)}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@on_both_sides(*WRITE, change=True)
def remove(request: HttpRequest, programme: Programme, side: Side, row: Any, document: Any) -> HttpResponse:
    kept = _document_or_404(request, row, document, removed_too=True)
    try:
        remove_document(document=kept, by=request.user)  # type: ignore[arg-type]  # signed in by middleware
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The document is removed. Who did it stays on the case."))
    return _back(programme, side, row)


def _document_or_404(request: HttpRequest, row: Any, key: Any, *, removed_too: bool = False) -> Document:
    user: Any = request.user
    rows = row.documents.visible_to(user)
    document: Document | None = (rows if removed_too else rows.kept()).filter(key=key).first()
    if document is None:
        raise Http404
    return document


def _file_name(document: Document, row: Any) -> str:
    """Kind and case number: never the name or title of anybody."""
    found = file_type_named(document.content_type)
    kind = slugify(document.get_kind_display()) or "document"
    number = UNSAFE_IN_NAME.sub("-", row.case_number).strip("-")
    return f"{kind}-{number}{found.extensions[0] if found else ''}"


def _refused(
    request: HttpRequest, programme: Programme, side: Side, row: Any, form: DocumentForm
) -> HttpResponse:
    """The page of the case, with what was written still in the panel's form."""
    record_lookup(user=request.user, person=row.person, what="page", programme=programme)  # type: ignore[arg-type]  # signed in by middleware
    context = person_context(request, programme, side, row) | {"document_error": form}
    for panel in context["panels"]:
        if panel["key"] == KEY:
            panel["context"]["form"] = form
    return render(request, "mentorship/person.html", context, status=400)


def _back(programme: Programme, side: Side, row: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{side.url('', programme, row.pk)}#{KEY}")
