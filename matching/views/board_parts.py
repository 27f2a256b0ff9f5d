"""What the matching page shows: who waits, and for one of them the mentors ranked with reasons."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.forms import BoardFilter
from matching.models import MatchingRun
from matching.pool import Pool, read_pool
from matching.selectors import matchable_mentors, waiting_refugees
from matching.showing import bars, columns, facts_of, first_upper, short_needs
from matching.wording import RULE_LABELS
from mentorship.clock import today
from mentorship.http import SignedInRequest, page_or_404
from mentorship.models import Mentor, Programme, Refugee
from mentorship.models.person import RefugeeQuerySet
from mentorship.programmes.document import words
from mentorship.selectors.register import search_people
from mentorship.templatetags.danish import da_number, days_text

WAITING_A_PAGE = 50
MENTORS_A_PAGE = 10
FRESH_UP_TO = 60_000  # pairs; with more, who nobody can take on is read from the latest draft
NEAREST = 8  # mentors kept apart by a rule that are shown by name
LOOKED_AT = 24  # of whom the nearest are chosen

GROUPS = ("nobody", "none", "planned")


@dataclass(frozen=True, slots=True)
class Draft:
    """The latest draft plan: which refugee with which mentor, and who is left with which reason."""

    run: MatchingRun
    planned: set[int]
    left: dict[int, list[dict[str, Any]]]


def latest_draft(programme: Programme) -> Draft | None:
    """The newest plan nobody has put forward or discarded; 2 queries."""
    run = programme.matching_runs.filter(state=MatchingRun.State.DRAFT).order_by("-created_at", "-pk").first()
    if run is None:
        return None
    left = {entry["refugee"]: entry["because"] for entry in run.unmatched}
    return Draft(run, set(run.pairs.values_list("refugee_id", flat=True)), left)


def nobody_for(programme: Programme, draft: Draft | None) -> dict[int, str]:
    """Refugees nobody can take on, with the rule that excludes most mentors, in words.

    Worked out now where the programme is small; else as the latest draft found it.
    """
    on = today()
    pairs = waiting_refugees(programme, on=on).count() * matchable_mentors(programme).count()
    if pairs <= FRESH_UP_TO:
        pool = read_pool(programme, on=on, count_pending=False)
        return {pk: _first_rule(pool.ruled_out(pk)) for pk in sorted(pool.without_any())}
    if draft is None:
        return {}
    return {
        pk: _first_rule(rules)
        for pk, rules in draft.left.items()
        if all(rule["rule"] != "places_needed" for rule in rules)
    }


def _first_rule(rules: Any) -> str:
    return rules[0]["text"] if rules else _("No mentors are registered")


def waiting_page(
    request: SignedInRequest,
    programme: Programme,
    form: BoardFilter,
    nobody: dict[int, str],
    draft: Draft | None,
) -> tuple[Page[Any], list[dict[str, Any]]]:
    """A page of those who wait, those nobody can take on first, then the longest wait; and its groups."""
    rows: Any = _filtered(waiting_refugees(programme, on=today()).visible_to(request.user), form)
    planned = draft.planned if draft else set()
    group = Case(
        When(pk__in=list(nobody), then=Value(0)),
        When(pk__in=list(planned), then=Value(2)),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = (
        rows.select_related("person", "municipality", "profile")
        .annotate(group=group)
        .order_by("group", "waiting_since", "pk")
    )
    page = Paginator(rows, WAITING_A_PAGE).get_page(page_or_404(request.GET.get("side")))
    return page, _groups(request, page, nobody, draft)


def _filtered(rows: RefugeeQuerySet, form: BoardFilter) -> Any:
    """Choices the form does not know are passed over; its own error stands beside them."""
    form.is_valid()
    chosen = form.cleaned_data if form.is_bound else {}
    if chosen.get("kommune"):
        rows = rows.filter(municipality=chosen["kommune"])
    if chosen.get("behov"):
        rows = rows.filter(profile__needs__icontains=f'"{chosen["behov"]}"')
    if chosen.get("q"):
        return search_people(rows, " ".join(chosen["q"].split()))
    return rows


def _groups(
    request: SignedInRequest, page: Page[Any], nobody: dict[int, str], draft: Draft | None
) -> list[dict[str, Any]]:
    labels = [
        _("No mentor is possible"),
        _("Without a pair in the plan") if draft else _("Longest waiting first"),
        _("Has a pair in the plan"),
    ]
    found: list[dict[str, Any]] = []
    for row in page.object_list:
        number: int = row.group
        if not found or found[-1]["number"] != number:
            found.append({"number": number, "label": labels[number], "stop": number == 0, "rows": []})
        found[-1]["rows"].append(_waiting_row(request, row, nobody.get(row.pk, "")))
    return found


def _waiting_row(request: SignedInRequest, row: Refugee, why: str) -> dict[str, Any]:
    query = request.GET.copy()
    query["refugee"] = str(row.pk)
    query.pop("m", None)
    return {
        "pk": row.pk,
        "label": row.label,
        "protected": row.person.is_protected,
        "url": f"?{query.urlencode()}",
        "place": row.municipality.name,
        "about": short_needs(row),
        "why": why,
        "days": _days(row),
    }


def _days(row: Refugee) -> int:
    return (today() - row.waiting_since).days if row.waiting_since else 0


def chosen_context(request: SignedInRequest, programme: Programme, refugee: Refugee) -> dict[str, Any]:
    """The middle of the page for one refugee: facts, ranked mentors, and those a rule keeps apart."""
    pool = read_pool(programme, on=today(), count_pending=False, refugee=refugee)
    ranked = pool.ranked(refugee.pk)
    page = Paginator(ranked, MENTORS_A_PAGE).get_page(page_or_404(request.GET.get("m")))
    heads = columns(pool.rows.weights)
    apart = _nearest_apart(pool, refugee)
    mentors = _mentors([pk for pk, _score in page.object_list] + [pk for pk, _why in apart])
    rows = [_ranked_row(pool, refugee, mentors[pk], score, heads) for pk, score in page.object_list]
    excluded = len(pool.mentor_ids) - len(ranked)
    return {
        "refugee": refugee,
        "facts": _facts(refugee),
        "worth_asking": _worth_asking(pool, rows),
        "mentor_page": page,
        "heads": heads,
        "rows": rows,
        "possible": len(ranked),
        "mentors_in_all": len(pool.mentor_ids),
        "excluded": excluded,
        "excluded_rules": _excluded_rules(pool, refugee),
        "apart": [{"mentor": _mentor_line(pool, mentors[pk]), "why": why} for pk, why in apart],
        "looked_up": [row["person_id"] for row in rows] + [refugee.person_id],
    }


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
        {"label": _("Has waited"), "value": days_text(_days(refugee))},
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
    return _mentor_line(pool, mentor) | {
        "person_id": mentor.person_id,
        "score": da_number(score),
        "bars": bars(because, [head["key"] for head in heads]),
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
        "label": mentor.label,
        "protected": mentor.person.is_protected,
        "url": reverse("people:mentor", args=[pool.programme.key, mentor.pk]),
        "about": ", ".join(filter(None, about)),
        "places": places,
    }


def _excluded_rules(pool: Pool, refugee: Refugee) -> list[dict[str, Any]]:
    return [
        {"label": _(RULE_LABELS.get(out["rule"], out["rule"])), "count": out["mentors_ruled_out"]}
        for out in pool.ruled_out(refugee.pk)
    ]


def _nearest_apart(pool: Pool, refugee: Refugee) -> list[tuple[int, str]]:
    """Mentors a rule keeps apart, those with one rule in the way and of the same municipality first."""
    possible = {pk for pk, _score in pool.ranked(refugee.pk)}
    own = next(row for row in pool.rows.refugees if row.id == refugee.pk)
    apart = [row for row in pool.rows.mentors if row.id not in possible]
    apart.sort(key=lambda row: (row.municipality != own.municipality, row.id))
    found = []
    for row in apart[:LOOKED_AT]:
        why = [obstacle["text"] for obstacle in pool.obstacles(refugee.pk, row.id)]
        found.append((len(why), row.id, " ".join(why)))
    found.sort(key=lambda each: each[0])
    return [(pk, why) for _count, pk, why in found[:NEAREST]]


def words_of(programme: Programme) -> dict[str, str]:
    screen = words(programme)
    return {
        "refugee": screen.refugee.one,
        "refugees": screen.refugee.many,
        "the_refugee": screen.refugee.the,
        "mentor": screen.mentor.one,
        "mentors": screen.mentor.many,
        "the_mentor": screen.mentor.the,
        "task_group": screen.task_group.one,
        "the_task_group": screen.task_group.the,
    }
