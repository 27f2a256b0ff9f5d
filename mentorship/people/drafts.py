"""What is half written, kept for the one who writes it until it is saved or thrown away."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from mentorship.errors import DomainError
from mentorship.models import Draft, User

MOST_CHARACTERS = 100_000
LONGEST_KEY = 120
# Never kept: tokens of the form itself, and the number that lies encrypted everywhere else.
LEFT_OUT = frozenset({"csrfmiddlewaretoken", "next", "cpr", "discard"})


def keep_draft(*, user: User, key: str, data: QueryDict) -> Draft:
    """Put what the form holds now in place of the user's earlier draft of it."""
    if len(key) > LONGEST_KEY:
        raise DomainError(_("The draft is too long to be kept."))
    kept = {name: values for name, values in data.lists() if name not in LEFT_OUT}
    if sum(len(str(value)) for values in kept.values() for value in values) > MOST_CHARACTERS:
        raise DomainError(_("The draft is too long to be kept."))
    draft, _created = Draft.objects.update_or_create(
        user=user, key=key, defaults={"data": kept, "saved_at": timezone.now()}
    )
    return draft


def find_draft(*, user: User, key: str) -> Draft | None:
    return Draft.objects.filter(user=user, key=key).first()


def discard_draft(*, user: User, key: str) -> None:
    Draft.objects.filter(user=user, key=key).delete()


def as_form_data(draft: Draft) -> QueryDict:
    """The draft as a form takes it in."""
    data = QueryDict(mutable=True)
    items: Iterable[tuple[str, Any]] = draft.data.items()
    for name, values in items:
        data.setlist(name, values)
    return data
