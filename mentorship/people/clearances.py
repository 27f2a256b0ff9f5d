"""Which papers a programme wants of its mentors, and which of them a mentor still lacks."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorship.clock import today
from mentorship.models import Clearance, Mentor, Programme
from mentorship.programmes.document import programme_document
from mentorship.vocabulary import ClearanceKind


@dataclass(frozen=True, slots=True)
class Paper:
    """`required`: always, household_children_under_15 (a match with such a household needs it) or never."""

    kind: ClearanceKind
    required: str
    clearance: Clearance | None

    @property
    def state(self) -> str:
        """valid, expired, requested, needed, or optional where nothing is recorded and nothing asked."""
        if self.clearance and self.clearance.state != "needed":
            return str(self.clearance.state)
        return "optional" if self.required == "never" else "needed"


def papers_of(mentor: Mentor) -> list[Paper]:
    """Every kind the programme names, with what is recorded of it. One query."""
    recorded = {clearance.kind: clearance for clearance in mentor.clearances.select_related("seen_by")}
    rules = programme_document(mentor.programme).matching.rules
    required = {rule.kind: rule.required for rule in (rules.clearances if rules else ())}
    kinds = [kind for kind in ClearanceKind if kind in required or kind in recorded]
    return [Paper(kind, required.get(kind, "never"), recorded.get(kind)) for kind in kinds]


def kinds_wanted(programme: Programme) -> list[str]:
    """The kinds a match may ask for."""
    rules = programme_document(programme).matching.rules
    return [rule.kind for rule in (rules.clearances if rules else ()) if rule.required != "never"]


def lacking_papers(mentors: "QuerySet[Mentor]", programme: Programme) -> "QuerySet[Mentor]":
    """Those who lack a valid paper of a kind that a match may ask for."""
    wanted = kinds_wanted(programme)
    if not wanted:
        return mentors.none()
    valid = Clearance.objects.filter(
        Q(expires_on=None) | Q(expires_on__gte=today()), mentor=OuterRef("pk"), seen_on__isnull=False
    )
    lacking = Q()
    for kind in wanted:
        lacking |= ~Q(Exists(valid.filter(kind=kind)))
    return mentors.filter(lacking, programme=programme)
