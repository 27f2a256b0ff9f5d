"""Whom places fall to, for those who may see no person: from a frozen quarter's rounded tables alone."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mentorship.formats import short_date
from mentorship.http import SignedInRequest, needs
from mentorship.models import Programme
from mentorship.permissions import Permission
from mentorship.programmes.document import words
from mentorship.templatetags.danish import da_number, percent
from reporting.charts.sections import SMALLEST_SHARED, group_label
from reporting.models import Snapshot
from reporting.snapshots.breakdowns import summed
from reporting.views.choices import NEWEST_FIRST

TITLES = {
    "gender": gettext_lazy("Gender"),
    "age": gettext_lazy("Age"),
    "municipality": gettext_lazy("Municipality"),
}


@dataclass(frozen=True, slots=True)
class Rounded:
    """A group's people with and without a pair, each a multiple of five."""

    label: str
    paired: int
    without: int

    @property
    def n(self) -> int:
        return self.paired + self.without

    @property
    def share(self) -> float | None:
        """None where so few, rounded, would make a share of nothing."""
        return self.paired / self.n if self.n >= SMALLEST_SHARED else None


@require_safe
@needs(Permission.QUARTER_VIEW)
def fairness(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """The newest quarter frozen with the tables: figures that changed by the day would tell of persons."""
    rows = Snapshot.objects.visible_to(request.user).filter(programme=programme).order_by(*NEWEST_FIRST)
    shown = next((row for row in rows[:8] if (row.data.get("breakdowns") or {}).get("without")), None)
    tables = _tables(shown.data) if shown else []
    context = {
        "title": _("Fairness"),
        "words": words(programme).refugee,
        "quarter": shown.quarter if shown else "",
        "data_on": short_date(shown.data_on) if shown else "",
        "sentence": _sentence(tables),
        "tables": [_shown(key, groups) for key, groups in tables],
        "quarter_url": reverse("reporting:quarter", args=[programme.key]),
        "exact_url": reverse("matching:fairness", args=[programme.key])
        if request.user.may(Permission.MATCH_PROPOSE, programme)
        else "",
    }
    return render(request, "reporting/fairness.html", context)


def _tables(figures: dict[str, Any]) -> list[tuple[str, list[Rounded]]]:
    """Each trait both tables were let out with; sums of the rounded cells, never counted anew."""
    told = figures["breakdowns"]
    names = {place["code"]: place["name"] for place in figures["municipalities"]}
    found = []
    for trait in ("gender", "age"):
        paired, without = (dict(summed(told[side], trait)) for side in ("refugees", "without"))
        if paired and without:
            keys = dict.fromkeys([*paired, *without])
            groups = [
                Rounded(group_label(key), sum(paired.get(key, ())), sum(without.get(key, ()))) for key in keys
            ]
            found.append((trait, [group for group in groups if group.n]))
    towns = [
        Rounded(names[code], *(_column(told[side], at) for side in ("refugees", "without")))
        for at, code in enumerate(told["refugees"]["columns"])
    ]
    return [*found, ("municipality", towns)] if len(towns) > 1 and told["refugees"]["rows"] else found


def _column(table: dict[str, Any], at: int) -> int:
    return sum(row[at] for row in table["cells"])


def _sentence(tables: list[tuple[str, list[Rounded]]]) -> str:
    """The two groups furthest apart, in shares of rounded figures."""

    def share(group: Rounded) -> float:
        return group.share or 0

    widest: tuple[float, str, Rounded, Rounded] | None = None
    for trait, groups in tables:
        shared = sorted(
            (group for group in groups if group.share is not None), key=lambda group: group.share or 0
        )
        if len(shared) > 1:
            apart = share(shared[-1]) - share(shared[0])
            if widest is None or apart > widest[0]:
                widest = (apart, trait, shared[-1], shared[0])
    if widest is None:
        return _("The groups are too small to be held against each other.")
    _apart, trait, high, low = widest
    return _(
        "The largest gap is by %(trait)s: about %(high)s of %(most)s have a pair, and about %(low)s of "
        "%(least)s. The figures are rounded: with few people the gap may be chance."
    ) % {
        "trait": str(TITLES[trait]).lower(),
        "high": percent(high.share),
        "most": high.label,
        "low": percent(low.share),
        "least": low.label,
    }


def _shown(key: str, groups: list[Rounded]) -> dict[str, Any]:
    return {
        "key": key,
        "title": TITLES[key],
        "rows": [
            {
                "label": group.label,
                "paired": da_number(group.paired),
                "without": da_number(group.without),
                "share": percent(group.share),
                "rate": None if group.share is None else 100 * group.share,
                "said": _("%(label)s: about %(share)s have a pair")
                % {"label": group.label, "share": percent(group.share)},
            }
            for group in groups
        ],
    }
