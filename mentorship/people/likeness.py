"""Who in the register is likely the person in hand, among those the user may see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorship.models import Mentor, Person, Programme, Refugee, TwoPeople, User
from mentorship.people.identity import cpr_hash
from mentorship.people.roster.cpr import Cpr
from mentorship.people.roster.duplicates import FEWEST_DIGITS, Likeness, Register, phone_digits
from mentorship.people.roster.folding import fold
from mentorship.permissions import Permission
from mentorship.vocabulary import CprKind

LIKENESS_FIELDS = ("pk", "name", "email", "phone", "birth_year", "cpr_hash", "cpr_kind")
# A larger group shares something that tells nobody apart, as the telephone of a house.
LARGEST_GROUP = 6


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two rows that may be one human being, and what they share: keys of `Likeness.shared_keys`."""

    first: int
    second: int
    shares: tuple[str, ...] = field(default=())


def likely_people(*, user: User, fields: Mapping[str, Any], cpr: Cpr | None = None) -> list[int]:
    """Keys of the people `user` may see who are likely the one described by `fields`; 1 query."""
    name, email = " ".join(str(fields.get("name") or "").split()), str(fields.get("email") or "").lower()
    phone, year = phone_digits(str(fields.get("phone") or "")), fields.get("birth_year")
    wanted = Likeness(
        name,
        email,
        phone,
        year,
        cpr_hash(cpr.digits) if cpr else None,
        bool(cpr and cpr.kind == CprKind.ORDINARY),
    )
    near = Q(pk__in=[])
    near |= Q(email__iexact=email) if email else Q(pk__in=[])
    near |= Q(birth_year=year) if year else Q(pk__in=[])
    near |= Q(name__istartswith=name.split()[0]) & ~Q(phone="") if name and phone else Q(pk__in=[])
    near |= Q(cpr_hash=wanted.cpr) if cpr else Q(pk__in=[])
    rows = _seen_by(user).filter(near).values(*LIKENESS_FIELDS)
    return sorted(Register({row["pk"]: _likeness(row) for row in rows}).likely(wanted))


def _seen_by(user: User) -> "QuerySet[Person]":
    mentors = Mentor.objects.visible_to(user).values("person_id")
    refugees = Refugee.objects.visible_to(user).values("person_id")
    return Person.objects.filter(Q(pk__in=mentors) | Q(pk__in=refugees))


def _likeness(row: Mapping[str, Any]) -> Likeness:
    return Likeness(
        row["name"],
        row["email"].lower(),
        phone_digits(row["phone"]),
        row["birth_year"],
        row["cpr_hash"],
        row["cpr_kind"] == CprKind.ORDINARY,
    )


def likely_pairs(*, programme: Programme, user: User) -> list[LikelyPair]:
    """Pairs with at least one in `programme`, every enrolment of both the user's to change; 7 queries.

    The surest first: those that share most. What somebody has found to be two people is left out.
    """
    near = _near_somebody()
    own, here = _writable(programme, user, near)
    rows = Person.objects.filter(pk__in=own).values(*LIKENESS_FIELDS)
    likenesses = {row["pk"]: _likeness(row) for row in rows}
    shares: dict[tuple[int, int], set[str]] = defaultdict(set)
    for key, group in _groups(likenesses).items():
        for at, first in enumerate(group):
            for second in group[at + 1 :]:
                if here & {first, second} and not likenesses[first].surely_another(likenesses[second]):
                    shares[first, second].add(str(key))
    settled = set(TwoPeople.objects.values_list("first_id", "second_id"))
    pairs = [LikelyPair(*pair, tuple(sorted(keys))) for pair, keys in shares.items() if pair not in settled]
    return sorted(pairs, key=lambda pair: (-len(pair.shares), pair.first, pair.second))


def _near_somebody() -> set[int]:
    """Keys of the enrolled who may share something: nobody who does is missing, and few who do not are in.

    The whole register is read for it, so the look at each is short: what is shared is told for these alone.
    Two people never share a CPR number, by the database.
    """
    enrolled = Person.objects.filter(
        Exists(Mentor.objects.filter(person=OuterRef("pk")))
        | Exists(Refugee.objects.filter(person=OuterRef("pk")))
    )
    first: dict[str, int] = {}
    near: set[int] = set()
    rows = enrolled.order_by().values_list("pk", "name", "email", "phone", "birth_year")
    for pk, name, email, phone, year in rows.iterator(chunk_size=2000):
        marks = []
        if email:
            marks.append(f"@{email.lower()}")
        if phone:
            marks.append("+" + "".join(filter(str.isdecimal, phone))[-FEWEST_DIGITS:])
        if name and year:
            marks.append(f"{year}{' '.join(sorted(map(fold, name.split())))}")
        for mark in marks:
            other = first.setdefault(mark, pk)
            if other != pk:
                near |= {other, pk}
    return near


def _groups(likenesses: Mapping[int, Likeness]) -> dict[Any, list[int]]:
    """{what is shared: those who share it}, small groups alone; the same word may stand several times."""
    buckets: dict[Any, list[int]] = defaultdict(list)
    for pk in sorted(likenesses):
        for shared in likenesses[pk].shared_keys():
            buckets[shared].append(pk)
    return {_Word(shared): group for shared, group in buckets.items() if 1 < len(group) <= LARGEST_GROUP}


class _Word(tuple[Any, ...]):
    """A shared key that prints as what is shared, without the value."""

    def __str__(self) -> str:
        return str(self[0])


def _writable(programme: Programme, user: User, people: set[int]) -> tuple[set[int], set[int]]:
    """(those of `people` all of whose enrolments `user` may change, those enrolled in `programme`)."""
    allowed: set[int] = set()
    refused: set[int] = set()
    here: set[int] = set()
    for model, permission in ((Mentor, Permission.MENTOR_CHANGE), (Refugee, Permission.REFUGEE_CHANGE)):
        theirs: Any = model.objects.filter(person__in=people)
        mine = set(theirs.visible_to(user, permission=permission).values_list("pk", flat=True))
        rows: Iterable[tuple[int, int, int]] = theirs.values_list("pk", "person_id", "programme_id")
        for pk, person, of in rows:
            (allowed if pk in mine else refused).add(person)
            if of == programme.pk:
                here.add(person)
    return allowed - refused, here


def may_merge(person: int, *, user: User) -> bool:
    """Whether every enrolment of the person is the user's to change; nobody without one is anybody's."""
    found = 0
    for model, permission in ((Mentor, Permission.MENTOR_CHANGE), (Refugee, Permission.REFUGEE_CHANGE)):
        rows = model.objects.filter(person=person)
        mine: Any = model.objects.visible_to(user, permission=permission).filter(person=person)
        if rows.exclude(pk__in=mine.values("pk")).exists():
            return False
        found += rows.count()
    return found > 0
