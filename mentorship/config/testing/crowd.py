"""A lived programme made large: its people, matches and follow-ups again and again.

Copies keep what was lived (dates, states, answers, reasons) and differ in what must be one person's
own: name, case number, e-mail, phone. They have no CPR number. Bulk rows, so no trail is written for them.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import models

from followup.models import FollowUp
from matching.models import Match, MatchAnswer, StartMeeting
from mentorship.models import (
    Attendance,
    Clearance,
    Consent,
    Interview,
    Mentor,
    Person,
    Profile,
    ProfileVersion,
    Programme,
    Refugee,
)

BATCH = 500
Keys = dict[type[models.Model], dict[int, int]]  # of each table: the original's key to the copy's


def multiply(programme: Programme, copies: int) -> None:
    """Add `copies` copies of everybody in `programme`, with what happened to them."""
    tables = [(model, list(rows.order_by("pk"))) for model, rows in _tables(programme)]
    for start in range(1, copies + 1, BATCH // 10):
        block = range(start, min(start + BATCH // 10, copies + 1))
        keys: dict[int, Keys] = {number: {} for number in block}
        for model, rows in tables:
            _copy(model, rows, keys)


def _tables(programme: Programme) -> Iterator[tuple[type[models.Model], "models.QuerySet[Any]"]]:
    """What is copied, parents first."""
    mentors, refugees = (
        Mentor.objects.filter(programme=programme),
        Refugee.objects.filter(programme=programme),
    )
    people = models.Q(pk__in=mentors.values("person")) | models.Q(pk__in=refugees.values("person"))
    either = models.Q(mentor__in=mentors) | models.Q(refugee__in=refugees)
    yield Person, Person.objects.filter(people)
    yield Mentor, mentors
    yield Refugee, refugees
    for part in (Profile, Clearance, Consent, Interview, Attendance):
        condition = models.Q(mentor__in=mentors) if part is Clearance else either
        yield part, part._default_manager.filter(condition)
    yield (
        ProfileVersion,
        ProfileVersion.objects.filter(
            models.Q(profile__mentor__in=mentors) | models.Q(profile__refugee__in=refugees)
        ),
    )
    matches = Match.objects.filter(programme=programme)
    yield Match, matches
    for of_match in (MatchAnswer, StartMeeting, FollowUp):
        yield of_match, of_match._default_manager.filter(match__in=matches)


def _copy(model: type[models.Model], rows: list[Any], keys: dict[int, Keys]) -> None:
    """One copy of `rows` for each number in `keys`, which learns where each went."""
    wanted = ((number, row) for number in keys for row in rows)
    while block := list(islice(wanted, BATCH)):
        made = model._default_manager.bulk_create(
            _one(model, row, number, keys[number]) for number, row in block
        )
        for (number, row), copy in zip(block, made, strict=True):
            keys[number].setdefault(model, {})[row.pk] = copy.pk


def _one(model: type[models.Model], row: Any, number: int, keys: Keys) -> Any:
    facts = {field.attname: getattr(row, field.attname) for field in _columns(model)}
    for field in _columns(model):
        target = field.related_model
        if isinstance(target, type) and facts[field.attname] in keys.get(target, {}):
            facts[field.attname] = keys[target][facts[field.attname]]
    if model is Person:
        facts |= _own(row, number)
    if "case_number" in facts:
        facts["case_number"] = f"{row.case_number}-{number}"
    return model(**facts)


def _columns(model: type[models.Model]) -> Iterable["models.Field[Any, Any]"]:
    return (field for field in model._meta.concrete_fields if not field.primary_key)


def _own(person: Person, number: int) -> dict[str, Any]:
    letters = ""
    rest = number
    while rest:
        rest, letter = divmod(rest, 26)
        letters += "abcdefghijklmnopqrstuvwxyz"[letter]
    return {
        "name": f"{person.name}{letters}",
        "email": f"p{person.pk}-{number}@borger.test" if person.email else "",
        "phone": f"{20_000_000 + person.pk * 4001 + number:08}" if person.phone else "",
        "cpr": "",
        "cpr_hash": None,
        "cpr_kind": "",
    }
