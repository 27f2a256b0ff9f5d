"""Whom places fall to: with and without a pair, by group, and which rules leave whom behind. No person."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from matching.fairness import LEAST, Gap, Group, by_group, figures_of, largest_gap
from matching.fairness_rows import DIMENSIONS, UNKNOWN, newest_with_points, rows_of_plan, rows_so_far
from matching.models import MatchingRun
from matching.services.weights import newest_draft
from matching.views.board_parts import words_of
from matching.views.method_tabs import method_tabs
from matching.wording import RULE_LABELS
from mentorship.clock import today
from mentorship.http import SignedInRequest, needs
from mentorship.languages import language_name
from mentorship.models import Programme
from mentorship.permissions import Permission
from mentorship.templatetags.danish import da_date, da_number, percent
from mentorship.vocabulary import Gender

HEADS = {
    "gender": gettext_lazy("Gender"),
    "age": gettext_lazy("Age"),
    "language": gettext_lazy("Mother tongue"),
    "municipality": gettext_lazy("Municipality"),
}
RULES_SHOWN = 3


@require_safe
@needs(Permission.MATCH_PROPOSE)
def fairness(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Exact counts, for the leader; `?grundlag=kladde` looks at the newest draft alone."""
    draft = newest_draft(programme)
    of_plan = draft if request.GET.get("grundlag") == "kladde" else None
    rows = (
        rows_of_plan(request.user, of_plan) if of_plan else rows_so_far(request.user, programme, on=today())
    )
    tables = {dimension: by_group(rows, dimension) for dimension in DIMENSIONS}
    whole = figures_of("", rows)
    gap = largest_gap(tables)
    looked = of_plan or newest_with_points(programme)
    context = {
        "title": _("Fairness"),
        "tabs": method_tabs(programme, "matching:fairness"),
        "bases": _bases(programme, draft, of_plan),
        "words": words_of(programme),
        "count": whole.n,
        "sentence": gap_sentence(gap, whole),
        "rules_from": da_date(looked.on) if looked else "",
        "board_url": reverse("matching:board", args=[programme.key]),
        "dimensions": [
            _dimension(dimension, groups, whole) for dimension, groups in tables.items() if len(groups) > 1
        ],
        "whole": _line(_("In all"), whole, whole),
        "least": LEAST,
    }
    return render(request, "matching/fairness.html", context)


def _bases(
    programme: Programme, draft: MatchingRun | None, of_plan: MatchingRun | None
) -> list[dict[str, Any]]:
    here = reverse("matching:fairness", args=[programme.key])
    found = [{"label": _("Everybody so far"), "url": here, "current": of_plan is None}]
    if draft:
        found.append({"label": draft.name, "url": f"{here}?grundlag=kladde", "current": of_plan is not None})
    return found


def group_label(dimension: str, key: str) -> str:
    if key == UNKNOWN:
        return _("Not known")
    if key == "other" and dimension != "gender":
        return _("Other")
    if dimension == "gender":
        return str(dict(Gender.choices).get(key, key))
    if dimension == "language":
        return language_name(key)
    return _age(key) if dimension == "age" else key


def _age(key: str) -> str:
    if key.startswith("-"):
        return _("Up to %(age)s years") % {"age": key[1:]}
    if key.endswith("-"):
        return _("%(age)s years and more") % {"age": key[:-1]}
    return _("%(ages)s years") % {"ages": key.replace("-", "–")}


def gap_sentence(gap: Gap | None, whole: Group) -> str:
    """The largest gap in words, with its numbers and how sure it is; what can't be told is said."""
    if not whole.n:
        return ""
    if gap is None:
        return _("No two groups are large enough to be held against each other.")
    effect = gap.effect
    limits = sorted(abs(limit or 0) for limit in (effect.lower, effect.upper))
    numbers = {
        "dimension": str(HEADS[gap.dimension]).lower(),
        "group": group_label(gap.dimension, gap.key),
        "share": percent(effect.x1 / effect.n1),
        "x1": da_number(effect.x1),
        "n1": da_number(effect.n1),
        "rest": percent(effect.x0 / effect.n0),
        "x0": da_number(effect.x0),
        "n0": da_number(effect.n0),
        "points": da_number(abs(effect.pp or 0)),
        "lower": da_number(limits[0]),
        "upper": da_number(limits[1]),
        "tried": da_number(gap.tried),
    }
    text = _(
        "The largest gap is by %(dimension)s: %(group)s have a pair in %(share)s (%(x1)s of %(n1)s), "
        "the others in %(rest)s (%(x0)s of %(n0)s)."
    )
    chance = _(
        "So few people can differ as much by chance alone: %(tried)s groups were held against the others."
    )
    sure = _(
        "The difference is %(points)s percentage points, and lies between %(lower)s and %(upper)s with "
        "95 %% certainty, allowing for %(tried)s groups held against the others."
    )
    return f"{text} {sure if gap.beyond_chance else chance}" % numbers


def _dimension(dimension: str, groups: list[Group], whole: Group) -> dict[str, Any]:
    return {
        "key": dimension,
        "title": HEADS[dimension],
        "rows": [_line(group_label(dimension, group.key), group, whole) for group in groups],
    }


def _line(label: str, group: Group, whole: Group) -> dict[str, Any]:
    rate = group.rate or 0
    return {
        "label": label,
        "n": group.n,
        "paired": group.paired,
        "rate": 100 * rate,
        "target": 100 * (whole.rate or 0),
        "share": percent(group.rate) if group.n else "–",
        "said": _("%(label)s: %(share)s have a pair, %(all)s of everybody")
        % {"label": label, "share": percent(rate), "all": percent(whole.rate or 0)},
        "waited": group.waited,
        "waiting": group.waiting,
        "score": group.score,
        "nobody": group.nobody,
        "looked_at": group.looked_at,
        "possible": group.possible,
        "rules": [_rule(rule, share) for rule, share in group.rules[:RULES_SHOWN] if round(100 * share)],
    }


def _rule(rule: str, share: float) -> str:
    return f"{_(RULE_LABELS.get(rule, rule))} {percent(share)}"
