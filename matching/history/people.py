"""Whom a row of a file of matches names: by case number, by e-mail, by CPR number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from mentorship.models import Mentor, Programme, Refugee
from mentorship.people.identity import cpr_hash
from mentorship.people.roster.cpr import parse_cpr
from mentorship.people.roster.folding import fold
from mentorship.people.roster.problems import BadValue

Enrolled = TypeVar("Enrolled", Mentor, Refugee)


class Names(Generic[Enrolled]):
    """The people of one side, by what a file may call them. Raises BadValue with `reason` otherwise."""

    def __init__(self, people: Iterable[Enrolled], *, side: str):
        self.side = side
        self._by_number: dict[str, Enrolled] = {}
        self._by_loose: dict[tuple[str, str], list[Enrolled]] = defaultdict(list)
        for row in people:
            self._by_number[row.case_number] = row
            self._by_loose["number", fold(row.case_number)].append(row)
            if row.person.cpr_hash:
                self._by_loose["cpr", row.person.cpr_hash].append(row)
            if row.person.email:
                self._by_loose["email", row.person.email.lower()].append(row)

    def find(self, said: str) -> Enrolled:
        """A case number as it stands wins; then one told apart by letters and digits alone; then the rest."""
        if said in self._by_number:
            return self._by_number[said]
        for key in self._keys(said):
            if found := self._by_loose.get(key):
                return self._only(found)
        raise BadValue(f"unknown_{self.side}")

    def _keys(self, said: str) -> list[tuple[str, str]]:
        keys: list[tuple[str, str]] = [("number", fold(said))]
        if self.side == "mentor":
            return [*keys, ("email", said.lower().removeprefix("mailto:"))]
        number = parse_cpr(said)
        return [*keys, ("cpr", cpr_hash(number.digits))] if number else keys

    def _only(self, found: Sequence[Enrolled]) -> Enrolled:
        """Couples share an e-mail address: then only the case number says which of the two."""
        if len(found) > 1:
            raise BadValue(f"ambiguous_{self.side}")
        return found[0]


class Participants:
    """Both sides of a programme, in two queries; the encrypted numbers stay where they are."""

    def __init__(self, programme: Programme):
        mentors = Mentor.objects.filter(programme=programme).select_related("person", "organisation")
        refugees = Refugee.objects.filter(programme=programme).select_related("person", "consultant")
        self.mentors = Names(mentors.defer("person__cpr"), side="mentor")
        self.refugees = Names(refugees.defer("person__cpr"), side="refugee")
