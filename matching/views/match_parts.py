"""What the page of one match shows, part by part."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching import services
from matching.models import Match, MatchComment
from matching.permissions import may_take, sees_whole_refugee
from matching.registry import MATCH_PANELS
from matching.showing import (
    FACT_LABELS,
    TOLD_TO_MENTOR,
    bars,
    facts_of,
    first_upper,
    reason_label,
    refugee_label,
    state_tag,
)
from matching.states import CLOSED_STATES, RUNNING_STATES, MatchAction, MatchState
from matching.views.answer_parts import answer_rows
from matching.views.board_parts import words_of
from matching.views.match_papers import consent_rows, known_then, told_to_the_other
from matching.views.meeting_parts import meeting_shown
from matching.views.steps import steps_open
from mentorship.clock import today
from mentorship.formats import short_date
from mentorship.http import SignedInRequest
from mentorship.models import Act, Programme, RoleBinding, User
from mentorship.permissions import Permission, Role
from mentorship.programmes.document import programme_document
from mentorship.templatetags.danish import da_date, da_datetime, da_number
from mentorship.trail import acts_on

STANCE_TONES = {"backs": "ok", "advises_against": "stop", "comments": "neutral"}
EVENTS = {
    "match.import": gettext_lazy("Imported"),
    "match.propose": gettext_lazy("Proposed"),
    "match.back": gettext_lazy("Backed by the task group"),
    "match.comment": gettext_lazy("Comment from the task group"),
    "match.answer": gettext_lazy("Answer recorded"),
    "match.accept": gettext_lazy("Both said yes"),
    "match.decline": gettext_lazy("Declined"),
    "match.withdraw": gettext_lazy("Withdrawn"),
    "match.ask": gettext_lazy("Asked by a link"),
    "match.revoke_link": gettext_lazy("Link shut"),
    "match.plan_start_meeting": gettext_lazy("Start meeting planned"),
    "match.invite": gettext_lazy("Invited to the start meeting"),
    "match.cancel_start_meeting": gettext_lazy("Start meeting cancelled"),
    "match.sign_agreement": gettext_lazy("Agreement signed"),
    "match.start": gettext_lazy("Started"),
    "match.pause": gettext_lazy("Paused"),
    "match.resume": gettext_lazy("Resumed"),
    "match.end": gettext_lazy("Ended"),
    "match.reopen": gettext_lazy("Reopened"),
}

# What a person does by a personal link is signed by nobody.
BY_LINK = {"match.answer", "match.accept", "match.decline", "match.ask"}


def match_context(request: SignedInRequest, programme: Programme, match: Match) -> dict[str, Any]:
    """Everything the page prints; the number of queries does not depend on the match."""
    user = request.user
    whole = sees_whole_refugee(user, match)
    steps = list(steps_open(user, match))
    return {
        "match": match,
        "tag": state_tag(match),
        "title": f"{refugee_label(user, match)} – {match.mentor.label}",
        "facts": _facts(match) + (_numbered(match) if whole else []),
        "steps": [_button(programme, match, step) for step in steps],
        "lacks": _lacks(match, steps),
        "consents": consent_rows(programme, match) if whole else [],
        "sides": _sides(user, programme, match, whole),
        "profile": _profile(match, whole),
        "score": da_number(match.score) if match.score is not None else "",
        "bars": bars(match.because) if whole else [],
        "answers": answer_rows(user, programme, match),
        "ask_url": reverse("matching:ask", args=[programme.key, match.pk]),
        "missing": missing_members(match) if whole else [],
        "comments": _comments(match) if whole else [],
        "meeting": meeting_shown(programme, match, whole),
        "agreement_url": agreement_url(user, match),
        "events": _events(match) if whole else [],
        "close_note": match.close_note if whole else "",
        "panels": _panels(request, match),
        "words": words_of(programme),
        "forbid": _forbid(user, programme, match),
        "crumbs": [
            {"label": _("Matches"), "url": reverse("matching:matches", args=[programme.key])},
            {"label": f"{match.refugee.case_number} · {match.mentor.case_number}"},
        ],
    }


def _facts(match: Match) -> list[dict[str, Any]]:
    """The dates that matter for where the match stands."""
    made = (_("Imported"), match.import_batch.at) if match.import_batch else (_("Proposed"), match.created_at)
    facts: list[dict[str, Any]] = [{"label": made[0], "value": da_date(made[1])}]
    if match.answer_by_on and match.state == MatchState.PROPOSED:
        facts.append({"label": _("Task group answers by"), "value": short_date(match.answer_by_on)})
    if match.started_on:
        facts.append({"label": _("Started"), "value": short_date(match.started_on)})
        until = match.ended_on or today()
        facts.append(
            {
                "label": _("Has lasted"),
                "value": _("%(weeks)s weeks") % {"weeks": (until - match.started_on).days // 7},
            }
        )
    if match.paused_on:
        facts.append({"label": _("Paused on"), "value": short_date(match.paused_on)})
    if match.ended_on:
        facts.append({"label": _("Ended on"), "value": short_date(match.ended_on)})
    if match.state in CLOSED_STATES:
        facts.append({"label": _("Reason"), "value": reason_label(match)})
    return facts


def _numbered(match: Match) -> list[dict[str, Any]]:
    """Which of the refugee's matches it is, and the way to the others; nothing where it is the only one."""
    rows = Match.objects.filter(refugee=match.refugee_id).filter(Q(started_on__isnull=False) | Q(pk=match.pk))
    keys = list(rows.order_by("created_at", "pk").values_list("pk", flat=True))
    if len(keys) < 2:
        return []
    value = _("%(number)s of %(count)s") % {"number": keys.index(match.pk) + 1, "count": len(keys)}
    return [{"label": _("Match"), "value": value}]


