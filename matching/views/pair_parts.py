"""What the page of a pair shows, part by part."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Match
from matching.pair_reading import PairReading, Unknown
from matching.showing import (
    FACT_LABELS,
    bars,
    criterion_label,
    facts_of,
    first_upper,
    reason_label,
    short_needs,
    state_tag,
)
from matching.views.advice_words import remedy_url
from matching.views.board_parts import words_of
from mentorship.clock import today
from mentorship.formats import short_date
from mentorship.models import Mentor, Programme, Refugee, User
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.templatetags.danish import da_date, da_number, days_text


def pair_context(
    user: User, programme: Programme, refugee: Refugee, mentor: Mentor, reading: PairReading
) -> dict[str, Any]:
    """Everything the page prints."""
    arguments = [programme.key, refugee.pk, mentor.pk]
    proposes = user.may(Permission.MATCH_PROPOSE, programme)
    points = da_number(reading.points) if reading.points is not None else ""
    return {
        "title": f"{refugee.label} – {mentor.label}",
        "tag": _tag(reading),
        "facts": _facts(refugee, reading, points),
        "sides": _sides(programme, refugee, mentor),
        "profile": _profile(refugee, mentor),
        "points": points,
        "bars": bars(reading.because),
        "unknown": [_asked(programme, refugee, mentor, row) for row in reading.unknown],
        "obstacles": [_obstacle(programme, refugee, mentor, row) for row in reading.obstacles],
        "history": _history(programme, reading),
        "match_url": _match_url(programme, reading.open_match),
        "propose_url": _propose_url(programme, reading) if proposes else "",
        "pair": {"refugee_id": refugee.pk, "mentor_id": mentor.pk},
        "forbid": _forbid(programme, reading) if proposes else None,
        "told_urls": [
            {
                "label": _("What %(reader)s is told") % {"reader": words_of(programme)["the_mentor"]},
                "url": reverse("matching:pair_letter", args=[*arguments, "til-mentor"]),
            },
            {
                "label": _("What %(reader)s is told") % {"reader": words_of(programme)["the_refugee"]},
                "url": reverse("matching:pair_letter", args=[*arguments, "til-borger"]),
            },
        ],
        "words": words_of(programme),
        "crumbs": _crumbs(programme, refugee, mentor, proposes),
    }


def _crumbs(programme: Programme, refugee: Refugee, mentor: Mentor, proposes: bool) -> list[dict[str, Any]]:
    """Back to the board with the person chosen, where the reader has it."""
    here = {"label": f"{refugee.case_number} · {mentor.case_number}"}
    if not proposes:
        return [{"label": _("Matches"), "url": reverse("matching:matches", args=[programme.key])}, here]
    board = reverse("matching:board", args=[programme.key])
    chosen = f"{board}?refugee={refugee.pk}" if refugee.waiting_since and not refugee.left_on else board
    return [{"label": _("Match"), "url": chosen}, here]


def _tag(reading: PairReading) -> dict[str, str]:
    if reading.open_match:
        return state_tag(reading.open_match)
    if reading.obstacles:
        return {"label": _("Kept apart by a rule"), "tone": "stop"}
    return {"label": _("Possible"), "tone": "ok"}


def _facts(refugee: Refugee, reading: PairReading, points: str) -> list[dict[str, Any]]:
    everything, taken, pending = reading.places
    free = max(0, everything - taken)
    places = ngettext("%(free)d of %(all)d place free", "%(free)d of %(all)d places free", everything) % {
        "free": free,
        "all": everything,
    }
    if pending:
        waiting = ngettext(
            "%(count)d proposal waits for answers", "%(count)d proposals wait for answers", pending
        )
        places = f"{places} · {waiting % {'count': pending}}"
    facts = [
        {"label": _("Points"), "value": points},
        {"label": _("Needs"), "value": short_needs(refugee)},
        {"label": _("Places"), "value": places},
    ]
    if refugee.waiting_since and not reading.open_match:
        waited = days_text((today() - refugee.waiting_since).days)
        facts.insert(1, {"label": _("Has waited"), "value": waited})
    return facts


def _sides(programme: Programme, refugee: Refugee, mentor: Mentor) -> list[dict[str, Any]]:
    return [
        {
            "word": first_upper(words_of(programme)[row.side]),
            "label": row.label,
            "case_number": row.case_number,
            "protected": row.person.is_protected,
            "organisation": str(getattr(row, "organisation", None) or ""),
            "url": reverse(f"people:{row.side}", args=[programme.key, row.pk]),
        }
        for row in (refugee, mentor)
    ]


def _profile(refugee: Refugee, mentor: Mentor) -> list[dict[str, Any]]:
    one, other = facts_of(refugee, today()), facts_of(mentor, today())
    return [{"label": FACT_LABELS[key], "refugee": one[key], "mentor": other[key]} for key in one]


def _asked(programme: Programme, refugee: Refugee, mentor: Mentor, row: Unknown) -> dict[str, Any]:
    """Whom to ask, what an answer can move, and where it is written down."""
    screen = words_of(programme)
    people = {"refugee": refugee, "mentor": mentor}
    return {
        "label": criterion_label(row.criterion),
        "range": _("An answer puts the pair between %(least)s and %(most)s points.")
        % {"least": da_number(row.least), "most": da_number(row.most)},
        "ask": [
            {
                "label": _("Ask %(person)s") % {"person": screen[f"the_{side}"]},
                "url": reverse(f"people:{side}_profile", args=[programme.key, people[side].pk])
                if row.criterion not in ("travel", "age", "background", "local_ties")
                else reverse(f"people:{side}_edit", args=[programme.key, people[side].pk]),
            }
            for side in row.ask
        ],
    }


def _obstacle(programme: Programme, refugee: Refugee, mentor: Mentor, obstacle: Any) -> dict[str, Any]:
    return {
        "text": obstacle["text"],
        "url": remedy_url(obstacle["rule"], programme, refugee=refugee.pk, mentor=mentor.pk),
    }


def _history(programme: Programme, reading: PairReading) -> list[dict[str, Any]]:
    """Earlier matches and decisions between the two, the latest first."""
    lines = [_match_line(programme, match) for match in reading.matches]
    if reading.forbidden:
        document = programme_document(programme)
        reasons = document.matching.decline_reasons
        lines.append(
            {
                "when": da_date(reading.forbidden.at),
                "what": _("Decided not to be matched"),
                "detail": " · ".join(
                    filter(
                        None,
                        [document.label_of(reasons, reading.forbidden.reason), str(reading.forbidden.by)],
                    )
                ),
                "state": "missed",
                "url": "",
            }
        )
    return lines


def _match_line(programme: Programme, match: Match) -> dict[str, Any]:
    days = [match.started_on or None, match.ended_on or None]
    ran = " – ".join(short_date(day) for day in days if day)
    return {
        "when": da_date(match.created_at),
        "what": str(match.get_state_display()),
        "detail": " · ".join(filter(None, [ran, reason_label(match)])),
        "state": "done",
        "url": reverse("matching:match", args=[programme.key, match.pk]),
    }


def _match_url(programme: Programme, match: Match | None) -> str:
    return reverse("matching:match", args=[programme.key, match.pk]) if match else ""


def _propose_url(programme: Programme, reading: PairReading) -> str:
    """Only where nothing is in the way: else the page says what is."""
    if reading.obstacles or reading.open_match:
        return ""
    return reverse("matching:propose", args=[programme.key])


def _forbid(programme: Programme, reading: PairReading) -> dict[str, Any] | None:
    """What the small form needs that keeps the two apart for good; nothing once they are."""
    if reading.forbidden or reading.open_match:
        return None
    reasons = programme_document(programme).matching.decline_reasons
    return {
        "url": reverse("matching:forbid", args=[programme.key]),
        "reasons": [{"key": reason.key, "label": str(reason.label)} for reason in reasons],
    }
