"""The weights of a programme: tried on the plan as it is, kept with why, and gone back to."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from matching.services.weights import TRIAL_JOB, WeightsRefused, save_weights, start_trial
from matching.views.board_parts import words_of
from matching.views.method_tabs import method_tabs
from matching.views.trial_parts import trial_context
from matching.weight_changes import changes_of, weights_of
from matching.weight_forms import WeightsForm
from mentorship.errors import DomainError
from mentorship.http import SignedInRequest, needs, page_or_404
from mentorship.models import Job, JobState, Programme, ProgrammeVersion
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.programmes.vocabulary import MATCH_CRITERIA
from mentorship.tasks import run_job
from mentorship.templatetags.danish import da_number
from mentorship.trail import record_lookups

VERSIONS_A_PAGE = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MATCH_PROPOSE)
def weights(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """`?proeve=` shows what was tried, `?fra=` the weights of a version; whoever is named is logged."""
    trial, earlier = _trial(request, programme), _version(request, programme)
    present = dict(programme_document(programme).matching.weights)
    shown = trial.params["weights"] if trial else weights_of(earlier) if earlier else present
    reason = _("Back to version %(number)s") % {"number": earlier.number} if earlier else ""
    sent = request.POST if request.method == "POST" else None
    form = WeightsForm(sent, weights=shown, version=programme.version, reason=reason)
    if request.method == "POST" and form.is_valid() and (done := _take(request, programme, form)):
        return done
    context = _context(request, programme, form, present=present, shown=shown)
    context |= {"earlier": earlier, "trial": None}
    if trial:
        context["trial"], seen = trial_context(request, programme, trial)
        record_lookups(user=request.user, person_ids=sorted(seen), what="matching", programme=programme)
    return render(request, "matching/weights.html", context, status=400 if form.errors else 200)


def _take(request: SignedInRequest, programme: Programme, form: WeightsForm) -> HttpResponse | None:
    """Try or save; None where the programme refuses, with its words beside the slider."""
    here = reverse("matching:weights", args=[programme.key])
    try:
        if request.POST.get("do") == "save":
            loaded = save_weights(
                programme=programme,
                weights=form.weights,
                by=request.user,
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
            )
            _tell(request, loaded.outcome, loaded.programme)
            return HttpResponseRedirect(here)
        job = start_trial(programme=programme, weights=form.weights, by=request.user, wake=run_job.delay)
    except WeightsRefused as error:
        form.errors_at(error.fields, str(error))
        return None
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    if job.state == JobState.DONE:
        return HttpResponseRedirect(f"{here}?proeve={job.key}#virkning")
    return HttpResponseRedirect(reverse("people:job", args=[job.key]))


def _tell(request: SignedInRequest, outcome: str, programme: Programme) -> None:
    if outcome == "unchanged":
        messages.info(request, _("The weights are as they were: nothing has changed."))
        return
    said = _("The weights are saved as version %(number)s. Plans made from now on use them.")
    messages.success(request, said % {"number": programme.version})


def _trial(request: SignedInRequest, programme: Programme) -> Job | None:
    """What was tried in this programme; 404 for any other job."""
    key = request.GET.get("proeve")
    if not key:
        return None
    try:
        wanted = uuid.UUID(key)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Job, key=wanted, programme=programme, kind=TRIAL_JOB, state=JobState.DONE)


def _version(request: SignedInRequest, programme: Programme) -> ProgrammeVersion | None:
    number = request.GET.get("fra")
    if not number:
        return None
    return get_object_or_404(programme.versions, number=page_or_404(number))


def _context(
    request: SignedInRequest,
    programme: Programme,
    form: WeightsForm,
    *,
    present: dict[str, float],
    shown: dict[str, float],
) -> dict[str, Any]:
    total = sum(shown.values())
    everything = list(programme.versions.select_related("created_by").order_by("-number"))
    page = Paginator(changes_of(everything), VERSIONS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    return {
        "form": form,
        "sliders": [
            _slider(form, key, shown.get(key, 0), total, present.get(key, 0)) for key in form.criteria
        ],
        "words": words_of(programme),
        "version": programme.version,
        "page": page,
        "versions": [_version_row(each, programme) for each in page.object_list],
        "here": reverse("matching:weights", args=[programme.key]),
        "tabs": method_tabs(programme, "matching:weights"),
    }


def _slider(form: WeightsForm, key: str, weight: float, total: float, present: float) -> dict[str, Any]:
    share = da_number(100 * weight / total) if total else "–"
    note = _("%(share)s %% of the points") % {"share": share} if weight else _("off")
    if weight != present:
        note = _("%(note)s · now %(weight)s") % {"note": note, "weight": _number(present)}
    return {"field": form[key], "note": note}


def _version_row(each: Any, programme: Programme) -> dict[str, Any]:
    version = each.version
    what = [
        _("%(criterion)s: %(before)s → %(after)s")
        % {"criterion": MATCH_CRITERIA.label(key), "before": _number(before), "after": _number(after)}
        for key, before, after in each.changed
    ]
    if each.other_parts:
        what.append(_("Other parts of the programme"))
    current = version.number == programme.version
    here = reverse("matching:weights", args=[programme.key])
    return {
        "number": version.number,
        "at": version.created_at,
        "by": str(version.created_by or _("the shell")),
        "reason": version.reason,
        "what": what or [_("The first version") if each.first else _("Nothing about the weights")],
        "current": current,
        "back_url": "" if current else f"{here}?fra={version.number}",
    }


def _number(value: float | None) -> str:
    """A weight as it was written: whole where it is whole."""
    if not value:
        return "0"
    return da_number(value, 0 if float(value).is_integer() else 1)
