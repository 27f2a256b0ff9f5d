"""Pages about the product itself: help and the accessibility statement."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def show_help(request: HttpRequest) -> HttpResponse:
    """What each role finds where, in a page."""
    return render(request, "mentorship/help.html")


@login_not_required
@require_safe
def show_accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, what is known not to work, whom to tell. Open to all, as the law asks."""
    return render(request, "mentorship/accessibility.html")
