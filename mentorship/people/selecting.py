"""Who is selected for the programme, on what grounds; and taken off it again while nothing rests on that."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from mentorship.errors import DomainError
from mentorship.models import Mentor, Programme, ProgrammeMunicipality, Refugee, User
from mentorship.people.waiting import follow_event, waiting_from
from mentorship.registry import BUILT_ON
from mentorship.trail import record_act


@dataclass(frozen=True, slots=True)
class Overrun:
    """A municipality that would have selected `after` people against a quota of `quota`."""

    municipality: str
    quota: int
    after: int


class PastQuota(DomainError):
    """The selection would pass a quota. Allowed, but only by who has been told."""

    def __init__(self, overruns: Sequence[Overrun]):
        super().__init__(_("The selection passes the quota."))
        self.overruns = tuple(overruns)


@dataclass(frozen=True, slots=True)
class Selection:
    """What came of one act: ids selected now, those somebody else was first to select, those who left."""

    selected: tuple[int, ...]
    already: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()


@transaction.atomic
def select_people(
    *,
    programme: Programme,
    enrolments: Sequence[Mentor] | Sequence[Refugee],
    on: datetime.date,
    by: User,
    grounds: str = "",
    codes: Sequence[str] = (),
    past_quota: bool = False,
) -> Selection:
    """Select several people of one side at once; whoever is selected already keeps day and grounds.

    grounds : the words of the decision, kept with a refugee. codes : the quick grounds among them, for the
    trail. Raises PastQuota where refugees would exceed a municipality's quota, unless `past_quota`.
    """
    if not enrolments:
        raise DomainError(_("Nobody is ticked. Tick the people the decision is about."))
    model: Any = type(enrolments[0])
    if model is Refugee and not grounds.strip():
        raise DomainError(_("A selection needs its grounds. Choose one, or write it in your own words."))
    if model is Refugee:
        _hold_quotas(programme, {row.municipality_id for row in enrolments})
    # Locked in order of key: two who select the same people wait for each other, not in a ring.
    rows = list(
        model.objects.select_for_update(of=("self",), no_key=True)
        .filter(programme=programme, pk__in=[row.pk for row in enrolments])
        .order_by("pk")
    )
    already = tuple(row.pk for row in rows if row.selected_on and not row.left_on)
    gone = tuple(row.pk for row in rows if row.left_on)
    chosen = [row for row in rows if not row.selected_on and not row.left_on]
    over = _overruns(programme, chosen) if model is Refugee else []
    if over and not past_quota:
        raise PastQuota(over)
    for row in chosen:
        _select(row, programme=programme, on=on, by=by, grounds=grounds.strip(), codes=codes, over=bool(over))
    return Selection(tuple(row.pk for row in chosen), already, gone)


def _select(
    row: Any,
    *,
    programme: Programme,
    on: datetime.date,
    by: User,
    grounds: str,
    codes: Sequence[str],
    over: bool,
) -> None:
    row.programme = programme  # read already, with its document
    before = waiting_from(row) if isinstance(row, Refugee) else None
    row.selected_on = on
    row.version += 1
    fields = ["selected_on", "version"]
    if isinstance(row, Refugee):
        row.selection_grounds = grounds
        follow_event(row, before)
        fields += ["selection_grounds", "waiting_since"]
    row.save(update_fields=fields)
    record_act(
        kind=f"{row.side}.selected",
        subject=row,
        by=by,
        programme=programme,
        on=on.isoformat(),
        grounds=list(codes),
        **({"past_quota": True} if over else {}),
    )


@transaction.atomic
def deselect_person(*, enrolment: Mentor | Refugee, reason: str, words: str, by: User) -> Mentor | Refugee:
    """Take a selection back; DomainError where it is gone already, or something rests on it.

    reason : a code, for the trail. words : the reason as it is read, in place of a refugee's grounds.
    """
    model: Any = type(enrolment)
    row = model.objects.select_for_update(of=("self",), no_key=True).get(pk=enrolment.pk)
    row.programme = enrolment.programme
    if row.selected_on is None:
        raise DomainError(_("The person is not selected any more: somebody else has taken it back."))
    if why := what_rests_on(row):
        raise DomainError(why)
    before = waiting_from(row) if isinstance(row, Refugee) else None
    selected_on, row.selected_on = row.selected_on, None
    row.version += 1
    fields = ["selected_on", "version"]
    if isinstance(row, Refugee):
        row.selection_grounds = words.strip()
        follow_event(row, before)
        fields += ["selection_grounds", "waiting_since"]
    row.save(update_fields=fields)
    record_act(
        kind=f"{row.side}.deselected",
        subject=row,
        by=by,
        programme=row.programme,
        reason=reason,
        was_selected_on=selected_on.isoformat(),
    )
    done: Mentor | Refugee = row
    return done


def what_rests_on(enrolment: Mentor | Refugee) -> str:
    """Why the selection cannot be taken back; empty where it can."""
    rows = type(enrolment)._default_manager.filter(pk=enrolment.pk)
    for thing in BUILT_ON:
        if rows.filter(thing.condition(str(enrolment.side))).exists():
            return str(thing.why)
    return ""


def _hold_quotas(programme: Programme, municipalities: set[int]) -> None:
    """Hold the quotas until the selection is written: two who fill the last places are told of each other."""
    parts = ProgrammeMunicipality.objects.select_for_update(of=("self",), no_key=True)
    list(parts.filter(programme=programme, municipality__in=municipalities).order_by("pk"))


def _overruns(programme: Programme, chosen: Sequence[Any]) -> list[Overrun]:
    """The municipalities whose quota the selection would pass, or pass further."""
    more: dict[int, int] = {}
    for row in chosen:
        more[row.municipality_id] = more.get(row.municipality_id, 0) + 1
    selected = Refugee.objects.filter(programme=programme, municipality__in=more, selected_on__isnull=False)
    counts = dict(selected.order_by().values_list("municipality").annotate(count=Count("pk")))
    parts = ProgrammeMunicipality.objects.filter(
        programme=programme, municipality__in=more, quota__isnull=False
    ).select_related("municipality")
    found = []
    for part in parts:
        quota = part.quota or 0
        after = counts.get(part.municipality_id, 0) + more[part.municipality_id]
        if after > quota:
            found.append(Overrun(part.municipality.name, quota, after))
    return found
