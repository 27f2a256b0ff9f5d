"""What trying other weights showed: two plans as figures, and who would have another mentor."""

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.comparing import Move
from matching.services.weights import trial_day
from mentorship.http import SignedInRequest, page_or_404
from mentorship.models import Job, Mentor, Programme, Refugee, User
from mentorship.templatetags.danish import da_number, signed

MOVES_A_PAGE = 25
NEWS = {"lost": "stop", "gained": "ok", "other": "info"}


def trial_context(
    request: SignedInRequest, programme: Programme, job: Job
) -> tuple[dict[str, Any], set[int]]:
    """What the page shows of a trial, and the people it names."""
    told = job.result
    found = [Move(*move) for move in told["moves"]]
    page = Paginator(found, MOVES_A_PAGE).get_page(page_or_404(request.GET.get("side")))
    rows, seen = move_rows(request.user, programme, list(page.object_list))
    counts = {kind: sum(move.kind == kind for move in found) for kind in NEWS}
    run = programme.matching_runs.filter(pk=told["run"]).first() if told["run"] else None
    return {
        "run": run,
        "run_url": reverse("matching:plan", args=[programme.key, run.pk]) if run else "",
        "on": trial_day(told),
        "seconds": told["seconds"],
        "old": job.params["version"] != programme.version,
        "gone": told["gone"],
        "table": _figures(told),
        "sentence": _sentence(counts),
        "page": page,
        "rows": rows,
    }, seen


def _figures(told: dict[str, Any]) -> list[list[str]]:
    """What is, what would be, and the difference, measured by one yardstick: the new weights."""
    before, repriced, after = told["before"], told["repriced"], told["after"]
    return [
        _line(_("Matched"), before["matched"], after["matched"]),
        _line(_("Days of waiting that end"), before["days"], after["days"]),
        _line(_("Points in all, by the new weights"), repriced["total"], after["total"]),
        _line(_("Weakest pair, by the new weights"), repriced["weakest"], after["weakest"]),
        [
            _("Points in all, each by its own weights"),
            da_number(before["total"]),
            da_number(after["total"]),
            "",
        ],
    ]


def _line(label: str, before: float | None, after: float | None) -> list[str]:
    change = "" if before is None or after is None else signed(round(after) - round(before))
    return [label, da_number(before), da_number(after), change]


def _sentence(counts: dict[str, int]) -> str:
    changed = sum(counts.values())
    if not changed:
        return _("Nobody would have another mentor.")
    said = ngettext(
        "%(count)d would be matched differently.", "%(count)d would be matched differently.", changed
    ) % {"count": changed}
    if counts["gained"] or counts["lost"]:
        said += " " + _("%(gained)d get a place, %(lost)d lose it.") % counts
    return said


def move_rows(user: User, programme: Programme, found: list[Move]) -> tuple[list[dict[str, Any]], set[int]]:
    """Rows of who changes, with the names of both mentors, and the people named; 2 queries."""
    refugees = _people(user, Refugee, programme, {move.refugee for move in found})
    keys = {key for move in found for key in (move.before, move.after) if key}
    mentors = _people(user, Mentor, programme, keys)
    labels = {"lost": _("Loses the place"), "gained": _("Gets a place"), "other": _("Another mentor")}
    rows = [
        {
            "refugee": _line_of(refugees.get(move.refugee), programme, "people:refugee"),
            "before": _line_of(mentors.get(move.before or 0), programme, "people:mentor"),
            "after": _line_of(mentors.get(move.after or 0), programme, "people:mentor"),
            "tag": {"label": labels[move.kind], "tone": NEWS[move.kind]},
        }
        for move in found
    ]
    return rows, {row.person_id for row in (*refugees.values(), *mentors.values())}


def _people(user: User, model: Any, programme: Programme, keys: set[int]) -> dict[int, Any]:
    rows = (
        model.objects.visible_to(user)
        .filter(programme=programme, pk__in=keys)
        .select_related("person", "municipality")
    )
    return {row.pk: row for row in rows.order_by()}


def _line_of(row: Any, programme: Programme, page: str) -> dict[str, Any] | None:
    """None: without a pair, or a person who is no longer in the register."""
    if row is None:
        return None
    return {
        "label": row.label,
        "url": reverse(page, args=[programme.key, row.pk]),
        "protected": row.person.is_protected,
        "town": row.municipality.name,
    }
