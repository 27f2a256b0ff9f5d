"""Who signs in: found by name, role, programme and how far they have come."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorship.models import Act, RoleBinding, User
from mentorship.selectors.search import contains

STATUSES = (
    ("active", _("Active")),
    ("invited", _("Invited, no answer yet")),
    ("expired", _("Invitation expired")),
    ("no_role", _("Without a role")),
    ("closed", _("Shut out")),
)


def with_invitation(users: "QuerySet[User]") -> "QuerySet[User]":
    """Each user with `invited_at`: when the latest invitation was sent, or None."""
    sent = Act.objects.filter(
        kind="user.invited",
        subject_label=User._meta.label,
        subject_id=Cast(OuterRef("pk"), CharField()),
    )
    return users.annotate(invited_at=Subquery(sent.order_by("-at").values("at")[:1]))


def status_of(user: Any) -> str:
    """One of `STATUSES`; the user comes from `with_invitation`, its bindings loaded."""
    if not user.is_active:
        return "closed"
    if not user.has_usable_password():
        late = user.invited_at is None or user.invited_at < _links_hold_since()
        return "expired" if late else "invited"
    return "active" if user.bindings.all() else "no_role"


def _links_hold_since() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def found_users(
    *, search: str = "", role: str = "", programme: str = "", status: str = ""
) -> "QuerySet[User]":
    """As the list shows them; `programme` is a key. Those whose account is open come first."""
    users = with_invitation(User.objects.all()).order_by("-is_active", "name", "pk")
    if search:
        users = users.filter(contains("name", search) | contains("email", search))
    hats = RoleBinding.objects.in_force()
    if role:
        hats = hats.filter(role=role)
    if programme:
        hats = hats.filter(programme__key=programme)
    if role or programme:
        users = users.filter(pk__in=hats.values("user"))
    return users.filter(_in_status(status)) if status else users


def _in_status(status: str) -> Q:
    never = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    late = Q(invited_at=None) | Q(invited_at__lt=_links_hold_since())
    roles = Q(pk__in=RoleBinding.objects.values("user"))
    return {
        "active": Q(is_active=True) & ~never & roles,
        "invited": Q(is_active=True) & never & ~late,
        "expired": Q(is_active=True) & never & late,
        "no_role": Q(is_active=True) & ~never & ~roles,
        "closed": Q(is_active=False),
    }[status]
