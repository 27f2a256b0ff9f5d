"""The administrator's programmes: what is loaded, the templates, loading one, uploading a file."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mentorship.errors import DomainError
from mentorship.forms.programmes import LoadForm, ProgrammeFileForm
from mentorship.http import needs_anywhere
from mentorship.models import Programme, RoleBinding
from mentorship.permissions import Permission, Role
from mentorship.programmes.adapting import municipality_lines, with_municipalities
from mentorship.programmes.catalogue import built_in, read_programme
from mentorship.programmes.document import programme_document
from mentorship.programmes.schema import ProgrammeDocument
from mentorship.programmes.services import Loaded, load_programme
from mentorship.programmes.source import Problem, source_of
from mentorship.programmes.validation import validate_source
from mentorship.templatetags.danish import da_date


@require_safe
@needs_anywhere(Permission.PROGRAMME_CHANGE)
def list_programmes(request: HttpRequest) -> HttpResponse:
    loaded = list(Programme.objects.prefetch_related("municipalities", "versions").order_by("name"))
    leaders = set(
        RoleBinding.objects.in_force()
        .filter(role=Role.PROJECT_LEADER, user__is_active=True)
        .values_list("programme_id", flat=True)
    )
    keys = {programme.key for programme in loaded}
    context = {
        "rows": [_row(programme, has_leader=programme.pk in leaders) for programme in loaded],
        "templates": [_template(key) for key in built_in() if key not in keys],
    }
    return render(request, "mentorship/programmes.html", context)


def _row(programme: Programme, *, has_leader: bool) -> dict[str, Any]:
    changed = max((version.created_at for version in programme.versions.all()), default=programme.created_at)
    return {
        "name": programme.name,
        "url": reverse("people:programme", args=[programme.key]),
        "period": f"{da_date(programme.starts_on)} – {da_date(programme.ends_on)}",
        "municipalities": ", ".join(m.name for m in programme.municipalities.all()),
        "version": _("version %(number)s, %(day)s") % {"number": programme.version, "day": da_date(changed)},
        "has_leader": has_leader,
        "invite_url": f"{reverse('people:user_invite')}?program={programme.key}&rolle={Role.PROJECT_LEADER}",
        "load_url": reverse("people:programme_load", args=[programme.key])
        if programme.key in built_in()
        else "",
    }


def _template(key: str) -> dict[str, Any]:
    document = read_programme(key)
    return {
        "name": str(document.name),
        "url": reverse("people:programme_load", args=[key]),
        "steps": len(document.follow_up.plan),
        "criteria": len(document.criteria),
        "municipalities": ", ".join(part.name for part in document.municipalities),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@needs_anywhere(Permission.PROGRAMME_CHANGE)
def load(request: HttpRequest, template: str) -> HttpResponse:
    """A template that comes with the product becomes a programme, or its next version."""
    if template not in built_in():
        raise Http404
    document = read_programme(template)
    programme = Programme.objects.filter(key=document.key).first()
    shown = programme_document(programme) if programme else document
    form = LoadForm(request.POST or None, initial={"municipalities": municipality_lines(shown)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            adapted = with_municipalities(document, data["municipalities"])
            loaded = load_programme(
                document=adapted,
                by=request.user,  # type: ignore[arg-type]  # signed in by middleware
                start_on=data["start_on"],
                reason=data["reason"],
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _loaded(request, loaded)
    context = {
        "form": form,
        "title": str(document.name),
        "programme": programme,
        "facts": _facts(document),
        "crumbs": _crumbs(_("Load")),
    }
    return render(request, "mentorship/programme_load.html", context, status=400 if form.errors else 200)


def _facts(document: ProgrammeDocument) -> list[dict[str, Any]]:
    period = document.period
    return [
        {
            "label": _("The file's own dates"),
            "value": f"{da_date(period.starts_on)} – {da_date(period.ends_on)}",
        },
        {"label": _("Success criteria"), "value": len(document.criteria)},
        {"label": _("Steps of follow-up"), "value": len(document.follow_up.plan)},
        {"label": _("Partners"), "value": ", ".join(part.name for part in document.organisations) or "–"},
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@needs_anywhere(Permission.PROGRAMME_CHANGE)
def upload(request: HttpRequest) -> HttpResponse:
    """A programme file: every problem with its line and field; `check` only checks it."""
    form = ProgrammeFileForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        document, problems = _read(form.cleaned_data["file"])
        if document is not None and (done := _take_in(request, form, document)):
            return done
    context = {
        "form": form,
        "count": len(problems),
        "columns": [
            {"label": _("Line")},
            {"label": _("Field")},
            {"label": _("What is wrong")},
        ],
        "rows": [
            [_("Line %(number)s") % {"number": problem.line}, problem.field, problem.message]
            for problem in problems
        ],
        "crumbs": _crumbs(_("Upload")),
    }
    wrong = bool(form.errors or problems)
    return render(request, "mentorship/programme_upload.html", context, status=400 if wrong else 200)


def _take_in(request: HttpRequest, form: ProgrammeFileForm, document: ProgrammeDocument) -> Any:
    """The answer once the programme is loaded; None where the file is only checked, or is refused."""
    if "check" in request.POST:
        said = _("The file is valid: %(criteria)s success criteria, %(steps)s steps. Nothing is loaded.")
        counts = {"criteria": len(document.criteria), "steps": len(document.follow_up.plan)}
        messages.success(request, said % counts)
        return None
    data = form.cleaned_data
    try:
        loaded = load_programme(
            document=document,
            by=request.user,  # type: ignore[arg-type]  # signed in by middleware
            start_on=data["start_on"],
            reason=data["reason"],
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    return _loaded(request, loaded)


def _read(file: UploadedFile) -> tuple[ProgrammeDocument | None, list[Problem]]:
    return validate_source(source_of(file.read(), file=file.name or ""))


def _loaded(request: HttpRequest, loaded: Loaded) -> HttpResponse:
    said = {
        "created": _("%(name)s is loaded."),
        "changed": _("%(name)s is changed: version %(version)s."),
        "unchanged": _("%(name)s is as it was: nothing has changed."),
    }[loaded.outcome]
    messages.success(request, said % {"name": loaded.programme.name, "version": loaded.programme.version})
    return HttpResponseRedirect(reverse("people:programmes"))


def _crumbs(last: str) -> list[dict[str, str]]:
    return [{"label": _("Programmes"), "url": reverse("people:programmes")}, {"label": last}]
