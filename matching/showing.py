"""How people, pairs and states are shown: labels, facts and bars, the same on every page of matching."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from matching.consents import refugee_is_told
from matching.models import Match
from matching.permissions import sees_whole_refugee
from matching.states import MatchState
from mentorship.languages import language_name
from mentorship.models import Mentor, Programme, Refugee, User
from mentorship.programmes.document import programme_document
from mentorship.programmes.vocabulary import MATCH_CRITERIA
from mentorship.vocabulary import Availability, Education, Gender, Household, Need

TONES: dict[str, str] = {
    MatchState.PROPOSED: "info",
    MatchState.BACKED: "info",
    MatchState.ACCEPTED: "warn",
    MatchState.ACTIVE: "ok",
    MatchState.PAUSED: "warn",
    MatchState.DECLINED: "stop",
    MatchState.WITHDRAWN: "neutral",
    MatchState.ENDED: "neutral",
}
# Column heads of the ranked list: one short word each.
SHORT_LABELS = {
    "language": pgettext_lazy("criterion", "Language"),
    "interests": pgettext_lazy("criterion", "Interests"),
    "occupation": pgettext_lazy("criterion", "Work"),
    "needs": pgettext_lazy("criterion", "Needs"),
    "travel": pgettext_lazy("criterion", "Nearness"),
    "age": pgettext_lazy("criterion", "Age"),
    "family": pgettext_lazy("criterion", "Children"),
    "availability": pgettext_lazy("criterion", "Time"),
    "education": pgettext_lazy("criterion", "Schooling"),
    "personality": pgettext_lazy("criterion", "Person"),
    "background": pgettext_lazy("criterion", "Origin"),
    "local_ties": pgettext_lazy("criterion", "Local ties"),
}
# What the mentor is told of the refugee before they meet; a partner sees no more.
TOLD_TO_MENTOR = ("languages", "interests", "needs", "availability")
BARS_SHOWN = 8


def first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def refugee_label(user: User, match: Match) -> str:
    """What `user` may call the refugee of a match: name, first name once accepted, or case number."""
    refugee = match.refugee
    if sees_whole_refugee(user, match):
        return refugee.label
    if match.accepted_at is None or refugee.person.is_protected or not refugee_is_told(match):
        return refugee.case_number
    first_name = refugee.person.name.partition(" ")[0]
    return f"{first_name} ({refugee.case_number})" if first_name else refugee.case_number


def state_tag(match: Match) -> dict[str, str]:
    return {"label": match.get_state_display(), "tone": TONES[match.state]}


def reason_label(match: Match) -> str:
    """Why a closed match closed, in the programme's words; empty while it is open."""
    if not match.close_reason:
        return ""
    document = programme_document(match.programme)
    entries = (*document.end_reasons, *document.matching.decline_reasons)
    if match.state == MatchState.WITHDRAWN:
        return _("Withdrawn")
    return document.label_of(entries, match.close_reason)


@dataclass(frozen=True, slots=True)
class Bar:
    """One criterion of one pair: `value` of `maximum` points; value None = not known."""

    key: str
    label: str
    value: float | None
    maximum: float
    text: str


def bars(because: Sequence[Mapping[str, Any]], order: Sequence[str] | None = None) -> list[Bar]:
    """Criteria of a pair as bars that can be read down a column: `maximum` is what the weight is worth.

    Points and maxima are of the 100 that the known criteria share.
    """
    known = sum(part["weight"] for part in because if part["fit"] is not None)
    made = {
        part["criterion"]: Bar(
            key=part["criterion"],
            label=criterion_label(part["criterion"]),
            value=None if part["fit"] is None else part["points"],
            maximum=100 * part["weight"] / known if known and part["fit"] is not None else part["weight"],
            text=part["text"],
        )
        for part in because
    }
    keys = order if order is not None else list(made)
    return [made[key] for key in keys if key in made]


def criterion_label(key: str) -> str:
    return str(SHORT_LABELS.get(key) or (MATCH_CRITERIA.label(key) if key in MATCH_CRITERIA else key))


