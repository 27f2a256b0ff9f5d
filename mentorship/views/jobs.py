"""How far long work is: a page that updates itself, with script or without."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mentorship.models import Job, JobState
from mentorship.permissions import Role
from mentorship.registry import JOB_PAGES


@never_cache
@require_safe
def show_job(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    job = _job_or_404(request, key)
    if job.programme:
        request.programme = job.programme  # type: ignore[attr-defined]  # read by navigation
    return render(request, "mentorship/job.html", _context(job, request.user))


@never_cache
@require_safe
def job_status(request: HttpRequest, key: uuid.UUID) -> JsonResponse:
    """{"state": "queued"|"running"|"done"|"failed", "done", "total", "text", "url"} for job.js."""
    job = _job_or_404(request, key)
    state = "queued" if job.state == JobState.WAITING else job.state
    url = _result_url(job) if job.state == JobState.DONE else ""
    return JsonResponse(
        {"state": state, "done": job.done, "total": job.total, "text": _text(job), "url": url}
    )


def _job_or_404(request: HttpRequest, key: uuid.UUID) -> Job:
    """The job, for whoever asked for it and for the leader of its programme; nobody else learns it exists."""
    user: Any = request.user
    job = Job.objects.select_related("programme").filter(key=key).first()
    if job is None:
        raise Http404
    leads = job.programme is not None and any(
        binding.role == Role.PROJECT_LEADER and binding.programme_id == job.programme_id
        for binding in user.active_bindings
    )
    owns = job.by_id == user.pk and (job.programme is None or bool(user.roles_in(job.programme)))
    if not (owns or leads):
        raise Http404
    return job


def _context(job: Job, user: Any) -> dict[str, Any]:
    page = JOB_PAGES.get(job.kind)
    url = _result_url(job) if job.state == JobState.DONE else ""
    return {
        "job": job,
        "title": page.label if page else _("Work in progress"),
        "text": _text(job),
        "status_url": reverse("people:job_status", args=[job.key]),
        "here": reverse("people:job", args=[job.key]),
        "finished": job.state == JobState.DONE,
        "failed": job.state == JobState.FAILED,
        "result_url": url,
        "result_label": page.result_label if page else _("See the result"),
        "back_url": page.back(job, user) if page and job.state == JobState.FAILED else "",
        "back_label": page.back_label if page else "",
    }


def _result_url(job: Job) -> str:
    page = JOB_PAGES.get(job.kind)
    return page.url(job) if page else str(job.result.get("url", ""))


def _text(job: Job) -> str:
    if job.state == JobState.FAILED:
        if job.error and job.error != "unexpected":
            return job.error
        return _("Something went wrong. Nothing was half done; try again, or tell the administrator.")
    if job.state == JobState.DONE:
        return _("Done.")
    if job.state == JobState.WAITING:
        return _("Waiting for its turn.")
    if job.total:
        return _("%(done)s of %(total)s") % {"done": job.done, "total": job.total}
    return _("Under way.")
