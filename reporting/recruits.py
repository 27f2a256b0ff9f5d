"""The mentors a user may see, as far as each has come: what the yield of recruiting is counted from."""

import datetime
from functools import cache
from typing import Any

from matching.models import Match
from mentorship.models import Mentor, Programme, User
from mentorship.people.channels import channel_keys
from mentorship.people.clearances import lacking_papers
from mentorship.people.roster.folding import fold
from reporting.recruitment import Recruit


def load_recruits(
    user: User,
    programme: Programme,
    *,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> list[Recruit]:
    """Mentors registered from `since` to `until`, of those `user` may read: three queries, however many.

    Two spellings of a channel are one: the programme's key where it is one of its channels, else the
    spelling met first.
    """
    rows = Mentor.objects.visible_to(user).filter(programme=programme)
    if since:
        rows = rows.filter(registered_on__gte=since)
    if until:
        rows = rows.filter(registered_on__lte=until)
    matches: dict[int, list[tuple[datetime.date, datetime.date | None]]] = {}
    started: Any = Match.objects.started().filter(mentor__in=rows.order_by().values("pk"))
    for mentor, began, ended in started.order_by("pk").values_list("mentor_id", "started_on", "ended_on"):
        matches.setdefault(mentor, []).append((began, ended))
    lacking = set(lacking_papers(rows, programme).values_list("pk", flat=True))
    spellings = channel_keys(programme)

    @cache
    def channel_of(said: str) -> str:
        return spellings.setdefault(fold(said), " ".join(said.split())) if fold(said) else ""

    return [
        Recruit(
            channel=channel_of(said),
            organisation=organisation or "",
            registered_on=registered_on,
            interviewed=interviewed_on is not None,
            selected=selected_on is not None,
            trained=trained_on is not None,
            cleared=pk not in lacking,
            matches=tuple(matches.get(pk, ())),
        )
        for pk, said, organisation, registered_on, interviewed_on, selected_on, trained_on in rows.order_by(
            "registered_on", "pk"
        ).values_list(
            "pk",
            "recruited_through",
            "organisation__name",
            "registered_on",
            "interviewed_on",
            "selected_on",
            "trained_on",
        )
    ]
