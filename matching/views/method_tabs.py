"""The pages about how pairs are made, as tabs on each of them: for the leader."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorship.models import Programme

PAGES = (
    ("matching:fairness", _("Fairness")),
    ("matching:weights", _("Weights")),
    ("matching:method", _("How points are made")),
    ("matching:compare", _("Compare plans")),
    ("matching:plans", _("Plans")),
)


def method_tabs(programme: Programme, current: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": reverse(name, args=[programme.key]), "current": name == current}
        for name, label in PAGES
    ]
