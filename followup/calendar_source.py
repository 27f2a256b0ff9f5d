"""The follow-ups in a user's private calendar: a day and a case number, no name."""

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from followup.labels import step_label
from followup.models import FollowUp
from mentorship.clock import today
from mentorship.ics import Event
from mentorship.models import User
from mentorship.programmes.document import programme_document

DAYS_BACK, DAYS_AHEAD, MOST = 30, 180, 500


def due_followups(user: User) -> Iterator[Event]:
    """Planned follow-ups `user` is responsible for, around now: one query and one for each programme."""
    first = today() - datetime.timedelta(days=DAYS_BACK)
    last = today() + datetime.timedelta(days=DAYS_AHEAD)
    rows = (
        FollowUp.objects.visible_to(user)
        .planned()
        .filter(responsible=user)
        .annotate(day=Coalesce("postponed_to", "due_on"))
        .filter(day__gte=first, day__lte=last)
        .select_related("match__programme", "match__refugee")
        .order_by("day", "pk")[:MOST]
    )
    for row in rows:
        programme = row.match.programme
        step = step_label(programme_document(programme), row.step)
        yield Event(
            uid=f"followup-{row.pk}",
            starts_at=row.day,
            summary=_("%(step)s %(case)s") % {"step": step, "case": row.match.refugee.case_number},
            url=settings.SITE_URL + reverse("followup:log", args=[programme.key, row.pk]),
            sequence=row.version,
        )
