"""A user's private calendar address: made, replaced, shut; and whose it is."""

import hashlib
import secrets

from django.db import transaction

from mentorship.clock import now
from mentorship.models import CalendarFeed, User
from mentorship.trail import record_act


@transaction.atomic
def make_feed(*, by: User) -> str:
    """A new secret for the address of the user's calendar, told once; an earlier one is shut out at once."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        user=by, defaults={"token_hash": _fingerprint(secret), "made_at": now()}
    )
    record_act(kind="calendar.opened", subject=by, by=by)
    return secret


@transaction.atomic
def shut_feed(*, by: User) -> bool:
    """Nobody reads the user's calendar by its address any more; False where there was none."""
    gone, _rows = CalendarFeed.objects.filter(user=by).delete()
    if gone:
        record_act(kind="calendar.shut", subject=by, by=by)
    return bool(gone)


def user_of_feed(secret: str) -> User | None:
    """Whose calendar it is; nobody's where the address is unknown or the user is shut out."""
    feed = CalendarFeed.objects.select_related("user").filter(token_hash=_fingerprint(secret)).first()
    return feed.user if feed and feed.user.is_active else None


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
