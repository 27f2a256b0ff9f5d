"""A register as the roster it could be taken in from again: the contract's columns, and three to read by."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from mentorship.lists.xlsx import CHUNK, Cell, Head, Line
from mentorship.models import Clearance, Consent, Mentor, Programme, Refugee
from mentorship.people.known import CLEARANCES, ENROLMENT_FIELDS, PERSON_FIELDS, PROFILE_FIELDS
from mentorship.people.roster.columns import Column, columns_of
from mentorship.people.roster.writing import write_cell
from mentorship.programmes.document import programme_document
from mentorship.registry import case_states
from mentorship.vocabulary import ConsentScope

# A CPR number never leaves in a list.
NEVER_OUT = frozenset({"cpr"})
# Where the name is protected the case number stands for the person, and nothing else leads there.
HIDDEN_WHERE_PROTECTED = frozenset({"name", "email", "phone", "postcode", "note", "expectations"})
WIDE = frozenset({"name", "email", "languages", "interests", "work_experience", "expectations", "note"})
STATE, REGISTERED, WAITING = "Stade", "Registreret", "Venter siden"


def roster_columns(kind: str) -> list[Column]:
    return [column for column in columns_of(kind) if column.key not in NEVER_OUT]


def roster_heads(kind: str) -> list[Head]:
    """The roster's own heads, and after them those an import passes over."""
    heads = [Head(column.danish, 30 if column.key in WIDE else 16) for column in roster_columns(kind)]
    more = [STATE, REGISTERED, *([WAITING] if kind == "refugee" else [])]
    return heads + [Head(label, 20) for label in more]


def roster_lines(rows: "QuerySet[Any]", *, programme: Programme, kind: str) -> Iterator[Line]:
    """One line for each of `rows`, which carry their case state; one query, read in chunks."""
    columns = roster_columns(kind)
    states = {state.key: str(state.label) for state in case_states(kind)}
    channel = _channels(programme)
    for row in _with_papers(rows, kind).defer("person__cpr").iterator(chunk_size=CHUNK):
        told = _told(row, kind) | {"recruited_through": channel(row.recruited_through)}
        cells: list[Cell] = [write_cell(told[column.key], column.parser) for column in columns]
        cells += [states.get(row.case_state, ""), row.registered_on]
        cells += [row.waiting_since] if kind == "refugee" else []
        yield Line(cells, (row.person_id,))


def _with_papers(rows: "QuerySet[Any]", kind: str) -> "QuerySet[Any]":
    """The days of the consent and the clearances beside each row, rather than in queries of their own."""
    mine = {kind: OuterRef("pk")}
    consent = Consent.objects.valid().filter(scope=ConsentScope.PARTICIPATION, **mine)
    rows = rows.annotate(consent_on=Subquery(consent.values("given_on")[:1]))
    if kind == "mentor":
        for key, paper in CLEARANCES.items():
            seen = Clearance.objects.filter(kind=paper, **mine)
            rows = rows.annotate(**{key: Subquery(seen.values("seen_on")[:1])})
    return rows


def _told(row: Mentor | Refugee, kind: str) -> dict[str, Any]:
    """What the register knows, under the roster's keys."""
    profile = getattr(row, "profile", None)
    told: dict[str, Any] = {name: getattr(row.person, name) for name in PERSON_FIELDS}
    told |= {name: getattr(row, name) for name in ENROLMENT_FIELDS[kind]}
    told |= {name: getattr(profile, name, None) for name in PROFILE_FIELDS}
    told |= {
        "municipality": row.municipality.name,
        "consent_on": getattr(row, "consent_on", None),
        "protected": row.person.is_protected,
    }
    if isinstance(row, Mentor):
        told["organisation"] = row.organisation.name if row.organisation else None
        told |= {key: getattr(row, key, None) for key in CLEARANCES}
    else:
        told["consultant"] = row.consultant.email if row.consultant else None
    if row.person.is_protected:
        told |= dict.fromkeys(HIDDEN_WHERE_PROTECTED)
    return told | {"name": row.label}


def _channels(programme: Programme) -> Callable[[str], str]:
    """The Danish word for a way of recruiting; what is no key of the programme's stays as it was written."""
    recruitment = programme_document(programme).recruitment
    words = {entry.key: entry.label.da for entry in (recruitment.channels if recruitment else ())}
    return lambda key: words.get(key) or key
