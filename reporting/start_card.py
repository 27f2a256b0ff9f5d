"""The start page's word on the target."""

from typing import Any

from django.urls import reverse

from mentorship.models import Programme, User
from mentorship.permissions import Permission
from reporting.charts import words
from reporting.snapshots import live_quarter


def quarter_card(user: User, programme: Programme) -> dict[str, Any] | None:
    """Progress to the target, for those who answer for it or report it; others find it in the quarter."""
    answering = (Permission.QUARTER_CLOSE, Permission.REPORT_MAKE, Permission.EVALUATION_EXPORT)
    if not any(user.may(permission, programme) for permission in answering):
        return None
    progress = live_quarter(programme)["progress"]
    first, sentence = words.answer(progress)
    return {
        "question": words.question(progress),
        "answer": first,
        "sentence": sentence,
        "reached": progress["reached"],
        "target": progress["target"],
        "maximum": max(progress["target"] or 0, progress["reached"], 1),
        "url": reverse("reporting:quarter", args=[programme.key]),
    }