def columns(weights: Mapping[str, float]) -> list[dict[str, Any]]:
    """The heaviest criteria as column heads, heaviest first."""
    total = sum(weights.values()) or 1
    heaviest = sorted((key for key, weight in weights.items() if weight > 0), key=lambda key: -weights[key])
    return [
        {"key": key, "label": criterion_label(key), "weight": 100 * weights[key] / total}
        for key in heaviest[:BARS_SHOWN]
    ]


FACT_LABELS = {
    "age_gender": gettext_lazy("Age and gender"),
    "municipality": gettext_lazy("Municipality"),
    "languages": gettext_lazy("Languages"),
    "interests": gettext_lazy("Interests"),
    "occupation": gettext_lazy("Occupation"),
    "education": gettext_lazy("Education"),
    "needs": gettext_lazy("Needs, or what is offered"),
    "availability": gettext_lazy("Can meet"),
    "household": gettext_lazy("Household"),
    "children": gettext_lazy("Children's ages"),
    "wants_gender": gettext_lazy("Wishes the other to be"),
    "own_transport": gettext_lazy("Own transport"),
}


def facts_of(
    row: Mentor | Refugee, on: datetime.date, only: Iterable[str] | None = None
) -> dict[str, str | None]:
    """Profile facts in words; None = not known. No name, contact or address. `only`: keys of FACT_LABELS."""
    profile = getattr(row, "profile", None)
    facts: dict[str, str | None] = {
        "age_gender": _age_and_gender(row, on),
        "municipality": row.municipality.name,
    }
    facts |= _profile_facts(profile, on, programme=row.programme) if profile else {}
    wanted = set(FACT_LABELS if only is None else only)
    return {key: facts.get(key) for key in FACT_LABELS if key in wanted}


def _age_and_gender(row: Mentor | Refugee, on: datetime.date) -> str | None:
    age = row.person.age_on(on)
    gender = dict(Gender.choices).get(row.person.gender)
    parts = [
        _("%(age)s years") % {"age": age} if age is not None else "",
        str(gender).lower() if gender else "",
    ]
    return ", ".join(filter(None, parts)) or None


def _profile_facts(profile: Any, on: datetime.date, *, programme: Programme) -> dict[str, str | None]:
    born = profile.children_birth_years
    wish = dict(Gender.choices).get(profile.wants_gender)
    interests = programme_document(programme).profiles.interests
    transport = {True: _("Yes"), False: _("No"), None: None}[profile.own_transport]
    return {
        "languages": _listed([language_name(code) for code in _by_level(profile.languages)])
        if profile.languages is not None
        else None,
        "interests": _listed([_interest(word, interests) for word in profile.interests])
        if profile.interests is not None
        else None,
        "occupation": profile.occupation or None,
        "education": _choice(Education, profile.education),
        "needs": _choices(Need, profile.needs),
        "availability": _choices(Availability, profile.availability),
        "household": _choice(Household, profile.household),
        "children": None
        if born is None
        else _listed([str(on.year - year) for year in sorted(born, reverse=True)]),
        "wants_gender": str(wish) if wish else _("No wish"),
        "own_transport": transport,
    }


def _by_level(languages: Mapping[str, int]) -> list[str]:
    return sorted(languages, key=lambda code: (-languages[code], code))


def _interest(word: str, entries: Iterable[Any]) -> str:
    return next((str(entry.label) for entry in entries if entry.key == word), word)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words) if words else pgettext_none()


def pgettext_none() -> str:
    return str(pgettext_lazy("list of facts", "none"))


def _choice(vocabulary: Any, code: str) -> str | None:
    label = dict(vocabulary.choices).get(code)
    return str(label) if label else None


def _choices(vocabulary: Any, codes: Sequence[str] | None) -> str | None:
    if codes is None:
        return None
    labels = dict(vocabulary.choices)
    return _listed([str(labels.get(code, code)) for code in codes])


def short_needs(row: Mentor | Refugee) -> str:
    """Needs in a few words for a dense list; empty where none are known."""
    profile = getattr(row, "profile", None)
    return (_choices(Need, profile.needs) or "") if profile and profile.needs else ""
