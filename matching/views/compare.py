"""Two stored plans side by side: what each reaches, what it was made from, and whose mentor differs."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from matching.comparing import Figures, Side, by_town, differing, figures, moves
from matching.models import MatchingRun
from matching.rule_words import rule_label, rule_value
from matching.views.board_parts import words_of
from matching.views.method_tabs import method_tabs
from matching.views.trial_parts import MOVES_A_PAGE, move_rows
from mentorship.http import SignedInRequest, needs, page_or_404
from mentorship.models import Programme, Refugee
from mentorship.permissions import Permission
from mentorship.programmes.vocabulary import MATCH_CRITERIA
from mentorship.templatetags.danish import da_date, da_datetime, da_number, signed
from mentorship.trail import record_lookups

NEWEST = 50


class TwoPlansForm(forms.Form):
    """Which two of the newest plans."""

    a = forms.TypedChoiceField(label=gettext_lazy("The first"), coerce=int, required=False)
    b = forms.TypedChoiceField(label=gettext_lazy("The second"), coerce=int, required=False)

    def __init__(self, data: Any, *, runs: list[MatchingRun], initial: dict[str, Any]):
        super().__init__(data, initial=initial)
        choices = [(run.pk, f"{run.name} · {da_datetime(run.created_at)} · {run.pk}") for run in runs]
        for name in ("a", "b"):
            field: Any = self.fields[name]
            field.choices = choices


@never_cache
@require_safe
@needs(Permission.MATCH_PROPOSE)
def compare(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """`?a=&b=` choose the plans; without, the newest beside the one before it. Whoever is named is logged."""
    newest = programme.matching_runs.order_by("-created_at", "-pk").defer("params", "unmatched")
    runs = list(newest[:NEWEST])
    context: dict[str, Any] = {
        "title": _("Compare plans"),
        "tabs": method_tabs(programme, "matching:compare"),
        "words": words_of(programme),
        "here": reverse("matching:compare", args=[programme.key]),
        "enough": len(runs) > 1,
    }
    if len(runs) > 1:
        one = _chosen(request, programme, "a", runs[1])
        other = _chosen(request, programme, "b", runs[0])
        shown = {run.pk: run for run in (one, other, *runs)}
        chosen = {"a": one.pk, "b": other.pk}
        context["form"] = TwoPlansForm(None, runs=list(shown.values()), initial=chosen)
        context |= _compared(request, programme, one, other)
    return render(request, "matching/compare.html", context)


def _chosen(request: SignedInRequest, programme: Programme, name: str, usual: MatchingRun) -> MatchingRun:
    """The plan of the address; 404 where it is no plan of this programme."""
    wanted = request.GET.get(name) or str(usual.pk)
    if not wanted.isdecimal():
        raise Http404
    run = programme.matching_runs.select_related("created_by").filter(pk=int(wanted)).first()
    if run is None:
        raise Http404
    return run


def _compared(
    request: SignedInRequest, programme: Programme, one: MatchingRun, other: MatchingRun
) -> dict[str, Any]:
    sides = side_of(one), side_of(other)
    found = moves(sides[0].mentors, sides[1].mentors)
    page = Paginator(found, MOVES_A_PAGE).get_page(page_or_404(request.GET.get("side")))
    rows, seen = move_rows(request.user, programme, list(page.object_list))
    for row, move in zip(rows, page.object_list, strict=True):
        _tell_apart(row, move.refugee, sides)
    record_lookups(user=request.user, person_ids=sorted(seen), what="plan", programme=programme)
    counts = {kind: sum(move.kind == kind for move in found) for kind in ("other", "gained", "lost")}
    return {
        "plans": [
            {"name": run.name, "url": reverse("matching:plan", args=[programme.key, run.pk])}
            for run in (one, other)
        ],
        "result": _result(figures(sides[0]), figures(sides[1])),
        "towns": [_town(town) for town in by_town(*sides)],
        "record": _record(one, other),
        "weights": _weights(one, other),
        "rules": _rules(one, other),
        "counts": counts,
        "changed": len(found),
        "page": page,
        "rows": rows,
    }


def side_of(run: MatchingRun) -> Side:
    """A stored plan by keys; 2 queries. Days of waiting as the register counts them to the plan's day."""
    pairs = list(
        run.pairs.order_by("refugee_id").values_list(
            "refugee_id", "mentor_id", "score", "refugee__waiting_since", "refugee__municipality__name"
        )
    )
    left = [entry["refugee"] for entry in run.unmatched]
    towns = dict(Refugee.objects.filter(pk__in=left).order_by().values_list("pk", "municipality__name"))
    return Side(
        mentors={refugee: mentor for refugee, mentor, *_rest in pairs},
        scores={refugee: score for refugee, _mentor, score, *_rest in pairs},
        days={row[0]: max(0, (run.on - row[3]).days) for row in pairs if row[3]},
        towns={row[0]: row[4] for row in pairs} | towns,
    )


