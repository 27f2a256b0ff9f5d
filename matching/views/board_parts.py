"""What the matching page shows on its left: who waits, in which order, and why nobody can take some on."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Value, When
from django.utils.translation import gettext as _

from matching.board_forms import GROUPS, SORTS, BoardFilter
from matching.draft_words import rule_lines
from matching.drafts import Draft
from matching.models import PlannedPair
from matching.pool import read_pool
from matching.selectors import matchable_mentors, waiting_refugees
from matching.showing import short_needs
from matching.views.board_address import with_refugee
from mentorship.clock import today
from mentorship.http import SignedInRequest, page_or_404
from mentorship.models import Programme, Refugee
from mentorship.models.person import RefugeeQuerySet
from mentorship.programmes.document import words
from mentorship.selectors.register import search_people
from mentorship.templatetags.danish import da_number

WAITING_A_PAGE = 50
FRESH_UP_TO = 60_000  # pairs; with more, who nobody can take on is read from the draft


@dataclass(frozen=True, slots=True)
class Nobody:
    """Refugees nobody can take on; `why` says in words which rule excludes most mentors."""

    keys: Set[int]
    why: Callable[[int], str]


def nobody_for(programme: Programme, draft: Draft | None) -> Nobody:
    """As the draft found it; without one, worked out now where the programme is small."""
    if draft is not None:
        return _nobody_of(draft)
    on = today()
    pairs = waiting_refugees(programme, on=on).count() * matchable_mentors(programme).count()
    if pairs > FRESH_UP_TO:
        return Nobody(frozenset(), lambda pk: "")
    pool = read_pool(programme, on=on, count_pending=False)
    return Nobody(pool.without_any(), lambda pk: _first_rule(pool.ruled_out(pk)))


def _nobody_of(draft: Draft) -> Nobody:
    scores = draft.scores
    if scores is not None:
        return Nobody(frozenset(scores.nobody), lambda pk: _first_rule(rule_lines(scores, pk)))
    left = {
        entry["refugee"]: entry["because"]
        for entry in draft.run.unmatched
        if all(rule["rule"] != "places_needed" for rule in entry["because"])
    }
    return Nobody(left.keys(), lambda pk: _first_rule(left[pk]))


def _first_rule(rules: Any) -> str:
    return rules[0]["text"] if rules else _("No mentors are registered")


def waiting_page(
    request: SignedInRequest,
    programme: Programme,
    form: BoardFilter,
    nobody: Nobody,
    draft: Draft | None,
) -> tuple[Page[Any], list[dict[str, Any]]]:
    """A page of those who wait, those nobody can take on first, then as asked for; and its groups."""
    form.is_valid()
    chosen = form.cleaned_data if form.is_bound else {}
    rows: Any = _filtered(waiting_refugees(programme, on=today()).visible_to(request.user), chosen)
    rows = rows.annotate(group=_group(nobody, draft))
    counts = dict(rows.order_by().values_list("group").annotate(count=Count("pk")))
    if chosen.get("vis"):
        rows = rows.filter(group=GROUPS.index(chosen["vis"]))
    order = SORTS.get(chosen.get("sorter", ""), SORTS[""])
    rows = rows.select_related("person", "municipality", "profile").order_by("group", *order)
    page = Paginator(rows, WAITING_A_PAGE).get_page(page_or_404(request.GET.get("side")))
    return page, _groups(request, page, nobody, draft, counts)


def _group(nobody: Nobody, draft: Draft | None) -> Case:
    """Which of GROUPS a refugee is in."""
    whens = [When(pk__in=list(nobody.keys), then=Value(0))]
    if draft:
        has_pair = PlannedPair.objects.filter(run=draft.run, refugee=OuterRef("pk"))
        whens.insert(0, When(pk__in=list(draft.standing.left_out), then=Value(3)))
        whens.append(When(Exists(has_pair), then=Value(2)))
    return Case(*whens, default=Value(1), output_field=IntegerField())


def _filtered(rows: RefugeeQuerySet, chosen: dict[str, Any]) -> Any:
    """Choices the form does not know are passed over; its own error stands beside them."""
    if chosen.get("kommune"):
        rows = rows.filter(municipality=chosen["kommune"])
    if chosen.get("behov"):
        rows = rows.filter(profile__needs__icontains=f'"{chosen["behov"]}"')
    if chosen.get("q"):
        return search_people(rows, " ".join(chosen["q"].split()))
    return rows


def _groups(
    request: SignedInRequest,
    page: Page[Any],
    nobody: Nobody,
    draft: Draft | None,
    counts: dict[int, int],
) -> list[dict[str, Any]]:
    labels = [
        _("No mentor is possible"),
        _("Without a pair in the plan") if draft else _("A mentor is possible"),
        _("Has a pair in the plan"),
        _("Left out of the plan"),
    ]
    found: list[dict[str, Any]] = []
    for row in page.object_list:
        number: int = row.group
        if not found or found[-1]["number"] != number:
            head = f"{labels[number]} · {da_number(counts.get(number, 0))}"
            found.append({"number": number, "label": head, "stop": number == 0, "rows": []})
        why = nobody.why(row.pk) if number == 0 else ""
        found[-1]["rows"].append(_waiting_row(request, row, why, draft))
    return found


def _waiting_row(request: SignedInRequest, row: Refugee, why: str, draft: Draft | None) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "label": row.label,
        "protected": row.person.is_protected,
        "url": with_refugee(request.GET, row.pk),
        "place": row.municipality.name,
        "about": short_needs(row),
        "why": why,
        "days": days_waited(row),
        "fresh": draft is not None and draft.scores is not None and not draft.knows(row.pk),
    }


def days_waited(row: Refugee) -> int:
    return (today() - row.waiting_since).days if row.waiting_since else 0


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
