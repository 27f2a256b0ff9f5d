"""What the matching page shows in the middle: one who waits, and the mentors ranked with reasons.

With a draft the order and the costs are those of the points it was made of; the mentors shown are read as
they are now, and a rule that has come in the way since is said at the row.
"""

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.drafts import Draft
from matching.people_rows import read_rows
from matching.pool import Pool, read_pool
from matching.selectors import matchable_mentors
from matching.showing import bars, facts_of, first_upper, short_needs
from matching.views.board_address import looking_at, pair_url
from matching.views.board_bars import bars_under, heads_of
from matching.views.board_costs import Costs
from matching.views.board_parts import days_waited
from matching.wording import RULE_LABELS
from mentorship.clock import today
from mentorship.http import SignedInRequest, page_or_404
from mentorship.models import Mentor, Programme, Refugee
from mentorship.templatetags.danish import da_number, days_text

MENTORS_A_PAGE = 10
NEAREST = 8  # mentors kept apart by a rule that are shown by name
LOOKED_AT = 24  # of whom the nearest are chosen
MOVED_WITHIN = 0.5  # points; less is no news


def chosen_context(
    request: SignedInRequest, programme: Programme, refugee: Refugee, draft: Draft | None
) -> dict[str, Any]:
    """Facts, ranked mentors, and those a rule keeps apart."""
    of_draft = draft is not None and draft.knows(refugee.pk)
    ranking = _stored(programme, refugee, draft) if draft and of_draft else _live(programme, refugee)
    page = Paginator(ranking.ranked, MENTORS_A_PAGE).get_page(page_or_404(request.GET.get("m")))
    shown = [pk for pk, _score in page.object_list]
    pool = ranking.pool or _narrow_pool(programme, refugee, [*shown, *ranking.near])
    heads = heads_of(pool.rows.weights)
    apart = _nearest_apart(pool, refugee, ranking.near)
    mentors = _mentors([*shown, *(pk for pk, _why in apart)])
    costs = Costs(draft if of_draft else None, refugee, request.GET.get("mentor"))
    rows = [
        _ranked_row(pool, refugee, mentors[pk], score, heads)
        | costs.of(pk, mentors)
        | {"plan_url": looking_at(request.GET, pk), "pair_url": pair_url(programme, refugee.pk, pk)}
        for pk, score in page.object_list
        if pk in mentors
    ]
    return {
        "refugee": refugee,
        "facts": _facts(refugee),
        "worth_asking": _worth_asking(pool, rows),
        "mentor_page": page,
        "heads": heads,
        "rows": rows,
        "possible": len(ranking.ranked),
        "mentors_in_all": ranking.of,
        "excluded": ranking.of - len(ranking.ranked),
        "excluded_rules": [
            {"label": _(RULE_LABELS.get(rule, rule)), "count": count} for rule, count in ranking.out
        ],
        "apart": [
            {"mentor": _mentor_line(pool, mentors[pk]), "why": why} for pk, why in apart if pk in mentors
        ],
        "of_draft": of_draft,
        "advice_url": reverse("matching:advice_person", args=[programme.key, refugee.pk]),
        "columns": len(heads) + 3 + of_draft,
        "left_out": costs.left_out,
        "planned": costs.planned,
        "preview": costs.preview(mentors),
        "looked_up": sorted(
            {row["person_id"] for row in rows} | {refugee.person_id} | costs.looked_up(mentors)
        ),
    }


class _Ranking:
    """Mentors in order, how many there are, whom a rule keeps apart, and the pool if all of it was read."""

    def __init__(self, ranked: Any, of: int, out: Any, near: list[int], pool: Pool | None = None):
        self.ranked, self.of, self.out, self.near, self.pool = ranked, of, out, near, pool


def _live(programme: Programme, refugee: Refugee) -> _Ranking:
    pool = read_pool(programme, on=today(), count_pending=False, refugee=refugee)
    ranked = pool.ranked(refugee.pk)
    possible = {pk for pk, _score in ranked}
    own = next(row for row in pool.rows.refugees if row.id == refugee.pk)
    apart = [row for row in pool.rows.mentors if row.id not in possible]
    apart.sort(key=lambda row: (row.municipality != own.municipality, row.id))
    out = [(rule["rule"], rule["mentors_ruled_out"]) for rule in pool.ruled_out(refugee.pk)]
    near = [row.id for row in apart[:LOOKED_AT]]
    return _Ranking(ranked, len(pool.mentor_ids), out, near, pool)


def _stored(programme: Programme, refugee: Refugee, draft: Draft) -> _Ranking:
    scores = draft.scores
    if scores is None:
        raise ValueError("no points are kept of this plan")
    ranked = scores.ranked(refugee.pk)
    near = matchable_mentors(programme).filter(municipality=refugee.municipality_id)
    near = near.exclude(pk__in=[pk for pk, _score in ranked]).order_by("pk")
    return _Ranking(
        ranked,
        len(scores.mentors),
        scores.ruled_out(refugee.pk),
        list(near.values_list("pk", flat=True)[:LOOKED_AT]),
    )


