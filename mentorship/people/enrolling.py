"""Rows of a roster into rows of the register, many at once."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dateutil.relativedelta import relativedelta

from mentorship.clock import today
from mentorship.models import (
    Act,
    Clearance,
    Consent,
    ImportBatch,
    Mentor,
    Municipality,
    Organisation,
    Person,
    Profile,
    ProfileVersion,
    ProgrammeOrganisation,
    Refugee,
)
from mentorship.people.joining import Joiner
from mentorship.people.known import CLEARANCES, ENROLMENT_FIELDS, PROFILE_FIELDS
from mentorship.people.planning import all_organisations, consultants_of
from mentorship.people.roster.check import Row
from mentorship.people.roster.folding import fold
from mentorship.people.roster.problems import Problem
from mentorship.people.waiting import day_of
from mentorship.programmes.document import programme_document
from mentorship.trail import act_fields
from mentorship.vocabulary import ConsentScope

MODELS: dict[str, type[Mentor] | type[Refugee]] = {"mentor": Mentor, "refugee": Refugee}
PREFIXES = {"mentor": "M-", "refugee": "B-"}


@dataclass
class Enroller:
    """Creates everything that hangs on a row of a roster. One for each batch.

    `notes` fill as it goes; so does `made`: the organisations that are new, and their part in the programme;
    and `people`: {line: person}.
    """

    batch: ImportBatch
    case_numbers: set[str]
    notes: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.programme = self.batch.programme
        self.kind = self.batch.kind
        self.municipalities = dict(Municipality.objects.order_by("code").values_list("code", "pk"))
        self.consultants = consultants_of(self.programme)
        self.organisations: dict[str, int] = {}
        self.waiting_from, self.valid_months = self._rules()
        self.people: dict[int, int] = {}
        self.made: dict[str, list[int]] = {"organisations": [], "agreements": []}
        self._joiner = Joiner(self.batch, self.notes)
        self._next_number = 1

    def _rules(self) -> tuple[str, dict[str, int]]:
        """What waiting is counted from, and for how many months each clearance holds."""
        if not self.programme.document:
            return "selected", {}
        matching = programme_document(self.programme).matching
        clearances = matching.rules.clearances if matching.rules else ()
        months = {rule.kind: rule.valid_months for rule in clearances if rule.valid_months}
        return matching.waiting_from, months

    def enrol(self, rows: Sequence[Row]) -> None:
        """Create the people of `rows`; a handful of statements, however many rows."""
        self._take_in_organisations(rows)
        people = self._joiner.people(rows)
        enrolments = [self._enrolment(row, person) for row, person in zip(rows, people, strict=True)]
        MODELS[self.kind]._default_manager.bulk_create(enrolments)  # type: ignore[arg-type]  # one kind at a time
        pairs = list(zip(rows, enrolments, strict=True))
        self.people |= {row.line: enrolment.person_id for row, enrolment in pairs}
        profiles = Profile.objects.bulk_create([self._profile(row, enrolment) for row, enrolment in pairs])
        ProfileVersion.objects.bulk_create(
            ProfileVersion(profile=profile, number=1, facts=profile.facts(), made_by=self.batch.by)
            for profile in profiles
        )
        Consent.objects.bulk_create(consent for pair in pairs for consent in self._consents(*pair))
        Clearance.objects.bulk_create(paper for pair in pairs for paper in self._clearances(*pair))
        Act.objects.bulk_create(
            Act(
                **act_fields(
                    kind=f"{self.kind}.imported",
                    subject=enrolment,
                    by=self.batch.by,
                    programme=self.programme,
                    batch=self.batch.pk,
                    line=row.line,
                )
            )
            for row, enrolment in pairs
        )

    def _enrolment(self, row: Row, person: Person) -> Mentor | Refugee:
        values = row.values
        fields = {name: values[name] for name in ENROLMENT_FIELDS[self.kind] if name in values}
        fields["case_number"] = values.get("case_number") or self._free_case_number()
        registered_on = _registered_on(values)
        if self.kind == "mentor":
            fields["organisation_id"] = self.organisations.get(fold(values.get("organisation", "")))
        else:
            fields["consultant_id"] = self.consultants.get(values.get("consultant", ""))
            fields["waiting_since"] = day_of(
                self.waiting_from,
                registered_on=registered_on,
                consented_on=values.get("consent_on"),
                interviewed_on=values.get("interviewed_on"),
                selected_on=values.get("selected_on"),
            )
        return MODELS[self.kind](
            person=person,
            programme=self.programme,
            municipality_id=self.municipalities[values["municipality"]],
            registered_on=registered_on,
            import_batch=self.batch,
            **fields,
        )

    def _free_case_number(self) -> str:
        """The next of our own numbers that neither the register nor the file uses."""
        while True:
            number = f"{PREFIXES[self.kind]}{self._next_number:04}"
            self._next_number += 1
            if number not in self.case_numbers:
                self.case_numbers.add(number)
                return number

    def _profile(self, row: Row, enrolment: Mentor | Refugee) -> Profile:
        facts = {name: row.values[name] for name in PROFILE_FIELDS if name in row.values}
        return Profile(**{self.kind: enrolment}, **facts)

    def _consents(self, row: Row, enrolment: Mentor | Refugee) -> Iterator[Consent]:
        """A roster's one consent is to taking part; sharing with others is asked for by itself."""
        if given_on := row.values.get("consent_on"):
            yield Consent(
                **{self.kind: enrolment},
                scope=ConsentScope.PARTICIPATION,
                given_on=given_on,
                language=row.values.get("contact_language", ""),
                recorded_by=self.batch.by,
            )

    def _clearances(self, row: Row, enrolment: Mentor | Refugee) -> Iterator[Clearance]:
        """Seen on the day the roster tells; nobody of ours saw it."""
        for key, kind in CLEARANCES.items():
            if isinstance(enrolment, Mentor) and (seen_on := row.values.get(key)):
                months = self.valid_months.get(kind)
                expires_on = seen_on + relativedelta(months=months) if months else None
                yield Clearance(mentor=enrolment, kind=kind, seen_on=seen_on, expires_on=expires_on)

    def _take_in_organisations(self, rows: Sequence[Row]) -> None:
        """Every organisation named exists and takes part in the programme."""
        names = {fold(name): name for row in rows if (name := row.values.get("organisation"))}
        unknown = {key: name for key, name in names.items() if key not in self.organisations}
        if not unknown:
            return
        existing = all_organisations()
        for key, name in unknown.items():
            pk = existing.get(key)
            if pk is None:
                pk = Organisation.objects.create(name=name).pk
                self.made["organisations"].append(pk)
            part, is_new = ProgrammeOrganisation.objects.get_or_create(
                programme=self.programme, organisation_id=pk
            )
            self.made["agreements"] += [part.pk] if is_new else []
            self.organisations[key] = pk

    def merge(self, merged: Iterable[tuple[Row, int]]) -> None:
        """Rows that were found to be somebody of the register: nobody is enrolled."""
        self._joiner.merge(merged)


def _registered_on(values: dict[str, object]) -> datetime.date:
    """Nobody is interviewed or consents before being registered: the earliest such day, else today."""
    keys = ("interviewed_on", "consent_on", "intro_course_on", "selected_on")
    days = [day for key in keys if isinstance(day := values.get(key), datetime.date)]
    return min([*days, today()])
