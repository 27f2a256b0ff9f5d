"""Asking the two by a personal link, from the page of the match; and the letter to hand over."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from matching import services
from matching.answering import SIDES
from matching.letter_texts import address_of, languages_of
from matching.models import AnswerLink, Match
from mentorship.clock import now
from mentorship.errors import DomainError
from mentorship.http import SignedInRequest, needs
from mentorship.models import Programme
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document, words
from mentorship.trail import record_lookups

LETTER_TO = {"mentor": "til-mentor", "refugee": "til-borger"}  # as the address says it
RIGHT_TO_LEFT = {"ar", "fa", "prs", "ps", "ur", "ckb", "he"}


def letter_address(match: Match, side: str) -> str:
    """Where the letter to one side is shown."""
    return reverse("matching:letter", args=[match.programme.key, match.pk, LETTER_TO[side]])


def _match_or_404(request: SignedInRequest, programme: Programme, pk: int) -> Match:
    rows = Match.objects.filter(programme=programme).visible_to(request.user)
    return get_object_or_404(rows.select_related("mentor__person", "refugee__person"), pk=pk)


@require_POST
@needs(Permission.MATCH_DECIDE)
def ask(request: SignedInRequest, programme: Programme, pk: int) -> HttpResponse:
    """`act`: mail, letter or revoke; `side`: whom. What can't be done comes back as a message."""
    match = _match_or_404(request, programme, pk)
    side, act = request.POST.get("side", ""), request.POST.get("act", "")
    here = reverse("matching:match", args=[programme.key, pk])
    try:
        if act == "revoke":
            if side in SIDES and services.revoke_link(match=match, side=side, by=request.user):
                messages.success(request, _("The link is shut. Nobody can answer by it any more."))
            return HttpResponseRedirect(here)
        way = services.Way.LETTER if act == "letter" else services.Way.MAIL
        services.ask_by_link(match=match, side=side, way=way, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(here)
    if way == services.Way.LETTER:
        return HttpResponseRedirect(letter_address(match, side))
    messages.success(request, _("The question is on its way by e-mail."))
    return HttpResponseRedirect(here)


@never_cache
@require_safe
@needs(Permission.MATCH_DECIDE)
def show_letter(request: SignedInRequest, programme: Programme, pk: int, reader: str) -> HttpResponse:
    """The letter with the link in force, to print or read aloud. Without one it leads back."""
    match = _match_or_404(request, programme, pk)
    side = next((side for side, word in LETTER_TO.items() if word == reader), "")
    if not side:
        raise Http404
    here = reverse("matching:match", args=[programme.key, pk])
    link = AnswerLink.objects.filter(
        match=match, side=side, revoked_at=None, answered_at=None, expires_at__gt=now()
    ).first()
    if link is None:
        messages.error(request, _("There is no link in force. Make a new one."))
        return HttpResponseRedirect(here)
    row = getattr(match, side)
    record_lookups(user=request.user, person_ids=[row.person_id], what="letter", programme=programme)
    own = programme_document(programme).matching.answer_text.get(link.language, "")
    context = {
        "title": _("Letter with the link"),
        "whom": row.label,
        "address": address_of(link),
        "own": {
            "text": own,
            "code": link.language,
            "direction": "rtl" if link.language in RIGHT_TO_LEFT else "ltr",
        },
        "parts": [_part(programme, link, code) for code in languages_of(link.language)],
        "contact": link.made_by,
        "here": here,
        "crumbs": [
            {"label": _("Matches"), "url": reverse("matching:matches", args=[programme.key])},
            {"label": f"{match.refugee.case_number} · {match.mentor.case_number}", "url": here},
            {"label": _("Letter with the link")},
        ],
    }
    return render(request, "matching/letter.html", context)


def _part(programme: Programme, link: AnswerLink, language: str) -> dict[str, str]:
    """The letter's sentences in one language, whatever the language of the page."""
    with translation.override(language):
        screen = words(programme)
        other = screen.mentor.one if link.side == "refugee" else screen.refugee.one
        day = f"{timezone.localdate(link.expires_at):%d-%m-%Y}"
        return {
            "language": language,
            "found": _("We may have found a %(other)s for you in %(programme)s.")
            % {"other": other, "programme": programme.name},
            "answer": _("Read about it and answer yes or no by %(day)s. Type this into your telephone:")
            % {"day": day},
            "alone": _("The link is yours alone: do not pass it on."),
            "call": _("Would you rather answer by telephone, call:"),
        }
