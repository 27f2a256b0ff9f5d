"""What the page of one person shows, part by part."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.clock import today
from mentorship.forms.papers import ClearanceForm, ConsentForm, RevealForm
from mentorship.languages import language_name
from mentorship.models import Mentor, Programme, Refugee
from mentorship.people.clearances import Paper, papers_of
from mentorship.people.unknowns import unknowns
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.registry import PERSON_PANELS, case_states
from mentorship.selectors.register import with_case_state
from mentorship.templatetags.danish import da_date, days_text
from mentorship.views.case_lookups import may_see_lookups
from mentorship.views.interview import first_step_url
from mentorship.views.person_profile import background_lines, profile_lines
from mentorship.views.person_trail import trail_of
from mentorship.views.sides import Side
from mentorship.vocabulary import ConsentScope

PAPER_TAGS = {
    "valid": ("ok", gettext_lazy("Seen")),
    "expired": ("stop", gettext_lazy("Expired")),
    "requested": ("warn", gettext_lazy("Requested")),
    "needed": ("warn", gettext_lazy("Missing")),
    "optional": ("neutral", gettext_lazy("Not required")),
}
WHEN_REQUIRED = {
    "always": gettext_lazy("Required of everybody"),
    "household_children_under_15": gettext_lazy(
        "Required where there are children under 15 in the household"
    ),
    "never": gettext_lazy("The programme does not require it"),
}


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
        "cpr_known": bool(row.person.cpr),
        "cpr_shown": revealed == "cpr",
        "facts": _facts(side, row),
        "contact": _contact(row) if named else [],
        "background": background_lines(row),
        "profile": profile_lines(row),
        "profile_version": getattr(row, "profile", None),
        "unknowns": unknowns(row),
        "consents": _consents(row, may_write),
        "clearances": [_paper(paper, may_write) for paper in papers_of(row)]
        if isinstance(row, Mentor)
        else [],
        "panels": _panels(request, row),
        "trail": trail_of(row),
        "may_write": may_write,
        "seen_url": side.url("lookups", programme, row.pk) if may_see_lookups(request.user, row) else "",  # type: ignore[arg-type]  # signed in by middleware
        "actions": _actions(side, programme, row) if may_write else [],
        "reveal_cpr": RevealForm(initial={"what": "cpr"}, auto_id="id_cpr_%s"),
        "reveal_name": RevealForm(initial={"what": "name"}, auto_id="id_name_%s"),
        "reveal_url": side.url("reveal", programme, row.pk),
        "consent_url": side.url("consent", programme, row.pk),
        "clearance_url": side.url("clearance", programme, row.pk) if isinstance(row, Mentor) else "",
        "edit_url": side.url("edit", programme, row.pk),
        "profile_url": side.url("profile", programme, row.pk),
        "versions_url": side.url("versions", programme, row.pk),
        "reveal_error": None,
        "consent_error": None,
        "clearance_error": None,
        "document_error": None,
    }


def _cpr(row: Any, revealed: str) -> str:
    number = row.person.cpr
    return f"{number[:6]}-{number[6:]}" if revealed == "cpr" and number else row.person.masked_cpr


def _actions(side: Side, programme: Programme, row: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": _("Interview"),
            "url": first_step_url(side, programme, row),
            "primary": row.interviewed_on is None,
        },
        {"label": _("Edit facts"), "url": side.url("edit", programme, row.pk)},
        {
            "label": _("Edit profile"),
            "url": side.url("profile", programme, row.pk),
            "primary": row.interviewed_on is not None,
        },
    ]


def _protection(row: Any) -> str:
    until = row.person.protected_until
    rule = _(
        "Name and address are hidden in lists, exports, letters and explanations; distance only as a band."
    )
    return f"{_('Until %(date)s.') % {'date': da_date(until)}} {rule}" if until else rule


def _facts(side: Side, row: Any) -> list[dict[str, Any]]:
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
    facts.append({"label": _("Where the case stands"), "value": _state(side, row)})
    if isinstance(row, Refugee):
        interpreter = {True: _("needed"), False: _("not needed"), None: ""}[row.interpreter]
        facts.append({"label": _("Interpreter"), "value": interpreter})
    else:
        facts.append({"label": _("Places"), "value": str(row.capacity)})
    return facts


def _state(side: Side, row: Any) -> str:
    """One query: the same rule as the register's."""
    rows: Any = with_case_state(row._meta.default_manager.filter(pk=row.pk), side.name)
    key = rows.values_list("case_state", flat=True).get()
    label = next((str(state.label) for state in case_states(side.name) if state.key == key), "")
    if key == "waiting" and row.waiting_since:
        return f"{label}, {days_text((today() - row.waiting_since).days)}"
    return label


