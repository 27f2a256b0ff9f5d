"""Marking a yes/no milestone of the programme as reached, and taking that back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.forms.papers import MilestoneForm
from mentorship.http import needs
from mentorship.models import Programme, SuccessCriterion
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.programmes.milestones import UNIT, mark_milestone, unmark_milestone
from mentorship.templatetags.danish import da_date


@require_POST
@needs(Permission.MILESTONE_MARK)
def milestone(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """`act` is reach (with the day) or undo."""
    criterion = SuccessCriterion.objects.filter(
        programme=programme, unit=UNIT, retired_on=None, pk=pk
    ).first()
    if criterion is None:
        raise Http404
    user: Any = request.user
    form = MilestoneForm(request.POST)
    try:
        if request.POST.get("act") == "undo":
            unmark_milestone(criterion=criterion, by=user)
            messages.success(request, _("The milestone is no longer marked as reached."))
        elif form.is_valid():
            mark_milestone(criterion=criterion, reached_on=form.cleaned_data["on"], by=user)
            messages.success(request, _("The milestone is marked as reached."))
        else:
            messages.error(request, " ".join(str(error) for error in form.errors["on"]))
    except DomainError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("people:programme", args=[programme.key]) + "#milestones-title")


def milestone_rows(request: HttpRequest, programme: Programme) -> list[dict[str, Any]]:
    """The yes/no milestones in the programme's order: label, deadline, whether reached, and a form."""
    document = programme_document(programme)
    may_mark = request.user.may(Permission.MILESTONE_MARK, programme)  # type: ignore[union-attr]  # signed in by middleware
    rows = SuccessCriterion.objects.filter(programme=programme, unit=UNIT, retired_on=None)
    found = []
    for criterion in rows.select_related("mark__marked_by"):
        entry = document.criterion(criterion.key)
        label = str(entry.label) if entry else criterion.key
        found.append(_row(criterion, label, programme, may_mark=may_mark))
    return found


def _row(criterion: SuccessCriterion, label: str, programme: Programme, *, may_mark: bool) -> dict[str, Any]:
    mark = getattr(criterion, "mark", None)
    due = da_date(criterion.due_on) if criterion.due_on else ""
    late = criterion.due_on is not None and criterion.due_on < today()
    if mark:
        tag = {
            "label": pgettext("milestone", "Reached %(day)s") % {"day": da_date(mark.reached_on)},
            "tone": "ok",
        }
    elif late:
        tag = {"label": _("Not reached, deadline passed"), "tone": "stop"}
    else:
        tag = {"label": _("Not reached yet"), "tone": "neutral"}
    note = [_("by %(day)s") % {"day": due}] if due else []
    note += [_("marked by %(name)s") % {"name": mark.marked_by}] if mark and mark.marked_by else []
    return {
        "label": label,
        "note": " · ".join(note),
        "tag": tag,
        "reached": mark is not None,
        "url": reverse("people:milestone", args=[programme.key, criterion.pk]) if may_mark else "",
        "form": MilestoneForm(initial={"on": today()}, auto_id=f"id_{criterion.pk}_%s")
        if may_mark and not mark
        else None,
    }
