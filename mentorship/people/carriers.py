"""Whose a CPR number is already, and what the one who types it may do with that."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar

from mentorship.models import Mentor, Person, Refugee, User
from mentorship.people.roster.folding import fold

AT_ONCE = 500
T = TypeVar("T")


class Tie(Enum):
    """How a typed number ties to the person who carries it."""

    BARE = auto()  # known from an extract alone: gets what is written
    SEEN = auto()  # registered where the user may look
    NAMESAKE = auto()  # registered elsewhere, on the same side, by the same name: joined, left as it is
    STRANGER = auto()  # registered elsewhere: knowing a number opens nobody's case


@dataclass(frozen=True, slots=True)
class Carrier:
    person: Person
    tie: Tie


class Carriers:
    """The people who carry some of `hashes`, as `by` may know of them; the shell (None) sees everybody."""

    def __init__(self, *, kind: str, hashes: Collection[str], by: User | None):
        self._people: dict[str, Person] = {}
        for some in _in_parts(sorted(hashes)):
            self._people |= {str(p.cpr_hash): p for p in Person.objects.filter(cpr_hash__in=some)}
        ids = self.person_ids()
        sides: dict[str, type[Mentor] | type[Refugee]] = {"mentor": Mentor, "refugee": Refugee}
        enrolled = {side: set(_people_of(model, ids)) for side, model in sides.items()}
        self._enrolled = enrolled["mentor"] | enrolled["refugee"]
        self._on_the_other_side = enrolled["refugee" if kind == "mentor" else "mentor"]
        self._seen = self._enrolled if by is None else set(_seen_by(by, ids))

    def person_ids(self) -> list[int]:
        return [person.pk for person in self._people.values()]

    def find(self, number_hash: str, name: str) -> Carrier | None:
        """Who carries the number, for somebody who says the carrier is called `name`."""
        person = self._people.get(number_hash)
        if person is None:
            return None
        if person.pk not in self._enrolled:
            return Carrier(person, Tie.BARE)
        if person.pk in self._seen:
            return Carrier(person, Tie.SEEN)
        namesake = fold(person.name) == fold(name) and person.pk not in self._on_the_other_side
        return Carrier(person, Tie.NAMESAKE if namesake else Tie.STRANGER)


def _in_parts(things: Sequence[T]) -> Iterator[Sequence[T]]:
    """A query takes only so many parameters."""
    for start in range(0, len(things), AT_ONCE):
        yield things[start : start + AT_ONCE]


def _people_of(model: type[Mentor | Refugee], ids: list[int]) -> Iterator[int]:
    for some in _in_parts(ids):
        yield from model._default_manager.filter(person__in=some).values_list("person_id", flat=True)


def _seen_by(by: User, ids: list[int]) -> Iterator[int]:
    for some in _in_parts(ids):
        for rows in (Mentor.objects.visible_to(by), Refugee.objects.visible_to(by)):
            yield from rows.filter(person__in=some).values_list("person_id", flat=True)
