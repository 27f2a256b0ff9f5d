"""The open vocabularies a programme file may use: which keys mean something to the code.

Higher floors add to them in `AppConfig.ready()`; a key added there is *computed*. The keys
declared here are the ones the programmes of the sources name, so that a file can be written
and checked before the floor that computes them is asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Term:
    key: str
    label: "str | Promise"
    computed: bool


class Vocabulary:
    """Keys with labels. `what` names one of them in an error message, in the user's words."""

    def __init__(self, what: "str | Promise"):
        self.what = what
        self._terms: dict[str, Term] = {}

    def declare(self, key: str, label: "str | Promise") -> None:
        """Let files use `key` though nothing computes it yet; never overwrites a computed one."""
        self._terms.setdefault(key, Term(key, label, computed=False))

    def add(self, key: str, label: "str | Promise") -> None:
        """Say that the code computes `key`."""
        self._terms[key] = Term(key, label, computed=True)

    def label(self, key: str) -> str:
        return str(self._terms[key].label)

    def computed(self) -> frozenset[str]:
        """The keys that some floor computes."""
        return frozenset(term.key for term in self if term.computed)

    def __contains__(self, key: object) -> bool:
        return key in self._terms

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms.values())

    def keys(self) -> list[str]:
        return sorted(self._terms)


INDICATORS = Vocabulary(_("an indicator"))
MATCH_CRITERIA = Vocabulary(_("a matching criterion"))
PROFILE_FIELDS = Vocabulary(_("a profile field"))

for _key, _label in (
    ("mentors_registered", _("Mentors registered")),
    ("mentors_selected", _("Mentors selected")),
    ("mentors_interviewed", _("Selected mentors interviewed")),
    ("mentors_under_age", _("Mentors under a given age")),
    ("mentors_trained", _("Mentors who have completed training")),
    ("mentors_free_again", _("Mentors free for another match")),
    ("refugees_registered", _("People registered")),
    ("refugees_selected", _("People selected")),
    ("refugees_matched", _("People with a mentor")),
    ("matches_started", _("Matches made")),
    ("matches_completed", _("Matches completed")),
    ("matches_longer_than", _("Matches longer than a given time")),
    ("support_tapering", _("Support tapering off")),
    ("start_meetings_held", _("Start meetings held")),
    ("followups_done", _("Follow-ups carried out")),
    ("followups_done_share", _("Follow-ups carried out, of those due")),
    ("matches_followed_up", _("Matches followed up")),
    ("statuses_done", _("Statuses made")),
    ("final_evaluations_done", _("Final evaluations carried out")),
    ("answers_positive", _("Answers that confirm an effect")),
    ("self_support_effect", _("Self-support rate against those without a mentor")),
    ("work_started", _("In ordinary work")),
    ("education_started", _("In ordinary education")),
    ("work_or_education", _("In work or education")),
    ("work_or_education_kept", _("Job or education kept")),
    ("company_course_completed", _("Company-directed course completed")),
    ("activities_held", _("Activities held")),
    ("activity_attendance", _("Attendance at activities")),
    ("activity_participants", _("People who took part in activities")),
    ("people_reached", _("People reached")),
    ("plans_made", _("People with a plan")),
    ("exits", _("What people went on to")),
    ("cost_per_match", _("Cost of each match")),
    ("milestone_reached", _("Milestone reached")),
    ("aggregate_count", _("Counted without a register of persons")),
    ("stated", _("Stated by the source")),
):
    INDICATORS.declare(_key, _label)

for _key, _label in (
    ("language", _("Common language")),
    ("interests", _("Common interests")),
    ("occupation", _("Same occupation or field")),
    ("age", _("Nearness in age")),
    ("travel", _("Short distance")),
    ("family", _("Children of the same age")),
    ("availability", _("Time in common")),
    ("personality", _("Personality")),
    ("education", _("Same level of education")),
    ("needs", _("What one needs and the other offers")),
):
    MATCH_CRITERIA.declare(_key, _label)

for _key, _label in (
    ("gender", _("Gender")),
    ("birth_year", _("Year of birth")),
    ("languages", _("Languages")),
    ("interests", _("Interests")),
    ("occupation", _("Occupation")),
    ("occupation_field", _("Field of work")),
    ("work_experience", _("Work experience")),
    ("education", _("Education")),
    ("household", _("Household")),
    ("children_birth_years", _("Children's years of birth")),
    ("availability", _("When the person can meet")),
    ("needs", _("Needs, or what a mentor offers")),
    ("wants_gender", _("Wish for the other's gender")),
    ("own_transport", _("Own transport")),
    ("personality", _("Personality")),
    ("expectations", _("Expectations")),
    ("self_supporting", _("Self-supporting")),
    ("local_ties", _("Ties to local associations and workplaces")),
    ("former_network_contact", _("Former network contact")),
    ("danish_education", _("Danish education")),
    ("interpreter", _("Interpreter needed")),
    ("residence_basis", _("Residence basis")),
    ("country", _("Country of origin")),
    ("arrived_on", _("Arrived on")),
    ("labour_status", _("Labour-market status")),
    ("recruited_through", _("Recruited through")),
    ("note", _("Note")),
):
    PROFILE_FIELDS.declare(_key, _label)
