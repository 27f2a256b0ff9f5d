"""Papers to be fetched: what to ask for, what was asked for long ago, what expires; marked with one tap."""

import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Count, F, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.models import Act, Clearance, Mentor, User
from mentorship.people.papers import expiry_of
from mentorship.trail import record_act
from mentorship.vocabulary import ClearanceKind

ASK, REMIND, EXPIRING, WAITING, VALID = "ask", "remind", "expiring", "waiting", "valid"
STAGES = (ASK, REMIND, EXPIRING, WAITING)
LONG_AGO = relativedelta(days=14)
SOON = relativedelta(days=30)
REQUESTED, SEEN = "requested", "seen"
MARKS = (REQUESTED, SEEN)


def stage_of(clearance: Clearance | None, on: datetime.date) -> str:
    """What is to be done about one paper. An expired one is asked for anew, and then waited for."""
    if clearance is None or not (clearance.requested_on or clearance.seen_on):
        return ASK
    seen, asked, expires = clearance.seen_on, clearance.requested_on, clearance.expires_on
    if seen and (expires is None or expires > on + SOON):
        return VALID
    if asked and (seen is None or asked > seen):
        return REMIND if asked <= on - LONG_AGO else WAITING
    return EXPIRING if expires and expires >= on else ASK


def in_stage(mentors: "QuerySet[Mentor]", kinds: list[str], stage: str) -> "QuerySet[Mentor]":
    """Those with a paper among `kinds` in `stage`; the same rule as `stage_of`."""
    return _with_papers(mentors, kinds).filter(_any(kinds, stage))


def count_stages(mentors: "QuerySet[Mentor]", kinds: list[str], stages: tuple[str, ...]) -> dict[str, int]:
    """{stage: how many `in_stage`} in one query."""
    counts = {stage: Count("pk", filter=_any(kinds, stage)) for stage in stages}
    return _with_papers(mentors, kinds).aggregate(**counts)


def _with_papers(mentors: "QuerySet[Mentor]", kinds: list[str]) -> "QuerySet[Mentor]":
    """Each with the paper of each kind under its own name; there is at most one a kind, so no row doubles."""
    relations = {
        _paper(kind): FilteredRelation("clearances", condition=Q(clearances__kind=kind)) for kind in kinds
    }
    return mentors.alias(**relations)


def _paper(kind: str) -> str:
    return f"paper_{kind}"


def _any(kinds: list[str], stage: str) -> Q:
    found = Q(pk__in=[])
    for kind in kinds:
        found |= _stage(_paper(kind), stage, today())
    return found


def _stage(paper: str, stage: str, on: datetime.date) -> Q:
    seen, requested, expires = (f"{paper}__{name}" for name in ("seen_on", "requested_on", "expires_on"))

    def expires_within(first: datetime.date | None, last: datetime.date) -> Q:
        soon = Q(**{f"{seen}__isnull": False, f"{expires}__lte": last})
        return soon & Q(**{f"{expires}__gte": first}) if first else soon

    nobody = Q(**{f"{seen}__isnull": True, f"{requested}__isnull": True})
    asked = Q(**{f"{seen}__isnull": True, f"{requested}__isnull": False}) | (
        Q(**{f"{requested}__gt": F(seen)}) & expires_within(None, on + SOON)
    )
    # A day that is not known is not greater than another: NOT of it would leave the row out.
    at_rest = Q(**{f"{requested}__isnull": True}) | Q(**{f"{requested}__lte": F(seen)})
    if stage == REMIND:
        return asked & Q(**{f"{requested}__lte": on - LONG_AGO})
    if stage == WAITING:
        return asked & Q(**{f"{requested}__gt": on - LONG_AGO})
    if stage == EXPIRING:
        return expires_within(on, on + SOON) & at_rest
    return nobody | (expires_within(None, on - datetime.timedelta(days=1)) & at_rest)


@transaction.atomic
def mark_paper(*, mentor: Mentor, kind: str, mark: str, by: User) -> Act | None:
    """Record that a paper is asked for, or seen, today; None where that is recorded already."""
    if kind not in ClearanceKind.values or mark not in MARKS:
        raise DomainError(_("Choose the paper, and whether it was asked for or seen."))
    mentor = Mentor.objects.select_for_update(of=("self",)).select_related("programme").get(pk=mentor.pk)
    clearance = mentor.clearances.filter(kind=kind).first() or Clearance(mentor=mentor, kind=kind)
    before = _dates(clearance)
    if mark == REQUESTED:
        clearance.requested_on = today()
    else:
        clearance.seen_on, clearance.seen_by = today(), by
        clearance.expires_on = expiry_of(mentor, kind, today())
    if _dates(clearance) == before:
        return None
    clearance.save()
    return record_act(
        kind=f"clearance.{mark}",
        subject=mentor,
        by=by,
        programme=mentor.programme,
        clearance=kind,
        before=before,
        after=_dates(clearance),
    )


@transaction.atomic
def unmark_paper(*, mentor: Mentor, act: int, by: User) -> None:
    """Take back one's own mark of today, if nothing was recorded of the paper since."""
    mentor = Mentor.objects.select_for_update(of=("self",)).select_related("programme").get(pk=mentor.pk)
    done = marks_of_today(by=by).filter(pk=act, subject_id=str(mentor.pk)).first()
    if done is None:
        raise DomainError(_("There is nothing of today's to take back."))
    clearance = mentor.clearances.filter(kind=done.detail["clearance"]).first()
    if clearance is None or _dates(clearance) != done.detail["after"]:
        raise DomainError(_("Something else was recorded of the paper since. Correct it on the case."))
    before = done.detail["before"]
    if not any(before.values()):
        clearance.delete()
    else:
        for name in ("requested_on", "seen_on", "expires_on"):
            value = before[name]
            setattr(clearance, name, datetime.date.fromisoformat(value) if value else None)
        clearance.seen_by_id = before["seen_by"]
        clearance.save()
    record_act(
        kind="clearance.undone",
        subject=mentor,
        by=by,
        programme=mentor.programme,
        clearance=done.detail["clearance"],
        of=done.pk,
    )


def marks_of_today(*, by: User) -> "QuerySet[Act]":
    """The user's own marks of today that stand."""
    acts = Act.objects.filter(by_id=by.pk, subject_label=Mentor._meta.label, at__date=today())
    undone = acts.filter(kind="clearance.undone").values_list("detail__of", flat=True)
    return acts.filter(kind__in=[f"clearance.{mark}" for mark in MARKS]).exclude(pk__in=list(undone))


def _dates(clearance: Clearance) -> dict[str, Any]:
    days = (clearance.requested_on, clearance.seen_on, clearance.expires_on)
    names = ("requested_on", "seen_on", "expires_on")
    dates: dict[str, Any] = {
        name: day.isoformat() if day else None for name, day in zip(names, days, strict=True)
    }
    return dates | {"seen_by": clearance.seen_by_id}
