"""Who in the register is likely the person in hand, among those the user may see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorship.models import Mentor, Person, Programme, Refugee, TwoPeople, User
from mentorship.people.identity import cpr_hash
from mentorship.people.roster.cpr import Cpr
from mentorship.people.roster.duplicates import Likeness, Register, phone_digits
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
    """Pairs with at least one in `programme`, every enrolment of both the user's to change; 6 queries.

    The surest first: those that share most. What somebody has found to be two people is left out.
    """
    own, here = _writable(programme, user)
    enrolled = Person.objects.filter(
        Exists(Mentor.objects.filter(person=OuterRef("pk")))
        | Exists(Refugee.objects.filter(person=OuterRef("pk")))
    )
    rows = enrolled.values(*LIKENESS_FIELDS)
    likenesses = {row["pk"]: _likeness(row) for row in rows if row["pk"] in own}
    shares: dict[tuple[int, int], set[str]] = defaultdict(set)
    for key, group in _groups(likenesses).items():
        for at, first in enumerate(group):
            for second in group[at + 1 :]:
                if here & {first, second} and not likenesses[first].surely_another(likenesses[second]):
                    shares[first, second].add(str(key))
    settled = set(TwoPeople.objects.values_list("first_id", "second_id"))
    pairs = [LikelyPair(*pair, tuple(sorted(keys))) for pair, keys in shares.items() if pair not in settled]
    return sorted(pairs, key=lambda pair: (-len(pair.shares), pair.first, pair.second))


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


def _writable(programme: Programme, user: User) -> tuple[set[int], set[int]]:
    """(people all of whose enrolments `user` may change, those with an enrolment in `programme`)."""
    allowed: set[int] = set()
    refused: set[int] = set()
    here: set[int] = set()
    for model, permission in ((Mentor, Permission.MENTOR_CHANGE), (Refugee, Permission.REFUGEE_CHANGE)):
        mine = set(model.objects.visible_to(user, permission=permission).values_list("pk", flat=True))
        rows: Iterable[tuple[int, int, int]] = model.objects.values_list("pk", "person_id", "programme_id")
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
