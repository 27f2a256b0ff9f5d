"""What is to be done about a case now, the first thing first: gathered from the case and from every panel."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorship.models import Programme
from mentorship.people.unknowns import Unknown
from mentorship.permissions import Permission
from mentorship.views.interview import first_step_url
from mentorship.views.sides import Side

SHOWN = 6
Item = dict[str, str]


def todo_of(
    request: HttpRequest,
    programme: Programme,
    side: Side,
    row: Any,
    *,
    parts: dict[str, Any],
    panels: list[dict[str, Any]],
    may_write: bool,
) -> list[Item]:
    """At most `SHOWN` items {text, url, action, tone}; none for whoever has left. No query.

    parts : the page's `consents`, `clearances` and `unknowns`, and the key of the case's `state`.
    """
    if row.left_on is not None:
        return []
    found = [item for panel in panels for item in panel["context"].get("todo", ())]
    found += _way_in(request, programme, side, row, parts["state"], may_write)
    found += [_consent(consent) for consent in parts["consents"] if consent["stops_match"]]
    found += [_paper(paper) for paper in parts["clearances"] if paper["urgent"]]
    found += _questions(parts["unknowns"])
    return found[:SHOWN]


def item(text: str, url: str, action: str, tone: str = "warn") -> Item:
    return {"text": text, "url": url, "action": action, "tone": tone}


def _way_in(
    request: HttpRequest, programme: Programme, side: Side, row: Any, state: str, may_write: bool
) -> list[Item]:
    """Interviewed, then selected; nobody is sent back to it from a match."""
    if row.interviewed_on is None and state != "matched":
        url = first_step_url(side, programme, row) if may_write else ""
        return [item(_("The interview has not been held"), url, _("Hold the interview"))]
    user: Any = request.user
    if state == "to_select":
        name = "people:selection" if side.name == "refugee" else "people:selection_mentors"
        may_select = user.may(Permission.PEOPLE_SELECT, programme)
        url = reverse(name, args=[programme.key]) if may_select else ""
        return [item(_("Interviewed, but not selected yet"), url, _("Go to the selection"))]
    return []


def _consent(consent: dict[str, Any]) -> Item:
    text = _("No consent, so no match: %(scope)s") % {"scope": str(consent["label"]).lower()}
    return item(text, "#samtykke", _("Record consent"), "stop")


def _paper(paper: dict[str, Any]) -> Item:
    """`Ask for the child certificate`, or the paper's name and what is the matter with it."""
    text, label = paper["next"], str(paper["label"])
    if label.lower() not in text.lower():
        text = f"{label} {text[:1].lower()}{text[1:]}"
    return item(
        text, "#attester", _("See the clearance"), "stop" if paper["tag"]["tone"] == "stop" else "warn"
    )


def _questions(unknowns: list[Unknown]) -> list[Item]:
    count = sum(1 for unknown in unknowns if unknown.points)
    if not count:
        return []
    text = ngettext(
        "%(count)d unanswered question counts in matching",
        "%(count)d unanswered questions count in matching",
        count,
    )
    return [item(text % {"count": count}, "#ukendt", _("See the questions"), "unknown")]
