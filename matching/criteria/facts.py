"""What matching reads of each person and of the rules. None means not known; an empty set means none."""

import datetime
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, fields
from typing import Any, Self

CHILD_AGE = 15
ALWAYS, WITH_CHILDREN, NEVER = "always", "household_children_under_15", "never"
CLEARANCES = ("child_certificate", "criminal_record", "confidentiality")
PAIR_RULES = ("earlier_pair", "forbidden_pair", "conflict_of_interest")
"""Rules that name pairs of people rather than compare facts; `matching.people_rows` finds the pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What both sides have. Codes are those of the vocabulary; `languages` gives levels 1-5."""

    id: int
    municipality: str = ""
    languages: Mapping[str, int] | None = None
    gender: str = ""
    wants_gender: str = ""
    birth_year: int | None = None
    availability: Set[str] | None = None
    interests: Set[str] | None = None
    occupation: str = ""
    occupation_field: str = ""
    education: str = ""
    household: str = ""
    children_birth_years: tuple[int, ...] | None = None
    needs: Set[str] | None = None
    personality: Mapping[str, int] | None = None
    own_transport: bool | None = None
    postcode: str = ""
    country: str = ""
    wants_same_background: bool = False
    protected: bool = False
    consent: bool = False
    interviewed: bool = False
    intro_course: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefugeeFacts(PersonFacts):
    """`needs`: what help is wanted with. `partner_consent`: a partner's coordinator may be told.

    `waiting_days` is priority, never a criterion.
    """

    selected: bool = False
    partner_consent: bool = False
    waiting_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorFacts(PersonFacts):
    """`needs`: help offered. `clearances`: the kinds valid on the day. `places`: capacity left."""

    trained: bool = False
    clearances: Set[str] = frozenset()
    places: int = 1
    organisation: str = ""
    local_ties: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a programme demands of a pair; the names of its template where it has one."""

    language_level_from: int = 2
    gender_wishes: bool = True
    same_municipality: bool = True
    shared_availability: bool = False
    at_most_km: float | None = None
    interview_mentor: bool = True
    interview_refugee: bool = False
    intro_course_required: bool = False
    training_blocks: bool = False
    selected_required: bool = False
    same_occupation_field: bool = False
    mentor_gender: str | None = None
    refugee_gender: str | None = None
    old_pairs_again: bool = False
    consent_mentor: bool = True
    consent_refugee: bool = True
    partner_consent: bool = False
    clearances: Mapping[str, str] = field(default_factory=lambda: {"child_certificate": WITH_CHILDREN})

    def __post_init__(self) -> None:
        """ValueError for a clearance no rule reads: a demand must not be lost by a typing error."""
        for kind, required in self.clearances.items():
            if kind not in CLEARANCES or required not in (ALWAYS, WITH_CHILDREN, NEVER):
                raise ValueError(f"clearances: {kind}: {required} is not a demand that can be checked")

    @classmethod
    def from_programme(cls, document: Mapping[str, Any], **more: Any) -> Self:
        """Rules of a programme template's `matching.rules`, as plain data; `more` overrides."""
        known = {each.name for each in fields(cls)}
        given = {key: value for key, value in document.items() if key in known}
        interview = document.get("interview_required") or {}
        given |= {f"interview_{side}": bool(wanted) for side, wanted in interview.items()}
        if "clearances" in document:
            given["clearances"] = {rule["kind"]: rule["required"] for rule in document["clearances"]}
        return cls(**(given | more))


def has_young_children(person: PersonFacts, today: datetime.date) -> bool:
    """Whether the household may have a child under 15.

    Only years are known, so a child counts until the year after it turns 15; a household said to be a family
    counts while its children's years are not known.
    """
    if person.children_birth_years is None:
        return person.household in ("family", "single_parent")
    return any(today.year - year <= CHILD_AGE for year in person.children_birth_years)


def ages(person: PersonFacts, today: datetime.date) -> tuple[int, ...]:
    """Ages the children reach this year, youngest first."""
    return tuple(sorted(today.year - year for year in person.children_birth_years or ()))


MOTHER_TONGUE = 5
HOME_LANGUAGE = "da"


def mother_tongues(person: PersonFacts) -> frozenset[str]:
    """Mother tongues that tell where somebody came from: all but the language of the country."""
    spoken = person.languages or {}
    return frozenset(
        code for code, level in spoken.items() if level >= MOTHER_TONGUE and code != HOME_LANGUAGE
    )
