"""What stands open in somebody's name, and handing it over before the role or the account closes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.errors import DomainError
from mentorship.models import Interview, Programme, Refugee, RoleBinding, User
from mentorship.permissions import GRANTS, Permission, Role
from mentorship.registry import CASELOAD, CaseloadPart, add_caseload
from mentorship.trail import record_act
from mentorship.vocabulary import InterviewState


class OpenCaseload(DomainError):
    """Something stands open in the name of whoever is to leave; it must be handed over first."""


@dataclass(slots=True)
class Load:
    """What stands open in one programme: [(label, count)]; `open` counts what must be handed over."""

    programme: Programme
    counts: list[tuple[str | Promise, int]] = field(default_factory=list)
    open: int = 0
    receivers: dict[User, list[RoleBinding]] = field(default_factory=dict)


def register() -> None:
    """Floor 1's own parts; the higher floors hang theirs on."""
    add_caseload(
        CaseloadPart(
            "refugee",
            gettext_lazy("Citizens as responsible consultant"),
            lambda user: Refugee.objects.filter(consultant=user, left_on=None),
            F("programme"),
            "consultant",
            order=10,
            versioned=True,
        ),
        CaseloadPart(
            "interview",
            gettext_lazy("Interviews planned"),
            lambda user: Interview.objects.filter(interviewer=user, state=InterviewState.PLANNED),
            Coalesce("mentor__programme", "refugee__programme"),
            "interviewer",
            order=20,
            versioned=True,
        ),
    )


def without_role(user: User, binding: RoleBinding) -> User:
    """`user` as she will be when `binding` is taken: with her other own hats."""
    return user.wearing(hat for hat in _own_hats(user) if hat.pk != binding.pk)


def without_any(user: User) -> User:
    return user.wearing([])


def caseload(user: User, *, after: User) -> list[Load]:
    """What is open in the name of `user` and beyond the reach of `after`, by programme.

    One query for each part, one for the programmes, two for the colleagues.
    """
    found: dict[int, list[tuple[CaseloadPart, int]]] = defaultdict(list)
    for part in CASELOAD:
        rows = _open_rows(part, user, after).values("of_programme").annotate(count=Count("pk"))
        for row in rows.order_by("of_programme"):
            found[row["of_programme"]].append((part, row["count"]))
    loads = []
    receivers = receivers_of(user, found, after=after)
    for programme in Programme.objects.filter(pk__in=found).order_by("name", "pk"):
        parts = found[programme.pk]
        loads.append(
            Load(
                programme,
                [(part.label, count) for part, count in parts],
                sum(count for part, count in parts if part.owner),
                receivers[programme.pk],
            )
        )
    return loads


def _open_rows(part: CaseloadPart, user: User, after: User) -> "QuerySet[Any]":
    rows = part.rows(user)
    reached: Any = rows.model._default_manager
    rows = rows.annotate(of_programme=part.programme)
    return rows.exclude(pk__in=reached.visible_to(after).values("pk"))


def receivers_of(
    user: User, programme_ids: Iterable[int], *, after: User
) -> dict[int, dict[User, list[RoleBinding]]]:
    """By programme, the colleagues who can take over all that `user` leaves there, each with their hats.

    The leader can always; else one of the same role and reach.
    """
    kept = {hat.pk for hat in after.held_bindings}
    left = [hat for hat in _own_hats(user) if hat.pk not in kept and _has_cases(hat)]
    colleagues = (
        RoleBinding.objects.in_force()
        .filter(programme__in=list(programme_ids), user__is_active=True)
        .exclude(user=user)
        .select_related("user", "municipality", "organisation")
        .order_by("user__name", "pk")
    )
    hats: dict[int, dict[User, list[RoleBinding]]] = {pk: {} for pk in programme_ids}
    for hat in colleagues:
        hats[hat.programme_id or 0].setdefault(hat.user, []).append(hat)
    return {
        pk: {
            colleague: own
            for colleague, own in people.items()
            if _covers(own, [hat for hat in left if hat.programme_id == pk])
        }
        for pk, people in hats.items()
    }


def _covers(own: list[RoleBinding], left: list[RoleBinding]) -> bool:
    """Without any hat left (an account of old) the leader alone can take over."""
    if any(hat.role == Role.PROJECT_LEADER for hat in own):
        return True
    return bool(left) and all(any(mine.covers(hat) for mine in own) for hat in left)


def _own_hats(user: User) -> list[RoleBinding]:
    return list(RoleBinding.objects.in_force().filter(user=user).order_by("pk"))


def _has_cases(hat: RoleBinding) -> bool:
    return Permission.FOLLOWUP_LOG in GRANTS[Role(hat.role)]


def hand_over(*, leaving: User, after: User, to: Mapping[int, User], by: User) -> int:
    """Give what is open to the colleague named for each programme; OpenCaseload where none is named.

    to : by the programme's key. Call inside the transaction that takes the role or closes the account.
    """
    count = 0
    for load in caseload(leaving, after=after):
        if not load.open:
            continue
        receiver = to.get(load.programme.pk)
        if receiver is None:
            raise OpenCaseload(_("Work stands open in this user's name. Hand it over to a colleague first."))
        if receiver not in load.receivers:
            raise OpenCaseload(_("This colleague cannot take over all of it. Choose another one."))
        count += _hand_over_in(load.programme, leaving, after, receiver, by)
    return count


def _hand_over_in(programme: Programme, leaving: User, after: User, to: User, by: User) -> int:
    total = 0
    for part in CASELOAD:
        if not part.owner:
            continue
        rows = _open_rows(part, leaving, after).filter(of_programme=programme.pk)
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        model: Any = rows.model._default_manager
        list(model.select_for_update().filter(pk__in=keys).order_by("pk"))
        changes: dict[str, Any] = {part.owner: to}
        if part.versioned:
            changes["version"] = F("version") + 1
        model.filter(pk__in=keys).update(**changes)
        if keys:
            act = {"to": to.pk, "count": len(keys)}
            record_act(kind=f"{part.key}.handed_over", subject=leaving, by=by, programme=programme, **act)
        total += len(keys)
    return total
