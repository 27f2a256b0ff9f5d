"""A profile in words: what the interview found out, a line each."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mentorship.clock import today
from mentorship.languages import country_name, language_name
from mentorship.models import Mentor, Profile
from mentorship.people.personality import in_words
from mentorship.programmes.document import programme_document
from mentorship.templatetags.danish import da_date
from mentorship.vocabulary import Availability, Education, Gender, Household, LanguageLevel, Need

Line = dict[str, Any]


def profile_lines(row: Any) -> list[Line]:
    """The lines of the profile that hold something; what is unknown stands in its own box."""
    profile = getattr(row, "profile", None)
    return [line for line in lines_of_facts(profile.facts(), row) if line["value"]] if profile else []


def lines_of_facts(facts: dict[str, Any], row: Any) -> list[Line]:
    """All the lines of one version of a profile; an unknown fact has no value."""
    document = programme_document(row.programme)
    shown = {entry.label.on_screen("da").lower(): str(entry.label) for entry in document.profiles.interests}
    interests = facts["interests"]
    needs_label = _("Offers help with") if isinstance(row, Mentor) else _("Needs")
    return [
        _line(_("Languages"), _languages(facts["languages"])),
        _line(
            _("Work"), " · ".join(part for part in (facts["occupation"], facts["work_experience"]) if part)
        ),
        _line(_("Education"), _label(Education, facts["education"])),
        _line(_("Interests"), _words([shown.get(word, word) for word in interests or []], interests)),
        _line(needs_label, _labels(Need, facts["needs"])),
        _line(_("Can meet"), _meeting(facts)),
        _line(_("Household"), _home(facts)),
        _line(_("Wishes"), _wishes(facts)),
        _line(_("Expectations"), facts["expectations"]),
        _line(_("Personality"), in_words(facts["personality"] or None, row.programme)),
    ]


def background_lines(row: Any) -> list[Line]:
    """What the case itself tells: age and sex, where from, on which grounds."""
    person = row.person
    age = _("%(age)s years") % {"age": person.age} if person.age else ""
    lines = [_line(_("Age and gender"), _joined(age, _label(Gender, person.gender).lower()))]
    if isinstance(row, Mentor):
        lines += [
            _line(_("Self-supporting"), yes_no(row.self_supporting)),
            _line(_("Local ties"), yes_no(row.local_ties)),
            _line(_("Mentor training"), _on(_("completed %(date)s"), row.trained_on)),
        ]
    else:
        since = _on(_("in Denmark since %(date)s"), row.arrived_on)
        country = country_name(row.country) if row.country else ""
        lines += [
            _line(_("Background"), "; ".join(part for part in (country, since) if part)),
            _line(_("Residence basis"), row.get_residence_basis_display()),
            _line(_("Support at entry"), row.get_labour_status_display()),
            _line(_("Danish education"), row.danish_education),
        ]
    lines += [
        _line(_("Interviewed"), da_date(row.interviewed_on) if row.interviewed_on else ""),
        _line(_("Selected"), da_date(row.selected_on) if row.selected_on else ""),
        _line(_("Note"), row.note),
    ]
    return [line for line in lines if line["value"]]


def yes_no(value: bool | None) -> str:
    return {True: _("yes"), False: _("no"), None: ""}[value]


def _line(label: str, value: str) -> Line:
    return {"label": label, "value": value}


def _on(text: str, day: Any) -> str:
    return text % {"date": da_date(day)} if day else ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _label(choices: Any, code: str) -> str:
    return str(choices(code).label) if code in choices.values else code


def _words(words: list[str], known: list[Any] | None) -> str:
    """Words with commas; `none` where the answer was that there are none; empty where nobody asked."""
    return ", ".join(words) or (pgettext("answer", "none") if known == [] else "")


def _labels(choices: Any, codes: list[str] | None) -> str:
    return _words([_label(choices, code).lower() for code in codes or []], codes)


def _languages(languages: dict[str, int] | None) -> str:
    ordered = sorted((languages or {}).items(), key=lambda item: -item[1])
    return ", ".join(f"{language_name(code)} ({LanguageLevel(level).label})" for code, level in ordered)


def _meeting(facts: dict[str, Any]) -> str:
    transport = {True: _("own transport"), False: _("no transport of own"), None: ""}[facts["own_transport"]]
    return "; ".join(part for part in (_labels(Availability, facts["availability"]), transport) if part)


def _home(facts: dict[str, Any]) -> str:
    years = facts["children_birth_years"]
    children = ""
    if years == []:
        children = _("no children")
    elif years:
        ages = [str(max(0, today().year - year)) for year in sorted(years, reverse=True)]
        children = _("children aged %(ages)s") % {"ages": ", ".join(ages)}
    return "; ".join(part for part in (_label(Household, facts["household"]), children) if part)


def _wishes(facts: dict[str, Any]) -> str:
    gender = facts["wants_gender"]
    same = _("same background") if facts["wants_same_background"] else ""
    return _joined(_label(Gender, gender).lower() if gender else "", same)


def whole_version(profile: Profile, number: int) -> dict[str, Any] | None:
    """All that was known at version `number`; None where there is no such version."""
    version = profile.versions.filter(number=number).first()
    if version is None and number != profile.version:
        return None
    facts = dict.fromkeys(Profile.FACTS, "") | (version.facts if version else profile.facts())
    made_at = version.made_at if version else profile.updated_at
    return {
        "number": number,
        "made_at": made_at,
        "lines": lines_of_facts(facts, profile.mentor or profile.refugee),
    }


def version_rows(profile: Profile) -> list[dict[str, Any]]:
    """Every version, newest first, with what it changed from the one before. Two queries."""
    versions = list(profile.versions.select_related("made_by").order_by("number"))
    rows = []
    row = profile.mentor or profile.refugee
    before: list[Line] = []
    for version in versions:
        lines = lines_of_facts(dict.fromkeys(Profile.FACTS, "") | version.facts, row)
        old = {line["label"]: line["value"] for line in before}
        changed = [
            line | {"note": old.get(line["label"], "")}
            for line in lines
            if line["value"] != old.get(line["label"], "")
        ]
        rows.append({"version": version, "lines": changed})
        before = lines
    return rows[::-1]
