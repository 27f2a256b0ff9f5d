"""Logging a follow-up, correcting, undoing, postponing it; contact outside the plan; the messages sent."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from followup.forms import ExtraForm, LogForm, PostponeForm
from followup.labels import side_label, step_label
from followup.models import FollowUp, FollowUpState, Message
from followup.selectors import history_of, open_followups, sibling_of, within
from followup.services.logging import (
    OVERTAKEN,
    Log,
    log_extra,
    log_followup,
    log_in_bulk,
    postpone_followup,
    undo_log,
)
from followup.views.day import first_name, pair_name, phone_of
from matching.models import Match
from mentorship.clock import today
from mentorship.errors import DomainError, EditConflict
from mentorship.formats import short_date
from mentorship.http import SignedInRequest, needs, page_or_404
from mentorship.models import Programme, User
from mentorship.people.drafts import as_form_data, discard_draft, find_draft
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.trail import record_lookups
from mentorship.vocabulary import Need, Side

MESSAGES_A_PAGE = 25
FIELDS = (
    "state",
    "held_on",
    "channel",
    "rating",
    "pair_met",
    "areas",
    "changed",
    "concern_level",
    "concern",
    "next_step",
)


@require_http_methods(["GET", "POST"])
@needs(Permission.FOLLOWUP_LOG)
def log(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    followup = _followup_or_404(request, programme, pk)
    document = programme_document(programme)
    draft = find_draft(user=request.user, key=f"followup-{pk}")
    if request.method == "POST":
        form = LogForm(request.POST, document=document)
        if form.is_valid():
            try:
                log_followup(
                    followup=followup, log=form.log(), by=request.user, version=form.cleaned_data["version"]
                )
            except EditConflict as error:
                return _page(request, programme, followup, form, conflict=str(error))
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                discard_draft(user=request.user, key=f"followup-{pk}")
                return redirect(f"{reverse('followup:saved', args=[programme.key, pk])}")
        return _page(request, programme, followup, form, status=422)
    if draft:
        written = as_form_data(draft)
        kept = {name: written.getlist(name) if name == "areas" else written.get(name) for name in written}
        return _page(request, programme, followup, LogForm(initial=kept, document=document), draft=draft)
    initial = {name: getattr(followup, name) for name in FIELDS} if followup.logged_at else {}
    form = LogForm(initial={**initial, "version": followup.version}, document=document)
    return _page(request, programme, followup, form)


@require_safe
@needs(Permission.FOLLOWUP_LOG)
def saved(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """What was saved, the way to undo it, and what comes next."""
    followup = _followup_or_404(request, programme, pk)
    _look(request, programme, followup.match)
    sibling = sibling_of(followup, request.user)
    upcoming = followup.match.followups.planned().filter(side=followup.side).order_by("due_on").first()
    context = {
        **_about(request.user, programme, followup),
        "followup": followup,
        "facts": _logged_facts(programme, followup),
        "sibling_url": reverse("followup:log", args=[programme.key, sibling.pk]) if sibling else "",
        "upcoming": upcoming,
        "upcoming_label": step_label(programme_document(programme), upcoming.step) if upcoming else "",
    }
    return render(request, "followup/saved.html", context)


@require_POST
@needs(Permission.FOLLOWUP_LOG)
def undo(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    followup = _followup_or_404(request, programme, pk)
    try:
        undo_log(followup=followup, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The follow-up is planned again, as before you logged it."))
    return redirect("followup:day", programme.key)


@require_POST
@needs(Permission.FOLLOWUP_LOG)
def close_overtaken(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Log as missed every overdue talk after which a later one has been held."""
    rows = open_followups(request.user, programme, mine=request.POST.get("hvem") != "alle")
    overtaken = list(within(rows, "overtaken", today()))
    log_in_bulk([(row, Log(state=FollowUpState.MISSED, reason=OVERTAKEN), request.user) for row in overtaken])
    messages.success(
        request,
        ngettext(
            "%(count)d talk is logged as missed.", "%(count)d talks are logged as missed.", len(overtaken)
        )
        % {"count": len(overtaken)},
    )
    return redirect("followup:day", programme.key)


