"""What matching shows on floor 1's pages: a person's matches, and the start page's cards."""

import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.answering import unanswered_in_time
from matching.models import Match, Suggestion
from matching.selectors import waiting_refugees
from matching.showing import first_upper, reason_label, refugee_label, state_tag
from matching.states import MatchState
from mentorship.clock import now, today
from mentorship.formats import short_date
from mentorship.models import Mentor, Programme, Refugee, User
from mentorship.permissions import Permission, Role
from mentorship.programmes.document import programme_document, words
from mentorship.templatetags.danish import da_date, da_number, days_text


def person_matches(request: HttpRequest, enrolment: Mentor | Refugee) -> dict[str, Any] | None:
    """Matches of one person that the reader may see, newest first; None for those who see none at all."""
    user: Any = request.user
    programme = enrolment.programme
    if not user.may(Permission.MATCH_VIEW, programme):
        return None
    rows = list(Match.objects.filter(**{enrolment.side: enrolment}).visible_to(user).for_list())
    find_url = _find_url(user, programme, enrolment, rows)
    find = _("Find a %(person)s") % {"person": words(programme).mentor.one}
    return {
        "title": _("Matches"),
        "matches": [_line(user, programme, match, enrolment) for match in rows],
        "find_url": find_url,
        "find_label": find,
        "actions": [{"label": find, "url": find_url, "primary": True}] if find_url else [],
        "history": [event for match in rows for event in _history(user, programme, match, enrolment)],
    }


def _history(
    user: User, programme: Programme, match: Match, enrolment: Mentor | Refugee
) -> list[dict[str, Any]]:
    """The match on the person's time line: put forward, started, ended or given up."""
    line = _line(user, programme, match, enrolment)
    closed = timezone.localdate(match.closed_at) if match.closed_at else None
    proposed = None if match.import_batch_id else timezone.localdate(match.created_at)
    days = [
        (proposed, _("Proposed for a match"), ""),
        (match.started_on, _("Match started"), "done"),
        (
            match.ended_on or closed,
            _("Match ended") if match.started_on else match.get_state_display(),
            "missed",
        ),
    ]
    return [
        {
            "day": day,
            "what": what,
            "detail": " · ".join(
                part for part in (line["who"], line["why"] if state == "missed" else "") if part
            ),
            "state": "done" if state == "missed" and match.started_on else state,
            "url": line["url"],
        }
        for day, what, state in days
        if day
    ]


def _line(user: User, programme: Programme, match: Match, enrolment: Mentor | Refugee) -> dict[str, Any]:
    other = match.mentor.label if isinstance(enrolment, Refugee) else refugee_label(user, match)
    if match.started_on:
        when = " – ".join(short_date(day) for day in (match.started_on, match.ended_on) if day)
    else:
        when = _("proposed %(day)s") % {"day": da_date(match.created_at)}
    return {
        "url": reverse("matching:match", args=[programme.key, match.pk]),
        "who": other,
        "tag": state_tag(match),
        "when": when,
        "why": reason_label(match),
    }


def _find_url(user: User, programme: Programme, enrolment: Mentor | Refugee, rows: list[Match]) -> str:
    """The matching page for a refugee who waits, where the reader may propose."""
    if isinstance(enrolment, Mentor) or not user.may(Permission.MATCH_PROPOSE, programme):
        return ""
    waits = enrolment.waiting_since and enrolment.waiting_since <= today() and enrolment.left_on is None
    if not waits or any(match.closed_at is None for match in rows):
        return ""
    return f"{reverse('matching:board', args=[programme.key])}?refugee={enrolment.pk}"


def waiting_card(user: User, programme: Programme) -> dict[str, Any] | None:
    """How many wait, and how long the longest has waited."""
    if not user.may(Permission.MATCH_PROPOSE, programme):
        return None
    waiting = waiting_refugees(programme, on=today()).visible_to(user)
    found = waiting.aggregate(count=Count("pk"), since=Min("waiting_since"))
    count, since = found["count"], found["since"]
    many = words(programme).refugee.many if count != 1 else words(programme).refugee.one
    longest = days_text((today() - since).days) if since else ""
    return {
        "to_do": count,
        "title": _("Match"),
        "figure": da_number(count),
        "sentence": _("%(people)s wait; the longest wait is %(days)s.") % {"people": many, "days": longest},
        "url": reverse("matching:board", args=[programme.key]),
        "action": _("Open the matching page"),
    }


