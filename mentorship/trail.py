"""Writing and reading the trail: what was done, and who looked at whom."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import timezone

from mentorship.models import Act, LookUp, Person, Programme, User
from mentorship.selectors.merged import numbers_of


def record_act(
    *, kind: str, subject: Model, by: User | None, programme: Programme | None = None, **detail: Any
) -> Act:
    """Write one line of the trail; call inside the transaction it describes.

    `kind` is "thing.verb". `detail` holds codes, ids, dates and counts: never a name or free text.
    `by` None means the shell or the scheduler. What is done for an absent colleague says so: `detail["for"]`
    holds the colleague's key.
    """
    return Act.objects.create(**act_fields(kind=kind, subject=subject, by=by, programme=programme, **detail))


def act_fields(
    *, kind: str, subject: Model, by: User | None, programme: Programme | None = None, **detail: Any
) -> dict[str, Any]:
    """The fields of one line, for callers that write many at once."""
    key = programme.key if programme else ""
    if absent := done_for(subject=subject, by=by, programme=programme):
        detail["for"] = absent
    return {
        "kind": kind,
        "subject_label": subject._meta.label,
        "subject_id": str(subject.pk),
        "by_id": by.pk if by else None,
        "by_label": by.email if by else "",
        "programme_key": key,
        "detail": detail,
    }


def done_for(*, subject: Model, by: User | None, programme: Programme | None) -> int | None:
    """Key of the colleague whose stand-in `by` is in doing this, or None.

    With a colleague's hat on it is that colleague; with all of them on, whoever the row is given to, else
    whoever's hats reach it where the own do not. No query unless somebody is stood in for.
    """
    absents = by.stood_in_for(programme) if by else {}
    if by is None or not absents:
        return None
    if by.hat is not None and len(by.active_bindings) == 1:
        return next(iter(absents))
    owners = {getattr(subject, name, None) for name in ("responsible_id", "consultant_id", "interviewer_id")}
    if given := [pk for pk in absents if pk in owners]:
        return given[0]
    rows: Any = getattr(type(subject), "objects", None)
    if by.pk in owners or not hasattr(rows, "visible_to"):
        return None
    own = by.wearing(hat for hat in by.held_bindings if not hat.standing_in_for)
    reached = rows.visible_to(own).filter(pk=subject.pk).exists()
    return None if reached else next(iter(absents))


def record_lookup(
    *, user: User, person: Person, what: str, programme: Programme | None = None, purpose: str = ""
) -> LookUp:
    """Write that `user` saw `what` of `person`, before the answer leaves.

    Where the case is not the user's own, the ground and purpose given for it today are written along
    (see mentorship.people.own_cases).
    """
    stated = user.stated_purposes.get(person.pk)
    return LookUp.objects.create(
        user_id=user.pk,
        user_label=user.email,
        person_id=person.pk,
        programme_key=programme.key if programme else "",
        what=what,
        purpose=purpose or (stated.purpose if stated else ""),
        ground=stated.ground if stated else "",
        protected=person.is_protected,
    )


def record_lookups(
    *, user: User, person_ids: Iterable[int], what: str, programme: Programme | None = None
) -> None:
    """Write that `user` saw `what` of several people at once, as in a list or an export."""
    key = programme.key if programme else ""
    LookUp.objects.bulk_create(
        LookUp(user_id=user.pk, user_label=user.email, person_id=pk, programme_key=key, what=what)
        for pk in person_ids
    )


def has_asked_for_name(*, user: User, person: Person, programme: Programme) -> bool:
    """Whether `user` has had the hidden name shown, for a purpose, in the length of a session."""
    since = timezone.now() - datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    rows = LookUp.objects.filter(user_id=user.pk, person_id=person.pk, programme_key=programme.key)
    return rows.filter(what="name", at__gte=since).exists()


def acts_on(subject: Model) -> QuerySet[Act]:
    """The trail of `subject`, newest first."""
    return Act.objects.filter(subject_label=subject._meta.label, subject_id=str(subject.pk))


def lookups_of(person: Person) -> QuerySet[LookUp]:
    """Who has seen `person`, newest first."""
    return LookUp.objects.filter(person_id__in=numbers_of(person.pk))