def _contact(row: Any) -> list[dict[str, str]]:
    person = row.person
    language = language_name(person.contact_language) if person.contact_language else ""
    return [
        {"label": _("Phone"), "value": person.phone},
        {"label": _("E-mail"), "value": person.email},
        {"label": _("Postcode"), "value": person.postcode},
        {"label": _("Contact language"), "value": language},
    ]


def _consents(row: Any, may_write: bool) -> list[dict[str, Any]]:
    """What the programme asks this side for, and whatever else was once given."""
    asked = programme_document(row.programme).consents
    scopes = [consent.scope for consent in asked if row.side in consent.sides]
    given = {consent.scope: consent for consent in row.consents.order_by("given_on", "pk")}
    scopes += [scope for scope in given if scope not in scopes]
    return [_consent(ConsentScope(scope), given.get(scope), may_write) for scope in scopes]


def _consent(scope: ConsentScope, consent: Any, may_write: bool) -> dict[str, Any]:
    tag, note, act = (_("Missing"), "warn"), _("Not asked for yet"), "give"
    if consent and consent.withdrawn_on:
        tag, note = (
            (_("Withdrawn"), "stop"),
            _("Withdrawn %(date)s") % {"date": da_date(consent.withdrawn_on)},
        )
    elif consent:
        parts = [_("Given %(date)s") % {"date": da_date(consent.given_on)}]
        parts += [language_name(consent.language)] if consent.language else []
        parts += [_("text %(version)s") % {"version": consent.text_version}] if consent.text_version else []
        tag, note, act = (_("Valid"), "ok"), ", ".join(parts), "withdraw"
    form = ConsentForm(
        initial={"scope": scope.value, "act": act, "on": today()}, auto_id=f"id_{scope.value}_%s"
    )
    if act == "withdraw":
        del form.fields["language"]
    return {
        "label": scope.label,
        "note": note,
        "tag": {"label": tag[0], "tone": tag[1]},
        "act": act,
        "form": form if may_write else None,
    }


def _paper(paper: Paper, may_write: bool) -> dict[str, Any]:
    tone, words = PAPER_TAGS[paper.state]
    label = str(words)
    clearance = paper.clearance
    notes = [str(WHEN_REQUIRED[paper.required])]
    if clearance and clearance.seen_on:
        by = f" {_('by %(name)s') % {'name': clearance.seen_by}}" if clearance.seen_by else ""
        notes.insert(0, _("Seen %(date)s") % {"date": da_date(clearance.seen_on)} + by)
        if clearance.expires_on and paper.state == "valid":
            label = _("Until %(date)s") % {"date": da_date(clearance.expires_on)}
    elif clearance and clearance.requested_on:
        notes.insert(0, _("Requested %(date)s") % {"date": da_date(clearance.requested_on)})
    initial = {name: getattr(clearance, name, None) for name in ("requested_on", "seen_on", "expires_on")}
    form = ClearanceForm(initial=initial | {"kind": paper.kind.value}, auto_id=f"id_{paper.kind.value}_%s")
    return {
        "label": paper.kind.label,
        "note": "; ".join(notes),
        "tag": {"label": label, "tone": tone},
        "form": form if may_write else None,
    }


def _panels(request: HttpRequest, row: Any) -> list[dict[str, Any]]:
    """What higher floors hang on the page: template and its context, in their order."""
    panels = []
    for panel in PERSON_PANELS:
        context = panel.context(request, row)
        if context is not None:
            panels.append({"key": panel.key, "template": panel.template, "context": context})
    return panels
