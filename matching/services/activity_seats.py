"""Places at activities: proposed, signed up for, put aside, and each of it taken back."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from matching.activities import OpenActivity, candidates_of, open_activities, read_seats
from matching.models import ProposedSeat
from mentorship.activities.attending import sign_up, take_off
from mentorship.activities.planning import locked
from mentorship.clock import now, today
from mentorship.errors import DomainError
from mentorship.models import Act, Activity, Programme, User
from mentorship.trail import act_fields, record_act

State = ProposedSeat.State


@transaction.atomic
def propose_for_activity(*, activity: Activity, by: User) -> int:
    """Propose the best for the free places, instead of those proposed before; how many.

    Of people `by` may see alone: what a colleague has proposed of others stays, and keeps its places.
    """
    row = locked(activity)
    return _propose(row.programme, [_opened(row)], by)


@transaction.atomic
def propose_for_all(*, programme: Programme, by: User) -> int:
    """The best whole for all open activities with a number of places: nobody is proposed for two of them."""
    rows = Activity.objects.select_for_update(of=("self",)).filter(programme=programme, places__isnull=False)
    held = [row.pk for row in rows.order_by("pk")]
    opened = open_activities(programme, pk__in=held)
    if not opened:
        raise DomainError(_("No activity with a number of places has a session ahead."))
    # What was proposed for activities that are over by now, or without a limit, is of no run.
    stale = _proposed(by).filter(activity__programme=programme)
    stale.exclude(activity__in=[each.row.pk for each in opened]).delete()
    return _propose(programme, opened, by)


def _proposed(user: User) -> Any:
    return ProposedSeat.objects.visible_to(user).filter(state=State.PROPOSED)


def _propose(programme: Programme, opened: Sequence[OpenActivity], by: User) -> int:
    keys = [each.row.pk for each in opened]
    _proposed(by).filter(activity__in=keys).delete()
    others = ProposedSeat.objects.filter(activity__in=keys, state=State.PROPOSED)
    kept = Counter(others.values_list("activity_id", flat=True))
    pool = read_seats(programme, opened, refugees=candidates_of(by, programme), on=today())
    pairs = pool.best({each.row.pk: max(0, each.room - kept[each.row.pk]) for each in opened})
    at = now()
    ProposedSeat.objects.bulk_create(
        ProposedSeat(
            activity_id=activity,
            refugee_id=refugee,
            score=pool.score(refugee, activity),
            because=because,
            at=at,
            by=by,
        )
        for (refugee, activity), because in zip(pairs, pool.because_of(pairs), strict=True)
    )
    counts = Counter(activity for _refugee, activity in pairs)
    Act.objects.bulk_create(
        Act(
            **act_fields(
                kind="activity.seats_proposed",
                subject=each.row,
                by=by,
                programme=programme,
                proposed=counts[each.row.pk],
            )
        )
        for each in opened
    )
    return len(pairs)


@transaction.atomic
def sign_up_seats(*, activity: Activity, seats: Collection[int], by: User) -> tuple[int, int]:
    """Sign up those proposed, by the keys of their seats: (signed up, no longer possible).

    The rules are asked again: a consent may be gone since. DomainError where nobody is left, and, from
    the attendance service, where there are too few places for all of them.
    """
    row = locked(activity)
    rows = list(_locked_seats(by).filter(activity=row, pk__in=seats, state=State.PROPOSED))
    if len(rows) < len(set(seats)) or not rows:
        raise DomainError(_("The proposals have changed since you opened the page. See what stands now."))
    each = _opened(row)
    people = candidates_of(by, row.programme).filter(pk__in=[seat.refugee_id for seat in rows])
    pool = read_seats(row.programme, [each], refugees=people, on=today())
    told = {pk: pool.obstacles(pk, row.pk) for pk in pool.refugee_ids}
    going = [seat for seat in rows if seat.refugee_id in told and not told[seat.refugee_id]]
    if not going:
        why = [obstacle["text"] for found in told.values() for obstacle in found]
        raise DomainError(" ".join(dict.fromkeys(why)) or _("This person has left the programme."))
    sign_up(activity=row, people=[seat.refugee for seat in going], by=by, sessions=each.sessions)
    for seat in going:
        seat.state, seat.by, seat.at = State.SIGNED_UP, by, now()
    ProposedSeat.objects.bulk_update(going, ["state", "by", "at"])
    return len(going), len(rows) - len(going)


@transaction.atomic
def put_aside(*, seat: ProposedSeat, by: User) -> ProposedSeat:
    """Not for this activity: the person is not proposed for it again until that is taken back."""
    row = _locked_seat(seat, by)
    if row.state != State.PROPOSED:
        raise DomainError(_("The proposals have changed since you opened the page. See what stands now."))
    return _set(row, State.DISMISSED, by, "seat.put_aside")


@transaction.atomic
def take_back(*, seat: ProposedSeat, by: User) -> ProposedSeat:
    """Undo a sign-up or a putting aside: the person is proposed again."""
    locked(seat.activity)
    row = _locked_seat(seat, by)
    if row.state == State.PROPOSED:
        raise DomainError(_("The proposals have changed since you opened the page. See what stands now."))
    if row.state == State.SIGNED_UP:
        take_off(activity=row.activity, person=row.refugee, by=by)
    pair = {"activity": row.activity_id, "refugee": row.refugee_id}
    ProposedSeat.objects.filter(**pair, state=State.PROPOSED).exclude(pk=row.pk).delete()
    return _set(row, State.PROPOSED, by, "seat.taken_back")


def _opened(row: Activity) -> OpenActivity:
    found = open_activities(row.programme, pk=row.pk)
    if not found:
        raise DomainError(_("Nobody can be proposed: the activity has no session ahead, or is called off."))
    return found[0]


def _locked_seats(by: User) -> Any:
    rows = ProposedSeat.objects.visible_to(by).select_for_update(of=("self",)).order_by("pk")
    return rows.select_related("activity__programme", "refugee__person")


def _locked_seat(seat: ProposedSeat, by: User) -> ProposedSeat:
    row: ProposedSeat | None = _locked_seats(by).filter(pk=seat.pk).first()
    if row is None:  # replaced by a colleague's run
        raise DomainError(_("The proposals have changed since you opened the page. See what stands now."))
    return row


def _set(row: ProposedSeat, state: str, by: User, kind: str) -> ProposedSeat:
    row.state, row.by, row.at = state, by, now()
    row.save(update_fields=["state", "by", "at"])
    detail = {"activity": row.activity_id, "refugee": row.refugee_id}
    record_act(kind=kind, subject=row, by=by, programme=row.activity.programme, **detail)
    return row
