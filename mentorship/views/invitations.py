"""Inviting colleagues and partners from the browser."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentorship.errors import DomainError
from mentorship.forms.users import InvitationForm
from mentorship.http import needs_anywhere
from mentorship.models import Programme, User
from mentorship.people.inviting import invite_again, invite_user
from mentorship.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@needs_anywhere(Permission.USER_CHANGE)
def invite(request: HttpRequest) -> HttpResponse:
    """`?rolle=` and `?program=` fill in what the page one comes from is about."""
    form = InvitationForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            invite_user(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]  # signed in by middleware
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The invitation is sent."))
            return HttpResponseRedirect(reverse("people:users"))
    context = {
        "form": form,
        "has_programmes": Programme.objects.exists(),
        "crumbs": [{"label": _("Users"), "url": reverse("people:users")}, {"label": _("Invite")}],
    }
    return render(request, "mentorship/invite.html", context, status=400 if form.errors else 200)


def _initial(request: HttpRequest) -> dict[str, object]:
    programme = Programme.objects.filter(key=request.GET.get("program", "")).first()
    return {"role": request.GET.get("rolle", ""), "programme": programme}


@require_POST
@needs_anywhere(Permission.USER_CHANGE)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    try:
        invite_again(user=user, by=request.user)  # type: ignore[arg-type]  # signed in by middleware
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The invitation is sent again."))
    return HttpResponseRedirect(reverse("people:user", args=[user.pk]))