def _narrow_pool(programme: Programme, refugee: Refugee, mentors: list[int]) -> Pool:
    """The one who is chosen and these mentors, as they are now."""
    rows = read_rows(
        programme,
        refugees=Refugee.objects.filter(pk=refugee.pk),
        mentors=Mentor.objects.filter(pk__in=mentors),
        on=today(),
        count_pending=False,
    )
    return Pool(rows, programme)


def _mentors(keys: list[int]) -> dict[int, Mentor]:
    rows = Mentor.objects.filter(pk__in=keys).select_related(
        "person", "municipality", "organisation", "profile"
    )
    return {row.pk: row for row in rows.order_by()}


def _facts(refugee: Refugee) -> list[dict[str, Any]]:
    told = facts_of(refugee, today(), only=("age_gender", "languages", "wants_gender"))
    return [
        {"label": _("Age and gender"), "value": told["age_gender"]},
        {"label": _("Municipality"), "value": refugee.municipality.name},
        {"label": _("Has waited"), "value": days_text(days_waited(refugee))},
        {"label": _("Languages"), "value": told["languages"]},
        {"label": _("Wishes the other to be"), "value": told["wants_gender"]},
        {"label": _("Needs"), "value": short_needs(refugee)},
    ]


def _worth_asking(pool: Pool, rows: list[dict[str, Any]]) -> str:
    """What is not known of any mentor on the page for this refugee, and what an answer could move."""
    if not rows:
        return ""
    unknown = set.intersection(*({bar.key for bar in row["all_bars"] if bar.value is None} for row in rows))
    if not unknown:
        return ""
    weights = pool.rows.weights
    points = round(100 * sum(weights[key] for key in unknown) / sum(weights.values()))
    labels = [bar.label.lower() for bar in rows[0]["all_bars"] if bar.key in unknown]
    return _("%(what)s. Answers can move up to %(points)s points.") % {
        "what": ", ".join(labels),
        "points": points,
    }


def _ranked_row(
    pool: Pool, refugee: Refugee, mentor: Mentor, score: float, heads: list[dict[str, Any]]
) -> dict[str, Any]:
    because = pool.because(refugee.pk, mentor.pk)
    best = [part["text"] for part in because if part["fit"]][:3]
    now = sum(part["points"] for part in because)
    in_the_way = " ".join(obstacle["text"] for obstacle in pool.obstacles(refugee.pk, mentor.pk))
    return _mentor_line(pool, mentor) | {
        "person_id": mentor.person_id,
        "score": da_number(score),
        "score_now": "" if abs(now - score) < MOVED_WITHIN or in_the_way else da_number(now),
        "in_the_way": in_the_way,
        "bars": bars_under(heads, because),
        "all_bars": bars(because),
        "summary": "; ".join(best),
    }


def _mentor_line(pool: Pool, mentor: Mentor) -> dict[str, Any]:
    profile = getattr(mentor, "profile", None)
    age = mentor.person.age_on(today())
    about = [
        first_upper(profile.occupation) if profile else "",
        _("%(age)s years") % {"age": age} if age is not None else "",
        mentor.municipality.name,
    ]
    free = max(0, mentor.capacity - pool.rows.taken.get(mentor.pk, 0))
    pending = pool.rows.pending.get(mentor.pk, 0)
    places = ngettext(
        "%(free)d of %(all)d place free", "%(free)d of %(all)d places free", mentor.capacity
    ) % {
        "free": free,
        "all": mentor.capacity,
    }
    if pending:
        waiting = ngettext(
            "%(count)d proposal waits for answers", "%(count)d proposals wait for answers", pending
        )
        places = f"{places} · {waiting % {'count': pending}}"
    return {
        "pk": mentor.pk,
        "key": str(mentor.pk),
        "label": mentor.label,
        "protected": mentor.person.is_protected,
        "url": reverse("people:mentor", args=[pool.programme.key, mentor.pk]),
        "about": ", ".join(filter(None, about)),
        "places": places,
    }


def _nearest_apart(pool: Pool, refugee: Refugee, near: list[int]) -> list[tuple[int, str]]:
    """Mentors a rule keeps apart, of the same municipality first, those with one rule in the way first."""
    found = [(pk, pool.obstacles(refugee.pk, pk)) for pk in near if pk in pool.mentor_at]
    found = sorted((each for each in found if each[1]), key=lambda each: len(each[1]))
    return [(pk, " ".join(obstacle["text"] for obstacle in why)) for pk, why in found[:NEAREST]]