@require_http_methods(["GET", "POST"])
@needs(Permission.FOLLOWUP_LOG)
def postpone(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    followup = _followup_or_404(request, programme, pk)
    form = PostponeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            postpone_followup(followup=followup, to=form.cleaned_data["to"], by=request.user)
        except DomainError as error:
            form.add_error("to", str(error))
        else:
            messages.success(
                request, _("Postponed to %(day)s.") % {"day": short_date(form.cleaned_data["to"])}
            )
            return redirect("followup:day", programme.key)
    _look(request, programme, followup.match)
    status = 422 if request.method == "POST" else 200
    return render(
        request,
        "followup/postpone.html",
        {**_about(request.user, programme, followup), "form": form},
        status=status,
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.FOLLOWUP_LOG)
def extra(request: SignedInRequest, programme: Programme, match_pk: int) -> HttpResponse:
    """Contact outside the plan."""
    matches = Match.objects.visible_to(request.user).started().filter(programme=programme)
    match = get_object_or_404(matches.select_related("mentor__person", "refugee__person"), pk=match_pk)
    form = ExtraForm(
        request.POST or None, document=programme_document(programme), sides=_sides(request, programme, match)
    )
    if request.method == "POST" and form.is_valid():
        try:
            followup = log_extra(match=match, side=form.cleaned_data["side"], log=form.log(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("followup:saved", programme.key, followup.pk)
    _look(request, programme, match)
    context = {
        "title": _("Contact outside the plan"),
        "pair": pair_name(request.user, match),
        "form": form,
        "cancel_url": reverse("matching:match", args=[programme.key, match.pk]),
        "save": _("Save the contact"),
    }
    return render(request, "followup/extra.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@needs(Permission.MESSAGES_VIEW)
def sent_messages(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Every mail that left, as it left."""
    rows = Message.objects.visible_to(request.user).filter(programme=programme).select_related("recipient")
    page = Paginator(rows.order_by("-queued_at", "-pk"), MESSAGES_A_PAGE).get_page(
        page_or_404(request.GET.get("page"))
    )
    return render(request, "followup/messages.html", {"page": page})


def _followup_or_404(request: SignedInRequest, programme: Programme, pk: int) -> FollowUp:
    rows = FollowUp.objects.visible_to(request.user).filter(match__programme=programme)
    return get_object_or_404(rows.for_list().select_related("logged_by"), pk=pk)


def _sides(request: SignedInRequest, programme: Programme, match: Match) -> list[tuple[Side, str]]:
    """The sides whose talks the user may log: a partner its own mentor's."""
    mentor, both = (Side.MENTOR, match.mentor.label), (Side.BOTH, str(_("Both together")))
    if request.user.may(Permission.REFUGEE_VIEW, programme):
        return [(Side.REFUGEE, match.refugee.label), mentor, both]
    return [mentor, both]


def _look(request: SignedInRequest, programme: Programme, match: Match) -> None:
    record_lookups(
        user=request.user,
        person_ids=[match.refugee.person_id, match.mentor.person_id],
        what="followup.log",
        programme=programme,
    )


def _about(user: User, programme: Programme, followup: FollowUp) -> dict[str, Any]:
    match = followup.match
    return {
        "title": step_label(programme_document(programme), followup.step),
        "pair": pair_name(user, match),
        "facts": [
            {"label": _("Side"), "value": side_label(programme_document(programme), followup.side)},
            {"label": _("Due"), "value": short_date(followup.counts_from)},
            {"label": _("Case"), "value": match.refugee.case_number},
        ],
        "phone": phone_of(match, followup.side),
        "call_name": first_name(user, match, followup.side),
        "match_url": reverse("matching:match", args=[programme.key, match.pk]),
        "day_url": reverse("followup:day", args=[programme.key]),
        "followup": followup,
    }


def _page(
    request: SignedInRequest,
    programme: Programme,
    followup: FollowUp,
    form: LogForm,
    *,
    conflict: str = "",
    draft: Any = None,
    status: int = 200,
) -> HttpResponse:
    _look(request, programme, followup.match)
    if conflict:
        followup.refresh_from_db()
        status = 409
        again = request.POST.copy()
        again["version"] = str(followup.version)
        form.data = again
    context = {
        **_about(request.user, programme, followup),
        "form": form,
        "conflict": conflict,
        "theirs": _logged_facts(programme, followup) if conflict else [],
        "draft": draft,
        "draft_key": f"followup-{followup.pk}",
        "history": [_history_row(row) for row in history_of(followup)],
        "may_postpone": followup.state == FollowUpState.PLANNED,
    }
    return render(request, "followup/log.html", context, status=status)


def _logged_facts(programme: Programme, followup: FollowUp) -> list[dict[str, Any]]:
    channels = {entry.key: str(entry.label) for entry in programme_document(programme).follow_up.channels}
    facts = [
        (_("Result"), followup.get_state_display()),
        (_("Day"), short_date(followup.held_on) if followup.held_on else ""),
        (_("Channel"), channels.get(followup.channel, "")),
        (_("The two have met"), followup.get_pair_met_display() if followup.pair_met else ""),
        (_("How it goes"), f"{followup.rating} / 5" if followup.rating else ""),
        (_("Has moved"), ", ".join(str(Need(area).label) for area in followup.areas)),
        (_("What has changed"), followup.changed),
        (_("Concern"), followup.get_concern_level_display() if followup.concern_level else ""),
        (_("What the concern is"), followup.concern),
        (_("Next step"), followup.next_step),
        (_("Logged by"), str(followup.logged_by) if followup.logged_by else ""),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _history_row(row: FollowUp) -> dict[str, Any]:
    states = {"done": "done", "missed": "missed", "excused": "excused"}
    what = row.get_state_display()
    if row.rating:
        what = f"{what}: {row.rating} / 5"
    said = " ".join(text for text in (row.changed, row.next_step) if text)
    return {
        "when": short_date(row.held_on or row.due_on),
        "what": what,
        "detail": said,
        "state": states.get(row.state, ""),
    }
