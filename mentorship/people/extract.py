"""Everything held about one person (the right of access), gathered from all floors.

Each floor hangs up what its tables hold (`registry.add_extract_parts`); a test walks every table that leads
to a person. Names of the other side of a match, and of the users who did the work, are left out.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Field, Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Mentor, Person, Programme, Refugee, User
from mentorship.registry import EXTRACT_PARTS, ExtractTable
from mentorship.templatetags.danish import da_date, da_datetime, da_number
from mentorship.trail import record_act, record_lookup

OTHER_SIDE = gettext_lazy("[the other side]")
# What says something of how rows are kept, not of the person; and the ways to the person itself.
TECHNICAL = {"id", "version", "import_batch", "cpr_hash", "sha256", "key", "place", "run", "message"}
TO_PERSON = {"person", "mentor", "refugee", "profile", "match", "followup"}
# Labels of columns that no form shows.
LABELS: dict[str, str | Promise] = {
    "accepted_at": gettext_lazy("accepted"),
    "at": gettext_lazy("time"),
    "backed_at": gettext_lazy("backed by the task group"),
    "channel": gettext_lazy("channel"),
    "closed_at": gettext_lazy("closed"),
    "content_type": gettext_lazy("kind of file"),
    "cpr_kind": gettext_lazy("kind of number"),
    "created_at": gettext_lazy("written down"),
    "dated_on": gettext_lazy("counts from"),
    "decided_at": gettext_lazy("decided"),
    "due_on": gettext_lazy("due on"),
    "erased_at": gettext_lazy("erased"),
    "facts": gettext_lazy("what was known"),
    "ground": gettext_lazy("reason"),
    "kind": gettext_lazy("kind"),
    "late": gettext_lazy("sent late"),
    "left_reason": gettext_lazy("reason for leaving"),
    "locked": gettext_lazy("held fast in the plan"),
    "logged_at": gettext_lazy("written down"),
    "made_at": gettext_lazy("written down"),
    "mentor_profile_version": gettext_lazy("version of the mentor's profile"),
    "moved": gettext_lazy("what was moved"),
    "municipality": gettext_lazy("municipality"),
    "nominal_on": gettext_lazy("day by the plan"),
    "number": gettext_lazy("version"),
    "organisation": gettext_lazy("organisation"),
    "programme": gettext_lazy("programme"),
    "purpose": gettext_lazy("purpose"),
    "read_at": gettext_lazy("read"),
    "recorded_at": gettext_lazy("written down"),
    "refugee_profile_version": gettext_lazy("version of the refugee's profile"),
    "removed_at": gettext_lazy("removed"),
    "says": gettext_lazy("answer"),
    "scan": gettext_lazy("virus scan"),
    "score": gettext_lazy("points"),
    "send_on": gettext_lazy("to be sent on"),
    "sent_at": gettext_lazy("sent"),
    "side": gettext_lazy("side"),
    "size": gettext_lazy("size in bytes"),
    "stance": gettext_lazy("stance"),
    "state": gettext_lazy("state"),
    "status": gettext_lazy("status"),
    "text": gettext_lazy("text"),
    "undone_at": gettext_lazy("taken back"),
    "updated_at": gettext_lazy("last changed"),
    "what": gettext_lazy("what"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One value: as programs read it, and as people do."""

    key: str
    label: str
    value: Any
    shown: str


@dataclass(frozen=True, slots=True)
class Extract:
    """`programmes`: what it covers."""

    person: Person
    enrolments: list[Mentor | Refugee]
    made_at: datetime.datetime
    tables: list[ExtractTable] = field(default_factory=list)


def gather(person: Person, programmes: Iterable[Programme] | None = None) -> Extract:
    """Everything held about `person`; None: in all programmes, else the cases of `programmes` alone."""
    only = None if programmes is None else {programme.pk for programme in programmes}
    enrolments: list[Mentor | Refugee] = [
        row
        for rows in (person.refugees, person.mentors)
        for row in rows.select_related("programme", "municipality", "person").order_by("pk")
        if only is None or row.programme_id in only
    ]
    tables = [table for part in EXTRACT_PARTS for table in part.tables(person, enrolments) if table.rows]
    return Extract(person, enrolments, timezone.localtime(), tables)


def sign_extract(extract: Extract, *, by: User | None, kind: str, programme: Programme | None = None) -> None:
    """A line in the trail, and in the look-up log where a user had it made."""
    record_act(kind="person.extracted", subject=extract.person, by=by, programme=programme, format=kind)
    if by:
        record_lookup(user=by, person=extract.person, what="extract", programme=programme)


def facts(row: Model, *, without: Iterable[str] = (), **more: Any) -> list[Fact]:
    """What the row says of the person: every column but the technical ones and `without`; then `more`.

    A column added later is in it by itself. Columns that name a user are left out.
    """
    left_out = {*TECHNICAL, *TO_PERSON, *without}
    found = [
        _fact(row, column)
        for column in row._meta.concrete_fields
        if column.name not in left_out and column.related_model is not User
    ]
    found += [Fact(key, label_of(key), plain(value), shown(value)) for key, value in more.items()]
    return [fact for fact in found if fact.value not in (None, "", [], {})]


def _fact(row: Model, column: "Field[Any, Any]") -> Fact:
    value = getattr(row, column.name)
    said = getattr(row, f"get_{column.name}_display", None)
    words = str(said()) if said else shown(value)
    return Fact(column.name, label_of(column.name, column), plain(value), words)


def label_of(key: str, column: "Field[Any, Any] | None" = None) -> str:
    named = column is not None and str(column.verbose_name) != column.name.replace("_", " ")
    text = str(column.verbose_name) if named and column is not None else str(LABELS.get(key, key))
    return text[:1].upper() + text[1:]


def plain(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Model | Promise):
        return str(value)
    return value


def shown(value: Any) -> str:
    """As people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return str(da_datetime(value))
    if isinstance(value, datetime.date):
        return str(da_date(value))
    if isinstance(value, float):
        return str(da_number(value, 1))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {shown(entry)}" for key, entry in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(shown(entry) for entry in value)
    return str(value)


def without_names(text: str, people: Sequence[Person]) -> str:
    """`text` without the names, e-mails and phone numbers of `people`, the other side of a match."""
    for person in people:
        words = [person.name, person.email, person.phone, *person.name.split()]
        for word in sorted({word for word in words if len(word) > 2}, key=len, reverse=True):  # noqa: PLR2004  initials say nobody
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", str(OTHER_SIDE), text, flags=re.IGNORECASE)
    return text
