"""One pair, met or not: both side by side, and what each is told of the other."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from matching.pair_reading import may_be_told_of, read_facts, read_whole_pair
from matching.views.pair_parts import pair_context
from matching.views.pair_told import SIDES, in_the_way, languages_for, sheet, told_context
from mentorship.clock import today
from mentorship.http import SignedInRequest, needs
from mentorship.models import Mentor, Programme, Refugee
from mentorship.permissions import Permission
from mentorship.purpose_gate import ask_first
from mentorship.trail import record_lookup


def _two(request: SignedInRequest, programme: Programme, refugee: int, mentor: int) -> tuple[Refugee, Mentor]:
    """The two of the address; 404 unless both are the user's to see in this programme."""
    refugees = Refugee.objects.visible_to(request.user).filter(programme=programme)
    mentors = Mentor.objects.visible_to(request.user).filter(programme=programme)
    return (
        get_object_or_404(
            refugees.select_related("person", "programme", "municipality", "consultant", "profile"),
            pk=refugee,
        ),
        get_object_or_404(
            mentors.select_related("person", "programme", "municipality", "organisation", "profile"),
            pk=mentor,
        ),
    )


@never_cache
@require_safe
@needs(Permission.REFUGEE_VIEW)
def show_pair(request: SignedInRequest, programme: Programme, refugee: int, mentor: int) -> HttpResponse:
    """Both profiles, each criterion, what is unknown, what is in the way, what has been. Look-ups logged."""
    one, other = _two(request, programme, refugee, mentor)
    asked = ask_first(request, request.user, one, other)
    if asked is not None:
        return asked
    reading = read_whole_pair(programme, one, other, user=request.user, on=today())
    for row in (one, other):
        record_lookup(user=request.user, person=row.person, what="pair", programme=programme)
    context = pair_context(request.user, programme, one, other, reading)
    return render(request, "matching/pair.html", context)


@never_cache
@require_safe
@needs(Permission.REFUGEE_VIEW)
def show_told(
    request: SignedInRequest, programme: Programme, refugee: int, mentor: int, side: str
) -> HttpResponse:
    """What `side` is told of the other, to be printed; in the reader's languages, or the one asked for."""
    if side not in SIDES:
        raise Http404
    one, other = _two(request, programme, refugee, mentor)
    asked = ask_first(request, request.user, one, other)
    if asked is not None:
        return asked
    reader, about = (one, other) if SIDES[side] == "refugee" else (other, one)
    record_lookup(user=request.user, person=about.person, what="pair.told", programme=programme)
    agreed = may_be_told_of(about)
    pool = read_facts(programme, one, other, on=today(), guarded=True)
    apart, caution = in_the_way(pool)
    sheets = []
    for language in languages_for(reader, request.GET.get("sprog", "")):
        with override(language):
            sheets.append(
                sheet(pool, reader=reader, about=about, language=language, told=agreed and not apart)
            )
    context = told_context(
        request, programme, one, other, side=side, sheets=sheets, agreed=agreed, apart=apart, caution=caution
    )
    return render(request, "matching/pair_letter.html", context)