def _tell_apart(row: dict[str, Any], refugee: int, sides: tuple[Side, Side]) -> None:
    """Who did not wait at all when the other plan was made has gained or lost nothing by it."""
    if refugee not in sides[0].towns:
        row["tag"] = {"label": _("Waits since the first"), "tone": "neutral"}
    elif refugee not in sides[1].towns:
        row["tag"] = {"label": _("No longer waiting in the second"), "tone": "neutral"}


def _result(one: Figures, other: Figures) -> list[list[str]]:
    lines: list[tuple[str, float | None, float | None]] = [
        (_("Matched"), one.matched, other.matched),
        (_("Points in all"), one.total, other.total),
        (_("Weakest pair"), one.weakest, other.weakest),
        (_("Days of waiting that end"), one.days, other.days),
    ]
    return [
        [
            label,
            da_number(before),
            da_number(after),
            "" if before is None or after is None else signed(round(after) - round(before)),
        ]
        for label, before, after in lines
    ]


def _town(town: Any) -> list[str]:
    told = [
        _("%(matched)s of %(waiting)s") % {"matched": da_number(matched), "waiting": da_number(waiting)}
        for matched, waiting in zip(town.matched, town.waiting, strict=True)
    ]
    return [town.name, *told, signed(town.matched[1] - town.matched[0])]


def _record(one: MatchingRun, other: MatchingRun) -> list[list[str]]:
    """What the two were made from, but weights and rules, which are told where they differ."""
    lines = {
        _("Made"): lambda run: da_datetime(run.created_at),
        _("Made by"): lambda run: str(run.created_by or _("the shell")),
        _("For those who wait on"): lambda run: da_date(run.on),
        _("Version of the programme"): lambda run: str(run.programme_version),
        _("Who waited"): lambda run: da_number(run.waiting),
        _("Places"): lambda run: da_number(run.places),
        _("Locked pairs"): lambda run: da_number(len(run.params.get("locks", ()))),
        _("Pairs kept apart"): lambda run: da_number(len(run.params.get("without", ()))),
        _("Left out"): lambda run: da_number(len(run.params.get("left_out", ()))),
        _("Seconds"): lambda run: da_number(run.seconds, 1),
        _("Proven best"): lambda run: _("Yes") if run.optimal else _("No"),
    }
    return [[label, read(one), read(other)] for label, read in lines.items()]


def _weights(one: MatchingRun, other: MatchingRun) -> list[list[str]]:
    found = differing(one.params.get("weights", {}), other.params.get("weights", {}), alike=(0, 0.0))
    return [
        [MATCH_CRITERIA.label(key), f"{before or 0:g}".replace(".", ","), f"{after or 0:g}".replace(".", ",")]
        for key, before, after in found
    ]


def _rules(one: MatchingRun, other: MatchingRun) -> list[list[str]]:
    found = differing(one.params.get("rules", {}), other.params.get("rules", {}))
    return [
        [rule_label(key), rule_value(key, before), rule_value(key, after)] for key, before, after in found
    ]
