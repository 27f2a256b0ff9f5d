"""A file row by row before anything is written: what is new, what is wrong, who may be the same."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.errors import DomainError
from mentorship.forms.imports import column_label
from mentorship.http import needs, page_or_404
from mentorship.models import Programme, Upload
from mentorship.people.import_kinds import Preview, Suspect
from mentorship.people.previews import preview_of
from mentorship.people.roster.errors_file import errors_csv
from mentorship.people.uploads import decide, decision_of, kind_of, same_for_all, start_import, undecided
from mentorship.permissions import Permission
from mentorship.tasks import run_job
from mentorship.trail import record_lookups
from mentorship.views.import_parts import Findings, file_problems, note_lines, suspect_entry
from mentorship.views.imports import crumbs, open_upload, steps

ROWS_A_PAGE = 25
SUSPECTS_A_PAGE = 10


@never_cache
@require_safe
@needs(Permission.PEOPLE_IMPORT)
def preview_import(request: HttpRequest, programme: Programme, upload: uuid.UUID) -> HttpResponse:
    row = open_upload(request, programme, upload)
    preview = preview_of(row)
    findings = Findings(preview, row.decisions)
    shown = findings.of(request.GET.get("vis", ""))
    page = Paginator(shown, ROWS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    context = {
        "upload": row,
        "label": kind_of(row).label(programme),
        "tiles": findings.tiles(),
        "tabs": findings.tabs(request.GET.get("vis", "")),
        "file_problems": file_problems(preview),
        "notes": note_lines(preview),
        "left_out": [head for head, key in row.mapping.items() if not key],
        "columns": [head for _key, head in preview.columns],
        "entries": [findings.entry(found) for found in page.object_list],
        "page": page,
        "to_do": _to_do(row, preview, findings),
        "crumbs": crumbs(programme, _("Check")),
        "steps": steps("check", row),
        **_urls(programme, row),
    }
    return render(request, "mentorship/import_preview.html", context)


def _to_do(upload: Upload, preview: Preview, findings: Findings) -> dict[str, Any]:
    """What the next step is: mend the file, decide of duplicates, import, or nothing."""
    left = undecided(preview, upload.decisions)
    to_add = findings.to_add()
    state = "mend" if preview.errors else "decide" if left else "import" if to_add else "nothing"
    return {"state": state, "undecided": len(left), "to_add": to_add, "suspects": len(preview.suspects)}


def _urls(programme: Programme, upload: Upload) -> dict[str, str]:
    args = [programme.key, upload.key]
    return {
        "errors_url": reverse("people:import_errors", args=args),
        "columns_url": reverse("people:import_columns", args=args),
        "duplicates_url": reverse("people:import_duplicates", args=args),
        "preview_url": reverse("people:import_preview", args=args),
        "start_url": reverse("people:import_start", args=args),
        "give_up_url": reverse("people:import_give_up", args=args),
        "again_url": reverse("people:import_new", args=[programme.key, upload.kind]),
        "list_url": kind_of(upload).list_url(programme),
    }


@never_cache
@require_safe
@needs(Permission.PEOPLE_IMPORT)
def errors_of_import(request: HttpRequest, programme: Programme, upload: uuid.UUID) -> HttpResponse:
    """Every error as `line;column;value;reason`."""
    preview = preview_of(open_upload(request, programme, upload))
    response = HttpResponse(errors_csv(preview.errors), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_("errors")}.csv"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PEOPLE_IMPORT)
def duplicates_of_import(request: HttpRequest, programme: Programme, upload: uuid.UUID) -> HttpResponse:
    """Likely duplicates side by side: the same person, or two people."""
    row = open_upload(request, programme, upload)
    preview = preview_of(row)
    if request.method == "POST":
        return _decided(request, programme, row, preview)
    page = Paginator(preview.suspects, SUSPECTS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    seen = {c.person for suspect in page.object_list for c in suspect.candidates if c.person is not None}
    record_lookups(user=request.user, person_ids=sorted(seen), what="import", programme=programme)  # type: ignore[arg-type]  # signed in by middleware
    labels = {column.key: column_label(column) for column in kind_of(row).columns}
    context = {
        "upload": row,
        "page": page,
        "entries": [suspect_entry(suspect, row.decisions, labels) for suspect in page.object_list],
        "undecided": len(undecided(preview, row.decisions)),
        "total": len(preview.suspects),
        "here": request.get_full_path(),
        "crumbs": crumbs(programme, _("Likely duplicates")),
        "steps": steps("duplicates", row),
        **_urls(programme, row),
    }
    return render(request, "mentorship/import_duplicates.html", context)


def _decided(request: HttpRequest, programme: Programme, row: Upload, preview: Preview) -> HttpResponse:
    """One decision for all that wait for one, or those of this page; then on, or to what is left."""
    act = request.POST.get("all")
    if act in {"keep", "merge"}:
        decisions = same_for_all(undecided(preview, row.decisions), act)
    else:
        decisions = _answers(request, preview.suspects)
    try:
        row = decide(upload=row, decisions=decisions)
    except DomainError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("people:imports", args=[programme.key]))
    here = reverse("people:import_duplicates", args=[programme.key, row.key])
    left = undecided(preview, row.decisions)
    if not left:
        messages.success(request, _("Every likely duplicate has been decided of."))
        return HttpResponseRedirect(reverse("people:import_preview", args=[programme.key, row.key]))
    first = preview.suspects.index(left[0])
    return HttpResponseRedirect(f"{here}?page={first // SUSPECTS_A_PAGE + 1}#linje-{left[0].line}")


def _answers(request: HttpRequest, suspects: tuple[Suspect, ...]) -> dict[str, dict[str, Any]]:
    """What the form says of the lines it shows: `keep`, or the place of the one it is."""
    decisions: dict[str, dict[str, Any]] = {}
    for suspect in suspects:
        said = request.POST.get(f"line-{suspect.line}", "")
        if said == "keep":
            decisions[str(suspect.line)] = decision_of(suspect, None)
        elif said.isdecimal() and int(said) < len(suspect.candidates):
            decisions[str(suspect.line)] = decision_of(suspect, int(said))
    return decisions


@require_POST
@needs(Permission.PEOPLE_IMPORT)
def start(request: HttpRequest, programme: Programme, upload: uuid.UUID) -> HttpResponse:
    """Ask for the import; it goes on by itself, with its own page."""
    row = open_upload(request, programme, upload)
    preview = preview_of(row)
    left = undecided(preview, row.decisions)
    if preview.errors or left:
        page = "people:import_preview" if preview.errors else "people:import_duplicates"
        text = _("The file has errors. Mend them first: nothing is imported by halves.")
        messages.error(request, text if preview.errors else _("Decide of every likely duplicate first."))
        return HttpResponseRedirect(reverse(page, args=[programme.key, upload]))
    try:
        job = start_import(upload=row, by=request.user, wake=run_job.delay)  # type: ignore[arg-type]  # signed in by middleware
    except DomainError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("people:imports", args=[programme.key]))
    return HttpResponseRedirect(reverse("people:job", args=[job.key]))