def missing_members(match: Match) -> list[str]:
    """Members of the task group who have said nothing of a proposal it is to answer."""
    if match.state != MatchState.PROPOSED or programme_document(match.programme).task_group.part == "none":
        return []
    said = MatchComment.objects.filter(match=match).values("by")
    hats = RoleBinding.objects.in_force().filter(
        programme=match.programme, role=Role.TASK_GROUP, user__is_active=True
    )
    return [
        str(hat.user) for hat in hats.exclude(user__in=said).select_related("user").order_by("user__name")
    ]


def agreement_url(user: User, match: Match) -> str:
    """The agreement to print: from both sides' yes until the match ends, for whoever holds the meeting."""
    state = match.state in (MatchState.ACCEPTED, *RUNNING_STATES)
    if not state or not may_take(user, match, MatchAction.START):
        return ""
    return reverse("matching:agreement", args=[match.programme.key, match.pk])


def _button(programme: Programme, match: Match, step: Any) -> dict[str, Any]:
    return {
        "label": step.title,
        "url": reverse("matching:step", args=[programme.key, match.pk, step.address]),
        "primary": step.primary,
        "danger": step.danger,
    }


def _lacks(match: Match, steps: list[Any]) -> str:
    """What a proposal still waits for, where its reader can do something about it."""
    if match.state not in (MatchState.PROPOSED, MatchState.BACKED) or not steps:
        return ""
    return str(services.what_acceptance_lacks(match) or "")


def _sides(user: User, programme: Programme, match: Match, whole: bool) -> list[dict[str, Any]]:
    """Who the two are: label, case number, link to the case where the reader may open it."""
    may_open_mentor = user.may(Permission.MENTOR_VIEW, programme)
    return [
        {
            "word": first_upper(words_of(programme)["refugee"]),
            "label": refugee_label(user, match),
            "case_number": match.refugee.case_number,
            "protected": match.refugee.person.is_protected,
            "url": reverse("people:refugee", args=[programme.key, match.refugee_id]) if whole else "",
            "then": known_then(programme, match.refugee, match.refugee_profile_version) if whole else None,
        },
        {
            "word": first_upper(words_of(programme)["mentor"]),
            "label": match.mentor.label,
            "case_number": match.mentor.case_number,
            "protected": match.mentor.person.is_protected,
            "organisation": str(match.mentor.organisation or ""),
            "url": reverse("people:mentor", args=[programme.key, match.mentor_id]) if may_open_mentor else "",
            "then": known_then(programme, match.mentor, match.mentor_profile_version)
            if may_open_mentor
            else None,
        },
    ]


def _profile(match: Match, whole: bool) -> list[dict[str, Any]]:
    """Both sides' facts, line by line. Who is told what the mentor is told sees no more of the refugee."""
    if not told_to_the_other(match, whole):
        return []
    told = None if whole else TOLD_TO_MENTOR
    refugee = facts_of(match.refugee, today(), only=told)
    mentor = facts_of(match.mentor, today(), only=told)
    return [{"label": FACT_LABELS[key], "refugee": refugee[key], "mentor": mentor[key]} for key in refugee]


def _comments(match: Match) -> list[dict[str, Any]]:
    return [
        {
            "who": str(comment.by),
            "when": da_datetime(comment.at),
            "tag": {"label": comment.get_stance_display(), "tone": STANCE_TONES[comment.stance]},
            "text": comment.text,
        }
        for comment in MatchComment.objects.filter(match=match).select_related("by")
    ]


def _events(match: Match) -> list[dict[str, Any]]:
    """What has happened, newest first."""
    acts = acts_on(match).filter(kind__in=list(EVENTS))
    return [_event(act) for act in acts]


def _event(act: Act) -> dict[str, Any]:
    told = act.detail.get("on")
    when = "-".join(reversed(told.split("-"))) if told else da_date(act.at)
    who = act.by_label or (_("a personal link") if act.kind in BY_LINK else _("the shell"))
    return {
        "when": when,
        "what": EVENTS[act.kind],
        "detail": _("%(who)s, %(when)s") % {"who": who, "when": da_datetime(act.at)},
        "state": "done",
    }


def _panels(request: SignedInRequest, match: Match) -> list[dict[str, Any]]:
    made = ((panel, panel.context(request, match)) for panel in MATCH_PANELS)
    return [
        {"key": panel.key, "template": panel.template, "context": context}
        for panel, context in made
        if context is not None
    ]


def _forbid(user: User, programme: Programme, match: Match) -> dict[str, Any] | None:
    """What the small form needs that keeps the two apart for good."""
    if match.state not in (MatchState.PROPOSED, MatchState.BACKED, MatchState.WITHDRAWN):
        return None
    if not user.may(Permission.MATCH_PROPOSE, programme):
        return None
    reasons = programme_document(programme).matching.decline_reasons
    return {
        "url": reverse("matching:forbid", args=[programme.key]),
        "reasons": [{"key": reason.key, "label": str(reason.label)} for reason in reasons],
    }
