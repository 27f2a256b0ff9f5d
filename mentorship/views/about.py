"""Pages about the product itself: help and the accessibility statement."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mentorship.guide import PAGES, guide_page
from mentorship.http import SignedInRequest


@require_safe
def show_help(request: SignedInRequest) -> HttpResponse:
    """The pages of the guide, those of the user's own roles first."""
    own = {binding.role for binding in request.user.active_bindings}
    pages = [(guide_page(key, get_language() or ""), role) for key, role in PAGES.items()]
    context = {
        "own": [page for page, role in pages if role is None or role in own],
        "others": [page for page, role in pages if role is not None and role not in own],
    }
    return render(request, "mentorship/help.html", context)


@require_safe
def show_guide(request: HttpRequest, page: str) -> HttpResponse:
    """One page of the guide; no secrets stand there, so everybody reads all of it."""
    try:
        found = guide_page(page, get_language() or "")
    except KeyError:
        raise Http404 from None
    crumbs = [{"label": _("Help"), "url": reverse("people:help")}, {"label": found.title}]
    return render(request, "mentorship/guide.html", {"guide": found, "crumbs": crumbs})


@login_not_required
@require_safe
def show_accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, what is known not to work, whom to tell. Open to all, as the law asks."""
    return render(request, "mentorship/accessibility.html")
