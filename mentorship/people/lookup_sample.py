"""A month's sample of the look-up log for the data controller: drawn by a stated rule, always the same.

The log is append-only, and whose case it was and whether it was protected stand in each line, so that the
sample of a month that is over never changes. Which lines are drawn hangs on a secret key: nobody can tell
beforehand whether a look-up will be gone through.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from mentorship.crypto import lookup_hash
from mentorship.errors import DomainError, EditConflict
from mentorship.models import LookUp, LookUpReview, Programme, User
from mentorship.people.own_cases import PURPOSE
from mentorship.selectors.lookups import AMONG_OTHERS
from mentorship.trail import record_act

AT_LEAST, AT_MOST, SHARE = 25, 200, 0.05
WATCHED_SHARE = 0.5
MONTHS_SHOWN = 24
WATCHED = ~Q(ground="") | Q(protected=True)


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month in local time."""

    first: datetime.date

    @classmethod
    def of(cls, moment: datetime.datetime) -> "Month":
        return cls(timezone.localtime(moment).date().replace(day=1))

    @classmethod
    def parse(cls, text: str) -> "Month | None":
        """`2026-10`, or None."""
        try:
            return cls(datetime.date.fromisoformat(f"{text}-01"))
        except ValueError:
            return None

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def after(self) -> "Month":
        return Month((self.first + datetime.timedelta(days=32)).replace(day=1))

    @property
    def is_over(self) -> bool:
        return self.after.first <= timezone.localdate()

    def span(self) -> tuple[datetime.datetime, datetime.datetime]:
        """The moments from and to which it lasts, the last not included."""
        zone = timezone.get_current_timezone()
        return tuple(  # type: ignore[return-value]  # two of them
            datetime.datetime.combine(day, datetime.time.min, zone) for day in (self.first, self.after.first)
        )


def sample_size(total: int) -> int:
    """25 or 5 %, whichever is more; 200 at most; never more than there are."""
    return min(total, AT_MOST, max(AT_LEAST, ceil(SHARE * total)))


def split(size: int, watched: int, others: int) -> tuple[int, int]:
    """How many of each are drawn: at least half of it what needed a purpose or was protected.

    Never a smaller part than it is of the month; what one kind lacks the other fills.
    """
    fair = round(size * watched / (watched + others)) if watched + others else 0
    of_watched = min(watched, max(ceil(WATCHED_SHARE * size), fair))
    of_others = min(others, size - of_watched)
    return size - of_others, of_others


def opened(programme: Programme) -> QuerySet[LookUp]:
    """Look-ups at which one person's case was opened: what a sample is drawn from."""
    return LookUp.objects.filter(programme_key=programme.key).exclude(what__in=(*AMONG_OTHERS, PURPOSE))


def in_month(programme: Programme, month: Month) -> QuerySet[LookUp]:
    start, end = month.span()
    return opened(programme).filter(at__gte=start, at__lt=end)


def draw(programme: Programme, month: Month) -> list[int]:
    """Keys of the month's sample, in the order they were looked up. One query."""
    rows = in_month(programme, month).order_by().values_list("pk", "ground", "protected")
    watched: list[int] = []
    others: list[int] = []
    for pk, ground, protected in rows.iterator(chunk_size=5000):
        (watched if ground or protected else others).append(pk)
    of_watched, of_others = split(sample_size(len(watched) + len(others)), len(watched), len(others))
    seed = f"{programme.key}:{month.key}"
    return sorted(_first(watched, of_watched, seed) + _first(others, of_others, seed))


def _first(keys: Sequence[int], count: int, seed: str) -> list[int]:
    """The `count` whose keyed hashes come first: as good as drawn by lot, and the same each time."""
    return sorted(keys, key=lambda pk: lookup_hash(f"{seed}:{pk}", purpose="lookup-sample"))[:count]


@dataclass(frozen=True, slots=True)
class MonthLine:
    """How far the data controller is with one month."""

    month: Month
    opened: int
    sampled: int
    reviewed: int
    questioned: int


def months(programme: Programme) -> list[MonthLine]:
    """The latest months in which a case was opened, newest first; one query."""
    questioned = Q(review__verdict=LookUpReview.Verdict.QUESTIONED)
    rows = (
        opened(programme)
        .order_by()
        .annotate(month=TruncMonth("at"))
        .values("month")
        .annotate(total=Count("pk"), reviewed=Count("review"), questioned=Count("review", filter=questioned))
        .order_by("-month")[:MONTHS_SHOWN]
    )
    return [
        MonthLine(
            Month.of(row["month"]),
            row["total"],
            sample_size(row["total"]),
            row["reviewed"],
            row["questioned"],
        )
        for row in rows
    ]


@transaction.atomic
def review_lookup(
    *, look_up: LookUp, programme: Programme, verdict: str, seen: str, by: User
) -> LookUpReview:
    """Say of one look-up of a sample that it has a reason, or is to be asked about; signed.

    `seen`: the verdict that stood there when `by` decided (empty: none). EditConflict where it is another by
    now. DomainError while the month runs, or where the look-up is not in its sample.
    """
    month = Month.of(look_up.at)
    if verdict not in LookUpReview.Verdict.values:
        raise DomainError(_("Choose what you say of the look-up."))
    if not month.is_over:
        raise DomainError(_("The month is not over yet. Its sample stands from the first day of the next."))
    if look_up.pk not in draw(programme, month):
        raise DomainError(_("The look-up is not in the month's sample."))
    look_up = LookUp.objects.select_for_update().get(pk=look_up.pk)
    review = LookUpReview.objects.filter(look_up=look_up).first()
    if (review.verdict if review else "") != seen:
        raise EditConflict(_("Somebody else has just gone through this look-up. See what was said."))
    if review is None:
        review = LookUpReview(look_up=look_up)
    elif review.verdict == verdict:
        return review
    review.verdict, review.reviewed_by, review.reviewed_at = verdict, by, timezone.now()
    review.save()
    record_act(kind="lookup.reviewed", subject=look_up, by=by, programme=programme, verdict=verdict)
    return review
