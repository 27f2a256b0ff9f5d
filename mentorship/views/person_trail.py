"""Who has seen and changed the case, newest first."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentorship.models import Act, LookUp, Mentor, Refugee
from mentorship.selectors.lookups import user_names
from mentorship.trail import acts_on, lookups_of

SHOWN = 12

LOOKUP_WORDS: "dict[str, str | Promise]" = {
    "page": _("Saw the case"),
    "list": _("Saw the name in a list"),
    "cpr": _("Had the CPR number shown"),
    "name": _("Had the name shown"),
    "edit": _("Opened the case to edit it"),
    "interview": _("Opened the interview"),
    "versions": _("Saw earlier versions of the profile"),
    "draft": _("Took up a draft"),
    "purpose": _("Said why the case was to be opened"),
    "cpr_search": _("Found the case by its CPR number"),
    "extract": _("Had the person's extract made"),
    "match": _("Saw a match of the person's"),
    "followup.log": _("Opened a follow-up"),
    "export": _("Had a list with the name handed out"),
}
ACT_WORDS: "dict[str, str | Promise]" = {
    "refugee.registered": _("Registered"),
    "mentor.registered": _("Registered"),
    "refugee.imported": _("Registered from a roster"),
    "mentor.imported": _("Registered from a roster"),
    "refugee.edited": _("Edited the facts"),
    "mentor.edited": _("Edited the facts"),
    "refugee.profiled": _("Edited the profile"),
    "mentor.profiled": _("Edited the profile"),
    "refugee.selected": _("Selected for the programme"),
    "mentor.selected": _("Selected for the programme"),
    "refugee.deselected": _("Took the selection back"),
    "mentor.deselected": _("Took the selection back"),
    "refugee.interviewed": _("Held an interview"),
    "mentor.interviewed": _("Held an interview"),
    "consent.given": _("Recorded a consent"),
    "consent.withdrawn": _("Recorded a withdrawn consent"),
    "clearance.recorded": _("Recorded a clearance"),
}


def trail_of(row: "Mentor | Refugee") -> dict[str, Any]:
    """{rows, in_lists, more}: acts and look-ups of the programme together; views in lists are counted."""
    lookups = lookups_of(row.person).filter(programme_key=row.programme.key)
    opened = lookups.exclude(what="list")
    seen, acts = list(opened[:SHOWN]), list(acts_on(row)[:SHOWN])
    absent = [act.detail["for"] for act in acts if "for" in act.detail]
    names = user_names([*(lookup.user_id for lookup in seen), *absent])
    rows = [lookup_row(lookup, names) for lookup in seen] + [_act_row(act, names) for act in acts]
    rows.sort(key=lambda entry: entry["at"], reverse=True)
    return {"rows": rows[:SHOWN], "in_lists": lookups.filter(what="list").count(), "more": len(rows) > SHOWN}


def lookup_row(lookup: LookUp, names: dict[int, str]) -> dict[str, Any]:
    """One look-up in words; `names` are those of selectors.lookups.user_names."""
    ground = str(lookup.get_ground_display()) if lookup.ground else ""
    return {
        "at": lookup.at,
        "who": names.get(lookup.user_id, lookup.user_label),
        "what": LOOKUP_WORDS.get(lookup.what, _("Looked the person up")),
        "why": ": ".join(part for part in (ground, lookup.purpose) if part),
    }


def _act_row(act: Act, names: dict[int, str]) -> dict[str, Any]:
    """What a stand-in did says for whom; `names` hold those who were away."""
    version = act.detail.get("version")
    what = ACT_WORDS.get(act.kind, _("Changed something"))
    who = act.by_label or _("the system")
    if absent := names.get(act.detail.get("for", 0)):
        who = _("%(who)s for %(absent)s") % {"who": who, "absent": absent}
    return {
        "at": act.at,
        "who": who,
        "what": f"{what} ({_('version %(number)s') % {'number': version}})" if version else what,
        "why": "",
    }
