"""Consents and clearances on the page of one person: where each stands, and what to do about it next."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.clock import today
from mentorship.forms.papers import ClearanceForm, ConsentForm
from mentorship.languages import language_name
from mentorship.people.clearances import Paper
from mentorship.people.paper_marks import ASK, EXPIRING, REMIND, VALID, WAITING, stage_of
from mentorship.programmes.document import programme_document
from mentorship.templatetags.danish import da_date, days_text
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
WITHDRAWN = {"label": gettext_lazy("Withdrawn"), "tone": "stop"}
GIVEN = {"label": gettext_lazy("Valid"), "tone": "ok"}
LACKING = {"label": gettext_lazy("Missing"), "tone": "warn"}


def consent_lines(row: Any, consents: list[Any], *, may_write: bool) -> list[dict[str, Any]]:
    """What the programme asks this side for, and whatever else was once given.

    consents : the row's own, the earliest first.
    """
    asked = [entry for entry in programme_document(row.programme).consents if row.side in entry.sides]
    needed = {entry.scope for entry in asked if entry.required_for_match}
    given = {consent.scope: consent for consent in consents}
    scopes = [entry.scope for entry in asked]
    scopes += [scope for scope in given if scope not in scopes]
    return [_consent(ConsentScope(scope), given.get(scope), scope in needed, may_write) for scope in scopes]


def _consent(scope: ConsentScope, consent: Any, needed: bool, may_write: bool) -> dict[str, Any]:
    valid = bool(consent and not consent.withdrawn_on)
    act = "withdraw" if valid else "give"
    form = ConsentForm(
        initial={"scope": scope.value, "act": act, "on": today()}, auto_id=f"id_{scope.value}_%s"
    )
    if valid:
        del form.fields["language"]
    return {
        "label": scope.label,
        "note": _consent_note(consent),
        "tag": GIVEN if valid else WITHDRAWN if consent else LACKING,
        "act": act,
        "stops_match": needed and not valid,
        "form": form if may_write else None,
    }


def _consent_note(consent: Any) -> str:
    if consent is None:
        return _("Not asked for yet")
    if consent.withdrawn_on:
        return _("Withdrawn %(date)s") % {"date": da_date(consent.withdrawn_on)}
    parts = [_("Given %(date)s") % {"date": da_date(consent.given_on)}]
    parts += [language_name(consent.language)] if consent.language else []
    parts += [_("text %(version)s") % {"version": consent.text_version}] if consent.text_version else []
    return ", ".join(parts)


def paper_lines(papers: list[Paper], *, may_write: bool) -> list[dict[str, Any]]:
    return [_paper(paper, may_write) for paper in papers]


def _paper(paper: Paper, may_write: bool) -> dict[str, Any]:
    tone, words = PAPER_TAGS[paper.state]
    label, clearance = str(words), paper.clearance
    if clearance and clearance.expires_on and paper.state == "valid":
        label = _("Until %(date)s") % {"date": da_date(clearance.expires_on)}
    initial = {name: getattr(clearance, name, None) for name in ("requested_on", "seen_on", "expires_on")}
    form = ClearanceForm(initial=initial | {"kind": paper.kind.value}, auto_id=f"id_{paper.kind.value}_%s")
    stage = VALID if paper.state == "optional" else stage_of(clearance, today())
    return {
        "kind": paper.kind.value,
        "label": paper.kind.label,
        "note": _paper_note(paper),
        "tag": {"label": label, "tone": tone},
        "next": _next_act(paper, stage),
        "urgent": _is_urgent(paper, stage),
        "ask": _("Reminded today") if stage in (REMIND, WAITING) else _("Asked for today"),
        "marks": may_write and stage != VALID,
        "form": form if may_write else None,
    }


def _paper_note(paper: Paper) -> str:
    clearance, notes = paper.clearance, [str(WHEN_REQUIRED[paper.required])]
    if clearance and clearance.seen_on:
        by = f" {_('by %(name)s') % {'name': clearance.seen_by}}" if clearance.seen_by else ""
        notes.insert(0, _("Seen %(date)s") % {"date": da_date(clearance.seen_on)} + by)
    elif clearance and clearance.requested_on:
        notes.insert(0, _("Requested %(date)s") % {"date": da_date(clearance.requested_on)})
    return "; ".join(notes)


def _next_act(paper: Paper, stage: str) -> str:
    """What is to be done about it, in a few words; empty where there is nothing."""
    clearance, label = paper.clearance, str(paper.kind.label)
    word = label[:1].lower() + label[1:]
    if stage == ASK:
        if clearance and clearance.expires_on:
            return _("Expired %(date)s: ask for a new one") % {"date": da_date(clearance.expires_on)}
        return _("Ask for the %(paper)s") % {"paper": word}
    if clearance and clearance.requested_on and stage in (REMIND, WAITING):
        days = days_text((today() - clearance.requested_on).days)
        if stage == REMIND:
            return _("Asked for %(days)s ago: remind") % {"days": days}
        return _("Asked for %(date)s: wait for the answer") % {"date": da_date(clearance.requested_on)}
    if clearance and clearance.expires_on and stage == EXPIRING:
        days = days_text((clearance.expires_on - today()).days)
        return _("Expires in %(days)s: ask for a new one") % {"days": days}
    return ""


def _is_urgent(paper: Paper, stage: str) -> bool:
    """Whether it belongs among what is to be done now: not what only a match with children would need."""
    if stage == ASK and paper.required != "always":
        return bool(paper.clearance and paper.clearance.expires_on)
    return paper.required != "never" and stage in (ASK, REMIND, EXPIRING)
