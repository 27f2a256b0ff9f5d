"""The status memo of a frozen quarter, as a Word file."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mentorship.http import SignedInRequest, needs
from mentorship.models import Programme
from mentorship.permissions import Permission
from reporting.documents import memo_docx
from reporting.models import Snapshot

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@needs(Permission.REPORT_MAKE)
def memo(request: SignedInRequest, programme: Programme, quarter: str) -> HttpResponse:
    """The newest revision's; `quarter` is like 2017Q2."""
    rows = Snapshot.objects.visible_to(request.user).filter(programme=programme, quarter=quarter.upper())
    snapshot = rows.order_by("-revision").first()
    if snapshot is None:
        raise Http404
    response = HttpResponse(memo_docx(snapshot, programme), content_type=WORD)
    name = _("memo")
    response["Content-Disposition"] = f'attachment; filename="{programme.key}-{snapshot.quarter}-{name}.docx"'
    return response
