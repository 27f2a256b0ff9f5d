"""What one side of a pair is told of the other: on paper, in its own language, and never more than agreed.

Told are languages, interests, needs or offers and times, what the two share of these, and the distance by
band. Never: name, contact or address before both have said yes, and none of a protected person at all;
nothing of notes, papers, points, family or background.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from matching.answering import READ_DANISH
from matching.models import Match
from matching.pool import Pool
from matching.showing import TOLD_TO_MENTOR, facts_of, first_upper
from matching.states import OCCUPYING_STATES
from matching.views.board_parts import words_of
from mentorship.clock import today
from mentorship.http import SignedInRequest
from mentorship.languages import language_name
from mentorship.models import Mentor, Programme, Refugee
from mentorship.programmes.document import programme_document

SIDES = {"til-mentor": "mentor", "til-borger": "refugee"}  # the word of the address: who reads
WRITTEN = ("da", "en")
NOT_TOLD_WHERE = ("protected_address", "forbidden_pair", "conflict_of_interest")
SHARED = ("language", "interests", "availability")  # whose sentences name what both have, and nothing else


def languages_for(reader: Mentor | Refugee, asked: str) -> tuple[str, ...]:
    """The language asked for; else the reader's, or both where we have no text of that one."""
    if asked in WRITTEN:
        return (asked,)
    code = reader.person.contact_language
    if not code:
        return ("da",) if isinstance(reader, Mentor) else WRITTEN
    if code in READ_DANISH:
        return ("da",)
    return ("en",) if code == "en" else ("en", "da")


def sheet(
    pool: Pool, *, reader: Mentor | Refugee, about: Mentor | Refugee, language: str, told: bool
) -> dict[str, Any]:
    """One language's text; nothing of the person where it is not to be told."""
    programme = about.programme
    screen = words_of(programme)
    the_other = screen[f"the_{about.side}"]
    match = _match_of(reader, about)
    return {
        "language": language,
        "title": _("What we can tell you about %(other)s") % {"other": the_other},
        "intro": _intro(programme, match, the_other),
        "lines": _lines(about) if told else [],
        "shared_title": _("What you have in common:"),
        "shared": _shared(pool) if told else [],
        "distance": _distance(pool) if told else "",
        "name": _name(about, match, the_other) if told else "",
        "confidence": _("What stands here is told in confidence: please tell nobody else."),
        "free": ""
        if match and match.started_on
        else _("You decide. A no is a good answer too, and you need not say why."),
        "questions": _("Questions? Call or write to"),
    }


def _intro(programme: Programme, match: Match | None, the_other: str) -> str:
    values = {"programme": programme.name, "other": the_other}
    if match and match.started_on:
        return _("You and %(other)s have met through %(programme)s.") % values
    if match:
        return _("You and %(other)s have both said yes to meeting through %(programme)s.") % values
    return _("We think that you and %(other)s could get on well, and ask you through %(programme)s.") % values


def _match_of(reader: Mentor | Refugee, about: Mentor | Refugee) -> Match | None:
    """The match both have said yes to, if there is one."""
    rows = {str(row.side): row for row in (reader, about)}
    return Match.objects.filter(state__in=OCCUPYING_STATES, **rows).order_by("-pk").first()


def _lines(about: Mentor | Refugee) -> list[dict[str, Any]]:
    needs = _("Wants help with") if isinstance(about, Refugee) else _("Offers help with")
    labels = {
        "languages": _("Speaks"),
        "interests": _("Is interested in"),
        "needs": needs,
        "availability": _("Can meet"),
    }
    facts = facts_of(about, today(), only=TOLD_TO_MENTOR)
    if about.person.is_protected:
        facts["interests"] = _listed_interests(about)
    return [{"label": labels[key], "value": value} for key, value in facts.items() if value]


def _listed_interests(about: Mentor | Refugee) -> str:
    """Words of the programme's own list alone: what somebody wrote may tell who it is."""
    entries = programme_document(about.programme).profiles.interests
    labels = {
        word: str(entry.label) for entry in entries for word in (entry.key, entry.label.on_screen("da"))
    }
    profile = getattr(about, "profile", None)
    return ", ".join(labels[word] for word in (profile.interests or () if profile else ()) if word in labels)


def in_the_way(pool: Pool) -> tuple[str, str]:
    """(why nothing is told although both agreed, what else keeps them apart and is no reason not to tell)."""
    found = pool.obstacles(pool.refugee_ids[0], pool.mentor_ids[0])
    apart = " ".join(each["text"] for each in found if each["rule"] in NOT_TOLD_WHERE)
    caution = " ".join(
        each["text"] for each in found if each["rule"] not in (*NOT_TOLD_WHERE, "earlier_pair")
    )
    return apart, caution


def _shared(pool: Pool) -> list[str]:
    """What the two have in common, in sentences that name nothing one of them alone has."""
    found = pool.because(pool.refugee_ids[0], pool.mentor_ids[0])
    parts = {part["criterion"]: part for part in found if part["fit"]}
    return [parts[key]["text"] for key in SHARED if key in parts]


def _distance(pool: Pool) -> str:
    """By band, whoever it is: a number of kilometres would help to find somebody."""
    found = pool.because(pool.refugee_ids[0], pool.mentor_ids[0])
    travel = (part for part in found if part["criterion"] == "travel" and part["fit"] is not None)
    return next((part["text"] for part in travel), "")


def _name(about: Mentor | Refugee, match: Match | None, the_other: str) -> str:
    """The first name once both have said yes; what is protected is not told from what is not told yet."""
    if match is None:
        return _("You are told the name when you have both said yes.")
    first = about.person.name.partition(" ")[0]
    if about.person.is_protected or not first:
        return _("You are told the name when you meet.")
    return _("%(other)s is called %(name)s.") % {"other": first_upper(the_other), "name": first}


def told_context(
    request: SignedInRequest,
    programme: Programme,
    refugee: Refugee,
    mentor: Mentor,
    *,
    side: str,
    sheets: list[dict[str, Any]],
    agreed: bool,
    apart: str,
    caution: str,
) -> dict[str, Any]:
    """What stands around the paper: for whom it is, which languages there are, what is missing."""
    screen = words_of(programme)
    reader, about = (refugee, mentor) if SIDES[side] == "refugee" else (mentor, refugee)
    pair_url = reverse("matching:pair", args=[programme.key, refugee.pk, mentor.pk])
    code = reader.person.contact_language
    shown = [each["language"] for each in sheets]
    return {
        "title": _("What %(reader)s is told") % {"reader": screen[f"the_{reader.side}"]},
        "sheets": sheets,
        "missing": ""
        if agreed
        else _("%(other)s has not agreed to the other side being told. Obtain the consent first.")
        % {"other": first_upper(screen[f"the_{about.side}"])},
        "apart": apart,
        "caution": caution,
        "told": agreed and not apart,
        "consent_url": reverse(f"people:{about.side}", args=[programme.key, about.pk]) + "#samtykke",
        "interpret": _("We have no text in %(language)s: read it aloud with an interpreter.")
        % {"language": language_name(code)}
        if code and code != "en" and code not in READ_DANISH
        else "",
        "choices": [
            {
                "url": f"?sprog={code}",
                "label": get_language_info(code)["name_local"].capitalize(),
                "language": code,
                "current": shown == [code],
            }
            for code in WRITTEN
        ],
        "contact": request.user,
        "pair_url": pair_url,
        "crumbs": [
            {"label": f"{refugee.case_number} · {mentor.case_number}", "url": pair_url},
            {"label": _("What is told")},
        ],
        "words": screen,
    }
