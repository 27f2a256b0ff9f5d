"""The lists of papers, as tabs on each of them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorship.models import Programme, User
from mentorship.permissions import Permission

P = Permission
LISTS = (
    ("people:consents", _("Consents"), (P.REFUGEE_VIEW, P.MENTOR_VIEW)),
    ("people:clearances", _("Clearances"), (P.MENTOR_VIEW,)),
    ("people:protections", _("Protected names"), (P.REFUGEE_CHANGE, P.MENTOR_CHANGE)),
)


def papers_tabs(user: User, programme: Programme, current: str) -> list[dict[str, Any]]:
    """Those the user may open."""
    return [
        {"label": label, "url": reverse(name, args=[programme.key]), "current": name == current}
        for name, label, permissions in LISTS
        if any(user.may(permission, programme) for permission in permissions)
    ]
