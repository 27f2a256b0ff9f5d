"""The list of matches, whatever their state."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from matching.answering import asked_and_waiting, unanswered_in_time
from matching.forms import MatchFilter
from matching.models import Match
from matching.models.match import MatchQuerySet
from matching.showing import reason_label, refugee_label, state_tag
from matching.states import MatchState
from matching.views.board_parts import words_of
from mentorship.formats import short_date
from mentorship.http import SignedInRequest, needs, page_or_404, render_page
from mentorship.lists.handing_out import export_address
from mentorship.models import Programme, Refugee, User
from mentorship.permissions import Permission
from mentorship.selectors.search import contains
from mentorship.templatetags.danish import da_date
from mentorship.trail import record_lookups

ROWS_A_PAGE = 25


@never_cache
@require_safe
@needs(Permission.MATCH_VIEW)
def list_matches(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Whose names the page shows is logged, in one insert."""
    form = MatchFilter(request.GET or None, programme=programme)
    rows = Match.objects.filter(programme=programme).visible_to(request.user)
    page = Paginator(
        filtered(rows, form, request.user).for_list(),
        ROWS_A_PAGE,
    ).get_page(page_or_404(request.GET.get("page")))
    seen = {match.refugee.person_id for match in page.object_list}
    seen |= {match.mentor.person_id for match in page.object_list}
    record_lookups(user=request.user, person_ids=sorted(seen), what="match_list", programme=programme)
    context = {
        "form": form,
        "page": page,
        "count": page.paginator.count,
        "entries": [_entry(request.user, programme, match) for match in page.object_list],
        "active": _active(request, form),
        "words": words_of(programme),
        "list_url": reverse("matching:matches", args=[programme.key]),
        "export_url": export_address(reverse("matching:export", args=[programme.key]), request.GET),
    }
    return render_page(request, "matching/matches.html", "matching/partials/_matches.html", context)


def filtered(rows: MatchQuerySet, form: MatchFilter, user: User) -> MatchQuerySet:
    """A refugee is found by name where the reader may open that very case, else by case number alone."""
    form.is_valid()
    chosen = form.cleaned_data if form.is_bound else {}
    if chosen.get("stade"):
        rows = rows.filter(state=chosen["stade"])
    if chosen.get("svar"):
        rows = rows.filter(unanswered_in_time() if chosen["svar"] == "late" else asked_and_waiting())
    if chosen.get("kommune"):
        rows = rows.filter(refugee__municipality=chosen["kommune"])
    if chosen.get("q"):
        text = " ".join(chosen["q"].split())
        known = Q(refugee__in=Refugee.objects.visible_to(user).values("pk"))
        refugee = contains("refugee__case_number", text) | (_named(text, "refugee") & known)
        rows = rows.filter(refugee | _named(text, "mentor"))
    return rows


def _named(text: str, side: str) -> Q:
    """By case number, or by the name of somebody who is not protected."""
    by_name = contains(f"{side}__person__name", text) & Q(**{f"{side}__person__protected": False})
    return contains(f"{side}__case_number", text) | by_name


def _active(request: SignedInRequest, form: MatchFilter) -> list[dict[str, str]]:
    """The filters in force, each with the address of the list without it."""
    found = []
    for name in ("stade", "svar", "kommune", "q"):
        value = (form.cleaned_data if form.is_bound else {}).get(name)
        if value:
            query = request.GET.copy()
            for gone in (name, "page"):
                query.pop(gone, None)
            choices: Any = {"stade": MatchState.choices, "svar": MatchFilter.ASKED}.get(name, ())
            label = dict(choices).get(value, value)
            found.append({"label": str(label), "url": f"?{query.urlencode()}"})
    return found


def _entry(user: User, programme: Programme, match: Match) -> dict[str, Any]:
    return {
        "url": reverse("matching:match", args=[programme.key, match.pk]),
        "refugee": refugee_label(user, match),
        "refugee_protected": match.refugee.person.is_protected,
        "mentor": match.mentor.label,
        "mentor_protected": match.mentor.person.is_protected,
        "town": match.refugee.municipality.name,
        "organisation": str(match.mentor.organisation or ""),
        "tag": state_tag(match),
        "when": _when(match),
        "why": reason_label(match),
    }


def _when(match: Match) -> str:
    """The dates that say how far the match has come."""
    if match.started_on and match.ended_on:
        return f"{short_date(match.started_on)} – {short_date(match.ended_on)}"
    if match.started_on:
        return _("since %(day)s") % {"day": short_date(match.started_on)}
    return _("proposed %(day)s") % {"day": da_date(match.created_at)}
