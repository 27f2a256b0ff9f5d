"""Which hat is on: all of the user's, or one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from mentorship.middleware import HAT, HAT_CHANGED


@require_POST
def change_hat(request: HttpRequest) -> HttpResponse:
    """`hat` is one of the hats held, empty for all; leads back, or to the start if the page isn't its."""
    user: Any = request.user
    held = {str(binding.pk): binding.pk for binding in user.held_bindings}
    wanted = request.POST.get("hat", "")
    if not held or (wanted and wanted not in held):
        raise Http404
    if wanted:
        request.session[HAT] = held[wanted]
    else:
        request.session.pop(HAT, None)
    request.session[HAT_CHANGED] = True
    page = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(page if ours else reverse("people:start"))