def answers_card(user: User, programme: Programme) -> dict[str, Any] | None:
    """Proposals that still lack somebody's word."""
    if not user.may(Permission.MATCH_DECIDE, programme):
        return None
    open_states = (MatchState.PROPOSED, MatchState.BACKED)
    rows = Match.objects.filter(programme=programme, state__in=open_states).visible_to(user)
    count, late = rows.count(), rows.filter(unanswered_in_time()).count()
    if not count:
        return None
    listed = reverse("matching:matches", args=[programme.key])
    card = {
        "to_do": count,
        "title": _("Proposals"),
        "figure": da_number(count),
        "sentence": ngettext("proposal waits for answers.", "proposals wait for answers.", count),
        "url": f"{listed}?stade=proposed",
        "action": _("See the proposals"),
    }
    if late:
        card["note"] = ngettext(
            "%(count)s got no answer in time.", "%(count)s got no answer in time.", late
        ) % {"count": da_number(late)}
        card |= {"url": f"{listed}?svar=late", "action": _("See who has not answered")}
    return card


def meetings_card(user: User, programme: Programme) -> dict[str, Any] | None:
    """Matches both sides have said yes to, whose start meeting the reader holds and nobody has planned."""
    rule = programme_document(programme).start_meeting
    held_by = rule.held_by if rule else Role.PROJECT_LEADER
    if not user.may(Permission.MATCH_VIEW, programme) or held_by not in {
        hat.role for hat in user.roles_in(programme)
    }:
        return None
    rows = Match.objects.filter(programme=programme, state=MatchState.ACCEPTED).visible_to(user)
    planned = Q(start_meeting__planned_at__isnull=False, start_meeting__cancelled_at=None)
    waiting = rows.exclude(planned)
    count = waiting.count()
    if not count:
        return None
    within = rule.within_days if rule else None
    late = waiting.filter(accepted_at__lt=now() - datetime.timedelta(days=within)).count() if within else 0
    card = {
        "to_do": count,
        "title": _("Start meetings"),
        "figure": da_number(count),
        "sentence": ngettext("match lacks a start meeting.", "matches lack a start meeting.", count),
        "url": f"{reverse('matching:matches', args=[programme.key])}?stade=accepted",
        "action": _("See the matches"),
    }
    if late:
        card["note"] = _("%(count)s should have been held by now.") % {"count": da_number(late)}
    return card


def group_card(user: User, programme: Programme) -> dict[str, Any] | None:
    """What the task group is asked for, in a programme that has one."""
    if not user.may(Permission.MATCH_BACK, programme):
        return None
    if programme_document(programme).task_group.part == "none":
        return None
    count = Match.objects.put_to_task_group_of(user).filter(programme=programme).count()
    if not count:
        return None
    return {
        "to_do": count,
        "title": first_upper(words(programme).task_group.one),
        "figure": da_number(count),
        "sentence": ngettext("proposal waits for the group.", "proposals wait for the group.", count),
        "url": reverse("matching:group", args=[programme.key]),
        "action": _("Open the queue"),
    }


def suggestions_card(user: User, programme: Programme) -> dict[str, Any] | None:
    """What partners have suggested and nobody has answered."""
    if not user.may(Permission.MATCH_PROPOSE, programme):
        return None
    count = Suggestion.objects.open().visible_to(user).filter(mentor__programme=programme).count()
    if not count:
        return None
    return {
        "title": _("From partners"),
        "figure": da_number(count),
        "sentence": ngettext("suggested pair waits for you.", "suggested pairs wait for you.", count),
        "url": reverse("candidates:suggestions", args=[programme.key]),
        "action": _("See the suggestions"),
    }
