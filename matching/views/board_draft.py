"""What the matching page shows on its right: the draft, beside what was first proposed, and its pairs."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.board_forms import NameForm, ProposeForm
from matching.drafts import Draft, Since
from matching.models import MatchingRun, PlanChange
from matching.views.board_address import with_refugee
from matching.views.board_costs import signed
from mentorship.http import SignedInRequest, page_or_404
from mentorship.models import Programme, Refugee
from mentorship.templatetags.danish import da_number

PAIRS_A_PAGE = 20
CHANGES_SHOWN = 10
TOWNS_SHOWN = 6


def draft_context(
    request: SignedInRequest, programme: Programme, draft: Draft, others: list[MatchingRun]
) -> dict[str, Any]:
    """The right of the page; names the page shows are in `looked_up`."""
    run = draft.run
    pairs = _pairs(request, draft)
    out = list(
        Refugee.objects.filter(pk__in=draft.standing.left_out)
        .select_related("person", "municipality")
        .order_by("waiting_since", "pk")
    )
    changes = list(run.changes.select_related("by", "refugee", "mentor"))
    done = [change for change in changes if change.number <= run.cursor]
    undone = [change for change in changes if change.number > run.cursor]
    return {
        "run": run,
        "changeable": draft.scores is not None,
        "figures": _figures(draft),
        "pair_page": pairs,
        "pairs": [_pair_row(request, draft, pair) for pair in pairs.object_list],
        "weakest_first": request.GET.get("orden") == "svageste",
        "order_url": _order_url(request),
        "locks": len(draft.standing.locks),
        "out": [
            {
                "pk": row.pk,
                "label": row.label,
                "protected": row.person.is_protected,
                "button_id": f"in-{row.pk}",
            }
            for row in out
        ],
        "left": len(run.unmatched) - len(out),
        "undo": _say(done[-1]) if done else "",
        "redo": _say(undone[0]) if undone else "",
        "changes": [_change_row(change) for change in reversed(done[-CHANGES_SHOWN:])],
        "count": len(done),
        "since": _since(draft.since()),
        "others": [
            {
                "name": other.name,
                "url": f"?plan={other.pk}",
                "matched": other.matched,
                "waiting": other.waiting,
            }
            for other in others
            if other.pk != run.pk
        ],
        "name_form": NameForm(initial={"name": run.name}),
        "propose_form": ProposeForm(initial={"plan": run.pk, "keep": True}),
        "plan_url": reverse("matching:plan", args=[programme.key, run.pk]),
        "put_forward_url": reverse("matching:put_forward", args=[programme.key, run.pk]),
        "looked_up": {pair.refugee.person_id for pair in pairs.object_list}
        | {pair.mentor.person_id for pair in pairs.object_list}
        | {row.person_id for row in out},
    }


def _pairs(request: SignedInRequest, draft: Draft) -> Any:
    """A page of the draft's pairs; best first unless the weakest are asked for."""
    order = ("score", "pk") if request.GET.get("orden") == "svageste" else ("-score", "pk")
    rows = (
        draft.run.pairs.select_related("refugee__person", "mentor__person").defer("because").order_by(*order)
    )
    return Paginator(rows, PAIRS_A_PAGE).get_page(page_or_404(request.GET.get("par")))


def _pair_row(request: SignedInRequest, draft: Draft, pair: Any) -> dict[str, Any]:
    return {
        "refugee_pk": pair.refugee_id,
        "mentor_pk": pair.mentor_id,
        "refugee": pair.refugee.label,
        "mentor": pair.mentor.label,
        "refugee_protected": pair.refugee.person.is_protected,
        "mentor_protected": pair.mentor.person.is_protected,
        "url": with_refugee(request.GET, pair.refugee_id),
        "anchor": f"pair-{pair.refugee_id}",
        "lock_id": f"lock-{pair.refugee_id}",
        "both": _("%(refugee)s with %(mentor)s")
        % {"refugee": pair.refugee.label, "mentor": pair.mentor.label},
        "score": da_number(pair.score),
        "locked": pair.locked,
        "chosen": str(pair.refugee_id) == request.GET.get("refugee"),
    }


def _order_url(request: SignedInRequest) -> str:
    query = request.GET.copy()
    if query.pop("orden", None) is None:
        query["orden"] = "svageste"
    query.pop("par", None)
    return f"?{query.urlencode()}#par"


def _figures(draft: Draft) -> list[dict[str, Any]]:
    """Each figure now, as first proposed, and what the changes did to it."""
    run, first = draft.run, draft.run.first
    weakest = min(draft.points.values(), default=None)
    lines = [
        figure_line(
            _("Matched of %(waiting)s") % {"waiting": da_number(run.waiting)},
            run.matched,
            first.get("matched"),
        ),
        figure_line(_("Points in all"), run.total, first.get("total")),
        figure_line(_("Weakest pair"), weakest, first.get("weakest")),
        figure_line(_("Days of waiting that end"), draft.days if draft.scores else None, first.get("days")),
    ]
    return lines + _towns(draft)


def _towns(draft: Draft) -> list[dict[str, Any]]:
    """Matched by the refugee's municipality, where there is more than one."""
    counted = draft.run.pairs.order_by().values_list("refugee__municipality__name")
    now = dict(counted.annotate(count=Count("pk")))
    first = draft.run.first.get("towns", {})
    names = sorted(now | first)
    if len(names) < 2:
        return []
    return [
        figure_line(name, now.get(name, 0), first.get(name, 0) if draft.run.first else None)
        for name in names[:TOWNS_SHOWN]
    ]


def figure_line(label: str, now: float | None, first: float | None) -> dict[str, Any]:
    """One figure now and at first, and the difference; unknown is a dash."""
    difference = None if now is None or first is None else round(now) - round(first)
    return {
        "label": label,
        "now": da_number(now),
        "first": da_number(first),
        "difference": "" if difference is None else signed(difference),
        "tone": "" if not difference else ("gain" if difference > 0 else "loss"),
    }


def _change_row(change: PlanChange) -> dict[str, Any]:
    return {
        "what": _say(change),
        "who": str(change.by),
        "at": change.at,
        "change": signed(change.total_change),
        "moved": len(change.moved),
    }


def _say(change: PlanChange) -> str:
    """A change by case numbers: it is read by whoever opens the draft later."""
    pair = change.refugee.case_number
    if change.mentor_id and change.mentor:
        pair = _("%(refugee)s with %(mentor)s") % {"refugee": pair, "mentor": change.mentor.case_number}
    return f"{change.get_kind_display()}: {pair}"


def _since(since: Since) -> str:
    """What has happened since the plan was made, in one sentence; empty where nothing has."""
    if not since.any:
        return ""
    told = [
        ngettext("%(count)d has come to wait", "%(count)d have come to wait", since.came)
        % {"count": since.came}
        if since.came
        else "",
        ngettext("%(count)d no longer waits", "%(count)d no longer wait", since.gone) % {"count": since.gone}
        if since.gone
        else "",
        ngettext("%(count)d new mentor", "%(count)d new mentors", since.mentors_came)
        % {"count": since.mentors_came}
        if since.mentors_came
        else "",
        ngettext("%(count)d mentor has left", "%(count)d mentors have left", since.mentors_gone)
        % {"count": since.mentors_gone}
        if since.mentors_gone
        else "",
        ngettext("%(count)d profile is changed", "%(count)d profiles are changed", since.changed)
        % {"count": since.changed}
        if since.changed
        else "",
    ]
    return ", ".join(filter(None, told))
