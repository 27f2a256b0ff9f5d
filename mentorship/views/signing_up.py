"""Whom to sign up for an activity: several at a time, and only people the user may see."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mentorship.activities.attending import sign_up, take_off
from mentorship.activities.planning import sessions_with_taken
from mentorship.errors import DomainError
from mentorship.forms.activities import CandidateFilter
from mentorship.http import needs, page_or_404
from mentorship.models import Activity, Programme
from mentorship.permissions import Permission
from mentorship.selectors.activities import candidates, lacked_field
from mentorship.trail import record_lookups
from mentorship.views.activities import activity_or_404
from mentorship.views.activity_parts import activity_url, chosen_side, crumbs, sides_seen, when
from mentorship.views.sides import MENTORS, REFUGEES, Side

PEOPLE_A_PAGE = 25


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACTIVITY_CHANGE)
def choose_people(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """Offer whoever lacks the course, and sign up those who are ticked."""
    row = activity_or_404(request, programme, pk)
    side = chosen_side(request, sides_seen(request, programme, row))
    if side is None:
        return HttpResponseRedirect(activity_url(row, programme))
    if request.method != "POST":
        return _candidates_page(request, programme, row, side)
    people = _ticked(request, programme, side)
    sessions = {int(word) for word in request.POST.getlist("sessions") if word.isdecimal()}
    known = set(row.sessions.values_list("pk", flat=True))
    try:
        count = sign_up(activity=row, people=people, sessions=sessions & known, by=request.user)  # type: ignore[arg-type]  # signed in by middleware
    except DomainError as error:
        return _candidates_page(request, programme, row, side, error=str(error))
    told = ngettext("%(count)d person is signed up.", "%(count)d people are signed up.", count)
    messages.success(request, told % {"count": count})
    return HttpResponseRedirect(f"{activity_url(row, programme)}?side={side.name}#deltagere")


def _ticked(request: HttpRequest, programme: Programme, side: Side) -> list[Any]:
    """The people ticked; a foreign one among them is a 404, as on a page of its own."""
    keys = {int(word) for word in request.POST.getlist("people") if word.isdecimal()}
    people = list(side.rows(request, programme).filter(pk__in=keys).order_by("pk"))
    if len(people) < len(keys):
        raise Http404
    return people


def _candidates_page(
    request: HttpRequest, programme: Programme, row: Activity, side: Side, *, error: str = ""
) -> HttpResponse:
    lacking_label = _lacking_label(row, side)
    asked = request.POST if request.method == "POST" else request.GET
    found = CandidateFilter(asked, programme=programme, lacking_label=lacking_label)
    chosen = found.cleaned_data if found.is_valid() else {}
    place = chosen.get("kommune")
    rows = candidates(
        row,
        side.rows(request, programme),
        lacking=bool(lacking_label) and chosen.get("vis") != "alle",
        text=" ".join(str(chosen.get("q") or "").split()),
        municipality=place.code if place else "",
    )
    page = Paginator(rows, PEOPLE_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    record_lookups(
        user=request.user,  # type: ignore[arg-type]  # signed in by middleware
        person_ids=[person.person_id for person in page.object_list],
        what="list",
        programme=programme,
    )
    context = _choosing(request, programme, row, side, found) | {
        "page": page,
        "people": [_candidate(person, side) for person in page.object_list],
        "ticked": set(request.POST.getlist("people")),
        "error": error,
        "lacking_label": lacking_label,
    }
    return render(request, "mentorship/activity_sign_up.html", context, status=400 if error else 200)


def _choosing(
    request: HttpRequest, programme: Programme, row: Activity, side: Side, found: CandidateFilter
) -> dict[str, Any]:
    url = activity_url(row, programme, "_signup")
    title = _("Sign people up")
    kept = [
        {"name": name, "value": found.data.get(name, "")}
        for name in ("side", "vis", "kommune", "q")
        if name != "side" and found.data.get(name)
    ]
    sides = sides_seen(request, programme, row)
    return {
        "title": title,
        "row": row,
        "crumbs": crumbs(programme, row, title),
        "side": side.name,
        "words": side.words(programme),
        "tabs": [
            {
                "label": one.words(programme).many.capitalize(),
                "url": f"?{urlencode({'side': one.name})}",
                "current": one is side,
            }
            for one in sides
        ]
        if len(sides) > 1
        else [],
        "filter": found,
        "kept": kept,
        "action": url,
        "everybody_url": f"{url}?{urlencode({'side': side.name, 'vis': 'alle'})}",
        "sessions": [_session_choice(session, row) for session in sessions_with_taken(row)],
        "cancel_url": activity_url(row, programme),
    }


def _session_choice(session: Any, row: Activity) -> dict[str, Any]:
    left = None if row.places is None else max(0, row.places - session.taken)
    told = ""
    if left is not None:
        told = ngettext("%(count)d place left", "%(count)d places left", left) % {"count": left}
    return {"pk": session.pk, "when": when(session), "left": told, "full": left == 0}


def _lacking_label(row: Activity, side: Side) -> str:
    names = {
        "intro_course_on": _("Those who lack the introduction course"),
        "trained_on": _("Those who lack the mentor training"),
    }
    return names.get(lacked_field(row, side.name), "")


def _candidate(person: Any, side: Side) -> dict[str, Any]:
    second = person.organisation if side is MENTORS else person.municipality
    return {
        "key": str(person.pk),
        "name": person.label,
        "protected": person.person.is_protected,
        "more": " · ".join(
            filter(
                None, ("" if person.label == person.case_number else person.case_number, str(second or ""))
            )
        ),
    }


@require_POST
@needs(Permission.ACTIVITY_CHANGE)
def withdraw(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """Take one person off; `mentor` or `refugee` names whom."""
    row = activity_or_404(request, programme, pk)
    side = REFUGEES if "refugee" in request.POST else MENTORS
    key = request.POST.get(side.name, "")
    person = side.rows(request, programme).filter(pk=int(key)).first() if key.isdecimal() else None
    if person is None:
        raise Http404
    try:
        take_off(activity=row, person=person, by=request.user)  # type: ignore[arg-type]  # signed in by middleware
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The sign-up is taken back."))
    return HttpResponseRedirect(f"{activity_url(row, programme)}?side={side.name}#deltagere")
