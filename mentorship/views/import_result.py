"""What an import added, and taking it back until something has been built on it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mentorship.errors import DomainError
from mentorship.http import needs, page_or_404
from mentorship.models import Act, ImportBatch, Programme, User
from mentorship.people.import_kinds import IMPORT_KINDS, Blocker, ImportKind
from mentorship.people.undoing import undo_import
from mentorship.permissions import Permission
from mentorship.trail import acts_on, record_lookups
from mentorship.views.imports import crumbs

ROWS_A_PAGE = 25
MOST_CASES_NAMED = 20
# What the trail counts of an import, in the order of the page.
COUNTED = ("rows", "added", "unchanged", "differing", "merged", "kept", "warnings")


@never_cache
@require_safe
@needs(Permission.PEOPLE_IMPORT)
def show_import(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    batch = _batch_or_404(request, programme, pk)
    kind = IMPORT_KINDS[batch.kind]
    acts = {act.kind.rpartition(".")[2]: act for act in acts_on(batch)}
    blockers = [] if batch.undone_at else [_blocker(found) for found in kind.blockers(batch)]
    page = _added(request, programme, batch, kind)
    context = {
        "batch": batch,
        "label": kind.label(programme),
        "by": str(batch.by) if batch.by else "",
        "facts": _facts(batch, acts.get("imported")),
        "undone_by": _by(acts["undone"]) if "undone" in acts else "",
        "blockers": blockers,
        "page": page,
        "entries": [_entry(row, programme, kind) for row in page.object_list] if page else [],
        "list_url": kind.list_url(programme),
        "undo_url": reverse("people:import_undo", args=[programme.key, pk]),
        "crumbs": crumbs(programme, _("What was added")),
    }
    return render(request, "mentorship/import_result.html", context)


def _by(act: Act) -> str:
    user = User.objects.filter(pk=act.by_id or 0).first()
    return str(user) if user else act.by_label


def _batch_or_404(request: HttpRequest, programme: Programme, pk: int) -> ImportBatch:
    rows = ImportBatch.objects.filter(programme=programme, kind__in=IMPORT_KINDS)
    return get_object_or_404(rows.select_related("programme", "by"), pk=pk)


def _added(request: HttpRequest, programme: Programme, batch: ImportBatch, kind: ImportKind) -> Any:
    """A page of the people added, logged as any list of names; None for a kind that lists none."""
    if kind.added is None or batch.undone_at:
        return None
    rows = kind.added(batch, request.user)  # type: ignore[arg-type]  # signed in by middleware
    page = Paginator(rows, ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    people = [row.person_id for row in page.object_list]
    record_lookups(user=request.user, person_ids=people, what="list", programme=programme)  # type: ignore[arg-type]  # as above
    return page


def _entry(row: Any, programme: Programme, kind: ImportKind) -> dict[str, Any]:
    return {
        "name": row.label,
        "case_number": "" if row.label == row.case_number else row.case_number,
        "protected": row.person.is_protected,
        "municipality": row.municipality.name,
        "url": reverse(f"people:{kind.key}", args=[programme.key, row.pk]),
    }


def _facts(batch: ImportBatch, signed: Act | None) -> list[dict[str, Any]]:
    labels = {
        "rows": _("Rows in the file"),
        "added": _("Added"),
        "unchanged": _("There already"),
        "differing": _("There already, but differ"),
        "merged": _("Same person as one who was there"),
        "kept": _("Likely duplicates, two people"),
        "warnings": _("Warnings"),
    }
    told = (signed.detail if signed else {}) | {"rows": batch.rows, "added": batch.added}
    always = {"rows", "added"}
    return [
        {"label": labels[key], "value": told[key]}
        for key in COUNTED
        if isinstance(told.get(key), int) and (told[key] or key in always)
    ]


def _blocker(found: Blocker) -> dict[str, Any]:
    return {
        "what": str(found.what),
        "cases": ", ".join(found.cases[:MOST_CASES_NAMED]),
        "more": max(0, len(found.cases) - MOST_CASES_NAMED),
    }


@require_POST
@needs(Permission.PEOPLE_IMPORT)
def undo(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    batch = _batch_or_404(request, programme, pk)
    try:
        undo_import(batch=batch, by=request.user)  # type: ignore[arg-type]  # signed in by middleware
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The import is undone. What it added is gone."))
    return HttpResponseRedirect(reverse("people:import_result", args=[programme.key, pk]))
