"""What the page of one person shows, part by part."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from mentorship.clock import today
from mentorship.forms.papers import RevealForm
from mentorship.languages import language_name
from mentorship.models import Mentor, Programme, Refugee
from mentorship.people.clearances import papers_of
from mentorship.people.unknowns import unknowns
from mentorship.permissions import Permission
from mentorship.registry import PERSON_PANELS, case_states
from mentorship.selectors.register import with_case_state
from mentorship.templatetags.danish import da_date, days_text
from mentorship.views.case_lookups import may_see_lookups
from mentorship.views.interview import first_step_url
from mentorship.views.person_papers import consent_lines, paper_lines
from mentorship.views.person_profile import background_lines, profile_lines
from mentorship.views.person_timeline import timeline_of
from mentorship.views.person_todo import todo_of
from mentorship.views.person_trail import trail_of
from mentorship.views.sides import Side


def may_reveal(request: HttpRequest, side: Side, row: Any) -> bool:
    """Whether some hat that reaches this very row may see a CPR number."""
    rows = side.model.objects.visible_to(request.user, permission=Permission.CPR_REVEAL)  # type: ignore[arg-type]  # signed in by middleware
    return bool(rows.filter(pk=row.pk).exists())


def person_context(
    request: HttpRequest, programme: Programme, side: Side, row: Any, *, revealed: str = ""
) -> dict[str, Any]:
    """Everything the page prints. `revealed` is "cpr" or "name": the one thing shown openly this time."""
    may_write = side.writable(request, programme).filter(pk=row.pk).exists()
    words = side.words(programme)
    named = revealed == "name" or not row.person.is_protected
    consents = list(row.consents.order_by("given_on", "pk"))
    papers = papers_of(row) if isinstance(row, Mentor) else []
    panels = _panels(request, row)
    state = _state_of(side, row)
    parts = {
        "consents": consent_lines(row, consents, may_write=may_write),
        "clearances": paper_lines(papers, may_write=may_write),
        "unknowns": unknowns(row),
    }
    return {
        "row": row,
        "side": side.name,
        "crumbs": [
            {"label": words.many[:1].upper() + words.many[1:], "url": side.list_url(programme)},
            {"label": row.case_number},
        ],
        "title": (row.person.name or row.case_number) if named else row.case_number,
        "protected": row.person.is_protected,
        "protection": _protection(row),
        "name_shown": named,
        "cpr": _cpr(row, revealed) if may_reveal(request, side, row) else "",
        "cpr_shown": revealed == "cpr",
        "facts": _facts(side, row, state),
        "contact": _contact(row) if named else None,
        "background": background_lines(row),
        "profile": profile_lines(row),
        "profile_version": getattr(row, "profile", None),
        **parts,
        "todo": todo_of(
            request, programme, side, row, parts=parts | {"state": state}, panels=panels, may_write=may_write
        ),
        "panels": panels,
        "timeline": timeline_of(row, consents, papers, panels),
        "trail": trail_of(row),
        "may_write": may_write,
        "extract_url": side.url("extract", programme, row.pk)
        if request.user.may(Permission.LOOKUPS_VIEW, programme)  # type: ignore[union-attr]  # signed in by middleware
        else "",
        "seen_url": side.url("lookups", programme, row.pk) if may_see_lookups(request.user, row) else "",  # type: ignore[arg-type]  # signed in by middleware
        "actions": _actions(side, programme, row, panels, may_write=may_write),
        "profile_url": side.url("profile", programme, row.pk),
        "versions_url": side.url("versions", programme, row.pk),
        **_forms(side, programme, row),
    }


def _forms(side: Side, programme: Programme, row: Any) -> dict[str, Any]:
    """Where the small forms of the page go; what was refused is put in by the view that refused it."""
    mentor = isinstance(row, Mentor)
    return {
        "reveal_cpr": RevealForm(initial={"what": "cpr"}, auto_id="id_cpr_%s"),
        "reveal_name": RevealForm(initial={"what": "name"}, auto_id="id_name_%s"),
        "reveal_url": side.url("reveal", programme, row.pk),
        "consent_url": side.url("consent", programme, row.pk),
        "clearance_url": side.url("clearance", programme, row.pk) if mentor else "",
        "mark_url": side.url("paper", programme, row.pk) if mentor else "",
        "reveal_error": None,
        "consent_error": None,
        "clearance_error": None,
        "document_error": None,
    }


def _cpr(row: Any, revealed: str) -> str:
    number = row.person.cpr
    return f"{number[:6]}-{number[6:]}" if revealed == "cpr" and number else row.person.masked_cpr


def _actions(
    side: Side, programme: Programme, row: Any, panels: list[dict[str, Any]], *, may_write: bool
) -> list[dict[str, Any]]:
    """The buttons of the head: what a panel offers is the first of them, else the step that comes next."""
    offered = [action for panel in panels for action in panel["context"].get("actions", ())]
    if not may_write:
        return offered
    held = row.interviewed_on is not None
    interview = {"label": _("Interview"), "url": first_step_url(side, programme, row), "primary": not held}
    profile = {
        "label": _("Edit profile"),
        "url": side.url("profile", programme, row.pk),
        "primary": held and not offered,
    }
    return [
        *offered,
        interview,
        {"label": _("Edit facts"), "url": side.url("edit", programme, row.pk)},
        profile,
    ]


def _protection(row: Any) -> str:
    until = row.person.protected_until
    rule = _(
        "Name and address are hidden in lists, exports, letters and explanations; distance only as a band."
    )
    return f"{_('Until %(date)s.') % {'date': da_date(until)}} {rule}" if until else rule


def _facts(side: Side, row: Any, state: str) -> list[dict[str, Any]]:
    """The head of the page; the CPR number stands beside them, with its own button."""
    facts: list[dict[str, Any]] = [
        {"label": _("Case number"), "value": row.case_number},
        {"label": _("Municipality"), "value": f"{row.municipality.name} ({row.municipality.code})"},
    ]
    if isinstance(row, Refugee):
        facts.append({"label": _("Consultant"), "value": str(row.consultant or "")})
    else:
        facts.append(
            {"label": _("Organisation"), "value": str(row.organisation or _("the municipality's own"))}
        )
    facts.append({"label": _("Where the case stands"), "value": _state(side, row, state)})
    if isinstance(row, Refugee):
        interpreter = {True: _("needed"), False: _("not needed"), None: ""}[row.interpreter]
        facts.append({"label": _("Interpreter"), "value": interpreter})
    else:
        facts.append({"label": _("Places"), "value": str(row.capacity)})
    return facts


def _state_of(side: Side, row: Any) -> str:
    """The key of where the case stands; one query, by the same rule as the register's."""
    rows: Any = with_case_state(row._meta.default_manager.filter(pk=row.pk), side.name)
    key: str = rows.values_list("case_state", flat=True).get()
    return key


def _state(side: Side, row: Any, key: str) -> str:
    label = next((str(state.label) for state in case_states(side.name) if state.key == key), "")
    if key == "waiting" and row.waiting_since:
        return f"{label}, {days_text((today() - row.waiting_since).days)}"
    return label


def _contact(row: Any) -> dict[str, Any]:
    """How to reach the person; only where the name is shown."""
    person = row.person
    language = language_name(person.contact_language) if person.contact_language else ""
    more = [
        {"label": _("Postcode"), "value": person.postcode},
        {"label": _("Contact language"), "value": language},
    ]
    return {
        "phone": person.phone,
        "name": person.name.partition(" ")[0] or row.case_number,
        "email": person.email,
        "more": [fact for fact in more if fact["value"]],
    }


def _panels(request: HttpRequest, row: Any) -> list[dict[str, Any]]:
    """What higher floors hang on the page: template and its context, in their order."""
    panels = []
    for panel in PERSON_PANELS:
        context = panel.context(request, row)
        if context is not None:
            panels.append(
                {"key": panel.key, "place": panel.place, "template": panel.template, "context": context}
            )
    return panels
