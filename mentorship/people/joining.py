"""Rows of a roster into people: new ones, and those who are known already, who gain what was unknown."""

from collections.abc import Iterable, Sequence
from typing import Any

from mentorship.errors import DomainError
from mentorship.models import ImportBatch, Mentor, Person, Refugee
from mentorship.people.carriers import Carriers, Tie
from mentorship.people.identity import cpr_fields, cpr_hash
from mentorship.people.known import PERSON_FIELDS
from mentorship.people.reasons import explain
from mentorship.people.roster.check import Row
from mentorship.people.roster.problems import Problem
from mentorship.trail import record_act

FILLED = "person.filled"


class Joiner:
    """Finds or makes the person of each row of one batch; `notes` fill as it goes."""

    def __init__(self, batch: ImportBatch, notes: list[Problem]):
        self.batch = batch
        self.notes = notes
        self._numbers: set[str] = set()

    def people(self, rows: Sequence[Row]) -> list[Person]:
        """New people, but for numbers that somebody carries already: those rows join that person."""
        hashes = {row.line: cpr_hash(row.values["cpr"].digits) for row in rows if "cpr" in row.values}
        carriers = Carriers(kind=self.batch.kind, hashes=set(hashes.values()), by=self.batch.by)
        enrolled = self._enrolled(carriers.person_ids())
        people: list[Person] = []
        for row in rows:
            number = hashes.get(row.line, "")
            carrier = carriers.find(number, row.values.get("name", "")) if number else None
            taken = number in self._numbers or (carrier is not None and carrier.person.pk in enrolled)
            self._numbers |= {number} if number else set()
            if taken:
                self.notes.append(Problem("cpr_kept_at_first", line=row.line))
                people.append(self._new(row, with_cpr=False))
            elif carrier is not None:
                people.append(self._known(carrier.person, carrier.tie, row))
            else:
                people.append(self._new(row, with_cpr=True))
        Person.objects.bulk_create(person for person in people if person.pk is None)
        return people

    def merge(self, merged: Iterable[tuple[Row, int]]) -> None:
        """Rows that are somebody of the register: what is not known of that person is filled in."""
        rows = list(merged)
        people = Person.objects.select_for_update().in_bulk([person for _, person in rows])
        for row, pk in rows:
            self._fill(people[pk], row)

    def _enrolled(self, ids: list[int]) -> set[int]:
        """Those who take part on this side of this programme already."""
        model: type[Mentor] | type[Refugee] = Mentor if self.batch.kind == "mentor" else Refugee
        rows = model._default_manager.filter(programme=self.batch.programme, person__in=ids)
        return set(rows.values_list("person_id", flat=True))

    def _new(self, row: Row, *, with_cpr: bool) -> Person:
        fields: dict[str, Any] = {name: row.values[name] for name in PERSON_FIELDS if name in row.values}
        if with_cpr and "cpr" in row.values:
            fields |= cpr_fields(row.values["cpr"])
        return Person(import_batch=self.batch, **fields)

    def _known(self, person: Person, tie: Tie, row: Row) -> Person:
        if tie is Tie.STRANGER:
            raise DomainError(explain("cpr_elsewhere"))
        self.notes.append(Problem("known_person", line=row.line))
        if tie is not Tie.NAMESAKE:
            self._fill(person, row)
        return person

    def _fill(self, person: Person, row: Row) -> None:
        """What is known stays; a roster fills blanks and never lifts protection."""
        told = {name: row.values[name] for name in PERSON_FIELDS if row.values.get(name)}
        changed = {name: value for name, value in told.items() if not getattr(person, name)}
        if not changed:
            return
        for name, value in changed.items():
            setattr(person, name, value)
        person.version += 1
        person.save(update_fields=[*changed, "version"])
        record_act(
            kind=FILLED,
            subject=person,
            by=self.batch.by,
            programme=self.batch.programme,
            batch=self.batch.pk,
            line=row.line,
            fields=sorted(changed),
            version=person.version,
        )
