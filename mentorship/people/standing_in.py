"""Standing in for a colleague: who may for whom, from when until when, and who gets the reminders."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mentorship.clock import now, today
from mentorship.errors import DomainError
from mentorship.models import RoleBinding, StandIn, User
from mentorship.permissions import GRANTS, Permission, Role
from mentorship.trail import record_act

LONGEST = datetime.timedelta(days=366)


def those_one_arranges_for(user: User) -> "QuerySet[User]":
    """Whose stand-in `user` may arrange: the own; an administrator everybody's; a leader those of whoever
    has roles in the leader's own programmes alone. A leader's stand-in arranges for nobody else.
    """
    hats = RoleBinding.objects.in_force().exclude(role=Role.ADMINISTRATOR)
    people = User.objects.filter(is_active=True, pk__in=hats.values("user")).order_by("name", "pk")
    own = [hat for hat in user.active_bindings if not hat.standing_in_for]
    if any(hat.role == Role.ADMINISTRATOR for hat in own):
        return people
    led = [hat.programme_id for hat in own if hat.role == Role.PROJECT_LEADER]
    elsewhere = hats.exclude(programme__in=led)
    others = people.exclude(pk__in=elsewhere.values("user")) if led else people.none()
    return (others | people.filter(pk=user.pk)).distinct()


def who_may_stand_in(absent: User) -> dict[User, list[RoleBinding]]:
    """Colleagues who may, by name, each with the hats of `absent` they would wear; three queries."""
    hats = list(
        RoleBinding.objects.in_force()
        .filter(user=absent)
        .exclude(role=Role.ADMINISTRATOR)
        .select_related("programme", "municipality", "organisation")
        .order_by("pk")
    )
    colleagues = (
        RoleBinding.objects.in_force()
        .filter(programme__in=[hat.programme_id for hat in hats], user__is_active=True)
        .exclude(user=absent)
        .select_related("user")
        .order_by("user__name", "pk")
    )
    found: dict[User, list[RoleBinding]] = defaultdict(list)
    for own in colleagues:
        found[own.user] += [hat for hat in hats if own.may_stand_in(hat) and hat not in found[own.user]]
    return {user: worn for user, worn in found.items() if worn}


@transaction.atomic
def arrange_stand_in(
    *, absent: User, stand_in: User, starts_on: datetime.date, ends_on: datetime.date, by: User
) -> StandIn:
    """Let `stand_in` wear the hats of `absent` on these days, both included; tells `stand_in` by mail."""
    absent = User.objects.select_for_update().get(pk=absent.pk)  # two arranged at once are compared
    if not those_one_arranges_for(by).filter(pk=absent.pk).exists():
        raise DomainError(_("You cannot arrange a stand-in for this colleague."))
    if stand_in not in who_may_stand_in(absent):
        raise DomainError(_("Choose a colleague with a role in the same programme."))
    _check_days(starts_on, ends_on)
    meanwhile = StandIn.objects.filter(ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on)
    if meanwhile.filter(absent=absent).exists():
        raise DomainError(_("There is a stand-in in that time already. End that one first."))
    if meanwhile.filter(absent=stand_in).exists():
        raise DomainError(_("This colleague is away too in that time. Choose another one."))
    row = StandIn.objects.create(
        absent=absent, stand_in=stand_in, starts_on=starts_on, ends_on=ends_on, made_by=by
    )
    record_act(
        kind="stand_in.arranged",
        subject=row,
        by=by,
        absent=absent.pk,
        stand_in=stand_in.pk,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
    )
    transaction.on_commit(lambda: _tell(row))
    return row


def _check_days(starts_on: datetime.date, ends_on: datetime.date) -> None:
    if starts_on < today():
        raise DomainError(_("Let it start today or later."))
    if ends_on < starts_on:
        raise DomainError(_("The last day lies before the first."))
    if ends_on - starts_on > LONGEST:
        raise DomainError(_("A stand-in can be arranged for a year at most."))


@transaction.atomic
def end_stand_in(*, row: StandIn, by: User | None) -> StandIn:
    """From the next request on the hats are off again; ending what has ended changes nothing."""
    row = StandIn.objects.select_for_update().get(pk=row.pk)
    if row.ended_at is None:
        row.ended_at = now()
        row.save(update_fields=["ended_at"])
        record_act(kind="stand_in.ended", subject=row, by=by, absent=row.absent_id, stand_in=row.stand_in_id)
    return row


def end_all_of(user: User, *, by: User) -> None:
    """What `user` is away or stands in for, today and later; call inside the transaction that closes."""
    for row in StandIn.objects.of(user).filter(ended_at=None, ends_on__gte=today()).order_by("pk"):
        end_stand_in(row=row, by=by)


def covering(programme_ids: Iterable[int], *, on: datetime.date) -> dict[tuple[int, int], int]:
    """{(programme, absent): stand-in}, by keys, where all that the absent follows up there is covered.

    Two queries. Of two that overlap, by a slip of old, the older counts.
    """
    rows = StandIn.objects.in_force(on).filter(absent__is_active=True, stand_in__is_active=True)
    pairs = dict(reversed(rows.order_by("pk").values_list("absent_id", "stand_in_id")))
    if not pairs:
        return {}
    hats: dict[tuple[int, int], list[RoleBinding]] = defaultdict(list)
    bindings = RoleBinding.objects.in_force().filter(programme__in=list(programme_ids))
    for hat in bindings.filter(user__in=[*pairs, *pairs.values()]).order_by("pk"):
        if hat.programme_id is not None:
            hats[hat.programme_id, hat.user_id].append(hat)
    found = {}
    for (programme_id, user_id), theirs in hats.items():
        own = hats.get((programme_id, pairs.get(user_id, 0)), [])
        needed = [hat for hat in theirs if Permission.FOLLOWUP_VIEW in GRANTS[Role(hat.role)]]
        if needed and all(any(mine.may_stand_in(hat) for mine in own) for hat in needed):
            found[programme_id, user_id] = pairs[user_id]
    return found


def _tell(row: StandIn) -> None:
    """The subject names nobody; the body names the colleague, and no case."""
    with translation.override(row.stand_in.language or settings.LANGUAGE_CODE):
        context = {"row": row, "url": f"{settings.SITE_URL}{reverse('people:start')}"}
        body = render_to_string("mentorship/mail/stand_in.txt", context)
        send_mail(_("You stand in for a colleague"), body, settings.DEFAULT_FROM_EMAIL, [row.stand_in.email])
