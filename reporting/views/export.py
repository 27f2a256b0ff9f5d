"""The evaluator's files: what is in them, and the zip."""

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentorship.http import SignedInRequest, needs
from mentorship.models import Programme
from mentorship.permissions import Permission
from reporting.exports import stream_zip
from reporting.exports.columns import FILES
from reporting.forms import ExportForm


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EVALUATION_EXPORT)
def export(request: SignedInRequest, programme: Programme) -> HttpResponseBase:
    """GET tells what will be handed out; POST writes the trail and streams the zip."""
    form = ExportForm(request.POST or None, programme=programme)
    if request.method == "POST" and form.is_valid():
        asked = form.export_request()
        response = StreamingHttpResponse(
            stream_zip(request=asked, by=request.user), content_type="application/zip"
        )
        name = f"{programme.key}-{asked.until.isoformat()}.zip"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "no-store"
        return response
    return _page(request, form)


def _page(request: SignedInRequest, form: ExportForm) -> HttpResponse:
    danish = (get_language() or "da").startswith("da")
    context = {
        "title": _("Data for evaluation"),
        "intro": _("Pseudonymised files with a codebook, as a zip. Every export is written into the trail."),
        "form": form,
        "files": [
            {"name": name, "columns": [{"name": c.name, "text": c.da if danish else c.en} for c in columns]}
            for name, columns in FILES.items()
        ],
    }
    return render(request, "reporting/export.html", context, status=400 if form.errors else 200)
