"""Whose a row of an extract is: somebody in the programme, somebody known by number, or somebody new."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from mentorship.models import Person, Programme, Refugee
from mentorship.people.identity import cpr_hash
from mentorship.people.roster.check import Row
from mentorship.people.roster.cpr import Cpr
from mentorship.people.roster.problems import BadValue

T = TypeVar("T")
CHUNK = 900  # values in one question to the database: below every database's limit

# A person's key, or the hash of a number nobody carries yet.
Who = int | str


@dataclass(frozen=True, slots=True)
class Case:
    """A refugee of the programme, as far as an extract asks."""

    person: int
    cpr_hash: str | None
    municipality: int


class People:
    """Everybody an extract names; a number is hashed once, however many rows it has."""

    def __init__(self, programme: Programme, rows: Iterable[Row]):
        self.cases = {
            number: Case(person, hashed, municipality)
            for number, person, hashed, municipality in Refugee.objects.filter(
                programme=programme
            ).values_list("case_number", "person_id", "person__cpr_hash", "municipality_id")
        }
        self.numbers: dict[str, str] = {}  # ten digits -> hash
        self.new: dict[str, Cpr] = {}  # hash -> number, of those nobody carries
        for row in rows:
            if (cpr := row.values.get("cpr")) and cpr.digits not in self.numbers:
                self.numbers[cpr.digits] = cpr_hash(cpr.digits)
                self.new[self.numbers[cpr.digits]] = cpr
        self.carriers: dict[str, int] = {}
        for part in in_chunks(list(self.new)):
            carriers = Person.objects.filter(cpr_hash__in=part).values_list("cpr_hash", "pk")
            self.carriers.update((hashed, pk) for hashed, pk in carriers if hashed)
        for hashed in self.carriers:
            del self.new[hashed]
        self.municipality_of = {case.person: case.municipality for case in self.cases.values()}

    def find(self, row: Row) -> Who | None:
        """Whose the row is; None where it names nobody. Raises BadValue with `reason` where it cannot be."""
        number, cpr = row.values.get("case_number"), row.values.get("cpr")
        hashed = self.numbers[cpr.digits] if cpr else None
        if number is None:
            return None if hashed is None else self.carriers.get(hashed, hashed)
        case = self.cases.get(number)
        if case is None:
            raise BadValue("unknown_case_number")
        if hashed is not None and self._is_another(case, hashed):
            raise BadValue("two_people")
        return case.person

    def _is_another(self, case: Case, hashed: str) -> bool:
        """A case without a number may be anybody's, but not of somebody who carries the number elsewhere."""
        if case.cpr_hash is not None:
            return case.cpr_hash != hashed
        return hashed in self.carriers


def in_chunks(values: Sequence[T]) -> Iterator[list[T]]:
    left = iter(values)
    while part := list(islice(left, CHUNK)):
        yield part
