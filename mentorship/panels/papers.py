"""The start page's card of papers: consents, clearances and protections that wait for somebody."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mentorship.models import Mentor, Programme, Refugee, User
from mentorship.people.clearances import kinds_wanted
from mentorship.people.consents import WITHDRAWN, asked_of, in_standing
from mentorship.people.paper_marks import ASK, EXPIRING, REMIND, count_stages
from mentorship.people.protection import running_out
from mentorship.permissions import Permission
from mentorship.programmes.document import words
from mentorship.registry import StartCard, add_start_cards


def register() -> None:
    add_start_cards(StartCard("papers", "mentorship/partials/_start_papers.html", papers_to_see_to, 62))


def papers_to_see_to(user: User, programme: Programme) -> dict[str, Any] | None:
    """{rows: [{label, count, url}]} for whoever may do something about them."""
    rows: list[dict[str, Any]] = []
    if user.may(Permission.REFUGEE_CHANGE, programme):
        refugees = Refugee.objects.visible_to(user, permission=Permission.REFUGEE_CHANGE)
        rows += _consents(refugees.filter(programme=programme, left_on=None), programme, "refugee")
    if user.may(Permission.MENTOR_CHANGE, programme):
        mentors = Mentor.objects.visible_to(user, permission=Permission.MENTOR_CHANGE)
        mentors = mentors.filter(programme=programme, left_on=None)
        rows += _consents(mentors, programme, "mentor")
        rows += _clearances(mentors, programme)
    if not rows:
        return None
    return {"title": _("Consents and clearances"), "rows": [*rows, _protections(user, programme)]}


def _consents(people: Any, programme: Programme, side: str) -> list[dict[str, Any]]:
    many = getattr(words(programme), side).many
    url = f"{reverse('people:consents', args=[programme.key])}?side={side}"
    asked = asked_of(programme, side)
    needed = [each for each in asked if each.needed]
    counted = [
        (_("%(people)s without a consent that a match needs") % {"people": many}, needed, "", ""),
        (
            _("%(people)s who have withdrawn a consent") % {"people": many},
            asked,
            WITHDRAWN,
            "&staar=withdrawn",
        ),
    ]
    return [
        _row(label, in_standing(people, side, scopes, wanted=wanted).count(), url + query)
        for label, scopes, wanted, query in counted
        if scopes
    ]


def _clearances(mentors: Any, programme: Programme) -> list[dict[str, Any]]:
    kinds = kinds_wanted(programme)
    url = reverse("people:clearances", args=[programme.key])
    many = words(programme).mentor.many
    labels = {
        ASK: _("%(people)s with a clearance to ask for"),
        REMIND: _("%(people)s to remind of a clearance"),
        EXPIRING: _("%(people)s with a clearance that expires within 30 days"),
    }
    counts = count_stages(mentors, kinds, tuple(labels)) if kinds else {}
    return [
        _row(labels[stage] % {"people": many}, count, f"{url}?del={stage}") for stage, count in counts.items()
    ]


def _protections(user: User, programme: Programme) -> dict[str, Any]:
    refugees = Refugee.objects.visible_to(user, permission=Permission.REFUGEE_CHANGE)
    mentors = Mentor.objects.visible_to(user, permission=Permission.MENTOR_CHANGE)
    count = sum(running_out(rows.filter(programme=programme)).count() for rows in (refugees, mentors))
    return _row(
        _("Protections that expire within 30 days"),
        count,
        reverse("people:protections", args=[programme.key]),
    )


def _row(label: str, count: int, url: str) -> dict[str, Any]:
    return {"label": label[:1].upper() + label[1:], "count": count, "url": url}
