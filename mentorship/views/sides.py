"""The two sides of a programme, as the pages of people need to know them: one set of views serves both."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mentorship.filters import MentorFilter, RefugeeFilter, RegisterFilter
from mentorship.forms.case import CaseForm, MentorForm, RefugeeForm
from mentorship.http import needs
from mentorship.models import Mentor, Programme, Refugee
from mentorship.permissions import Permission
from mentorship.programmes.document import words
from mentorship.programmes.schema.frame import WordForms


@dataclass(frozen=True)
class Side:
    name: str
    model: type[Mentor] | type[Refugee]
    see: Permission
    change: Permission
    form: type[CaseForm]
    filter: type[RegisterFilter]

    def rows(self, request: HttpRequest, programme: Programme) -> "QuerySet[Any]":
        """What the user may read of this side of `programme`."""
        return self.model.objects.visible_to(request.user).filter(programme=programme)  # type: ignore[arg-type]  # signed in by middleware

    def writable(self, request: HttpRequest, programme: Programme) -> "QuerySet[Any]":
        """What the user may change: the hats that may write decide, not those that may read."""
        rows = self.model.objects.visible_to(request.user, permission=self.change)  # type: ignore[arg-type]  # as above
        return rows.filter(programme=programme)

    def words(self, programme: Programme) -> WordForms:
        forms: WordForms = getattr(words(programme), self.name)
        return forms

    def url(self, page: str, programme: Programme, *args: Any) -> str:
        """`url("edit", programme, pk)` is the address of people:refugee_edit or people:mentor_edit."""
        name = f"people:{self.name}_{page}" if page else f"people:{self.name}"
        return reverse(name, args=[programme.key, *args])

    def list_url(self, programme: Programme) -> str:
        return reverse(f"people:{self.name}s", args=[programme.key])


REFUGEES = Side(
    "refugee", Refugee, Permission.REFUGEE_VIEW, Permission.REFUGEE_CHANGE, RefugeeForm, RefugeeFilter
)
MENTORS = Side("mentor", Mentor, Permission.MENTOR_VIEW, Permission.MENTOR_CHANGE, MentorForm, MentorFilter)
SIDES = (REFUGEES, MENTORS)


def row_or_404(rows: "QuerySet[Any]", pk: int) -> Any:
    """The row with everything its page prints; a foreign row and an unknown one are the same 404."""
    related = ["person", "municipality", "programme", "profile"]
    related.append("consultant" if rows.model is Refugee else "organisation")
    row = rows.select_related(*related).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


READ = ("GET", "HEAD")
READ_AND_WRITE = (*READ, "POST")
WRITE = ("POST",)
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class BothSides:
    """One page in its two guarded views, one for each side."""

    refugee: View
    mentor: View


def on_both_sides(*methods: str, change: bool = False, of_row: bool = True) -> Callable[[View], BothSides]:
    """Make the guarded views of both sides out of one; see `on_side`."""

    def make(view: View) -> BothSides:
        return BothSides(*(on_side(side, *methods, change=change, of_row=of_row)(view) for side in SIDES))

    return make


def on_side(side: Side, *methods: str, change: bool = False, of_row: bool = True) -> Callable[[View], View]:
    """Guard `view(request, programme, side, row, …)`, and find its row among those the user may reach.

    change : asks for the permission to change, of the page and of the row.
    of_row : False for a page about nobody yet, which is called without `row`.
    """

    def make(view: View) -> View:
        @never_cache
        @require_http_methods(methods)
        @needs(side.change if change else side.see)
        @wraps(view)
        def guarded(request: HttpRequest, programme: Programme, **arguments: Any) -> HttpResponseBase:
            if not of_row:
                return view(request, programme, side, **arguments)
            rows = side.writable(request, programme) if change else side.rows(request, programme)
            return view(request, programme, side, row_or_404(rows, arguments.pop("pk")), **arguments)

        return guarded

    return make
