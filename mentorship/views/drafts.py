"""Keeping what is half written: asked for by the script as one types, or by the button without script."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mentorship.errors import DomainError
from mentorship.people.drafts import discard_draft, keep_draft
from mentorship.templatetags.danish import da_time


@require_POST
def keep(request: HttpRequest, draft: str) -> HttpResponse:
    """Keep or (with `discard`) throw away the user's own draft: {"saved_at": "09.12"}, or back to `next`.

    A key is the user's own: it opens nobody else's draft, whatever it says.
    """
    user = request.user
    if not user.active_bindings:  # type: ignore[union-attr]  # signed in by middleware
        raise PermissionDenied
    if request.POST.get("discard"):
        discard_draft(user=user, key=draft)  # type: ignore[arg-type]  # signed in by middleware
        messages.success(request, _("The draft is thrown away."))
        return _back(request)
    try:
        kept = keep_draft(user=user, key=draft, data=request.POST)  # type: ignore[arg-type]  # signed in by middleware
    except DomainError as error:
        return JsonResponse({"error": str(error)}, status=400)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"saved_at": da_time(kept.saved_at)})
    messages.success(request, _("The draft is kept until you save."))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(url if safe else "/")
