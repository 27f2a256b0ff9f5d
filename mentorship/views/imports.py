"""Import in the browser: which files have come, a new one, and what its columns are read as."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.errors import DomainError
from mentorship.forms.imports import ColumnsForm, FileForm, column_label
from mentorship.http import needs, page_or_404
from mentorship.models import ImportBatch, Programme, Upload
from mentorship.people.import_kinds import IMPORT_KINDS, ImportKind, import_kinds
from mentorship.people.uploads import (
    LARGEST_FILE,
    choose_columns,
    give_up,
    heads_of,
    kind_of,
    take_file,
    too_large,
)
from mentorship.permissions import Permission

ROWS_A_PAGE = 25
STEPS = ("file", "columns", "check", "duplicates", "done")


@never_cache
@require_safe
@needs(Permission.PEOPLE_IMPORT)
def list_imports(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Earlier imports, files half-way, and the kinds a new one may be."""
    batches = ImportBatch.objects.filter(programme=programme).select_related("by").order_by("-at", "-pk")
    page = Paginator(batches, ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    uploads = own_uploads(request, programme).filter(batch=None).defer("content")
    context = {
        "page": page,
        "rows": [_row(batch, programme) for batch in page.object_list],
        "half_way": [_half_way(upload, programme) for upload in uploads],
        "kinds": [
            {
                "label": kind.label(programme),
                "intro": kind.intro,
                "url": reverse("people:import_new", args=[programme.key, kind.key]),
            }
            for kind in import_kinds()
        ],
    }
    return render(request, "mentorship/imports.html", context)


def own_uploads(request: HttpRequest, programme: Programme) -> Any:
    rows = Upload.objects.visible_to(request.user).filter(programme=programme)  # type: ignore[arg-type]  # signed in by middleware
    return rows.filter(kind__in=IMPORT_KINDS).select_related("programme", "by", "job")


def _row(batch: ImportBatch, programme: Programme) -> dict[str, Any]:
    return {
        "at": batch.at,
        "label": label_of(batch.kind, programme),
        "by": str(batch.by) if batch.by else _("From the command line"),
        "rows": batch.rows,
        "added": batch.added,
        "undone": batch.undone_at is not None,
        "url": reverse("people:import_result", args=[programme.key, batch.pk]),
    }


def label_of(kind: str, programme: Programme) -> str:
    known = IMPORT_KINDS.get(kind)
    return str(known.label(programme)) if known else kind


def _half_way(upload: Upload, programme: Programme) -> dict[str, Any]:
    under_way = upload.job is not None and upload.job.finished_at is None
    page = "people:job" if under_way else "people:import_columns"
    args = [upload.job.key] if under_way and upload.job else [programme.key, upload.key]
    return {
        "at": upload.at,
        "label": label_of(upload.kind, programme),
        "file_name": upload.file_name,
        "under_way": under_way,
        "url": reverse(page, args=args),
        "give_up_url": reverse("people:import_give_up", args=[programme.key, upload.key]),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PEOPLE_IMPORT)
def new_import(request: HttpRequest, programme: Programme, kind: str) -> HttpResponse:
    """Choose the file; the columns come next."""
    found = IMPORT_KINDS.get(kind)
    if found is None:
        raise Http404
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and (upload := _taken(request, programme, found, form)):
        return HttpResponseRedirect(reverse("people:import_columns", args=[programme.key, upload.key]))
    context = {
        "form": form,
        "kind": found,
        "label": found.label(programme),
        "columns": [f"{column_label(column)}{' *' * column.required}" for column in found.columns],
        "crumbs": crumbs(programme, _("New import")),
        "steps": steps("file"),
        "cancel_url": reverse("people:imports", args=[programme.key]),
    }
    return render(request, "mentorship/import_new.html", context, status=400 if form.errors else 200)


def _taken(request: HttpRequest, programme: Programme, kind: ImportKind, form: FileForm) -> Upload | None:
    """The file kept; None with the reason on the form."""
    if not request.FILES and int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FILE:
        form.errors.clear()
        form.add_error("file", str(too_large()))
        return None
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    try:
        if file.size > LARGEST_FILE:
            raise too_large()
        return take_file(
            programme=programme,
            kind=kind.key,
            file_name=file.name,
            data=file.read(),
            by=request.user,  # type: ignore[arg-type]  # signed in by middleware
        )
    except DomainError as error:
        form.add_error("file", str(error))
        return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PEOPLE_IMPORT)
def columns_of_import(request: HttpRequest, programme: Programme, upload: uuid.UUID) -> HttpResponse:
    """What each head of the file is read as."""
    row = open_upload(request, programme, upload)
    kind = kind_of(row)
    data = request.POST if request.method == "POST" else None
    form = ColumnsForm(data, heads=heads_of(row), columns=kind.columns, told=row.mapping)
    if request.method == "POST" and form.is_valid():
        try:
            choose_columns(upload=row, mapping=form.mapping(), by=request.user)  # type: ignore[arg-type]  # signed in by middleware
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(reverse("people:import_preview", args=[programme.key, upload]))
    context = {
        "form": form,
        "rows": form.rows(),
        "upload": row,
        "label": kind.label(programme),
        "crumbs": crumbs(programme, _("Columns")),
        "steps": steps("columns", row),
        "give_up_url": reverse("people:import_give_up", args=[programme.key, upload]),
        "cancel_url": reverse("people:imports", args=[programme.key]),
    }
    return render(request, "mentorship/import_columns.html", context, status=400 if form.errors else 200)


@require_POST
@needs(Permission.PEOPLE_IMPORT)
def give_up_import(request: HttpRequest, programme: Programme, upload: uuid.UUID) -> HttpResponse:
    row = get_object_or_404(own_uploads(request, programme), key=upload)
    try:
        give_up(upload=row)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The file is thrown away. Nothing was imported from it."))
    return HttpResponseRedirect(reverse("people:imports", args=[programme.key]))


def open_upload(request: HttpRequest, programme: Programme, key: uuid.UUID) -> Upload:
    """The user's own file while it may still be changed; 404 for anybody else's, and once it is in."""
    rows = own_uploads(request, programme).filter(batch=None).exclude(content=b"")
    found: Upload = get_object_or_404(rows, key=key)
    return found


def crumbs(programme: Programme, here: str) -> list[dict[str, str]]:
    return [{"label": _("Import"), "url": reverse("people:imports", args=[programme.key])}, {"label": here}]


def steps(current: str, upload: Upload | None = None) -> list[dict[str, str]]:
    """Where one is on the way; what has been passed may be gone back to."""
    labels = {
        "file": _("File"),
        "columns": _("Columns"),
        "check": _("Check"),
        "duplicates": _("Likely duplicates"),
        "done": _("Import"),
    }
    pages = {"columns": "people:import_columns", "check": "people:import_preview"}
    at = STEPS.index(current)
    found = []
    for index, (key, label) in enumerate(labels.items()):
        state = "done" if index < at else "current" if index == at else "todo"
        step = {"label": label, "state": state}
        if upload and index < at and key in pages:
            step["url"] = reverse(pages[key], args=[upload.programme.key, upload.key])
        found.append(step)
    return found
