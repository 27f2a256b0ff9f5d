"""Who has seen and changed the case, newest first."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mentorship.models import Act, LookUp, Mentor, Refugee
from mentorship.people.deeds import ACT_WORDS, LOOKUP_WORDS
from mentorship.selectors.lookups import user_names
from mentorship.trail import acts_on, lookups_of

SHOWN = 12


def trail_of(row: "Mentor | Refugee") -> dict[str, Any]:
    """{rows, in_lists, more}: acts and look-ups of the programme together; views in lists are counted."""
    lookups = lookups_of(row.person).filter(programme_key=row.programme.key)
    opened = lookups.exclude(what="list")
    seen, acts = list(opened[:SHOWN]), list(acts_on(row)[:SHOWN])
    absent = [act.detail["for"] for act in acts if "for" in act.detail]
    acting = (act.by_id for act in acts if act.by_id)
    names = user_names([*(lookup.user_id for lookup in seen), *acting, *absent])
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
    """Who did it by name, while the user is known; what a stand-in did says for whom."""
    version = act.detail.get("version")
    what = ACT_WORDS.get(act.kind, _("Changed something"))
    who = names.get(act.by_id or 0) or act.by_label or _("the system")
    if absent := names.get(act.detail.get("for", 0)):
        who = _("%(who)s for %(absent)s") % {"who": who, "absent": absent}
    return {
        "at": act.at,
        "who": who,
        "what": f"{what} ({_('version %(number)s') % {'number': version}})" if version else what,
        "why": "",
    }
