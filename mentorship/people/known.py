"""The people a programme already has, as a roster would tell of them: found again, compared, resembled."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Any

from mentorship.models import Mentor, Person, Programme, Refugee
from mentorship.people.identity import cpr_hash
from mentorship.people.roster.duplicates import Likeness, Register, likeness_of, phone_digits
from mentorship.people.roster.folding import fold
from mentorship.vocabulary import ClearanceKind, ConsentScope, CprKind

PERSON_FIELDS = (
    "name",
    "email",
    "phone",
    "gender",
    "birth_year",
    "postcode",
    "contact_language",
    "protected",
)
PROFILE_FIELDS = (
    "languages",
    "interests",
    "occupation",
    "work_experience",
    "education",
    "children_birth_years",
    "household",
    "availability",
    "needs",
    "own_transport",
    "wants_gender",
    "expectations",
)
BOTH_FIELDS = ("case_number", "interviewed_on", "intro_course_on", "recruited_through", "note")
ENROLMENT_FIELDS = {
    "mentor": (
        *BOTH_FIELDS,
        "capacity",
        "trained_on",
        "self_supporting",
        "local_ties",
        "former_network_contact",
    ),
    "refugee": (
        *BOTH_FIELDS,
        "residence_basis",
        "country",
        "arrived_on",
        "selected_on",
        "labour_status",
        "danish_education",
        "interpreter",
    ),
}
CLEARANCES = {
    "child_certificate_on": ClearanceKind.CHILD_CERTIFICATE,
    "criminal_record_on": ClearanceKind.CRIMINAL_RECORD,
    "confidentiality_on": ClearanceKind.CONFIDENTIALITY,
}


class KnownPeople:
    """Everyone enrolled on one side of a programme. Each is found once: twins in a file are two people."""

    def __init__(self, *, programme: Programme, kind: str):
        self.kind = kind
        self._enrolments = {enrolment.pk: enrolment for enrolment in _load(programme, kind)}
        self._by_key: dict[tuple[Hashable, ...], list[int]] = defaultdict(list)
        for pk, enrolment in self._enrolments.items():
            for key in _keys_of_enrolment(enrolment):
                self._by_key[key].append(pk)
        self._register = Register({pk: _likeness(e) for pk, e in self._enrolments.items()})
        self._found: set[int] = set()

    def __contains__(self, number_hash: object) -> bool:
        return bool(self._by_key.get(("cpr", number_hash)))

    def find(self, values: Mapping[str, Any]) -> Mentor | Refugee | None:
        """The enrolment a row tells of: by case number, CPR, or all that tells people apart."""
        for key in _keys_of_row(values):
            free = (pk for pk in self._by_key.get(key, ()) if pk not in self._found)
            pk = next(free, None)
            if pk is not None:
                self._found.add(pk)
                return self._enrolments[pk]
        return None

    def enrolment(self, pk: int) -> Mentor | Refugee:
        return self._enrolments[pk]

    def likely(self, values: Mapping[str, Any]) -> list[int]:
        """Keys of the enrolled who are likely the person of a row that was not found."""
        likeness = likeness_of(values)
        if likeness.cpr is not None:
            likeness = Likeness(
                likeness.name,
                likeness.email,
                likeness.phone,
                likeness.birth_year,
                cpr_hash(str(likeness.cpr)),
                likeness.cpr_is_own,
            )
        return sorted(self._register.likely(likeness))

    def differences(self, enrolment: Mentor | Refugee, values: Mapping[str, Any]) -> list[str]:
        """Column keys in which a row says other than the register; what it doesn't say is no difference."""
        told = _as_row(enrolment, self.kind)
        said = {key: _comparable(key, value) for key, value in values.items()}
        if told["cpr"] is None and said.get("cpr") in self:
            del said["cpr"]  # a twin's: the first of the two keeps the number
        return [key for key, value in said.items() if key in told and told[key] != value]


def _load(programme: Programme, kind: str) -> list[Mentor | Refugee]:
    """Two or three queries; the encrypted numbers stay where they are."""
    if kind == "mentor":
        mentors = Mentor.objects.filter(programme=programme).order_by("pk")
        related = mentors.select_related("person", "municipality", "profile", "organisation")
        return list(related.defer("person__cpr").prefetch_related("consents", "clearances"))
    refugees = Refugee.objects.filter(programme=programme).order_by("pk")
    related_too = refugees.select_related("person", "municipality", "profile", "consultant")
    return list(related_too.defer("person__cpr").prefetch_related("consents"))


def _keys_of_row(values: Mapping[str, Any]) -> list[tuple[Hashable, ...]]:
    keys: list[tuple[Hashable, ...]] = []
    if "case_number" in values:
        keys.append(("case number", values["case_number"]))
    if "cpr" in values:
        keys.append(("cpr", cpr_hash(values["cpr"].digits)))
    if "case_number" not in values:
        keys += _keys_of_nobody_numbered(
            values.get("name", ""),
            values.get("email", ""),
            values.get("phone", ""),
            values.get("birth_year"),
            values.get("municipality", ""),
        )
    return keys


def _keys_of_enrolment(enrolment: Mentor | Refugee) -> list[tuple[Hashable, ...]]:
    person = enrolment.person
    keys: list[tuple[Hashable, ...]] = [("case number", enrolment.case_number)]
    if person.cpr_hash:
        keys.append(("cpr", person.cpr_hash))
    return keys + _keys_of_nobody_numbered(
        person.name, person.email, person.phone, person.birth_year, enrolment.municipality.code
    )


def _keys_of_nobody_numbered(
    name: str, email: str, phone: str, birth_year: int | None, municipality: str
) -> list[tuple[Hashable, ...]]:
    whole = ("all", fold(name), email, phone_digits(phone), birth_year, municipality)
    return [("email and name", email, fold(name)), whole] if email else [whole]


def _likeness(enrolment: Mentor | Refugee) -> Likeness:
    person = enrolment.person
    return Likeness(
        person.name,
        person.email,
        phone_digits(person.phone),
        person.birth_year,
        person.cpr_hash,
        person.cpr_kind == CprKind.ORDINARY,
    )


def _as_row(enrolment: Mentor | Refugee, kind: str) -> dict[str, Any]:
    """The register's word on every column a roster of `kind` may have."""
    person: Person = enrolment.person
    row = {name: getattr(person, name) for name in PERSON_FIELDS}
    row |= {name: getattr(enrolment, name) for name in ENROLMENT_FIELDS[kind]}
    profile = getattr(enrolment, "profile", None)
    row |= {name: getattr(profile, name, None) for name in PROFILE_FIELDS}
    row["municipality"] = enrolment.municipality.code
    row["cpr"] = person.cpr_hash
    consents = (c.given_on for c in enrolment.consents.all() if c.scope == ConsentScope.PARTICIPATION)
    row["consent_on"] = next(consents, None)
    if isinstance(enrolment, Mentor):
        row["organisation"] = fold(enrolment.organisation.name) if enrolment.organisation else None
        seen = {clearance.kind: clearance.seen_on for clearance in enrolment.clearances.all()}
        row |= {key: seen.get(clearance) for key, clearance in CLEARANCES.items()}
    else:
        row["consultant"] = enrolment.consultant.email.lower() if enrolment.consultant else None
    return row


def _comparable(key: str, value: Any) -> Any:
    if key == "cpr":
        return cpr_hash(value.digits)
    return fold(value) if key == "organisation" else value
