"""Freezing a quarter: once, as of its last day, with a digest; corrections are new revisions beside it."""

import datetime
import hashlib
import json
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorship.clock import today
from mentorship.errors import DomainError
from mentorship.formats import short_date
from mentorship.models import Programme, User
from mentorship.programmes.document import programme_document
from mentorship.trail import record_act
from reporting.models import Snapshot
from reporting.quarters import Quarter, quarters_between
from reporting.snapshots.building import build_quarter


def canonical(data: dict[str, Any]) -> str:
    """The figures as text: the same figures give the same text, whatever database kept them."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(data: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def verify_snapshot(snapshot: Snapshot) -> bool:
    """Whether the figures still are the ones that were frozen."""
    return digest(snapshot.data) == snapshot.sha256


def freeze_quarter(*, programme: Programme, quarter: Quarter, by: User | None, reason: str = "") -> Snapshot:
    """Freeze `quarter` as of its last day. With a `reason`, a revision beside what is frozen already.

    Raises DomainError for a quarter that is not over, lies outside the programme, is frozen already, or is
    to be revised though nothing is frozen.
    """
    _check_time(programme, quarter)
    newest = programme.snapshots.filter(quarter=str(quarter)).order_by("-revision").first()
    if newest and not reason:
        raise DomainError(
            _("%(quarter)s is frozen already (revision %(revision)s). Give a reason to make a revision.")
            % {"quarter": quarter, "revision": newest.revision}
        )
    if reason and not newest:
        raise DomainError(
            _("%(quarter)s is not frozen yet, so there is nothing to revise.") % {"quarter": quarter}
        )
    data = build_quarter(programme, quarter, quarter.last_day, earlier=_frozen_before(programme, quarter))
    return _write(
        programme, quarter, data, by=by, reason=reason, revision=newest.revision + 1 if newest else 1
    )


def _check_time(programme: Programme, quarter: Quarter) -> None:
    if quarter.last_day >= today():
        raise DomainError(
            _("%(quarter)s is not over before %(day)s.")
            % {"quarter": quarter, "day": short_date(quarter.last_day)}
        )
    if quarter.last_day < programme.starts_on:
        raise DomainError(
            _("%(quarter)s is over before the programme starts, on %(day)s.")
            % {"quarter": quarter, "day": short_date(programme.starts_on)}
        )


def _frozen_before(programme: Programme, quarter: Quarter) -> list[dict[str, Any]]:
    """What has been published already, whose differences from the new figures an attacker may take."""
    rows = programme.snapshots.filter(quarter__lte=str(quarter)).order_by("quarter", "revision")
    return [row.data for row in rows][-4:]


@transaction.atomic
def _write(
    programme: Programme,
    quarter: Quarter,
    data: dict[str, Any],
    *,
    by: User | None,
    reason: str,
    revision: int,
) -> Snapshot:
    try:
        with transaction.atomic():
            snapshot = Snapshot.objects.create(
                programme=programme,
                quarter=str(quarter),
                revision=revision,
                data_on=quarter.last_day,
                data=data,
                sha256=digest(data),
                reason=reason,
                frozen_by=by,
            )
    except IntegrityError as error:
        raise DomainError(
            _("%(quarter)s was frozen by somebody else a moment ago.") % {"quarter": quarter}
        ) from error
    record_act(
        kind="quarter.revised" if reason else "quarter.frozen",
        subject=snapshot,
        by=by,
        programme=programme,
        quarter=str(quarter),
        revision=revision,
        sha256=snapshot.sha256,
    )
    return snapshot


def close_due_quarters(programme: Programme, on: datetime.date | None = None) -> list[Snapshot]:
    """Freeze every quarter of the programme's life whose closing day has come and that is not frozen.

    Repeatable: asked every hour, after a night or after a month, each quarter is frozen once.
    """
    day = on or today()
    period = programme_document(programme).period
    last = min(day, period.follow_up_ends_on or programme.ends_on)
    frozen = set(programme.snapshots.values_list("quarter", flat=True))
    if not programme.refugees.exists() and not programme.mentors.exists():
        return []
    missing = [
        quarter
        for quarter in quarters_between(programme.starts_on, last)
        if quarter.closes_on <= day and str(quarter) not in frozen
    ]
    return [freeze_quarter(programme=programme, quarter=quarter, by=None) for quarter in missing]
