"""What the day page and the log page read; a fixed number of queries whatever the rows."""

import datetime
from collections.abc import Iterable, Set
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncDate

from followup.models import FollowUp, FollowUpState
from matching.models import Match
from matching.states import RUNNING_STATES
from mentorship.models import Mentor, Programme, Refugee, User
from mentorship.programmes.document import programme_document

SHOWN = 25
DAY_SHOWN = 15  # of each part of a day, which leads to the whole list
COMING_DAYS = 7
WEEKS_SHOWN = 12
# From when we can have heard of a match: its start, or the day it came in with a file.
OURS_FROM = Greatest("started_on", Coalesce(TruncDate("import_batch__at"), "started_on"))


@dataclass(frozen=True, slots=True)
class Silence:
    """A pair nobody has heard of for too long. `weeks`: contact in each of the last twelve, oldest first."""

    match: Match
    since: datetime.date
    days: int
    weeks: list[bool | None]


def open_followups(user: User, programme: Programme, *, mine: bool) -> QuerySet[FollowUp]:
    """Planned steps `user` may see in `programme`, each with the day it counts from, oldest first.

    mine : those `user` is responsible for, and those of whoever `user` stands in for today.
    """
    rows = FollowUp.objects.visible_to(user).due_by(datetime.date.max).filter(match__programme=programme)
    if mine:
        rows = rows.filter(responsible__in=user.work_of(programme))
    return (
        rows.with_overtaken()
        .annotate(day=Coalesce("postponed_to", "due_on"))
        .for_list()
        .order_by("day", "pk")
    )


def within(rows: QuerySet[FollowUp], span: str, on: datetime.date) -> QuerySet[FollowUp]:
    """The part of `open_followups` that is "overdue", "today", "coming" (the next 7 days) or "overtaken".

    Overtaken: an overdue talk after which a later one has been held. It says nothing any more, and is
    kept apart so that it hides nothing.
    """
    if span == "overtaken":
        return rows.filter(Q(day__lt=on, overtaken=True))
    if span == "overdue":
        return rows.filter(Q(day__lt=on, overtaken=False))
    if span == "today":
        return rows.filter(Q(day=on))
    return rows.filter(Q(day__gt=on, day__lte=on + datetime.timedelta(days=COMING_DAYS)))


def counts_of_day(rows: QuerySet[FollowUp], on: datetime.date, *, days: int = COMING_DAYS) -> dict[str, int]:
    """How many of `open_followups` are in each part that `within` knows; one query for all of them.

    days : how far ahead; 0 where nobody asks for what is coming.
    """
    late, coming = Q(day__lt=on), Q(day__gt=on)
    found = rows.filter(Q(day__lte=on + datetime.timedelta(days=days))).aggregate(
        late=Count("pk", filter=late),
        left_behind=Count("pk", filter=late & Q(overtaken=True)),  # an annotation has the other name
        on_the_day=Count("pk", filter=Q(day=on)),
        ahead=Count("pk", filter=coming),
    )
    # Overdue is what is left: what a talk was overtaken by is looked for once a row.
    return {
        "overtaken": found["left_behind"],
        "overdue": found["late"] - found["left_behind"],
        "today": found["on_the_day"],
        "coming": found["ahead"],
    }


def first_of_each(parts: Iterable[QuerySet[FollowUp]]) -> list[list[FollowUp]]:
    """The first of each part with all a line prints: the keys of each, then all the rows in two queries."""
    keys = [list(part.values_list("pk", flat=True)[:DAY_SHOWN]) for part in parts]
    wanted = [key for some in keys for key in some]
    rows = FollowUp.objects.filter(pk__in=wanted).for_list().annotate(last_talk=last_talk_on())
    found = {row.pk: row for row in rows}
    return [[found[key] for key in some if key in found] for some in keys]


def last_talk_on() -> Subquery:
    """For a FollowUp: the day the same side was last talked to."""
    done = FollowUp.objects.filter(match=OuterRef("match"), side=OuterRef("side"), state=FollowUpState.DONE)
    return Subquery(done.order_by("-held_on").values("held_on")[:1])


def silent_pairs(user: User, programme: Programme, *, on: datetime.date) -> list[Silence]:
    """Running pairs silent for longer than the programme allows, the longest silence first; at most 25.

    Of a match that came from a file nothing is known before that day: its silence is counted from then.
    """
    limit = programme_document(programme).follow_up.silence_days
    if limit is None:
        return []
    done = FollowUp.objects.filter(match=OuterRef("pk"), state=FollowUpState.DONE, held_on__isnull=False)
    last_held = Subquery(done.order_by("-held_on").values("held_on")[:1])
    long_ago = on - datetime.timedelta(days=limit)
    # The keys first: sorting whole rows of every running pair took ten times as long as finding them. And the
    # last talk is looked up for those alone of whom nothing was heard since.
    heard = dict(
        Match.objects.visible_to(user)
        .running()
        .alias(ours_from=OURS_FROM)
        .filter(~Exists(done.filter(held_on__gte=long_ago)), programme=programme, ours_from__lt=long_ago)
        .annotate(heard=Greatest(Coalesce(last_held, OURS_FROM), OURS_FROM))
        .order_by("heard", "pk")
        .values_list("pk", "heard")[:SHOWN]
    )
    found = (
        Match.objects.filter(pk__in=heard)
        .annotate(ours_from=OURS_FROM)
        .prefetch_related("programme")
        .select_related("mentor__person", "refugee__person")
    )
    matches = sorted(found, key=lambda match: (heard[match.pk], match.pk))
    held: dict[int, set[datetime.date]] = {match.pk: set() for match in matches}
    for match_id, day in FollowUp.objects.filter(
        match__in=held, state=FollowUpState.DONE, held_on__gte=on - datetime.timedelta(weeks=WEEKS_SHOWN)
    ).values_list("match_id", "held_on"):
        if day:
            held[match_id].add(day)
    return [
        Silence(
            match,
            heard[match.pk],
            (on - heard[match.pk]).days,
            _weeks(match.ours_from, held[match.pk], on),
        )
        for match in matches
    ]


def _weeks(ours_from: datetime.date, held: set[datetime.date], on: datetime.date) -> list[bool | None]:
    weeks: list[bool | None] = []
    for back in range(WEEKS_SHOWN - 1, -1, -1):
        last = on - datetime.timedelta(weeks=back)
        first = last - datetime.timedelta(days=6)
        if ours_from > last:
            weeks.append(None)
        else:
            weeks.append(any(first <= day <= last for day in held))
    return weeks


def history_of(followup: FollowUp) -> list[FollowUp]:
    """The same side's latest logged steps of the match, newest first; at most five."""
    logged = (
        followup.match.followups.filter(side=followup.side).exclude(logged_at=None).exclude(pk=followup.pk)
    )
    return list(logged.select_related("logged_by").order_by("-logged_at")[:5])


def sibling_of(followup: FollowUp, user: User) -> FollowUp | None:
    """The other side's planned step of the same kind, if `user` may log it too."""
    others = FollowUp.objects.visible_to(user).planned()
    return others.filter(match=followup.match, step=followup.step).exclude(side=followup.side).first()


def follows_up(users: Set[int], enrolment: Mentor | Refugee) -> bool:
    """Whether one of `users` is responsible for a coming step of a match of this person's."""
    rows = FollowUp.objects.planned().filter(responsible__in=users, match__state__in=RUNNING_STATES)
    return rows.filter(**{f"match__{enrolment.side}": enrolment}).exists()
