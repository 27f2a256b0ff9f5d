"""What the pages of the advice show: who is left, what would help, whom to recruit; keys put into words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from matching.advice_changes import UP_TO
from matching.advising import mentors_by_key
from matching.candidates import FEWEST
from matching.views.advice_words import (
    GENDERS,
    HOW,
    SLOTS,
    clause,
    gain_text,
    heading,
    outcome,
    remedy_url,
    served_text,
)
from matching.views.board_parts import words_of
from matching.wording import RULE_LABELS
from matching.words import WORDS
from mentorship.clock import today
from mentorship.languages import language_name
from mentorship.models import Job, Mentor, Programme, Refugee
from mentorship.templatetags.danish import da_datetime, da_number
from mentorship.vocabulary import Need

NAMED = 6  # of a suggestion's people by name; the rest are counted
RULES_SHOWN = 3

Told = dict[str, Any]


def standing(programme: Programme, advice: Told | None, job: Job | None, left: int) -> Told | None:
    """How many wait, how many have somebody in the best plan, and from when that is."""
    if advice is None:
        return None
    screen = words_of(programme)
    return {
        "tiles": [
            {"label": _("Waiting"), "value": da_number(advice["waiting"])},
            {"label": _("Can be matched now"), "value": da_number(advice["served"])},
            {"label": _("Nobody found"), "value": da_number(left)},
        ],
        "as_of": _("As it was %(when)s.") % {"when": da_datetime(job.finished_at)} if job else "",
        "everybody": _("Everyone who waits can be matched: propose for all.") if not left else "",
        "mentors": _("%(count)s %(mentors)s were looked at.")
        % {"count": da_number(advice["mentors"]), "mentors": screen["mentors"]},
    }


def group_rows(programme: Programme, advice: Told, waiting: set[int]) -> tuple[list[Told], set[int]]:
    """(suggestions for several, most served first; people named there). Two queries."""
    groups = [each for each in advice["together"] if set(each["refugees"]) & waiting]
    mentors = mentors_by_key([pk for each in groups for pk in each["mentors"][:NAMED]])
    refugees = _refugees([pk for each in groups for pk in each["refugees"][:NAMED] if pk in waiting])
    rows = []
    for each in groups:
        served = [pk for pk in each["refugees"] if pk in waiting]
        told = each | {"refugees": served}
        rows.append(
            {
                "heading": heading(programme, told),
                "served": served_text(programme, len(served), up_to=each["kind"] in UP_TO),
                "how": str(HOW[each["kind"]]),
                "mentors": _people(programme, "mentor", each["kind"], each["mentors"], mentors),
                "more_mentors": max(0, len(each["mentors"]) - NAMED),
                "refugees": _people(programme, "refugee", each["kind"], served, refugees),
                "more_refugees": max(0, len(served) - NAMED),
            }
        )
    named = {row.person_id for row in [*mentors.values(), *refugees.values()]}
    return rows, named


def _refugees(keys: list[int]) -> dict[int, Refugee]:
    rows = Refugee.objects.filter(pk__in=set(keys)).select_related("person", "municipality")
    return {row.pk: row for row in rows.order_by()}


def _people(
    programme: Programme, side: str, kind: str, keys: list[int], rows: Mapping[int, Mentor | Refugee]
) -> list[Told]:
    """The first of them, each with the way to where the change is made, else to the advice about them."""
    found = []
    for pk in keys[:NAMED]:
        row = rows.get(pk)
        if row is None:
            continue
        url = remedy_url(kind, programme, **{side: pk})
        page = "people:mentor" if side == "mentor" else "matching:advice_person"
        found.append({"label": row.label, "url": url or reverse(page, args=[programme.key, pk])})
    return found


def left_rows(programme: Programme, advice: Told, rows: Iterable[Refugee]) -> list[Told]:
    """Those on the page, each with the rules that exclude most and the change that helps most."""
    by_key = {each["refugee"]: each for each in advice["left"]}
    return [_left_row(programme, row, by_key[row.pk]) for row in rows]


def _left_row(programme: Programme, row: Refugee, told: Told) -> Told:
    best = told["options"][0] if told["options"] else None
    return {
        "label": row.label,
        "protected": row.person.is_protected,
        "town": row.municipality.name,
        "days": (today() - row.waiting_since).days if row.waiting_since else None,
        "url": reverse("matching:advice_person", args=[programme.key, row.pk]),
        "rules": _rules(told)[:RULES_SHOWN],
        "fitting": told["fitting"],
        "clause": clause(programme, best, words_of(programme)["the_refugee"]) if best else "",
        "outcome": outcome(programme, best) if best else "",
        "gain": gain_text(best["gain"]) if best else "",
    }


def _rules(told: Told) -> list[Told]:
    """The rule that excludes most first."""
    found = sorted(told["rules"].items(), key=lambda each: (-each[1], each[0]))
    return [{"rule": rule, "label": _(RULE_LABELS.get(rule, rule)), "count": count} for rule, count in found]


def rule_rows(programme: Programme, told: Told, refugee: Refugee) -> list[Told]:
    return [row | {"url": remedy_url(row["rule"], programme, refugee=refugee.pk)} for row in _rules(told)]


def option_rows(programme: Programme, told: Told, refugee: Refugee) -> tuple[list[Told], set[int]]:
    """(changes, the one that helps most first; people named). One query."""
    mentors = mentors_by_key([pk for option in told["options"] for pk in option["mentors"][:NAMED]])
    rows = []
    for option in told["options"]:
        named = [mentors[pk] for pk in option["mentors"][:NAMED] if pk in mentors]
        rows.append(
            {
                "clause": clause(programme, option, refugee.label),
                "outcome": outcome(programme, option),
                "gain": gain_text(option["gain"]),
                "helps": bool(option["gain"]),
                "how": str(HOW[option["kind"]]),
                "url": remedy_url(option["kind"], programme, refugee=refugee.pk),
                "mentors": [
                    {
                        "label": row.label,
                        "place": row.municipality.name,
                        "url": reverse("matching:pair", args=[programme.key, refugee.pk, row.pk]),
                    }
                    for row in named
                ],
                "more": option["count"] - len(named),
            }
        )
    return rows, {row.person_id for row in mentors.values()}


def wanted_rows(programme: Programme, advice: Told) -> list[Told]:
    """Kinds of mentors, each with how many are wanted and what those they would serve have in common."""
    rows, so_far = [], 0
    for wanted in advice["wanted"]:
        count = len(wanted["refugees"])
        so_far += count
        rows.append(
            {
                "kind": kind_text(programme, wanted["kind"]),
                "count": count,
                "on_paper": _on_paper(count),
                "so_far": so_far,
                "towns": _counted(wanted["towns"]),
                "needs": _counted(_needs(wanted)),
                "needs_on_paper": ", ".join(_needs(wanted)),
                "longest": wanted["longest"],
            }
        )
    return rows


def _needs(wanted: Told) -> dict[str, int]:
    labels = dict(Need.choices)
    return {str(labels[need]).lower(): many for need, many in wanted["needs"].items()}


def _on_paper(count: int) -> str:
    """What leaves the house tells no small number."""
    if count < FEWEST:
        return _("up to %(count)s") % {"count": FEWEST}
    return _("about %(count)s") % {"count": da_number(FEWEST * round(count / FEWEST))}


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {da_number(many)}" for name, many in counts.items())


def kind_text(programme: Programme, kind: Mapping[str, str]) -> str:
    """A kind of mentor in words, from what matters most on."""
    screen = words_of(programme)
    parts = [_("speaks %(language)s") % {"language": language_name(kind["language"])}]
    if kind["gender"]:
        parts.insert(0, str(GENDERS[kind["gender"]]))
    if kind["municipality"]:
        parts.append(_("lives in %(place)s") % {"place": kind["municipality"]})
    if kind["postcode"]:
        parts.append(_("lives near %(place)s") % {"place": kind["postcode"]})
    if kind["slot"]:
        parts.append(_("can meet %(slot)s") % {"slot": SLOTS[kind["slot"]]})
    if kind["field"]:
        parts.append(
            _("works in %(field)s") % {"field": _(WORDS.get(f"field.{kind['field']}", kind["field"]))}
        )
    text = ", ".join(parts)
    return f"{screen['mentor'][:1].upper()}{screen['mentor'][1:]}: {text}"
