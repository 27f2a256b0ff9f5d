"""Floor 1's tables: who takes part, under which programme, and who may see what."""

from mentorship.models.outcome import LabourSpell, Population, PopulationMember
from mentorship.models.papers import Clearance, Consent
from mentorship.models.person import Mentor, Person, Refugee
from mentorship.models.places import Municipality, Organisation
from mentorship.models.profile import Profile, ProfileVersion
from mentorship.models.programme import (
    Programme,
    ProgrammeMunicipality,
    ProgrammeOrganisation,
    ProgrammeVersion,
    SuccessCriterion,
)
from mentorship.models.trail import Act, Draft, ImportBatch, Job, JobState, LookUp
from mentorship.models.user import RoleBinding, User

__all__ = [
    "Act",
    "Clearance",
    "Consent",
    "Draft",
    "ImportBatch",
    "Job",
    "JobState",
    "LabourSpell",
    "LookUp",
    "Mentor",
    "Municipality",
    "Organisation",
    "Person",
    "Population",
    "PopulationMember",
    "Profile",
    "ProfileVersion",
    "Programme",
    "ProgrammeMunicipality",
    "ProgrammeOrganisation",
    "ProgrammeVersion",
    "Refugee",
    "RoleBinding",
    "SuccessCriterion",
    "User",
]
