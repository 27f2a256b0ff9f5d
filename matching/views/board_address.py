"""What of the matching page's address is its own, and is kept from one click to the next."""

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from mentorship.models import Programme

KEPT = ("plan", "refugee", "kommune", "behov", "vis", "sorter", "q", "side", "m", "par", "orden")


def kept(query: QueryDict, *names: str) -> str:
    """These parts of an address, and no others; all that is kept where none are named."""
    return urlencode([(name, str(query[name])) for name in names or KEPT if query.get(name)])


def with_refugee(query: QueryDict, refugee: int) -> str:
    """The same page with somebody else chosen."""
    rest = kept(query, *(name for name in KEPT if name not in ("refugee", "m")))
    return f"?{rest}{'&' if rest else ''}refugee={refugee}"


def looking_at(query: QueryDict, mentor: int) -> str:
    """The same page, with what choosing this mentor would do."""
    return f"?{kept(query)}&mentor={mentor}#mentor-{mentor}"


def back_to_board(programme: Programme, query: str, at: str = "") -> HttpResponse:
    """The board as it stood; `at`: where on the page."""
    rest = kept(QueryDict(query), *KEPT, "trin")
    url = reverse("matching:board", args=[programme.key])
    return HttpResponseRedirect(f"{url}{'?' if rest else ''}{rest}{'#' if at else ''}{at}")


def pair_url(programme: Programme, refugee: int, mentor: int) -> str:
    """The page that sets the two side by side."""
    return reverse("matching:pair", args=[programme.key, refugee, mentor])
