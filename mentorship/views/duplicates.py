"""Likely duplicates in the register: listed, compared side by side, made one or told apart for good."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.errors import DomainError
from mentorship.http import SignedInRequest, needs, page_or_404
from mentorship.models import Person, PersonMerge, Programme
from mentorship.people.likeness import likely_pairs, may_merge
from mentorship.people.merging import are_two_people, merge_people, undo_merge, versions_of, why_not_undone
from mentorship.permissions import Permission
from mentorship.trail import record_lookup, record_lookups
from mentorship.views.duplicate_parts import (
    SHARED,
    brought_rows,
    cases_of,
    compared,
    in_words,
    names_hidden_of,
)

PAIRS_A_PAGE = 25
MERGES_SHOWN = 10


@never_cache
@require_safe
@needs(Permission.PEOPLE_IMPORT)
def list_duplicates(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Pairs with somebody in the programme, the surest first; and the merges made, with the way back."""
    pairs = likely_pairs(programme=programme, user=request.user)
    page = Paginator(pairs, PAIRS_A_PAGE).get_page(page_or_404(request.GET.get("page")))
    merges = _merges(programme)
    people = {pk for pair in page.object_list for pk in (pair.first, pair.second)}
    cases = cases_of(people | {merge.kept_id for merge in merges}, request.user)
    record_lookups(user=request.user, person_ids=sorted(people), what="list", programme=programme)
    context = {
        "page": page,
        "pairs": [
            {
                "first": cases[pair.first],
                "second": cases[pair.second],
                "why": in_words([SHARED[word] for word in pair.shares]),
                "url": reverse("people:duplicate", args=[programme.key, pair.first, pair.second]),
            }
            for pair in page.object_list
        ],
        "merges": [
            {
                "at": merge.at,
                "by": merge.by,
                "cases": cases[merge.kept_id],
                "why_not": why_not_undone(merge, merge.kept),
                "url": reverse("people:duplicate_undo", args=[programme.key, merge.pk]),
            }
            for merge in merges
            if merge.kept_id in cases
        ],
        "crumbs": [{"label": _("Start"), "url": reverse("people:start")}, {"label": _("Likely duplicates")}],
    }
    return render(request, "mentorship/duplicates.html", context)


def _merges(programme: Programme) -> list[PersonMerge]:
    here = Person.objects.filter(mentors__programme=programme) | Person.objects.filter(
        refugees__programme=programme
    )
    rows = PersonMerge.objects.filter(undone_at=None, kept__in=here.values("pk"))
    return list(rows.select_related("kept", "by")[:MERGES_SHOWN])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PEOPLE_IMPORT)
def compare(request: SignedInRequest, programme: Programme, first: int, second: int) -> HttpResponse:
    """The two side by side. What is chosen stays chosen when somebody else was a moment earlier."""
    pair = _pair_or_404(request, programme, first, second)
    if request.method == "POST" and (answer := _settled(request, programme, pair)):
        return answer
    for person in pair:
        record_lookup(user=request.user, person=person, what="duplicate", programme=programme)
    hidden = names_hidden_of(pair, request.user, programme)
    cases = cases_of({person.pk for person in pair}, request.user)
    context = {
        "first": cases[pair[0].pk],
        "second": cases[pair[1].pk],
        "fields": compared(pair, hidden=hidden, chosen=request.POST),
        "hidden": hidden,
        "versions": versions_of(*pair),
        "brought": [] if hidden else brought_rows(pair),
        "crumbs": [
            {"label": _("Start"), "url": reverse("people:start")},
            {"label": _("Likely duplicates"), "url": reverse("people:duplicates", args=[programme.key])},
            {"label": _("Compare")},
        ],
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "mentorship/duplicate.html", context, status=status)


def _pair_or_404(
    request: SignedInRequest, programme: Programme, first: int, second: int
) -> tuple[Person, Person]:
    """Both wholly the user's to change, and one of them in the programme; else neither is there."""
    rows = Person.objects.in_bulk([first, second])
    if first == second or len(rows) < 2:
        raise Http404
    here = any(
        person.mentors.filter(programme=programme).exists()
        or person.refugees.filter(programme=programme).exists()
        for person in rows.values()
    )
    if not here or not all(may_merge(pk, user=request.user) for pk in rows):
        raise Http404
    low, high = sorted(rows)
    return rows[low], rows[high]


def _settled(
    request: SignedInRequest, programme: Programme, pair: tuple[Person, Person]
) -> HttpResponse | None:
    """Back to the list when the two are settled; None where something is in the way."""
    here = reverse("people:duplicates", args=[programme.key])
    act = request.POST.get("act", "")
    try:
        if act == "apart":
            are_two_people(first=pair[0], second=pair[1], by=request.user)
            messages.success(request, _("Noted: they are two people. The pair is not listed again."))
            return HttpResponseRedirect(here)
        if act != "merge":
            raise DomainError(_("Choose whether the two are one person."))
        if names_hidden_of(pair, request.user, programme):
            raise DomainError(_("Have the protected name shown on the case first, with the purpose."))
        merge_people(
            first=pair[0],
            second=pair[1],
            versions=request.POST.get("versions", ""),
            choices=request.POST.dict(),
            by=request.user,
        )
    except DomainError as error:
        messages.error(request, str(error))
        for person in pair:
            person.refresh_from_db()
        return None
    messages.success(request, _("The two are one person now. The merge can be taken back from this page."))
    return HttpResponseRedirect(here)


@never_cache
@require_POST
@needs(Permission.PEOPLE_IMPORT)
def undo(request: SignedInRequest, programme: Programme, merge: int) -> HttpResponse:
    """Take a merge of the programme back."""
    rows = PersonMerge.objects.select_related("kept", "absorbed")
    row = get_object_or_404(rows, pk=merge, pk__in=[each.pk for each in _all_merges(request, programme)])
    try:
        undo_merge(merge=row, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The merge is taken back: they are two people again."))
    return HttpResponseRedirect(reverse("people:duplicates", args=[programme.key]))


def _all_merges(request: SignedInRequest, programme: Programme) -> list[PersonMerge]:
    """Those of the programme whose person is wholly the user's to change."""
    return [merge for merge in _merges(programme) if may_merge(merge.kept_id, user=request.user)]
