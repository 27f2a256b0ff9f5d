"""The person's extract as a download, for the project leader to hand out."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from mentorship.models import Programme
from mentorship.people.extract import gather, sign_extract
from mentorship.people.extract_files import CONTENT_TYPES, WRITERS
from mentorship.permissions import Permission
from mentorship.views.sides import WRITE, Side, on_both_sides


@on_both_sides(*WRITE)
def make_extract(request: HttpRequest, programme: Programme, side: Side, row: Any) -> HttpResponse:
    """`format` docx (or nothing), json or html. It covers what the user leads; signed in the trail."""
    user: Any = request.user
    if not user.may(Permission.LOOKUPS_VIEW, programme):
        raise PermissionDenied
    kind = request.POST.get("format", "")
    kind = kind if kind in WRITERS else "docx"
    led = [
        binding.programme for binding in user.bindings_granting(Permission.LOOKUPS_VIEW) if binding.programme
    ]
    extract = gather(row.person, led)
    sign_extract(extract, by=user, kind=kind, programme=programme)
    response = HttpResponse(WRITERS[kind](extract), content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="udskrift-{row.pk}.{kind}"'
    return response
