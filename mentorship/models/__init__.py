"""Floor 1's tables: who takes part, under which programme, and who may see what."""

from mentorship.models.activity import Activity, ActivitySession, Attendance, Interview
from mentorship.models.feed import CalendarFeed
from mentorship.models.merge import PersonMerge, TwoPeople
from mentorship.models.outcome import LabourSpell, Population, PopulationMember
from mentorship.models.papers import Clearance, Consent
from mentorship.models.person import Mentor, Person, Refugee
from mentorship.models.places import Municipality, Organisation
from mentorship.models.profile import Profile, ProfileVersion
from mentorship.models.programme import (
    MilestoneMark,
    Programme,
    ProgrammeMunicipality,
    ProgrammeOrganisation,
    ProgrammeVersion,
    SuccessCriterion,
)
from mentorship.models.stand_in import StandIn
from mentorship.models.trail import Act, Draft, ImportBatch, Job, JobState, LookUp, LookUpReview
from mentorship.models.upload import ColumnMapping, Document, Upload
from mentorship.models.user import RoleBinding, User

__all__ = [
    "Act",
    "Activity",
    "ActivitySession",
    "Attendance",
    "CalendarFeed",
    "Clearance",
    "ColumnMapping",
    "Consent",
    "Document",
    "Draft",
    "ImportBatch",
    "Interview",
    "Job",
    "JobState",
    "LabourSpell",
    "LookUp",
    "LookUpReview",
    "Mentor",
    "MilestoneMark",
    "Municipality",
    "Organisation",
    "Person",
    "PersonMerge",
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
    "StandIn",
    "SuccessCriterion",
    "TwoPeople",
    "Upload",
    "User",
]
