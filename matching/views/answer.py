"""The page behind a personal link: what one may be told of the other, and yes or no.

Nothing happens by opening it, however often and by whomever: mail scanners do. An answer takes two forms, the
choice and its confirmation. What the page answers is never an error to the server's log, which would note the
address; only an address that belongs to nothing is a 404.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from matching import services
from matching.answering import READ_DANISH, Standing, find_link, page_language, standing_of
from matching.consents import may_be_told_of
from matching.link_forms import LinkAnswerForm
from matching.models import AnswerLink
from matching.showing import FACT_LABELS, TOLD_TO_MENTOR, facts_of
from mentorship.clock import now, today
from mentorship.errors import DomainError, NoPlaceLeft
from mentorship.programmes.document import programme_document, words

OTHER = {"mentor": "refugee", "refugee": "mentor"}
FULL, TOO_LATE = "full", "too_late"
RIGHT_TO_LEFT = {"ar", "fa", "prs", "ps", "ur", "ckb", "he"}
# (what stands in the heading, what follows) for every standing in which nothing is asked.
SAID = {
    Standing.YES: (
        _("Thank you: you have said yes"),
        _("You hear from us as soon as we know whether there will be a match."),
    ),
    Standing.MADE: (
        _("There is a match"),
        _("Both have said yes. We get in touch about the first meeting."),
    ),
    Standing.ANSWERED: (
        _("Thank you for your answer"),
        _("You have said no. You need do nothing more; we look on."),
    ),
    Standing.EXPIRED: (_("The time to answer is over"), _("Call or write, and you can still answer.")),
    Standing.OVER: (_("The link is no longer in use"), _("If you have had a newer one, use that.")),
    FULL: (
        _("Thank you: your yes is kept"),
        _("Somebody else took the last free place a moment ago. We get in touch and tell what happens now."),
    ),
    TOO_LATE: (_("Your answer was not taken"), _("Things have changed meanwhile. Call or write to us.")),
}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """In the language of the link, or the one asked for; an address nobody was given is not there."""
    link = find_link(token)
    if link is None:
        raise Http404
    asked = request.GET.get("sprog")
    with translation.override(asked if asked in ("da", "en") else page_language(link.language)):
        if request.method == "POST":
            return _take(request, link, token)
        return _show(request, link, str(standing_of(link)))


def _take(request: HttpRequest, link: AnswerLink, token: str) -> HttpResponse:
    """The choice, then the question whether it is meant, then the answer."""
    standing = standing_of(link)
    if not _asks(link, standing):
        return _show(request, link, str(standing))
    only_no = standing == Standing.YES
    form = LinkAnswerForm(request.POST, programme=link.match.programme, only_no=only_no)
    if not form.is_valid() or "change" in request.POST:
        return _show(request, link, str(standing), form=form)
    if "confirmed" not in request.POST:
        return _show(request, link, str(standing), form=form, confirm=True)
    data = form.cleaned_data
    try:
        services.answer_by_link(secret=token, says=data["says"], reason=data["reason"])
    except NoPlaceLeft:
        return _show(request, link, FULL)
    except DomainError:
        return _show(request, link, TOO_LATE)
    return HttpResponseRedirect(request.get_full_path())


def _asks(link: AnswerLink, standing: Standing) -> bool:
    return standing == Standing.OPEN or (standing == Standing.YES and link.expires_at > now())


def _show(
    request: HttpRequest,
    link: AnswerLink,
    standing: str,
    *,
    form: LinkAnswerForm | None = None,
    confirm: bool = False,
) -> HttpResponse:
    programme = link.match.programme
    asks = standing in (Standing.OPEN, Standing.YES) and link.expires_at > now()
    if asks and form is None:
        form = LinkAnswerForm(programme=programme, only_no=standing == Standing.YES)
    screen = words(programme)
    is_open = standing == Standing.OPEN
    context = {
        "programme_name": programme.name,
        "own_text": _own_text(link) if is_open and not confirm else None,
        "mine": getattr(screen, link.side).one,
        "other": getattr(screen, OTHER[link.side]).one,
        "the_other": getattr(screen, OTHER[link.side]).the,
        "is_open": is_open,
        "said": SAID.get(standing),
        "facts": _told(link) if is_open and not confirm else [],
        "deadline": timezone.localdate(link.expires_at),
        "form": form if asks else None,
        "confirm": confirm,
        "contact": link.made_by,
        "languages": [("da", "Dansk"), ("en", "English")],
    }
    return render(request, "matching/answer.html", context)


def _told(link: AnswerLink) -> list[dict[str, str]]:
    """What may be told of the other: with that person's consent, and of nobody who is protected."""
    side = OTHER[link.side]
    other = getattr(link.match, side)
    if other.person.is_protected or not may_be_told_of(link.match, side):
        return []
    found = facts_of(other, today(), only=TOLD_TO_MENTOR)
    return [{"label": str(FACT_LABELS[key]), "value": value} for key, value in found.items() if value]


def _own_text(link: AnswerLink) -> dict[str, str] | None:
    """The programme's own words, in the person's language where the programme has them."""
    texts = programme_document(link.match.programme).matching.answer_text
    nearest = "da" if link.language in READ_DANISH else "en"
    for code in (link.language, nearest, "en", "da"):
        if code in texts:
            return {
                "text": texts[code],
                "code": code,
                "direction": "rtl" if code in RIGHT_TO_LEFT else "ltr",
            }
    return None
